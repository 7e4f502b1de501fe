"""Odoo's own linter, the add-on ``test_lint``, looking at our add-on only."""

import json

from . import databases, preparation
from .addons import ADDON
from .console import Failure, say, step, tail
from .odoo_command import run_in_shell, run_odoo
from .state import ROOT, STATE, log_path
from .test_counts import Counts

DATABASE = "lint"
INNER = ROOT / "tools/odoo_lint_inner.py"


def lint_by_odoo(run):
    """Add the outcome of ``test_lint`` to ``run``."""
    results = STATE / "reports/odoo-lint.json"
    results.unlink(missing_ok=True)
    log = log_path("odoo-lint")
    log.unlink(missing_ok=True)
    with preparation.database_lock(), step("Odoo's test_lint over the add-on"):
        databases.need_copy(DATABASE)
        options = ["--stop-after-init", "--no-http"]
        run_odoo(["-d", DATABASE, "-i", "test_lint", *options], "odoo-lint")
        env = {"LINT_ADDON": ADDON, "DEV_VERDICTS": str(results)}
        try:
            run_in_shell(DATABASE, INNER, "odoo-lint", more_env=env)
        except Failure as failure:
            say(str(failure))
        databases.drop(DATABASE)
    if not results.is_file():
        run.add("odoo-lint", Counts(), 1)
        return
    verdicts = json.loads(results.read_text())
    numbers = {name: list(verdicts.values()).count(name) for name in set(verdicts.values())}
    counts = Counts(
        numbers.get("passed", 0),
        numbers.get("failed", 0),
        numbers.get("error", 0),
        numbers.get("skipped", 0),
    )
    if counts.bad:
        print(tail(log, 80), flush=True)
    run.add("odoo-lint", counts, 0)
