from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from ...bridge import to_decimal, to_float
from ...core.ledger import Booking
from ...core.rounding import round_to, split
from .cutover_keys import REVERSED, SWITCHING

ZERO = Decimal(0)


class LotOpening(models.AbstractModel):
    """What is booked when the ledger of products closes, and how upstream goes on from there."""

    _inherit = "lot.opening"

    def _close(self, products, cause, *, alone):
        """Take everything out of the ledger; upstream goes on at the value it had.

        :param alone: no other company has goods of the products; upstream's values set by hand
            count for all companies that share a product
        :return: ``lot.cutover``
        :raises UserError: upstream arrives at another value, and nobody has seen the difference
        """
        company, ledger = self.env.company, self.env["lot.ledger"]
        condition = SQL(
            "product_id = ANY(%s) AND (remaining_qty <> 0 OR remaining_value <> 0)", products.ids
        )
        lots = self.env["stock.lot"].browse({row.lot for row in ledger._layers(company, condition)})
        self.env["lot.locks"]._serialise(lots)
        cutover = self._document(products, "off", cause)
        rows = ledger._layers(company, condition)
        out = [
            self._consumption(row.key, row.lot, -row.remaining_qty, -row.remaining_value, cutover)
            for row in rows
        ]
        product_lots = self.env["stock.lot"].search([("product_id", "in", products.ids)])
        debts = ledger._owed(company, product_lots.ids)
        out += [
            replace(
                self._consumption(None, debt.lot, debt.quantity, debt.value, cutover, debt.line),
                kind=debt.kind,
            )
            for debt in debts
        ]
        on_hand = defaultdict(lambda: (ZERO, ZERO))
        for row in rows:
            quantity, value = on_hand[row.lot]
            on_hand[row.lot] = (quantity + row.remaining_qty, value + row.remaining_value)
        for debt in debts:
            quantity, value = on_hand[debt.lot]
            on_hand[debt.lot] = (quantity - debt.quantity, value - debt.value)
        emptied = tuple(replace(row, remaining_qty=ZERO, remaining_value=ZERO) for row in rows)
        ledger._store(Booking((), tuple(out), emptied), company)
        self._mark_history(company, products)
        if alone and not self.env.context.get(REVERSED):
            self._carry_on(products, on_hand)
        return self._finish(cutover, products, self._closed_lines(products, on_hand))

    def _carry_on(self, products, on_hand):
        """Upstream's average cost goes on at what the lots cost together.

        Upstream rounds a unit cost to the currency; it is written in full, so that no cent is lost.
        """
        sums = defaultdict(lambda: (ZERO, ZERO))  # {product: (quantity, value)}
        for lot_id, (quantity, value) in on_hand.items():
            product = self.env["stock.lot"].browse(lot_id).product_id
            sums[product] = (sums[product][0] + quantity, sums[product][1] + value)
        values = self.env["product.value"].with_context(**{SWITCHING: True})
        for product in products.filtered(lambda product: product.cost_method != "fifo"):
            quantity, value = sums[product]
            if quantity <= 0:
                continue
            unit = value / quantity
            record = values.create(
                {
                    "product_id": product.id,
                    "value": to_float(unit),
                    "company_id": self.env.company.id,
                    "date": self._after_last_move(product),
                    "description": self.env._("No longer valued by lot: cost of all lots together"),
                }
            )
            record.flush_recordset()
            self.env.execute_query(
                SQL(
                    "UPDATE product_value SET value = %s WHERE id = %s RETURNING id",
                    unit,
                    record.id,
                )
            )
            record.invalidate_recordset(["value"], flush=False)
            product.with_context(disable_auto_revaluation=True).standard_price = to_float(unit)

    def _after_last_move(self, product):
        """Now, and after every move so far: upstream compares whole seconds."""
        now = fields.Datetime.now()
        [(last,)] = self.env["stock.move"]._read_group(
            [
                ("product_id", "=", product.id),
                ("state", "=", "done"),
                ("company_id", "=", self.env.company.id),
            ],
            [],
            ["date:max"],
        )
        return max(now, fields.Datetime.add(last, seconds=1)) if last else now

    def _closed_lines(self, products, on_hand):
        """Lots with their value before and their share of what upstream says after."""
        digits = self.env.company.currency_id.decimal_places
        native = self._native_values(self.env.company, products)
        lots = {lot.id: lot for lot in self.env["stock.lot"].browse(list(on_hand))}
        lines = []
        for product in products:
            own = {lot: row for lot, row in on_hand.items() if lots[lot].product_id == product}
            after = round_to(to_decimal(native[product.id][0]), digits)
            weights = [max(quantity, ZERO) for quantity, _value in own.values()]
            parts = split(after, weights, digits) if own else []
            for (lot, (quantity, value)), part in zip(own.items(), parts, strict=True):
                lines.append((product.id, lot, quantity, value, part))
        return lines
