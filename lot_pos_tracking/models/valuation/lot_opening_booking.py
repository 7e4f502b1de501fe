from collections import defaultdict
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...bridge import to_decimal, to_float
from ...core.ledger import Booking, Consumption, Layer, New
from ...core.rounding import round_to, split
from .cutover_keys import APPROVED, REVERSED

ZERO = Decimal(0)


class LotOpening(models.AbstractModel):
    """What is booked when the ledger of products opens, and the document of either change."""

    _inherit = "lot.opening"

    # -- open ------------------------------------------------------------------------------------

    def _open(self, products, values, cause):
        """Open layers for what is on hand, at the value it has now.

        :param values: ``{product id: (value, {lot id: value} or None)}``; a value without lots is
            shared by quantity
        :return: ``lot.cutover``
        """
        company = self.env.company
        stock = self._stock(company, products)
        lot_ids = {lot_id for lots in stock.values() for lot_id in lots if lot_id}
        self.env["lot.locks"]._serialise(self.env["stock.lot"].browse(lot_ids))
        cutover = self._document(products, "on", cause)
        closed = self._closed_before(products)
        layers, owed, lines = [], [], []
        for product in products:
            quantities = {lot: qty for lot, qty in stock[product.id].items() if lot}
            parts = closed.get(product.id)
            if parts is None:
                value, by_lot = values[product.id]
                worth = self._worth(product, quantities, to_decimal(value), by_lot)
                parts = [(lot, quantities[lot], worth[lot]) for lot in quantities]
            for lot_id, quantity, amount in parts:
                if quantity > 0:
                    layer = self._opening_layer(len(layers), lot_id, quantity, amount, cutover)
                    layers.append(layer)
                else:
                    owed.append(self._consumption(None, lot_id, quantity, amount, cutover))
                lines.append((product.id, lot_id, quantity, amount, amount))
            self._price_lots(product, parts)
        self.env["lot.ledger"]._store(Booking(tuple(layers), tuple(owed)), company)
        self._mark_history(company, products)
        self.env["lot.valuation"]._publish_lot_costs(self.env["stock.lot"].browse(lot_ids))
        self.env["lot.valuation"]._publish_product_costs(products)
        return self._finish(cutover, products, lines)

    def _worth(self, product, quantities, value, by_lot):
        """``{lot id: value}``: by lot where upstream knows it, else by quantity, to the cent.

        A lot below zero is owed at the average cost; the others share the rest.
        """
        digits = self.env.company.currency_id.decimal_places
        if by_lot is not None:
            return {lot: round_to(to_decimal(by_lot.get(lot, 0)), digits) for lot in quantities}
        whole = sum(quantities.values(), ZERO)
        unit = value / whole if whole > 0 else to_decimal(product.standard_price)
        worth = {lot: round_to(unit * qty, digits) for lot, qty in quantities.items() if qty < 0}
        there = [lot for lot, quantity in quantities.items() if quantity > 0]
        rest = value - sum(worth.values(), ZERO)
        parts = split(rest, [quantities[lot] for lot in there], digits)
        return worth | dict(zip(there, parts, strict=True))

    def _opening_layer(self, index, lot_id, quantity, amount, cutover):
        return Layer(
            key=New(index),
            lot=lot_id,
            kind="opening",
            date=cutover.date,
            quantity=quantity,
            value=amount,
            remaining_qty=quantity,
            remaining_value=amount,
            document=f"lot.cutover,{cutover.id}",
        )

    def _consumption(self, layer_id, lot_id, quantity, amount, cutover, line=None):
        """Out of a layer, or owed when there is none; ``quantity`` as it changes the stock."""
        return Consumption(
            layer=layer_id,
            lot=lot_id,
            line=line,
            kind="adjustment",
            date=cutover.date,
            quantity=-quantity,
            value=-amount,
            document=f"lot.cutover,{cutover.id}",
        )

    def _closed_before(self, products):
        """What the cut-over that is undone now took out, layer by layer with their changes.

        :return: ``{product id: [(lot id, quantity, value)]}``, below zero what was owed
        """
        undone = self.env.context.get(REVERSED, ())
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.product_id, c.lot_id, SUM(c.quantity), SUM(c.value)
                  FROM lot_cost_consumption c
             LEFT JOIN lot_cost_layer l ON l.id = c.layer_id
                 WHERE c.company_id = %s AND c.product_id = ANY(%s) AND c.document = ANY(%s)
              GROUP BY c.product_id, c.lot_id, COALESCE(l.parent_id, l.id)
              ORDER BY MIN(l.date), COALESCE(l.parent_id, l.id)
                """,
                self.env.company.id,
                products.ids,
                [f"lot.cutover,{cutover_id}" for cutover_id in undone],
            )
        )
        closed = defaultdict(list)
        for product_id, lot_id, quantity, value in rows:
            closed[product_id].append((lot_id, to_decimal(quantity), to_decimal(value)))
        return closed

    def _price_lots(self, product, parts):
        """Lots of which nothing is left are known at the product's cost, should they come back."""
        whole = sum((quantity for _lot, quantity, _value in parts), ZERO)
        value = sum((value for *_rest, value in parts), ZERO)
        unit = to_float(value / whole) if whole > 0 else product.standard_price
        there = [lot_id for lot_id, *_rest in parts]
        lots = self.env["stock.lot"].search(
            [("product_id", "=", product.id), ("id", "not in", there)]
        )
        lots.with_context(disable_auto_revaluation=True).standard_price = unit

    # -- the document ----------------------------------------------------------------------------

    def _document(self, products, direction, cause):
        """The accepted cut-over of this company, or a new one."""
        cutovers = self.env["lot.cutover"]
        accepted = cutovers.browse(self.env.context.get(APPROVED, ()))
        if accepted.company_id == self.env.company:
            accepted.date = fields.Datetime.now()
            return accepted
        undone = cutovers.browse(self.env.context.get(REVERSED, ()))
        return cutovers.create(
            {
                "company_id": self.env.company.id,
                "direction": direction,
                "cause": "undo" if undone else cause,
                "product_tmpl_ids": [Command.set(products.product_tmpl_id.ids)],
                "undoes_id": undone.filtered(lambda c: c.company_id == self.env.company).id,
            }
        )

    def _finish(self, cutover, products, lines):
        """Complete the document, book what upstream's value differs by, tell the journal.

        :raises UserError: there is a difference that nobody has seen
        """
        cutover.write(
            {
                "state": "done",
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "product_id": product_id,
                                "lot_id": lot_id,
                                "quantity": to_float(quantity),
                                "value_before": to_float(before),
                                "value_after": to_float(after),
                            }
                        )
                        for product_id, lot_id, quantity, before, after in lines
                    ),
                ],
            }
        )
        cutover.ledger_mark = self._ledger_mark(cutover)
        differs = not cutover.currency_id.is_zero(cutover.difference)
        seen = self.env.context.get(APPROVED) or self.env.context.get(REVERSED)
        if differs and not seen:
            raise UserError(
                self.env._(
                    "The stock of %(products)s would change its value by %(difference)s. Use "
                    "Inventory > Cost by Lot > Valuation Cut-over: it shows the difference by lot "
                    "before anything is booked.",
                    products=", ".join(products.mapped("display_name")),
                    difference=cutover.currency_id.format(cutover.difference),
                )
            )
        if differs:
            cutover._post_difference()
        self.env["lot.event"]._record(
            f"cutover_{cutover.direction}",
            {
                self.env["stock.lot"].browse(lot_id): to_float(quantity)
                for _product, lot_id, quantity, *_values in lines
            },
            cutover=cutover.name,
        )
        return cutover

    @api.model
    def _ledger_mark(self, cutover):
        """The last rows of the ledger of a cut-over's products; another value means that
        something was booked since."""
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT COALESCE(MAX(id), 0) FROM lot_cost_layer
                         WHERE company_id = %(company)s AND product_id = ANY(%(products)s)),
                       (SELECT COALESCE(MAX(id), 0) FROM lot_cost_consumption
                         WHERE company_id = %(company)s AND product_id = ANY(%(products)s))
                """,
                company=cutover.company_id.id,
                products=cutover.line_ids.product_id.ids,
            )
        )
        return "/".join(map(str, row))

    # -- installation ----------------------------------------------------------------------------

    @api.model
    def _open_installed(self):
        """Lots that upstream valued before the add-on came: open them at that value.

        Goods without a lot stay out and are named by the reconciliation.
        """
        # sudo: installing concerns every company
        opening = self.sudo()
        products = opening.env["product.product"].with_context(active_test=False)
        products = products.search([("product_tmpl_id.lot_valuated", "=", True)])
        for company in opening._companies_concerned(products):
            own = products.with_company(company)._valued_by_lot()
            own -= opening._products_in_ledger(company)
            if own:
                values = opening._native_values(company, own)
                opening.with_company(company)._open(own, values, "install")

    def _products_in_ledger(self, company):
        """What came while the add-on was being installed, as demo data do, is in the ledger."""
        rows = self.env["lot.cost.layer"]._read_group(
            [("company_id", "=", company.id)], ["product_id"]
        )
        return self.env["product.product"].union(*(product for (product,) in rows))
