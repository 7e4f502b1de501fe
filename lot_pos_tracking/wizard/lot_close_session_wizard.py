from odoo import fields, models


class LotCloseSessionWizard(models.TransientModel):
    """Closing on purpose while goods of tickets did not leave the stock."""

    _name = "lot.close.session.wizard"
    _description = "Close Although Goods Did Not Move"

    session_id = fields.Many2one(
        "pos.session", required=True, default=lambda self: self.env.context.get("active_id")
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.session_id.set_lot_close_reason(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
