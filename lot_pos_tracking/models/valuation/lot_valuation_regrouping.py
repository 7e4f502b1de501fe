from odoo import fields, models
from odoo.tools import SQL


class LotValuation(models.AbstractModel):
    """A cost that is found late follows the goods into the lots that they were put into."""

    _inherit = "lot.valuation"

    def _publish(self, concerned):
        result = super()._publish(concerned)
        lines = self.env["stock.move.line"].browse({line for line, _lot in concerned if line})
        lines.move_id.filtered("lot_regroup_id")._lot_regroup_value()
        return result

    def _gone_at(self, moves, at_date):
        """What left by moves up to a date, as the ledger had it then."""
        at = self.env["product.product"]._lot_cost_moment(at_date)
        sums = self.env["lot.ledger"]._sums(
            SQL(
                """
                SELECT 0, quantity, value FROM lot_cost_consumption
                 WHERE move_id = ANY(%s) AND date <= %s
                """,
                moves.ids,
                fields.Datetime.to_string(at),
            ),
            moves.ids,
        )
        return float(sums.get(0, (0.0, 0.0))[1])
