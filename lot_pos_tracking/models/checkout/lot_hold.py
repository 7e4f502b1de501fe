from odoo import models


class LotHold(models.Model):
    _inherit = "lot.hold"

    def _after_change(self, change):
        super()._after_change(change)
        self.env["lot.news"]._tell(self.lot_id)
