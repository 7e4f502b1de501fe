"""The reader and the rules, judged by the official GS1 vectors.

What is out of scope stands in ``tests/cases/gs1_scope.json`` with its reason; everything else
must get the official verdict. The JavaScript twin is judged by the same files.
"""

from datetime import date
from pathlib import Path

from ...core.gs1 import checks, digital_link, epc, messages, rules, table
from ...core.gs1.elements import decode
from ...core.gs1.messages import GS
from ...core.gs1.values import mark_repeats
from . import case_files
from .core_case import CoreCase
from .vector_files import FOLDER, needs_vectors, vectors

TODAY = date(2026, 11, 22)


def message_of(elements) -> str:
    pairs = [(element.ai, element.value) for element in elements]
    return "^" + messages.write_message(pairs, separator="^")


def is_good(elements, unread, problems=()) -> bool:
    elements = mark_repeats(elements)
    return bool(elements) and not unread and not problems and not any(e.problem for e in elements)


def in_scope(name: str):
    """The vectors of a file without those listed as out of scope."""
    skipped = [
        entry for entry in case_files.load("gs1_scope")["out_of_scope"] if entry["file"] == name
    ]
    for vector in vectors(name):
        if not any(_matches(vector, entry) for entry in skipped):
            yield vector


def _matches(vector: dict, entry: dict) -> bool:
    if "option" in entry:
        return entry["option"] in vector.get("options", ())
    value = vector.get(entry["field"]) or ""
    return value == entry["equals"] if "equals" in entry else value.startswith(entry["starts"])


