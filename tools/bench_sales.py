"""``./dev bench-sales``: a hundred thousand random sales on the real server, and the till's laws.

Three tills under changing policies, with holds, recalls, claims, approvals, refunds, a clock that
runs on, and orders that arrive late because a till had no connection. Every answer of the server
is compared with a second telling of the rules; what was sold of each lot is what was delivered.
A sale is one line of a ticket. A seed that fails is told, ``--seed`` walks it again. What a process
sold is rolled back at its end; a new one goes on before the database is full of it.

Before it, as many random questions go to the decision table alone, in Python and in JavaScript.
"""

import argparse
import os
import subprocess

from . import databases, preparation
from .addons import ADDON
from .console import Failure
from .state import ROOT, STATE
from .testing import Run, with_odoo
from .venv import PYTHON, VENV

DATABASE = "sales"
TESTS = f"{ADDON}/tests/checkout/test_checkout_walk.py"
QUESTIONS = f"{ADDON}/tests/core/test_core_verdict_walk.py"
TWIN = ROOT / "tools/verdict_twin.mjs"
PART, CHAPTERS = 20_000, 8  # sales of one process, and the seeds they use up


def bench_sales(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench-sales", description=__doc__)
    parser.add_argument("--sales", type=int, default=100_000, help="how many, 10^5 by default")
    parser.add_argument("--seed", type=int, default=1000, help="of the first chapter")
    options = parser.parse_args(arguments)
    preparation.need_python()
    _ask_both_twins(options.sales, options.seed)
    run = Run()
    with preparation.environment():
        with preparation.database_lock():
            databases.need_copy(DATABASE, bundles=False)
        for number, start in enumerate(range(0, options.sales, PART)):
            env = {
                "SALES_COUNT": str(min(PART, options.sales - start)),
                "SALES_SEED": str(options.seed + number * CHAPTERS),
            }
            with_odoo(run, "sales", DATABASE, ["-q", "-s", "--timeout=0", TESTS], env)
        databases.drop(DATABASE)
    return run.close()


def _ask_both_twins(count, seed):
    answers = STATE / "sales-answers.json"
    env = {name: value for name, value in os.environ.items() if name != "ODOO_RC"}
    env |= {
        "SALES_QUESTIONS": str(count),
        "SALES_SEED": str(seed),
        "SALES_ANSWERS": str(answers),
    }
    ask = [PYTHON, "-m", "pytest", "-p", "no:odoo", "-q", QUESTIONS]
    try:
        for cmd in (ask, [VENV / "bin/node", TWIN, answers]):
            if subprocess.run([str(part) for part in cmd], cwd=ROOT, env=env).returncode:
                raise Failure("the two twins or the plainer telling of the rules disagree")
    finally:
        answers.unlink(missing_ok=True)
