"""Inside ``odoo shell``: measure one variant of one scenario."""

import json
import os
import time
from pathlib import Path

from tools.bench import registry

env = globals()["env"]


def backend_seconds(process):
    """Processor seconds of the PostgreSQL process that serves us, to the nanosecond: the ticks of
    ``stat`` are longer than many a query."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def measure(action, repeats):
    """``{queries, cpu, database, wall, bytes}`` per run; of several the first one is not counted.

    The least processor time of our own and of the database's.
    """
    env.cr.execute("SELECT pg_backend_pid()")
    process = env.cr.fetchone()[0]
    env.cr.execute("SELECT pg_current_xact_id()")  # from here on nobody renews the transaction
    runs = []
    for _number in range(repeats + (repeats > 1)):
        env.flush_all()
        env.invalidate_all()
        savepoint = env.cr.savepoint()
        queries, cpu, database = env.cr.sql_log_count, time.process_time(), backend_seconds(process)
        start = time.perf_counter()
        answer = action()
        env.flush_all()
        runs.append(
            {
                "queries": env.cr.sql_log_count - queries,
                "cpu": time.process_time() - cpu,
                "database": backend_seconds(process) - database,
                "wall": time.perf_counter() - start,
                "bytes": size(answer),
            }
        )
        savepoint.close(rollback=True)
        env.invalidate_all()
    counted = runs[-repeats:]
    return {name: min(run[name] for run in counted) for name in runs[0]}


def size(answer):
    """Bytes of an answer that a client could read, 0 of any other."""
    try:
        return len(json.dumps(answer, default=str)) if answer and answer is not True else 0
    except TypeError:
        return 0


scenarios = registry.load(Path(registry.__file__).parent)
function = scenarios[os.environ["BENCH_SCENARIO"]][os.environ["BENCH_VARIANT"]]
action = function(env)
env.cr.commit()
Path(os.environ["BENCH_RESULT"]).write_text(json.dumps(measure(action, function.repeats)))
