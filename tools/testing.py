"""``./dev test``: every test there is, and one count at the end."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field

from . import databases, preparation, test_counts
from .addons import ADDON
from .console import say, wait
from .odoo_command import CONFIGURATION, odoo_environment
from .odoo_lint import lint_by_odoo
from .state import ROOT, STATE, locked, log_path, temporary_folder
from .test_counts import Counts
from .uninstall import check_uninstall
from .venv import PYTHON, VENV

DATABASE = "test"
KERNEL = [f"{ADDON}/tests/core", "tools/tests"]
KERNEL_JS = f"{ADDON}/static/tests/core"
RUNNING = "another ./dev test is running in this checkout; waiting for it"


@dataclass
class Run:
    """The counts so far, and the parts that ended badly without a count."""

    counts: Counts = field(default_factory=Counts)
    broken: list = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def add(self, name, counts, code):
        self.counts += counts
        if code and not counts.bad:
            self.broken.append(f"{name} ended with {code}")
            self.counts += Counts(errors=1)

    def close(self):
        """Print the summary line.

        :return: the exit code
        """
        if self.counts == Counts():
            self.broken.append("no test was selected")
        for text in self.broken:
            say(f"FAILED {text}")
        print(self.counts.summary(time.monotonic() - self.started), flush=True)
        return 1 if self.counts.bad or self.broken else 0


def test_fast():
    preparation.need_python()
    run = Run()
    _kernel(run, KERNEL, [])
    _kernel_js(run)
    return run.close()


def test(arguments, *, keep=False):
    """:param arguments: pytest's; with any of them only pytest's tests run"""
    kernel, odoo, options = _selection(arguments)
    run = Run()
    with locked("test", RUNNING):
        if odoo:
            _everything(run, kernel, odoo, options, keep, selected=bool(arguments))
        else:
            preparation.need_python()
            _kernel(run, kernel, options)
    return run.close()


def _everything(run, kernel, odoo, options, keep, *, selected):
    with preparation.environment(browser=True) as browser_ready:
        run.started = time.monotonic()
        if kernel:
            _kernel(run, kernel, options)
        if not selected:
            _kernel_js(run)
        with preparation.database_lock():
            if not keep or DATABASE not in databases.names():
                databases.need_copy(DATABASE)
        browser_ready()
        _odoo(run, odoo, options)
        if not selected:
            lint_by_odoo(run)
            check_uninstall(run)


def _selection(arguments):
    """(paths for the kernel's run, paths for Odoo's run, options) of pytest's arguments."""
    paths = [part for part in arguments if _is_path(part)]
    options = [part for part in arguments if not _is_path(part)]
    if not paths:
        return KERNEL, _odoo_paths(), options
    kernel = [part for part in paths if part.startswith(tuple(KERNEL))]
    return kernel, [part for part in paths if part not in kernel], options


def _is_path(argument):
    return not argument.startswith("-") and (ROOT / argument.split("::")[0]).exists()


def _odoo_paths():
    """Everything but the kernel's tests, which have run already."""
    folders = [ROOT / ADDON / "tests", ROOT / ADDON / "migrations"]
    return [
        *(str(path.relative_to(ROOT)) for path in folders if path.is_dir()),
        f"--ignore={ADDON}/tests/core",
    ]


def _pytest(run, name, arguments, env):
    report = STATE / "reports" / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    cmd = [PYTHON, "-m", "pytest", f"--junitxml={report}", *arguments]
    say(" ".join(["pytest", *map(str, arguments)]))
    code = wait(subprocess.Popen([str(part) for part in cmd], cwd=ROOT, env=env))
    counts = test_counts.from_junit(report)
    # 5: nothing selected, which is fine for a part of the whole
    run.add(name, counts, 0 if code == 5 else code)


def _kernel(run, paths, options):
    present = [path for path in paths if (ROOT / path.split("::")[0]).exists()]
    env = {name: value for name, value in os.environ.items() if name != "ODOO_RC"}
    _pytest(run, "kernel", ["-p", "no:odoo", "-q", *options, *present], env)


def _kernel_js(run):
    files = sorted((ROOT / KERNEL_JS).rglob("*.test.mjs"))
    if not files:
        return
    report = STATE / "reports/kernel-js.tap"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    reporters = ["--test-reporter=dot", "--test-reporter-destination=stdout"]
    reporters += ["--test-reporter=tap", f"--test-reporter-destination={report}"]
    cmd = [VENV / "bin/node", "--test", *reporters, *files]
    say(f"node --test {KERNEL_JS}")
    code = wait(subprocess.Popen([str(part) for part in cmd], cwd=ROOT))
    text = report.read_text() if report.is_file() else ""
    if code:
        print(text, flush=True)
    run.add("kernel-js", test_counts.from_tap(text), code)


def _odoo(run, paths, options):
    with_odoo(run, "odoo", DATABASE, [*options, *paths])


def with_odoo(run, name, database, arguments, more_env=None):
    """pytest-odoo with its HTTP server, so that tours and JavaScript tests run in Chromium."""
    findings = log_path(f"{name}-findings")
    findings.unlink(missing_ok=True)
    env = {**odoo_environment(), "DEV_LOG_FINDINGS": str(findings), **(more_env or {})}
    odoo = ["--odoo-database", database, "--odoo-config", CONFIGURATION, "--odoo-http"]
    try:
        _pytest(run, name, [*odoo, "--odoo-log-level=warn", *arguments], env)
    finally:
        shutil.rmtree(temporary_folder(), ignore_errors=True)
    if findings.is_file():
        say(f"warnings in Odoo's log, by test: {findings}")
