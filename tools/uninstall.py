"""Removing the add-on must leave a database that Odoo still updates and sells with."""

from . import databases, odoo_log
from .console import Failure, say, step
from .odoo_command import run_in_shell, run_odoo
from .state import ROOT
from .test_counts import Counts

DATABASE = "uninstall"
SCRIPT = ROOT / "tools/uninstall_inner.py"


def check_uninstall(run):
    """Sell, remove, update, sell again, each in an Odoo process of its own; one count."""
    try:
        with step("removing the add-on, then updating and selling without it"):
            databases.need_copy(DATABASE)
            run_in_shell(DATABASE, SCRIPT, DATABASE, more_env={"STEP": "remove"})
            options = ["--stop-after-init", "--no-http"]
            text = run_odoo(["-d", DATABASE, "-u", "stock,point_of_sale", *options], DATABASE)
            if found := odoo_log.findings(text):
                raise Failure("the update logged warnings\n" + "\n".join(found[:10]))
            run_in_shell(DATABASE, SCRIPT, DATABASE, more_env={"STEP": "sell"})
    except Failure as failure:
        say(str(failure))
        run.add("uninstall", Counts(failed=1), 1)
    else:
        run.add("uninstall", Counts(passed=1), 0)
    databases.drop(DATABASE)
