"""``./dev bench-ledger``: thousands of random operations, every law of money after each.

Runs where all optional apps are installed. A seed that fails ends with a short list of steps;
saved to a file, ``--replay`` walks exactly these.
"""

import argparse
from pathlib import Path

from . import databases, preparation
from .addons import ADDON
from .testing import Run, with_odoo

DATABASE = "ledger"
TESTS = f"{ADDON}/tests/optional/test_valuation_walk_apps.py"


def bench_ledger(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench-ledger", description=__doc__)
    parser.add_argument("--operations", type=int, default=10000, help="how many, 10000 by default")
    parser.add_argument("--seed", type=int, default=1000, help="of the first chapter")
    parser.add_argument("--replay", type=Path, help="a file of steps instead")
    options = parser.parse_args(arguments)
    env = {"LEDGER_OPERATIONS": str(options.operations // 2), "LEDGER_SEED": str(options.seed)}
    if options.replay:
        env["LEDGER_REPLAY"] = str(options.replay.resolve())
    run = Run()
    with preparation.environment():
        with preparation.database_lock():
            databases.need_template()
            databases.clone(databases.need_optional(), DATABASE)
        with_odoo(run, "ledger", DATABASE, ["-q", "-s", "--timeout=0", TESTS], env)
        databases.drop(DATABASE)
    return run.close()
