from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

ZERO = Decimal(0)


class LotValuation(models.AbstractModel):
    """What others read of the ledger."""

    _inherit = "lot.valuation"

    def _at_date(self):
        return self.env["product.product"]._lot_cost_moment(self.env.context.get("to_date"))

    @api.model
    def _lot_values(self, lots):
        """``{lot id: (quantity, value)}`` by context: company, ``to_date``, ``warehouse_id``.

        Values are whole in the smallest coin, as the ledger's rows are.
        """
        if not lots:
            return {}
        ledger, company, at = self.env["lot.ledger"], self.env.company, self._at_date()
        if at:
            values = ledger._on_hand_at(company, lots.ids, at)
        else:
            values = ledger._on_hand(company, lots.ids)
        warehouse_id = self.env.context.get("warehouse_id")
        if not warehouse_id:
            return values
        inside = self._quantities_in(lots, warehouse_id)
        shared = {}
        for lot in lots:
            quantity, value = values.get(lot.id, (0.0, 0.0))
            there = inside[lot.id]
            if quantity:
                shared[lot.id] = (there, company.currency_id.round(value * there / quantity))
            elif there:
                # as much is missing elsewhere: together they are worth nothing
                shared[lot.id] = (there, company.currency_id.round(there * lot.standard_price))
        return shared

    def _quantities_in(self, lots, warehouse_id):
        """``{lot id: quantity}`` in a warehouse, owners other than the company left out."""
        warehouse = self.env["stock.warehouse"].browse(warehouse_id)
        rows = self.env["stock.quant"]._read_group(
            [
                ("lot_id", "in", lots.ids),
                ("location_id", "child_of", warehouse.view_location_id.ids),
                ("location_id.usage", "in", ("internal", "transit")),
                ("owner_id", "in", (False, self.env.company.partner_id.id)),
            ],
            ["lot_id"],
            ["quantity:sum"],
        )
        return defaultdict(float, {lot.id: quantity for lot, quantity in rows})

    @api.model
    def _product_values(self, products):
        """``{product id: (quantity, value)}`` by context, as ``_lot_values``."""
        ledger, company = self.env["lot.ledger"], self.env.company
        if not products:
            return {}
        if self.env.context.get("warehouse_id"):
            lots = self.env["stock.lot"].search([("product_id", "in", products.ids)])
            values = defaultdict(lambda: (0.0, 0.0))
            for lot_id, (quantity, value) in self._lot_values(lots).items():
                product_id = lots.browse(lot_id).product_id.id
                before = values[product_id]
                values[product_id] = (before[0] + quantity, before[1] + value)
            return values
        return ledger._product_sums(company, products.ids, self._at_date())

    @api.model
    def _replay(self, product, lot, at_date):
        """Quantity and value of a lot, or of all lots of a product, at a date or now."""
        valuation = self.with_context(to_date=at_date)
        if lot:
            return valuation._lot_values(lot).get(lot.id, (0.0, 0.0))
        return valuation._product_values(product).get(product.id, (0.0, 0.0))

    @api.model
    def _ticket_costs(self, order_lines):
        """``{ticket line id: (quantity, cost)}``, both negative for goods that came back."""
        return self.env["lot.ledger"]._sums(
            SQL(
                """
                SELECT pos_order_line_id, quantity, value FROM lot_cost_consumption
                 WHERE pos_order_line_id = ANY(%(lines)s)
             UNION ALL
                SELECT pos_order_line_id, -quantity, -value FROM lot_cost_layer
                 WHERE pos_order_line_id = ANY(%(lines)s)
                   AND kind NOT IN ('revaluation', 'writedown')
                """,
                lines=order_lines.ids,
            ),
            order_lines.ids,
        )

    @api.model
    def _remaining_by_move(self, products):
        """``{product: {incoming move: quantity left}}`` of the lots received by it."""
        # sudo: quantities only
        rows = (
            self.env["lot.cost.layer"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", products.ids),
                    ("company_id", "=", self.env.company.id),
                    ("remaining_qty", ">", 0),
                    ("move_id", "!=", False),
                ],
                ["product_id", "move_id"],
                ["remaining_qty:sum"],
                order="move_id",
            )
        )
        remaining = defaultdict(dict)
        for product, move, quantity in rows:
            remaining[product.with_env(self.env)][move.with_env(self.env)] = quantity
        return dict(remaining)
