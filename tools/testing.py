"""``./dev test``: every test there is, and one count at the end.

The whole runs two jobs at a time, each with a database of its own (CONTRIBUTING.md, *The loop*).
Chosen paths run one after the other, on the terminal.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from . import databases, preparation, test_counts
from .addons import ADDON
from .console import say, wait
from .odoo_command import CONFIGURATION, odoo_environment
from .odoo_lint import LINTED, lint_by_odoo
from .side_by_side import SideBySide
from .state import ROOT, STATE, locked, log_path, temporary_folder
from .test_counts import Counts
from .uninstall import REMOVED, check_uninstall
from .venv import PYTHON, VENV

DATABASE = "test"
BROWSER_DATABASE = "test_browser"
OPTIONAL_DATABASE = "test_optional"
KERNEL = [f"{ADDON}/tests/core", "tools/tests"]
KERNEL_JS = f"{ADDON}/static/tests/core"
OPTIONAL = f"{ADDON}/tests/optional"
BASE_ONLY = [f"--ignore={KERNEL[0]}", f"--ignore={OPTIONAL}"]
PAGES = re.compile("HttpCase|TourCase")
RUNNING = "another ./dev test is running in this checkout; waiting for it"


@dataclass
class Run:
    """The counts so far, and the parts that ended badly without a count."""

    counts: Counts = field(default_factory=Counts)
    broken: list = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name, counts, code):
        with self.lock:
            self.counts += counts
            if code and not counts.bad:
                self.broken.append(f"{name} ended with {code}")
                self.counts += Counts(errors=1)

    def broke(self, name):
        """A part that did not get so far as to count."""
        self.add(name, Counts(), 1)

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


@dataclass(frozen=True)
class Selection:
    """Pytest's arguments: paths by the runner that can run them, and the rest."""

    kernel: list
    base: list
    optional: list
    options: list
    by_path: bool


def test_fast():
    preparation.need_python()
    run = Run()
    _kernel(run, KERNEL, [])
    _kernel_js(run)
    return run.close()


def test(arguments, *, keep=False):
    """:param arguments: pytest's; with any of them only pytest's tests run"""
    chosen = _selection(arguments)
    run = Run()
    with locked("test", RUNNING):
        if not chosen.by_path:
            _whole(run, chosen, keep, everything=not arguments)
        elif chosen.base or chosen.optional:
            _paths(run, chosen, keep)
        else:
            preparation.need_python()
            _kernel(run, chosen.kernel, chosen.options)
    return run.close()


def _whole(run, chosen, keep, *, everything):
    options = chosen.options
    with preparation.environment(browser=True) as browser_ready:
        run.started = time.monotonic()
        with SideBySide(run.broke) as jobs:
            jobs.start("kernel", lambda log: _kernels(run, options, log, everything))
            with preparation.database_lock():
                databases.need_template()
                if chosen.optional:
                    jobs.start("optional", lambda log: _optional(run, chosen, keep, log))
                ready = databases.need_ready()
                for database in (DATABASE, BROWSER_DATABASE):
                    _copy(ready, database, keep)
                if everything:
                    databases.clone(ready, LINTED)
                    databases.clone(ready, REMOVED)
            jobs.start("server", lambda log: _stream(run, "server", DATABASE, chosen, log))
            jobs.start("browser", lambda log: _browser(run, chosen, browser_ready, log))
            if everything:
                jobs.start("lint", lambda log: lint_by_odoo(run, log))
                jobs.start("uninstall", lambda log: check_uninstall(run, log))


def _paths(run, chosen, keep):
    with preparation.environment(browser=True) as browser_ready:
        run.started = time.monotonic()
        if chosen.kernel:
            _kernel(run, chosen.kernel, chosen.options)
        if chosen.base:
            with preparation.database_lock():
                _copy(databases.need_ready(bundles=_opens_pages(chosen.base)), DATABASE, keep)
            browser_ready()
            with_odoo(run, "odoo", DATABASE, [*chosen.options, *chosen.base, *BASE_ONLY])
        if chosen.optional:
            with preparation.database_lock():
                databases.need_template()
            browser_ready()
            _optional(run, chosen, keep)


def _copy(source, database, keep):
    if not keep or database not in databases.names():
        databases.clone(source, database)


def _optional(run, chosen, keep, log=None):
    with locked("optional", preparation.PREPARING):
        _copy(databases.need_optional(), OPTIONAL_DATABASE, keep)
    arguments = [*chosen.options, *chosen.optional]
    with_odoo(run, "optional", OPTIONAL_DATABASE, arguments, log=log)


def _browser(run, chosen, browser_ready, log):
    browser_ready()
    _stream(run, "browser", BROWSER_DATABASE, chosen, log)


