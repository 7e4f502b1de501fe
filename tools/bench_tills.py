"""``./dev bench-tills``: tills of three shops compete over real HTTP, beside native Odoo.

Two prefork servers on loopback, one with the add-on and one without, take the same orders from 2
to 8 tills at once. Told are the answered orders per second and every law that does not hold.
"""

import argparse
import json
import subprocess
import threading
import time

from . import databases, preparation
from .console import step
from .odoo_command import command, free_port, odoo_environment, run_in_shell
from .postgres import sql
from .server import end, wait_until_it_answers
from .state import ROOT, STATE, log_path
from .tills import laws
from .tills.client import Till

WORLD = ROOT / "tools/tills/world.py"
SIDES = ("native", "ours")
RACES = {
    "hot lot": ("HOT", "enforce", False),
    "new lot name": ("NEW", "warn", False),
    "new lot name, refused": ("NONE", "enforce", False),
    "stock for half": ("HALF", "enforce", False),
    "stock for half, claimed first": ("CLAIM", "enforce", True),
}
"""What is told of a race → its goods, the policy of our tills, whether they claim before they sell.

A till that only warns may make the lot of a name nobody knows, as native does; one that enforces
refuses it.
"""


class Side:
    """One server with its database."""

    def __init__(self, name, workers):
        self.name, self.workers = name, workers
        self.database = f"tills_{name}"
        self.port = free_port()
        self.process = None

    def prepare(self, goods):
        source = (
            databases.need_ready(bundles=False)
            if self.name == "ours"
            else databases.need_template()
        )
        databases.clone(source, self.database)
        result = STATE / f"{self.database}.json"
        env = {"TILLS_GOODS": json.dumps(goods), "TILLS_RESULT": str(result)}
        with step(f"{self.name}: three shops and their goods"):
            run_in_shell(self.database, WORLD, "bench-tills", more_env=env)
        self.world = {**json.loads(result.read_text()), "knows_lots": self.name == "ours"}
        result.unlink()

    def start(self):
        options = ["--http-port", self.port, "--db-filter", f"^{self.database}$"]
        options += ["--workers", self.workers, "--max-cron-threads", 0, "--log-level", "warn"]
        options += ["--gevent-port", free_port(), "--limit-time-real", 300]
        log = log_path(f"bench-tills-{self.name}")
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command("-d", self.database, *options),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=odoo_environment(),
                cwd=ROOT,
                start_new_session=True,
            )
        wait_until_it_answers(self.process, self.port, log)

    def stop(self):
        if self.process:
            end(self.process.pid)

    def race(self, goods, tills, orders, *, claims=False):
        """:return: ``(seconds, [Outcome])`` of all tills together"""
        facts = self.world["goods"][goods]
        fleet = [
            Till(
                self.port,
                self.database,
                self.world,
                self.world["tills"][number % len(self.world["tills"])],
                facts,
                claims=claims and self.name == "ours",
            )
            for number in range(tills)
        ]
        for till in fleet:
            till.log_in()
        threads = [threading.Thread(target=till.sell, args=(orders,)) for till in fleet]
        start = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.monotonic() - start, [out for till in fleet for out in till.outcomes]

    def set_policy(self, policy):
        if self.name == "ours":
            sql(f"UPDATE pos_config SET lot_policy = '{policy}'", self.database)


def bench_tills(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench-tills", description=__doc__)
    parser.add_argument("--orders", type=int, default=12, help="of each till in each race")
    parser.add_argument("--tills", default="2,4,8", help="how many at once, separated by commas")
    parser.add_argument("--workers", type=int, default=3, help="of each server")
    parser.add_argument(
        "--race", action="append", choices=RACES, help="only this one; may be given again"
    )
    options = parser.parse_args(arguments)
    fleets = [int(number) for number in options.tills.split(",")]
    races = options.race or list(RACES)
    sides = [Side(name, options.workers) for name in SIDES]
    with preparation.environment():
        with preparation.database_lock():
            for side in sides:
                side.prepare(_goods(fleets, options.orders))
        try:
            for side in sides:
                side.start()
                side.race("WARM", max(fleets), 2)
            rows = [_row(sides, race, tills, options.orders) for race in races for tills in fleets]
        finally:
            for side in sides:
                side.stop()
        for side in sides:
            databases.drop(side.database)
    (STATE / "bench-tills.json").write_text(json.dumps(rows, indent=1))
    print("\n".join(table(rows)), flush=True)
    return 1 if any(row["ours"]["broken"] for row in rows) else 0


def _goods(fleets, orders):
    """``{name: quantity}``; each race has goods of its own, 0 stands for a lot nobody knows."""
    goods = {"WARM": 1000}
    for tills in fleets:
        sold = tills * orders
        goods |= {f"HOT-{tills}": 2 * sold, f"NEW-{tills}": 0, f"NONE-{tills}": 0}
        goods |= {f"HALF-{tills}": sold // 2, f"CLAIM-{tills}": sold // 2}
    return goods


def _row(sides, race, tills, orders):
    name, policy, claims = RACES[race]
    row = {"race": race, "tills": tills}
    goods = f"{name}-{tills}"
    for side in sides:
        side.set_policy(policy)
        with step(f"{race}, {tills} tills: {side.name}"):
            seconds, outcomes = side.race(goods, tills, orders, claims=claims)
        results = [outcome.result for outcome in outcomes]
        waits = sorted(outcome.seconds for outcome in outcomes)
        row[side.name] = {
            "per_second": len(outcomes) / seconds,
            "seconds": seconds,
            "slowest": waits[-1],
            "again": sum(outcome.attempts - 1 for outcome in outcomes),
            **{result: results.count(result) for result in ("sold", "refused", "lost")},
            "broken": list(laws.broken(side.database, side.world["goods"][goods], outcomes)),
        }
    return row


def table(rows):
    """Lines of a table, and what each side did that must not be."""
    form = "{:<30} {:>5} {:<7} {:>5} {:>8} {:>5} {:>6} {:>9} {:>6}"
    heads = ("race", "tills", "", "sold", "refused", "lost", "again", "orders/s", "ratio")
    lines = [form.format(*heads)]
    for row in rows:
        for side in SIDES:
            facts = row[side]
            ratio = facts["per_second"] / row["native"]["per_second"]
            figures = [facts[name] for name in ("sold", "refused", "lost", "again")]
            lines.append(
                form.format(
                    row["race"],
                    row["tills"],
                    side,
                    *figures,
                    f"{facts['per_second']:.2f}",
                    f"{ratio:.2f}",
                )  # fmt: skip
            )
            lines += [f"{'':<37}{text}" for text in facts["broken"]]
    for race in dict.fromkeys(row["race"] for row in rows):
        same = [row for row in rows if row["race"] == race]
        native, ours = (sum(row[side]["seconds"] for row in same) for side in SIDES)
        lines.append(f"{race}: {native / ours:.2f} of the orders per second of native")
    return lines
