"""A walk: random acts over everything that moves or revalues stock, and the laws after each.

A step is a text ``act@shop#seed``. Its act draws all it needs from that seed and from what is there
at the time, so that any part of a list of steps can be walked again. An act that finds nothing to
do says so with :class:`NothingToDo` before it has changed anything.
"""

import gc
import random
import time
from dataclasses import dataclass

from odoo.tools import SQL

ACTS = {}  # {name: Act}
FIRST = 4  # receipts of each shop before anything else


class NothingToDo(Exception):
    """The act does not fit what is there."""


class LawBroken(AssertionError):
    """What the ledger says is not what it must say."""


@dataclass(frozen=True)
class Act:
    """Something people do. ``call(shop, rng)``, done ``weight`` times as often as one of 1."""

    name: str
    weight: int
    call: object
    needs: str = ""


def act(weight, needs=""):
    """Register an act of a shop; ``needs`` names a model of an optional module."""

    def register(function):
        ACTS[function.__name__] = Act(function.__name__, weight, function, needs)
        return function

    return register


def plan(seed, count, shops, acts):
    """A list of steps drawn from a seed."""
    rng = random.Random(seed)
    names = [a.name for a in acts]
    weights = [a.weight for a in acts]
    first = [("receive", shop) for shop in range(shops) for _times in range(FIRST)]
    later = [
        (rng.choices(names, weights)[0], rng.randrange(shops)) for _step in range(len(first), count)
    ]
    return [f"{name}@{shop}#{rng.randrange(10**6)}" for name, shop in (first + later)[:count]]


class Walk:
    """Shops, a clock, and the steps done so far."""

    def __init__(self, shops, clock):
        self.shops = shops
        self.clock = clock
        self.done = {}  # {act: times}
        self.skipped = {}  # {act: times}
        self.touched = set()  # shops whose laws were not looked at since

    def walk(self, steps, laws_after=1):
        """Do the steps, the quick laws after so many acts, all of them now and then and at the end.

        :raises LawBroken: with the steps up to and including the one after which it showed
        """
        thorough = max(10, 4 * laws_after)
        for number, step in enumerate(steps, 1):
            try:
                self.touched.add(self.step(step))
                if number % laws_after == 0:
                    for shop in self.touched:
                        shop.check_ledger()
                    self.touched.clear()
                    gc.collect()
                if number % thorough == 0 or number == len(steps):
                    for shop in self.shops:
                        shop.check_ledger()
                        shop.check_values()
            except Exception as error:
                # whatever an act stumbles over is a finding, an error of Odoo as well
                raise LawBroken(f"step {number}, {step}: {error!r}") from error

    def step(self, step):
        name, rest = step.split("@")
        shop_number, seed = rest.split("#")
        shop, rng = self.shops[int(shop_number)], random.Random(step)
        self.clock.tick(rng.choice((1, 7, 60, 3600, 86400)))
        try:
            ACTS[name].call(shop, rng)
        except NothingToDo:
            self.skipped[name] = self.skipped.get(name, 0) + 1
        else:
            self.done[name] = self.done.get(name, 0) + 1
        return shop


