"""``./dev native-suite``: Odoo's own tests with and without the add-on, told apart test by test.

With the policy ``native`` everywhere the add-on has to be invisible to them. Differences that are
meant are explained in CONTRIBUTING.md, by the full name of the test; any other is a failure.
"""

import argparse
import json
import threading
from collections import Counter

from . import databases, preparation
from .console import Failure, say, step
from .odoo_command import run_in_shell
from .state import ROOT, STATE, locked, log_path

MODULES = ["stock", "stock_account", "product_expiry", "purchase_stock", "point_of_sale"]
INNER = ROOT / "tools/native_suite_inner.py"
FOLDER = STATE / "native"
SIDES = ("without", "with")


def native_suite(arguments):
    parser = argparse.ArgumentParser(prog="./dev native-suite")
    parser.add_argument("--without", action="store_true", help="run without the add-on")
    parser.add_argument("--with", action="store_true", help="run with the add-on")
    parser.add_argument("--compare", action="store_true", help="compare the last two runs")
    parser.add_argument("--modules", default=",".join(MODULES), help="separated by commas")
    parser.add_argument("--tags", help="Odoo's --test-tags, instead of all tests of the modules")
    options = vars(parser.parse_args(arguments))
    everything = not any(options[name] for name in (*SIDES, "compare"))
    modules = options["modules"].split(",")
    with locked("native", "another native-suite is running; waiting for it"):
        for side in SIDES:
            if options[side] or everything:
                _run(side, modules, options["tags"] or ",".join(f"/{name}" for name in modules))
        if options["compare"] or everything:
            return _compare()
    return 0


def _run(side, modules, tags):
    FOLDER.mkdir(parents=True, exist_ok=True)
    results = FOLDER / f"{side}.json"
    results.unlink(missing_ok=True)
    database = f"native_{side}"
    log = log_path(f"native-{side}")
    log.unlink(missing_ok=True)
    with preparation.environment(browser=True) as browser_ready:
        with preparation.database_lock():
            source = databases.need_ready() if side == "with" else databases.need_template()
            databases.clone(source, database)
        browser_ready()
        env = {
            "DEV_VERDICTS": str(results),
            "NATIVE_MODULES": ",".join(modules),
            "NATIVE_TAGS": tags,
        }
        with step(f"Odoo's own tests {side} the add-on ({tags})"), _progress(log):
            run_in_shell(database, INNER, log.stem, more_env=env)
        databases.drop(database)
    print(f"{side}: {dict(Counter(json.loads(results.read_text()).values()))}", flush=True)


class _progress:
    """A line a minute: these tests take the better part of an hour."""

    def __init__(self, log):
        self.log, self.done = log, threading.Event()

    def __enter__(self):
        threading.Thread(target=self._tell, daemon=True).start()

    def __exit__(self, *_):
        self.done.set()

    def _tell(self):
        while not self.done.wait(60):
            say(f"    {self.log.read_text(errors='replace').count(': Starting ')} tests begun")


def differences(without, with_addon):
    """``{test: (verdict without, verdict with)}`` where the two are not the same."""
    names = sorted(set(without) | set(with_addon))
    pairs = {name: (without.get(name, "absent"), with_addon.get(name, "absent")) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _compare():
    sides = []
    for side in SIDES:
        path = FOLDER / f"{side}.json"
        if not path.is_file():
            raise Failure(f"there are no results {side} the add-on", f"./dev native-suite --{side}")
        sides.append(json.loads(path.read_text()))
    explained = (ROOT / "CONTRIBUTING.md").read_text()
    found = differences(*sides)
    unexplained = 0
    for name, (before, after) in found.items():
        known = name in explained
        unexplained += not known
        print(f"{'explained' if known else 'DIFFERENT'}  {name}: {before} -> {after}")
    print(f"{len(sides[0])} tests without, {len(sides[1])} with the add-on: ", end="")
    print(f"{len(found)} differences, {unexplained} of them unexplained", flush=True)
    return 1 if unexplained else 0
