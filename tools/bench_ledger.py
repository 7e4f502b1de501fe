"""``./dev bench-ledger``: thousands of random operations, every law of money again and again.

Runs where all optional apps are installed. A seed that fails is told with a short list of steps,
and the next one goes on; the list saved to a file, ``--replay`` walks exactly these.
"""

import argparse
import os
from pathlib import Path

from . import databases, preparation
from .addons import ADDON
from .side_by_side import SideBySide
from .testing import Run, with_odoo

TESTS = f"{ADDON}/tests/optional/test_valuation_walk_apps.py"
SEEDS_OF_A_JOB = 100_000


def bench_ledger(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench-ledger", description=__doc__)
    parser.add_argument("--operations", type=int, default=10000, help="how many, 10000 by default")
    parser.add_argument("--seed", type=int, default=1000, help="of the first chapter")
    parser.add_argument(
        "--jobs", type=int, default=min(2, os.cpu_count() or 1), help="side by side"
    )
    parser.add_argument(
        "--laws-after", type=int, default=5, help="so many acts; a failing walk looks after each"
    )
    parser.add_argument(
        "--shorten", type=int, default=300, help="seconds to look for fewer steps that fail"
    )
    parser.add_argument("--replay", type=Path, help="a file of steps instead")
    options = parser.parse_args(arguments)
    jobs = 1 if options.replay else max(1, options.jobs)
    run = Run()
    with preparation.environment():
        with preparation.database_lock():
            databases.need_template()
            full = databases.need_optional()
            for number in range(jobs):
                databases.clone(full, _name(number))
        with SideBySide(run.broke, at_a_time=jobs) as walks:
            for number in range(jobs):
                env = {
                    "LEDGER_OPERATIONS": str(-(-options.operations // jobs // 2)),
                    "LEDGER_SEED": str(options.seed + number * SEEDS_OF_A_JOB),
                    "LEDGER_LAWS_AFTER": str(options.laws_after),
                    "LEDGER_SHORTEN": str(options.shorten),
                }
                if options.replay:
                    env["LEDGER_REPLAY"] = str(options.replay.resolve())
                walks.start(_name(number), lambda log, n=number, e=env: _walk(run, n, e, log))
        for number in range(jobs):
            databases.drop(_name(number))
    return run.close()


def _name(number):
    return f"ledger_{number + 1}"


def _walk(run, number, env, log):
    arguments = ["-q", "-s", "--timeout=0", TESTS]
    with_odoo(run, _name(number), _name(number), arguments, env, log)