def _stream(run, name, database, chosen, log):
    """All tests for Odoo are in one of two streams: ``tools/pytest_stream.py`` tells which."""
    arguments = [*chosen.options, *chosen.base, *BASE_ONLY]
    with_odoo(run, name, database, arguments, {"DEV_STREAM": name}, log)


def _selection(arguments):
    paths = [part for part in arguments if _is_path(part)]
    options = [part for part in arguments if not _is_path(part)]
    if not paths:
        optional = [OPTIONAL] if (ROOT / OPTIONAL).is_dir() else []
        return Selection(KERNEL, _odoo_paths(), optional, options, by_path=False)
    kernel = [part for part in paths if _is_below(part, KERNEL)]
    optional = [part for part in paths if _is_below(part, [OPTIONAL])]
    base = [part for part in paths if part not in (*kernel, *optional)]
    if any(_is_below(OPTIONAL, [part]) for part in base):
        optional.append(OPTIONAL)
    return Selection(kernel, base, optional, options, by_path=True)


def _is_path(argument):
    return not argument.startswith("-") and (ROOT / argument.split("::")[0]).exists()


def _is_below(path, folders):
    path = (ROOT / path.split("::")[0]).resolve()
    return any(path.is_relative_to((ROOT / folder).resolve()) for folder in folders)


def _opens_pages(paths):
    """Whether tests below these paths open pages; without bundles a page only comes later."""
    tops = [ROOT / path.split("::")[0] for path in paths]
    files = [file for top in tops for file in ([top] if top.is_file() else top.rglob("*.py"))]
    return any(PAGES.search(file.read_text()) for file in files)


def _odoo_paths():
    folders = [ROOT / ADDON / "tests", ROOT / ADDON / "migrations"]
    return [str(path.relative_to(ROOT)) for path in folders if path.is_dir()]


def _pytest(run, name, arguments, env, log=None):
    report = STATE / "reports" / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    cmd = [PYTHON, "-m", "pytest", f"--junitxml={report}", *arguments]
    _tell_command(" ".join(["pytest", *map(str, arguments)]), log)
    code = _run([str(part) for part in cmd], log, env=env)
    counts = test_counts.from_junit(report)
    # 5: nothing selected, which is fine for a part of the whole
    run.add(name, counts, 0 if code == 5 else code)


def _tell_command(text, log):
    if log:
        log.write(f"{text}\n")
        log.flush()
    else:
        say(text)


def _run(cmd, log, **options):
    return wait(subprocess.Popen(cmd, cwd=ROOT, stdout=log, stderr=log, **options))


def _kernels(run, options, log, everything):
    _kernel(run, KERNEL, options, log)
    if everything:
        _kernel_js(run, log)


def _kernel(run, paths, options, log=None):
    present = [path for path in paths if (ROOT / path.split("::")[0]).exists()]
    env = {name: value for name, value in os.environ.items() if name != "ODOO_RC"}
    _pytest(run, "kernel", ["-p", "no:odoo", "-q", *options, *present], env, log)


def _kernel_js(run, log=None):
    files = sorted((ROOT / KERNEL_JS).rglob("*.test.mjs"))
    if not files:
        return
    report = STATE / "reports/kernel-js.tap"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    reporters = ["--test-reporter=dot", "--test-reporter-destination=stdout"]
    reporters += ["--test-reporter=tap", f"--test-reporter-destination={report}"]
    cmd = [VENV / "bin/node", "--test", *reporters, *files]
    _tell_command(f"node --test {KERNEL_JS}", log)
    code = _run([str(part) for part in cmd], log)
    text = report.read_text() if report.is_file() else ""
    if code:
        print(text, file=log or sys.stdout, flush=True)
    run.add("kernel-js", test_counts.from_tap(text), code)


def with_odoo(run, name, database, arguments, more_env=None, log=None):
    """pytest-odoo with its HTTP server, so that tours and JavaScript tests run in Chromium.

    It may run beside others: temporary files, report and findings are of this ``name``, the port
    is a free one.
    """
    findings = log_path(f"{name}-findings")
    findings.unlink(missing_ok=True)
    folder = temporary_folder(name)
    env = {**odoo_environment(), "TMPDIR": str(folder), "DEV_LOG_FINDINGS": str(findings)}
    odoo = ["--odoo-database", database, "--odoo-config", CONFIGURATION, "--odoo-http"]
    arguments = [*odoo, "--odoo-log-level=warn", *arguments]
    try:
        _pytest(run, name, arguments, {**env, **(more_env or {})}, log)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if findings.is_file():
        say(f"warnings in Odoo's log, by test: {findings}")
