from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

ZERO = Decimal(0)


class LotValuation(models.AbstractModel):
    """Upstream's values that follow from the ledger."""

    _inherit = "lot.valuation"

    def _publish(self, concerned):
        """Write upstream's values of moves, lots and products that follow from the ledger."""
        if not concerned:
            return
        line_ids = {line for line, _lot in concerned} - {None}
        self._publish_move_values(self.env["stock.move.line"].browse(line_ids).move_id)
        lots = self.env["stock.lot"].browse({lot for _line, lot in concerned})
        self._publish_lot_costs(lots)
        self._publish_product_costs(lots.product_id)

    def _publish_move_values(self, moves):
        """What left is worth what its lots cost, corrections since then included."""
        net = self.env["lot.ledger"]._sums(
            SQL(
                """
                SELECT move_id, 0, value FROM lot_cost_layer
                 WHERE move_id = ANY(%(moves)s) AND kind NOT IN ('revaluation', 'writedown')
             UNION ALL
                SELECT move_id, 0, -value FROM lot_cost_consumption
                 WHERE move_id = ANY(%(moves)s)
                """,
                moves=moves.ids,
            ),
            moves.ids,
        )
        for move in moves:
            if move.is_dropship or (move.is_in and move._lot_layer_kind() != "return"):
                continue
            _quantity, value = net.get(move.id, (0.0, 0.0))
            value = value if move.is_in else -value
            if move.company_currency_id.compare_amounts(move.value, value):
                move.value = value

    @api.model
    def _publish_lot_costs(self, lots):
        """The cost of a lot is what its stock on hand costs; without stock the last one stays."""
        on_hand = self.env["lot.ledger"]._on_hand(self.env.company, lots.ids)
        costs = {
            lot_id: value / quantity
            for lot_id, (quantity, value) in on_hand.items()
            if quantity > 0
        }
        if not costs:
            return
        lots.flush_recordset(["standard_price", "avg_cost"])
        self.env.execute_query(
            SQL(
                """
                UPDATE stock_lot
                   SET standard_price = COALESCE(standard_price, '{}'::jsonb)
                                        || jsonb_build_object(%s::text, cost),
                       avg_cost = cost
                  FROM unnest(%s::int[], %s::float[]) AS known(id, cost)
                 WHERE stock_lot.id = known.id
             RETURNING stock_lot.id
                """,
                str(self.env.company.id),
                list(costs),
                list(costs.values()),
            )
        )
        lots.invalidate_recordset(["standard_price", "avg_cost", "total_value"], flush=False)

    @api.model
    def _publish_product_costs(self, products):
        sums = self.env["lot.ledger"]._product_sums(self.env.company, products.ids)
        for product in products.with_company(self.env.company):
            quantity, value = sums.get(product.id, (0.0, 0.0))
            if product.uom_id.compare(quantity, 0) > 0:
                cost = value / quantity
                if cost != product.standard_price:
                    # sudo: a cost that follows from the stock is nobody's decision
                    product.sudo().with_context(disable_auto_revaluation=True).standard_price = cost
        products.invalidate_recordset(["total_value", "avg_cost"], flush=False)

    @api.model
    def _require_lots(self, lines):
        """Goods valued by lot cannot move without their lot.

        :raises UserError: a line without a lot
        """
        for line in lines.filtered(lambda line: not line.lot_id):
            raise UserError(
                self.env._(
                    "%(product)s is valued by lot: say which lot it is.",
                    product=line.product_id.display_name,
                )
            )
