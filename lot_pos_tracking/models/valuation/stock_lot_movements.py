from odoo import api, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.readonly
    def action_lot_cost_movements(self):
        """Everything that changed the value of these lots."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.lot_cost_movement_action"
        )
        action["domain"] = [("lot_id", "in", self.ids)]
        return action
