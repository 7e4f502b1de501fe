from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_lot_epcis(self):
        """What happened to the lots of these receipts, as a file of EPCIS events."""
        ids = ",".join(str(number) for number in self.ids)
        return {"type": "ir.actions.act_url", "url": f"/lot/epcis.jsonld?receipts={ids}"}
