from odoo import fields, models
from odoo.exceptions import UserError


class LotPinWizard(models.TransientModel):
    """A manager chooses the PIN by which he approves at any till."""

    _name = "lot.pin.wizard"
    _description = "PIN for Approvals at the Till"
    _transient_max_hours = 0.1

    pin = fields.Char(string="New PIN")
    pin_again = fields.Char(string="New PIN Again")

    def action_set(self):
        self.ensure_one()
        pin, again = self.pin, self.pin_again
        self.write({"pin": False, "pin_again": False})
        if pin != again:
            raise UserError(self.env._("The two PINs differ."))
        self.env.user._lot_set_pin(pin)
        return {"type": "ir.actions.act_window_close"}
