from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_assign(self, *args, **kwargs):
        result = super()._action_assign(*args, **kwargs)
        arriving = self.filtered(
            lambda move: move.location_id.usage == "supplier" and move.product_id.tracking == "lot"
        )
        self.env["lot.receiving"]._plan_lots(arriving)
        return result

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves.move_line_ids.shipment_line_id.shipment_id._refresh_state()
        return moves

    def _drop_lot_placeholders(self):
        """Remove lines that Odoo reserved without a lot and nobody has touched."""
        self.move_line_ids.filtered(
            lambda ml: (
                ml.state not in ("done", "cancel")
                and ml.product_id.tracking != "none"
                and not (ml.picked or ml.lot_id or ml.lot_name or ml.shipment_line_id)
            )
        ).unlink()
