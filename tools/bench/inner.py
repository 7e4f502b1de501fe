"""Inside ``odoo shell``: measure one variant of one scenario."""

import gc
import json
import os
import time
from pathlib import Path

from tools.bench import registry, turns

env = globals()["env"]


def backend_seconds(process):
    """Processor seconds of the PostgreSQL process that serves us, to the nanosecond: the ticks of
    ``stat`` are longer than many a query."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def measure(action, repeats, player):
    """``{queries, cpu, database, wall, bytes, runs}``; of several runs the first is not counted.

    The least processor time of our own and of the database's, and of each run the sum of both.
    """
    env.cr.execute("SELECT pg_backend_pid()")
    process = env.cr.fetchone()[0]
    env.cr.execute("SELECT pg_current_xact_id()")  # from here on nobody renews the transaction
    runs = []
    for _number in range(repeats + (repeats > 1)):
        with player:
            runs.append(run(action, process))
    counted = runs[-repeats:]
    best = {name: min(figures[name] for figures in counted) for name in runs[0]}
    return {**best, "runs": [figures["cpu"] + figures["database"] for figures in counted]}


def run(action, process):
    """One run, rolled back.

    :param process: id of the database's process
    """
    env.flush_all()
    env.invalidate_all()
    gc.collect()
    savepoint = env.cr.savepoint()
    queries, cpu, database = env.cr.sql_log_count, time.process_time(), backend_seconds(process)
    start = time.perf_counter()
    answer = action()
    env.flush_all()
    figures = {
        "queries": env.cr.sql_log_count - queries,
        "cpu": time.process_time() - cpu,
        "database": backend_seconds(process) - database,
        "wall": time.perf_counter() - start,
        "bytes": size(answer),
    }
    savepoint.close(rollback=True)
    env.invalidate_all()
    return figures


def size(answer):
    """Bytes of an answer that a client could read, 0 of any other."""
    try:
        return len(json.dumps(answer, default=str)) if answer and answer is not True else 0
    except TypeError:
        return 0


variant = os.environ["BENCH_VARIANT"]
scenarios = registry.load(Path(registry.__file__).parent)
function = scenarios[os.environ["BENCH_SCENARIO"]][variant]
action = function(env)
env.cr.commit()
player = turns.Player(os.environ.get("BENCH_TURNS"), variant)
Path(os.environ["BENCH_RESULT"]).write_text(json.dumps(measure(action, function.repeats, player)))
