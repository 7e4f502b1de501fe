from odoo import fields, models
from odoo.exceptions import UserError

PIN_LENGTH = range(4, 13)
NO_ACCESS = "."
"""Upstream's word for a field that no group may read or write."""


class ResUsers(models.Model):
    _inherit = "res.users"

    lot_pin_hash = fields.Char(groups=NO_ACCESS, copy=False)

    def _lot_set_pin(self, pin):
        """Salted and slow to compute; nobody reads it, no till ever gets it.

        :raises UserError: not 4 to 12 digits
        """
        self.ensure_one()
        pin = (pin or "").strip()
        if not pin.isdecimal() or len(pin) not in PIN_LENGTH:
            raise UserError(self.env._("A PIN has 4 to 12 digits."))
        # sudo: the field is closed to everybody
        self.sudo().lot_pin_hash = self._crypt_context().hash(pin)

    def _lot_check_pin(self, pin):
        # sudo: the field is closed to everybody
        stored = self[:1].sudo().lot_pin_hash
        return bool(stored and pin) and self._crypt_context().verify(str(pin), stored)

    def _lot_may_approve(self, company):
        self.ensure_one()
        # sudo: a cashier may not read which groups a manager has
        user = self.sudo()
        return (
            user.active
            and company in user.company_ids
            and user.has_group("lot_pos_tracking.group_lot_approve")
        )