@needs_vectors
class TestVectors(CoreCase):
    def judge(self, name, verdict):
        """Asserts ``verdict(vector) == expected`` for each vector in scope, all at once."""
        wrong = []
        for vector in in_scope(name):
            got, expected = verdict(vector)
            if got != expected:
                wrong.append((vector, got))
        self.assertEqual(wrong, [])

    def test_every_official_identifier_is_in_our_table(self):
        for vector in vectors("gs1_ai_table"):
            identifier = table.IDENTIFIERS[vector["ai"]]
            self.assertEqual(identifier.separated, not vector["predefined_length"], vector)
            self.assertEqual(
                identifier.separated, vector["ai"][:2] not in table.PREDEFINED_LENGTHS, vector
            )
        self.assertEqual(len(table.IDENTIFIERS), len(vectors("gs1_ai_table")))

    def test_every_official_pair_rule_is_ours(self):
        official = set()
        for vector in vectors("gs1_ai_table"):
            required = {name for line in vector["req"] for name in line.split(",")}
            self.assertEqual(set(rules.REQUIRED.get(vector["ai"], ())), required, vector)
            for line in vector["ex"]:
                for other in table.expand(line.replace(",", " ")):
                    if other != vector["ai"]:
                        official.add(frozenset((vector["ai"], other)))

        ours = {
            frozenset((ai, other))
            for ai in table.IDENTIFIERS
            for other in table.IDENTIFIERS
            if ai != other and rules.excludes(ai, other)
        }
        self.assertEqual(ours, official)

    def test_scans(self):
        def verdict(vector):
            scan = decode(vector["scan"], today=TODAY)
            if not vector["valid"]:
                return scan.is_clean, False
            got = [scan.is_clean, self.scan_message(scan)]
            expected = [True, vector["message"]]
            if "digital_link_elements" in vector:
                got.append(message_of(scan.elements) if scan.kind == "link" else "")
                expected.append(vector["digital_link_elements"])
            return got, expected

        self.judge("gs1_scandata_decode", verdict)

    def test_what_symbols_give_is_read_back(self):
        """The vectors of encoding, backwards: a symbol's scan says the message it was made of."""

        def verdict(vector):
            scan = decode(vector["scan"], today=TODAY)
            if scan.kind == "ean":
                got = f"^01{scan.ean.zfill(14)}{message_of(scan.elements)[1:]}"
            else:
                got = self.scan_message(scan)
            expected = whole(vector["message"].rstrip("^"))
            if vector["message"].isdigit():  # the encoder was asked to add the check digit
                expected = f"^01{vector['scan'][3:].zfill(14)}"
            return (got, scan.is_clean), (expected, True)

        def whole(message):
            """Linear part and composite part as the one message that a scanner makes of both."""
            linear, bar, composite = message.partition("|^")
            digits = linear.removeprefix("^01")
            if not bar or not digits.isdigit():
                return message
            return f"^01{digits.zfill(14)}{composite}"

        self.judge("gs1_scandata_encode", verdict)

    def test_every_vector_is_judged_or_listed_with_a_reason(self):
        """Of the GS1 files; those of EPCIS belong to the exchange."""
        for entry in case_files.load("gs1_scope")["out_of_scope"]:
            self.assertTrue(entry["reason"])
            hits = [one for one in vectors(entry["file"]) if _matches(one, entry)]
            self.assertTrue(hits, entry)
        source = Path(__file__).read_text()
        for path in FOLDER.glob("gs1_*.json"):
            self.assertIn(f'"{path.stem}"', source)

    def scan_message(self, scan):
        """The message as the vectors write it: ^ for FNC1, \\^ for a literal one in front."""
        if scan.kind == "gs1":
            return message_of(scan.elements)
        if scan.kind == "ean":
            return scan.ean + (f"|{message_of(scan.elements)}" if scan.elements else "")
        return f"\\{scan.text}" if scan.text.startswith(("^", "\\^")) else scan.text

    def test_raw_messages(self):
        def verdict(vector):
            first, data = vector["message"][:1], vector["message"][1:].replace("^", GS)
            good = first == "^" and is_good(*messages.read_message(data, today=TODAY))
            return good, vector["valid"]

        self.judge("gs1_raw_message_validate", verdict)

    def test_bracketed_texts(self):
        def verdict(vector):
            elements, unread, problems = messages.read_bracketed(vector["bracketed"], today=TODAY)
            good = is_good(elements, unread, problems)
            return (good, good and message_of(elements)), (
                vector["valid"],
                vector.get("message", False),
            )

        self.judge("gs1_bracketed_parse", verdict)

    def test_values(self):
        def verdict(vector):
            read = messages.read_bracketed(vector["bracketed"], today=TODAY)
            return is_good(*read), vector["expected"] == "OK"

        self.judge("gs1_lint_errors", verdict)

    def test_components(self):
        functions = {
            "cset82": lambda value: all(char in checks.CSET82 for char in value),
            "csum": checks.is_check_digit,
            "iso3166": checks.FUNCTIONS["country"],
            "iso4217": checks.FUNCTIONS["currency"],
            "pcenc": checks.FUNCTIONS["percent_encoded"],
            "yymmdd": checks.FUNCTIONS["day"],
            "yymmd0": checks.FUNCTIONS["day_or_month"],
            "hhmi": checks.FUNCTIONS["hour_minute"],
        }

        def verdict(vector):
            return functions[vector["linter"]](vector["value"]), vector["valid"]

        self.judge("gs1_component_linters", verdict)

    def test_pairs(self):
        def verdict(vector):
            elements, unread, _problems = messages.read_bracketed(vector["bracketed"], today=TODAY)
            pairs = [(element.ai, element.value) for element in elements]
            pairs += [tuple(piece[1:].split(")", 1)) for piece in unread]
            problems = rules.pair_problems(pairs)
            if vector["rule"] == "validateAIrepeats":
                problems = [one for one in problems if one.code == "repeated_differently"]
            elif vector["rule"].startswith("validateDigSig"):
                problems = [one for one in problems if one.code == "serial_missing"]
            return not problems, vector["valid"]

        self.judge("gs1_ai_associations", verdict)

    def test_digital_links_are_read(self):
        def verdict(vector):
            options = vector.get("options", ())
            link = digital_link.parse(
                vector["uri"],
                today=TODAY,
                aliases="permit_convenience_alphas" in options,
                short_gtin="permit_zero_suppressed_gtin" in options,
            )
            good = is_good(link.elements, (), link.problems)
            return (good, good and message_of(link.elements)), (
                vector["valid"],
                vector.get("message", False),
            )

        self.judge("gs1_digital_link_parse", verdict)

    def test_digital_links_are_written(self):
        def verdict(vector):
            elements, unread, _problems = messages.read_bracketed(vector["bracketed"], today=TODAY)
            pairs = [(element.ai, element.value) for element in elements]
            pairs += [tuple(piece[1:].split(")", 1)) for piece in unread]
            stem = vector["stem"] or digital_link.CANONICAL_STEM
            try:
                return digital_link.build(pairs, stem=stem), vector["uri"]
            except digital_link.GS1Error:
                return None, vector["uri"]

        self.judge("gs1_digital_link_generate", verdict)

    def test_paths_of_digital_links(self):
        ours = [path for key in digital_link.QUALIFIERS for path in digital_link.paths_of(key)]

        self.assertCountEqual(ours, vectors("gs1_digital_link_path_sequences"))

    def test_epc_identifiers_become_constrained_links(self):
        self.judge(
            "epc_urn_to_digital_link",
            lambda vector: (epc.constrained_link(vector["input"]), vector["canonical"]),
        )
