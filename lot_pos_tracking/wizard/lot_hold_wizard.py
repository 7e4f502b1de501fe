from odoo import fields, models
from odoo.exceptions import UserError


class LotHoldWizard(models.TransientModel):
    """Asks for what a hold, or its end, must be remembered by: the reason and a note."""

    _name = "lot.hold.wizard"
    _description = "Place or Lift Holds"

    lot_ids = fields.Many2many("stock.lot", default=lambda self: self._default_lots())
    reason_id = fields.Many2one("lot.hold.reason")
    note = fields.Text()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    def _default_lots(self):
        records = self.env[self.env.context.get("active_model") or "stock.lot"].browse(
            self.env.context.get("active_ids") or []
        )
        return records.lot_id if records._name == "lot.hold" else records

    def action_hold(self):
        if not self.reason_id:
            raise UserError(self.env._("Choose a reason."))
        self.lot_ids.action_hold(self.reason_id.code, self.note or "")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_lift(self):
        self.lot_ids.hold_ids.action_lift(self.note or "")
        return {"type": "ir.actions.client", "tag": "soft_reload"}
