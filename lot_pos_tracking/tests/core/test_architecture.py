"""The arrows and habits of the architecture, held by reading the source code."""

import csv
import graphlib
import re
import sys
from collections import Counter

from . import architecture
from .core_case import CoreCase

# What the manifest names, and what Odoo brings itself.
LIBRARIES = {"biip", "lxml", "openpyxl", "pydifact", "stdnum"}
CLOCKS = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)$")
SHOP_DAY = re.compile(r"\bfields\.Date\.(today|context_today)$")
TEST_SWITCHES = {"test_enable", "current_test", "testing"}
# Newer than the oldest Python that the project promises, 3.10.
TOO_NEW = {"datetime.UTC", "enum.StrEnum", "typing.Self", "typing.assert_never"}
# Written in pieces, so that this file names none itself.
REGISTRIES = "|".join(["pypi", "pythonhosted", "npmjs", "debian", "ubuntu"])
HOSTS = re.compile(rf"https?://(?:[\w.-]*\.)?(?:{REGISTRIES})\.")
MACHINE = re.compile(r"(?<![\w.~/-])/(?:home|root|Users|work|opt)/\w")


def found(source, lines, what=""):
    return [f"{source.name}:{line} {what}".strip() for line in lines]


class TestKernel(CoreCase):
    def test_the_kernel_knows_neither_odoo_nor_foreign_libraries(self):
        wrong = []
        for source in architecture.kernel():
            for line, level, name in source.imports():
                top = name.split(".")[0]
                if not level and top not in sys.stdlib_module_names | LIBRARIES:
                    wrong += found(source, [line], name)
        self.assertEqual(wrong, [])

    def test_the_kernel_imports_only_itself(self):
        wrong = []
        for source in architecture.kernel():
            for line, target in source.resolved_imports():
                if target[0] != "core":
                    wrong += found(source, [line], ".".join(target))
        self.assertEqual(wrong, [])

    def test_the_kernel_has_no_circles_and_nobody_imports_document_formats(self):
        graph, wrong = {}, []
        for source in architecture.kernel():
            here = tuple(source.name[:-3].split("/"))
            graph[here] = {target for _line, target in source.resolved_imports()}
            for line, target in source.resolved_imports():
                inside = here[1] if len(here) > 2 else ""
                if target[1:2] in (("asn",), ("epcis",)) and inside not in ("asn", "epcis"):
                    wrong += found(source, [line], ".".join(target))
                if inside == "gs1" and target[1] not in ("gs1", "errors", "rounding"):
                    wrong += found(source, [line], ".".join(target))
        self.assertEqual(wrong, [])
        graphlib.TopologicalSorter(graph).prepare()

    def test_the_kernel_has_no_clock(self):
        wrong = []
        for source in architecture.kernel():
            wrong += found(
                source, [line for line, name in source.dotted_calls() if CLOCKS.search(name)]
            )
        self.assertEqual(wrong, [])


class TestDomains(CoreCase):
    def test_a_domain_imports_nothing_from_another(self):
        wrong = []
        for source in architecture.production():
            for line, target in source.resolved_imports():
                if source.domain and target[0] == "models" and target[1] != source.domain:
                    wrong += found(source, [line], ".".join(target))
        self.assertEqual(wrong, [])

    def test_a_domain_uses_models_of_what_is_below_it_only(self):
        models, wrong = architecture.models(), []
        for source in architecture.production():
            if not source.domain:
                continue
            allowed = architecture.BELOW[source.domain] | {source.domain, ""}
            for line, text in source.strings():
                if text in models and models[text].domain not in allowed:
                    wrong += found(source, [line], text)
        self.assertEqual(wrong, [])

    def test_every_own_model_has_access_lines_and_a_company_rule(self):
        security = architecture.ADDON / "security"
        rules = (security / "lot_rules.xml").read_text(encoding="utf-8")
        with (security / "ir.model.access.csv").open(encoding="utf-8") as stream:
            accessible = {row["model_id:id"].split(".")[-1] for row in csv.DictReader(stream)}
        without_access, without_rule = [], []
        for model in architecture.models().values():
            reference = f"model_{model.name.replace('.', '_')}"
            if model.kind != "AbstractModel" and reference not in accessible:
                without_access.append(model.name)
            if model.kind == "Model" and f'ref="{reference}"' not in rules:
                without_rule.append(model.name)
        self.assertEqual((without_access, without_rule), ([], []))


class TestHabits(CoreCase):
    def test_today_is_the_shop_s_day_or_says_why_not(self):
        wrong = []
        for source in architecture.production():
            for line, name in source.dotted_calls():
                clock = CLOCKS.search(name) or SHOP_DAY.search(name)
                if clock and not source.explains("# day:", line, line):
                    wrong += found(source, [line], name)
        self.assertEqual(wrong, [])

    def test_sudo_says_why(self):
        wrong = []
        for source in architecture.production():
            wrong += found(source, source.unexplained_sudo())
        self.assertEqual(wrong, [])

    def test_nothing_behaves_differently_under_test(self):
        wrong = []
        for source in architecture.production():
            names = [(line, name.split(".")[-1]) for line, name in source.dotted_calls()]
            lines = [line for line, name in [*names, *source.strings()] if name in TEST_SWITCHES]
            wrong += found(source, lines)
        self.assertEqual(wrong, [])

    def test_nothing_needs_a_newer_python_than_promised(self):
        wrong = []
        for source in architecture.production():
            calls = [(line, name) for line, name in source.dotted_calls() if name in TOO_NEW]
            wrong += [f"{source.name}:{line} {name}" for line, name in calls]
            for too_new in TOO_NEW:
                module, _dot, name = too_new.rpartition(".")
                pattern = rf"(?m)^from {module} import .*\b{name}\b"
                wrong += found(source, architecture.matches(pattern, source.text), too_new)
        self.assertEqual(wrong, [])

    def test_names_of_test_files_are_unique(self):
        paths = [path for path in architecture.ADDON.rglob("test_*.py")]
        counts = Counter(path.name for path in paths)
        self.assertEqual([name for name, count in counts.items() if count > 1], [])

    def test_no_file_names_a_registry_or_a_folder_of_one_machine(self):
        wrong = []
        for name, text in architecture.repository_files():
            for pattern in (HOSTS, MACHINE):
                wrong += [f"{name}:{line}" for line in architecture.matches(pattern, text)]
        self.assertEqual(wrong, [])
