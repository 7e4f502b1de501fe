"""``./dev bench``: every variant of every scenario on a copy of its own, told as ratios.

Seconds differ from machine to machine, ratios and numbers of queries do not. Variants that run
equally often take turns, and the ratio is the median of the ratios of the rounds.
"""

import json
import statistics
import subprocess
from concurrent.futures import ThreadPoolExecutor

from .. import databases, preparation
from ..console import Failure, say, step
from ..odoo_command import odoo_environment, run_in_shell
from ..state import ROOT, STATE, temporary_folder
from ..venv import PYTHON
from .turns import Conductor

DATABASE = "bench"
FOLDER = ROOT / "tools/bench"
INNER = FOLDER / "inner.py"
LISTING = (
    "import json, pathlib; from tools.bench import registry; "
    "print(json.dumps({name: {v: [f.addon, f.repeats] for v, f in variants.items()} "
    "for name, variants in registry.load(pathlib.Path('tools/bench')).items()}))"
)


def bench(arguments):
    """:param arguments: parts of names of scenarios; all when empty"""
    with preparation.environment(), preparation.database_lock():
        scenarios = _listed()
        chosen = {
            name: variants
            for name, variants in scenarios.items()
            if not arguments or any(part in name for part in arguments)
        }
        if not chosen:
            raise Failure("no such scenario", f"there are: {', '.join(scenarios) or 'none'}")
        results = {name: _measure(name, variants) for name, variants in chosen.items()}
    (STATE / "bench.json").write_text(json.dumps(results, indent=1))
    print("\n".join(table(results)), flush=True)
    return 0


def _listed():
    cmd = [str(PYTHON), "-c", LISTING]
    env = odoo_environment()
    output = subprocess.run(cmd, cwd=ROOT, env=env, capture_output=True, text=True)
    if output.returncode:
        raise Failure(f"the scenarios cannot be read\n{output.stderr}")
    return json.loads(output.stdout)


def _measure(name, variants):
    """``{variant: figures}`` of one scenario, see ``inner.measure``."""
    repeats = {repeats for _addon, repeats in variants.values()}
    together = len(variants) > 1 and len(repeats) == 1 and repeats != {1}
    groups = [list(variants)] if together else [[variant] for variant in variants]
    results = {}
    for group in groups:
        with step(f"{name}: {', '.join(group)}"):
            for place, variant in enumerate(group):
                _need_database(f"{DATABASE}_{place}", addon=variants[variant][0])
            results.update(
                _in_turns(name, group) if together else {group[0]: _shell(name, group[0])}
            )
            for place in range(len(group)):
                databases.drop(f"{DATABASE}_{place}")
        for variant in group:
            say(f"    {variant}: {json.dumps(results[variant])}")
    return results


def _need_database(database, *, addon):
    if addon:
        databases.need_copy(database, bundles=False)
    else:
        databases.clone(databases.need_template(), database)


def _in_turns(name, variants):
    path = temporary_folder("bench") / "turns"
    path.unlink(missing_ok=True)
    conductor = Conductor(path)
    with ThreadPoolExecutor(len(variants)) as pool:
        shells = {
            variant: pool.submit(_shell, name, variant, place, path)
            for place, variant in enumerate(variants)
        }
        conductor.conduct(variants, lambda: not any(shell.done() for shell in shells.values()))
    path.unlink()
    return {variant: shell.result() for variant, shell in shells.items()}


def _shell(name, variant, place=0, turns=None):
    database = f"{DATABASE}_{place}"
    result = STATE / f"{database}.json"
    result.unlink(missing_ok=True)
    env = {
        "BENCH_SCENARIO": name,
        "BENCH_VARIANT": variant,
        "BENCH_RESULT": str(result),
        "BENCH_TURNS": str(turns or ""),
    }
    run_in_shell(database, INNER, database, more_env=env, arguments=["--log-level=warn"])
    return json.loads(result.read_text())


def table(results):
    """Lines of a table; a ratio compares with the scenario's first variant."""
    form = "{:<44} {:<14} {:>8} {:>7} {:>9} {:>7} {:>8} {:>8}"
    lines = [
        form.format("scenario", "variant", "queries", "ratio", "CPU ms", "ratio", "wall ms", "KB")
    ]
    for name, variants in results.items():
        reference = next(iter(variants.values()))
        for variant, figures in variants.items():
            lines.append(
                form.format(
                    name,
                    variant,
                    figures["queries"],
                    _ratio(figures["queries"], reference["queries"]),
                    f"{min(figures['runs']) * 1000:.0f}",
                    _median_ratio(figures["runs"], reference["runs"]),
                    f"{figures['wall'] * 1000:.0f}",
                    f"{figures['bytes'] / 1024:.1f}" if figures.get("bytes") else "",
                )
            )
            name = ""
    return lines


def _median_ratio(runs, reference):
    if len(runs) != len(reference):
        return _ratio(min(runs), min(reference))
    return f"{statistics.median(a / b for a, b in zip(runs, reference, strict=True)):.2f}"


def _ratio(value, base):
    return f"{value / base:.2f}" if base else "-"
