from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

WINDOW = timedelta(minutes=5)
PER_APPROVER = 5
PER_CASHIER = 10


class LotPinAttempt(models.Model):
    """A wrong PIN at a till: after a few of them nobody may try for five minutes."""

    _name = "lot.pin.attempt"
    _description = "Wrong PIN at the Till"
    _order = "at desc, id desc"
    _rec_name = "approver_id"

    approver_id = fields.Many2one("res.users", index=True, ondelete="cascade", readonly=True)
    cashier_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade", readonly=True
    )
    config_id = fields.Many2one("pos.config", ondelete="cascade", readonly=True)
    at = fields.Datetime(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)

    @api.model
    def _verify(self, config, approver, pin):
        """Whether the PIN is the approver's; one guess at a time, counted when wrong.

        :return: "" when it is, else ``locked`` or ``wrong_pin``
        """
        # guesses about one approver queue up: without it, many at once would all see few attempts
        self.env.execute_query(
            SQL("SELECT pg_advisory_xact_lock(%s, %s)", 0x107, approver.id or self.env.uid)
        )
        if self._is_locked(approver):
            return "locked"
        if approver._lot_check_pin(pin):
            return ""
        # sudo: the count of wrong guesses is the server's
        self.sudo().create(
            {
                "approver_id": approver.id,
                "cashier_id": self.env.uid,
                "config_id": config.id,
                "at": fields.Datetime.now(),
                "company_id": config.company_id.id,
            }
        )
        return "wrong_pin"

    @api.model
    def _is_locked(self, approver):
        since = fields.Datetime.now() - WINDOW
        # sudo: as above
        count = self.sudo().search_count
        recent = [("at", ">", since)]
        return (
            bool(approver) and count([*recent, ("approver_id", "=", approver.id)]) >= PER_APPROVER
        ) or count([*recent, ("cashier_id", "=", self.env.uid)]) >= PER_CASHIER
