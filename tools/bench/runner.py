"""``./dev bench``: every variant of every scenario on a copy of its own, told as ratios.

Seconds differ from machine to machine, ratios and numbers of queries do not.
"""

import json
import subprocess

from .. import databases, preparation
from ..console import Failure, say, step
from ..odoo_command import odoo_environment, run_in_shell
from ..state import ROOT, STATE
from ..venv import PYTHON

DATABASE = "bench"
FOLDER = ROOT / "tools/bench"
INNER = FOLDER / "inner.py"
LISTING = (
    "import json, pathlib; from tools.bench import registry; "
    "print(json.dumps({name: {v: f.addon for v, f in variants.items()} "
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
        results = {
            name: {variant: _measure(name, variant, addon) for variant, addon in variants.items()}
            for name, variants in chosen.items()
        }
        databases.drop(DATABASE)
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


def _measure(name, variant, addon):
    result = STATE / "bench-result.json"
    result.unlink(missing_ok=True)
    with step(f"{name}: {variant}"):
        if addon:
            databases.need_copy(DATABASE, bundles=False)
        else:
            databases.clone(databases.need_template(), DATABASE)
        env = {
            "BENCH_SCENARIO": name,
            "BENCH_VARIANT": variant,
            "BENCH_RESULT": str(result),
        }
        run_in_shell(DATABASE, INNER, "bench", more_env=env, arguments=["--log-level=warn"])
    say(f"    {result.read_text()}")
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
            seconds, base = _seconds(figures), _seconds(reference)
            lines.append(
                form.format(
                    name,
                    variant,
                    figures["queries"],
                    _ratio(figures["queries"], reference["queries"]),
                    f"{seconds * 1000:.0f}",
                    _ratio(seconds, base),
                    f"{figures['wall'] * 1000:.0f}",
                    f"{figures['bytes'] / 1024:.1f}" if figures.get("bytes") else "",
                )
            )
            name = ""
    return lines


def _seconds(figures):
    return figures["cpu"] + figures["database"]


def _ratio(value, base):
    return f"{value / base:.2f}" if base else "-"
