"""Removing the add-on must leave a database that Odoo still updates and sells with."""

from . import databases, odoo_log
from .console import Failure
from .odoo_command import run_in_shell, run_odoo
from .state import ROOT
from .test_counts import Counts

REMOVED = "uninstall"
SCRIPT = ROOT / "tools/uninstall_inner.py"


def check_uninstall(run, out):
    """Sell, remove, update, sell again, each in an Odoo process of its own; one count.

    On database ``REMOVED``, which is dropped.
    """
    try:
        run_in_shell(REMOVED, SCRIPT, REMOVED, more_env={"STEP": "remove"})
        options = ["--stop-after-init", "--no-http"]
        text = run_odoo(["-d", REMOVED, "-u", "stock,point_of_sale", *options], REMOVED)
        if found := odoo_log.findings(text):
            raise Failure("the update logged warnings\n" + "\n".join(found[:10]))
        run_in_shell(REMOVED, SCRIPT, REMOVED, more_env={"STEP": "sell"})
    except Failure as failure:
        out.write(f"{failure}\n")
        run.add("uninstall", Counts(failed=1), 1)
    else:
        run.add("uninstall", Counts(passed=1), 0)
    databases.drop(REMOVED)