def shorten(steps, fails, seconds):
    """The shortest list found in so many seconds that still fails, ever smaller parts left out.

    :param fails: function of a list of steps
    """
    until = time.monotonic() + seconds
    size = max(1, len(steps) // 2)
    while size and time.monotonic() < until:
        start, shorter = 0, False
        while start < len(steps) and time.monotonic() < until:
            candidate = steps[:start] + steps[start + size :]
            if candidate and fails(candidate):
                steps, shorter = candidate, True
            else:
                start += size
        if not shorter or size > len(steps):
            size //= 2
    return steps


class Laws:
    """What must hold for the goods of one shop (a ``ValuationCase``), whatever was done."""

    def breach(self, law, rows):
        if rows:
            shown = "\n".join(f"    {row}" for row in rows[:5])
            raise LawBroken(f"{self.company.name}: {law}\n{shown}")

    def check_ledger(self):
        """Laws that the ledger's own tables can tell."""
        self.env.flush_all()
        found = self.env["lot.cost.layer"]._reconcile(self.company)
        self.breach("the ledger agrees", [row for row in found if row["problem"] != "owed"])
        query = self.env.execute_query
        self.breach(
            "a lot without stock is worth nothing",
            query(
                SQL(
                    """
                    SELECT lot_id, SUM(q), SUM(v) FROM (
                        SELECT lot_id, remaining_qty, remaining_value FROM lot_cost_layer
                         WHERE company_id = %(company)s
                     UNION ALL
                        SELECT lot_id, -quantity, -value FROM lot_cost_consumption
                         WHERE company_id = %(company)s AND layer_id IS NULL
                    ) AS r(lot_id, q, v)
                    GROUP BY lot_id HAVING SUM(q) = 0 AND SUM(v) <> 0
                    """,
                    company=self.company.id,
                )
            ),
        )
        self.breach(
            "no lot on hand is worth less than nothing",
            query(
                SQL(
                    """
                    SELECT lot_id, SUM(remaining_qty), SUM(remaining_value) FROM lot_cost_layer
                     WHERE company_id = %s GROUP BY lot_id HAVING SUM(remaining_value) < 0
                    """,
                    self.company.id,
                )
            ),
        )
        self.breach(  # unless somebody said by hand what the return is worth
            "what has all come back cost what it left with",
            query(
                SQL(
                    """
                    SELECT line, lot, SUM(q), SUM(v) FROM (
                        SELECT move_line_id, lot_id, quantity, value FROM lot_cost_consumption
                         WHERE company_id = %(company)s AND move_line_id IN (
                               SELECT return_of_id FROM lot_cost_layer
                                WHERE company_id = %(company)s)
                     UNION ALL
                        SELECT return_of_id, lot_id, -quantity, -value FROM lot_cost_layer
                         WHERE company_id = %(company)s AND return_of_id IS NOT NULL
                           AND kind NOT IN ('revaluation', 'writedown')
                           AND NOT EXISTS (
                               SELECT 1 FROM product_value AS said
                                WHERE said.move_id = lot_cost_layer.move_id
                                  AND lot_cost_layer.document = 'product.value,' || said.id)
                    ) AS r(line, lot, q, v)
                    GROUP BY line, lot HAVING SUM(q) = 0 AND SUM(v) <> 0
                    """,
                    company=self.company.id,
                )
            ),
        )
        digits = self.company.currency_id.decimal_places
        self.breach(
            "every value is whole in the smallest coin",
            query(
                SQL(
                    """
                    SELECT 'layer', id, value, remaining_value FROM lot_cost_layer
                     WHERE company_id = %(company)s AND (value <> ROUND(value, %(digits)s)
                        OR remaining_value <> ROUND(remaining_value, %(digits)s))
                 UNION ALL
                    SELECT 'consumption', id, value, 0 FROM lot_cost_consumption
                     WHERE company_id = %(company)s AND value <> ROUND(value, %(digits)s)
                    """,
                    company=self.company.id,
                    digits=digits,
                )
            ),
        )

    def check_values(self):
        """Laws about what upstream shows, and about the past."""
        self.env.invalidate_all()
        self.breach(
            "products are worth their lots",
            self.env["lot.cost.layer"]._reconcile_native(self.company),
        )
        for product in self.products:
            lots = self.env["stock.lot"].search([("product_id", "=", product.id)])
            wrong = [
                (product.name, name, found, product.total_value)
                for name, found in (
                    ("lots", sum(lots.mapped("total_value"))),
                    ("quants", self.value_of_quants(product)),
                    ("moves", self.value_of_moves(product)),
                )
                if self.company.currency_id.compare_amounts(found, product.total_value)
            ]
            self.breach("lots, quants and moves are worth what the product is", wrong)
        self.check_past()

    def value_of_quants(self, product):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("company_id", "=", self.company.id),
                ("location_id.usage", "in", ("internal", "transit")),
            ]
        )
        return sum(quants.mapped("value"))

    def value_of_moves(self, product):
        moves = self.env["stock.move"].search(
            [
                ("product_id", "=", product.id),
                ("company_id", "=", self.company.id),
                ("state", "=", "done"),
                ("is_dropship", "=", False),
            ]
        )
        revalued = self.env["lot.cost.layer"]._read_group(
            [
                ("product_id", "=", product.id),
                ("company_id", "=", self.company.id),
                ("kind", "in", ("revaluation", "writedown", "opening")),
            ],
            [],
            ["value:sum"],
        )[0][0]
        signed = sum(move.value * (1 if move.is_in else -1) for move in moves)
        return signed + (revalued or 0.0)

    def check_past(self):
        """Every day that was noted reads as it read then; then note today."""
        now = self.now()
        for moment, values in self.noted.items():
            read = self.values_at(moment)
            wrong = [
                (str(moment), lot, values.get(lot), read.get(lot))
                for lot in sorted(set(values) | set(read))
                if values.get(lot) != read.get(lot)
            ]
            self.breach("the past reads as it was", wrong)
        self.noted[now] = self.values_at(now)
        for moment in sorted(self.noted)[:-5]:
            del self.noted[moment]

    def values_at(self, moment):
        lots = self.env["stock.lot"].search([("product_id", "in", self.products.ids)])
        values = self.env["lot.ledger"]._on_hand_at(self.company, lots.ids, moment)
        return {lot: row for lot, row in values.items() if any(row)}

    def forget_since(self, moment):
        """A document counts from a day that has passed: what was noted since is no longer so."""
        self.noted = {noted: v for noted, v in self.noted.items() if noted < moment}
