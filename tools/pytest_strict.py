"""pytest plugin: nothing passes in silence.

* Odoo skips a browser test when Chromium or the HTTP server is missing: here that is a failure.
* A warning or an error in Odoo's log is a failure of the test during which it was written, unless
  that test failed already. One that expects it says so with ``assertLogs`` or ``mute_logger``.
"""

import logging
import os

import pytest

from tools import odoo_log

SILENT_SKIPS = ("chrome", "devtools", "websocket", "--odoo-http")
FAILED = pytest.StashKey()
PYTEST_LOGGERS = ("_pytest", "pytest", "asyncio", "concurrent")


class Collector(logging.Handler):
    """Keeps what Odoo logs from WARNING upwards and is not of Odoo's own making."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.found = []

    def emit(self, record):
        message = record.getMessage()
        if record.name.startswith(PYTEST_LOGGERS) or odoo_log.is_native(record.name, message):
            return
        if record.exc_info:
            message += "\n" + logging.Formatter().formatException(record.exc_info)
        self.found.append(f"{record.levelname} {record.name}: {message}")

    def take(self):
        found, self.found = self.found, []
        return found


collector = Collector()


def pytest_configure():
    logging.getLogger().addHandler(collector)


def pytest_unconfigure():
    logging.getLogger().removeHandler(collector)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        _refuse_silent_skip(report)
    if report.failed:
        item.stash[FAILED] = True
    if report.when == "teardown" and (found := collector.take()) and FAILED not in item.stash:
        shown = "\n".join(found)
        if os.environ.get("DEV_LOG_FINDINGS"):
            with open(os.environ["DEV_LOG_FINDINGS"], "a", encoding="utf-8") as stream:
                stream.write(f"--- {item.nodeid}\n{shown}\n")
        report.outcome = "failed"
        report.longrepr = f"Odoo's log has {len(found)} warnings that nobody expected:\n{shown}"


def _refuse_silent_skip(report):
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if any(word in reason.lower() for word in SILENT_SKIPS):
        report.outcome = "failed"
        report.longrepr = f"skipped where it must run: {reason}"
