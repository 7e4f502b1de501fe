from odoo import models


class LotShipment(models.Model):
    _inherit = "lot.shipment"

    def action_epcis(self):
        """What happened to the lots of these shipments, as a file of EPCIS events."""
        ids = ",".join(str(number) for number in self.ids)
        return {"type": "ir.actions.act_url", "url": f"/lot/epcis.jsonld?shipments={ids}"}
