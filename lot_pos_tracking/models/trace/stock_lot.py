from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def action_journey(self):
        """Both directions of the lots on one page."""
        return {
            "type": "ir.actions.client",
            "tag": "lot_trace",
            "name": self.env._("Journey"),
            "params": {"lot_ids": self.ids},
            "context": {"active_ids": self.ids},
        }
