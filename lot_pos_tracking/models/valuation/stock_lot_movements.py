from odoo import api, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.readonly
    def action_lot_cost_movements(self):
        """Everything that changed the value of these lots."""
        return self.env["lot.cost.movement"]._action_behind([("lot_id", "in", self.ids)])
