"""``./dev bench-browser``: the till's start and its picker in a real browser, beside upstream's."""

from . import databases, preparation
from .addons import ADDON
from .state import STATE
from .testing import Run, with_odoo

DATABASE = "bench_browser"
BENCH = f"{ADDON}/tests/checkout_ui/bench_browser.py"
FIGURES = STATE / "bench-browser.txt"


def bench_browser(arguments):
    """:param arguments: pytest's, such as ``-k picker``"""
    FIGURES.unlink(missing_ok=True)
    with preparation.environment(browser=True) as browser_ready:
        with preparation.database_lock():
            databases.need_copy(DATABASE)
        browser_ready()
    run = Run()
    options = ["-q", BENCH, *arguments]
    with_odoo(run, "bench-browser", DATABASE, options, {"BENCH_FILE": str(FIGURES)})
    databases.drop(DATABASE)
    if FIGURES.is_file():
        print(FIGURES.read_text(), flush=True)
    return 1 if run.counts.bad or run.broken or not FIGURES.is_file() else 0
