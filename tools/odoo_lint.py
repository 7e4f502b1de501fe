"""Odoo's own linter, the add-on ``test_lint``, looking at our add-on only."""

import json

from . import databases
from .addons import ADDON
from .console import Failure, tail
from .odoo_command import run_in_shell, run_odoo
from .state import ROOT, STATE, log_path
from .test_counts import Counts

LINTED = "lint"
INNER = ROOT / "tools/odoo_lint_inner.py"


def lint_by_odoo(run, out):
    """Add the outcome of ``test_lint`` on database ``LINTED``, which is dropped, to ``run``."""
    results = STATE / "reports/odoo-lint.json"
    results.unlink(missing_ok=True)
    log = log_path("odoo-lint")
    log.unlink(missing_ok=True)
    run_odoo(["-d", LINTED, "-i", "test_lint", "--stop-after-init", "--no-http"], "odoo-lint")
    env = {"LINT_ADDON": ADDON, "DEV_VERDICTS": str(results)}
    try:
        run_in_shell(LINTED, INNER, "odoo-lint", more_env=env)
    except Failure as failure:
        out.write(f"{failure}\n")
    databases.drop(LINTED)
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
        out.write(f"{tail(log, 80)}\n")
    run.add("odoo-lint", counts, 0)
