"""How a scenario makes itself known.

A file ``tools/bench/bench_<domain>.py`` holds functions that run inside ``odoo shell`` on a fresh
copy of the add-on's database. Each prepares its data and returns what is to be measured::

    @scenario("20 lines sold", variant="native")
    def native(env):
        order = ...
        return lambda: order.action()

The first variant of a scenario is the reference: the others are told as ratios to it. What is
measured runs several times, each time rolled back, in turns with the other variants if they run as
often. A variant with ``addon=False`` runs on a copy of the database without the add-on: Odoo as it
comes. What the action returns is measured as well, as the JSON a client would get.
"""

import importlib

SCENARIOS = {}  # {name: {variant: function}}


def scenario(name, *, variant, addon=True, repeats=5):
    """:param repeats: how often it is measured; once more before, unless it is measured once"""

    def register(function):
        function.addon, function.repeats = addon, repeats
        variants = SCENARIOS.setdefault(name, {})
        if variant in variants:
            raise ValueError(f"{name}: there are two variants {variant}")
        variants[variant] = function
        return function

    return register


def load(folder):
    """Import every file of scenarios.

    :return: ``{name: {variant: function}}`` in the order of files and definitions
    """
    for path in sorted(folder.glob("bench_*.py")):
        importlib.import_module(f"tools.bench.{path.stem}")
    return SCENARIOS
