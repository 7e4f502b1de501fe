from odoo import models


class LotHold(models.Model):
    _inherit = "lot.hold"

    def _after_change(self, change):
        super()._after_change(change)
        for hold in self:
            self.env["lot.event"]._record(
                change,
                hold.lot_id,
                reason=hold.reason_id.code,
                note=(hold.note if change == "hold" else hold.lift_note) or "",
                hold=hold.id,
            )
