from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...core.verdict import Policy, Reason

OVERRIDES = {
    "lot_override_expired": Reason.EXPIRED,
    "lot_override_sell_by": Reason.SELL_BY_PASSED,
    "lot_override_best_before": Reason.BEST_BEFORE_PASSED,
    "lot_override_min_days": Reason.MIN_DAYS,
    "lot_override_held": Reason.HELD,
    "lot_override_not_scanned": Reason.NOT_SCANNED,
    "lot_override_not_in_shop": Reason.NOT_IN_SHOP,
    "lot_override_short": Reason.SHORT_QUANTITY,
    "lot_override_stale": Reason.STALE_DATA,
}
"""Switch of the till → the reason a manager may then approve. A recall is never among them."""

MANAGERS = "point_of_sale.group_pos_manager"

UNATTENDED = "lot_unattended"
"""Context key: the order is a customer's own, whoever stands at the till."""


class PosConfig(models.Model):
    """What the shop wants at this till."""

    _inherit = "pos.config"

    lot_policy = fields.Selection(
        lambda self: self.env["res.company"]._fields["lot_pos_policy"].selection,
        string="Lots",
        required=True,
        compute="_compute_lot_policy",
        store=True,
        readonly=False,
        precompute=True,
    )
    lot_choice = fields.Selection(
        [
            ("pick", "Choose: the first to expire is preselected"),
            ("fefo", "First to expire is taken, one tap changes it"),
            ("scan", "Scan: only a code read from the pack"),
        ],
        string="Choice of the Lot",
        required=True,
        default="pick",
    )
    lot_best_before = fields.Selection(
        [("warn", "Warn"), ("block", "Refuse")],
        string="Best-Before Passed",
        required=True,
        default="warn",
    )
    lot_min_days = fields.Integer(
        string="Days Left at Least",
        help="Days of life a lot must have left to be sold; 0 for no such rule.",
    )
    lot_offline_max_age = fields.Integer(
        string="Data Trusted Offline", default=240, help="In minutes."
    )
    lot_offline_stale = fields.Selection(
        [("warn", "Warn"), ("block", "Refuse")],
        string="Offline on Older Data",
        required=True,
        default="warn",
    )
    lot_owner_id = fields.Many2one(
        "res.users",
        string="Exceptions Go To",
        help="Who looks after what was sold offline and should not have been, and after stock "
        "moves that failed. Empty: who opened the session.",
    )
    lot_override_expired = fields.Boolean("Expired")
    lot_override_sell_by = fields.Boolean("Sell-By Passed")
    lot_override_best_before = fields.Boolean("Best-Before Passed (Refused)", default=True)
    lot_override_min_days = fields.Boolean("Too Few Days Left", default=True)
    lot_override_held = fields.Boolean("On Hold")
    lot_override_not_scanned = fields.Boolean("Lot Not Read", default=True)
    lot_override_not_in_shop = fields.Boolean("Not in This Shop")
    lot_override_short = fields.Boolean("Not Enough Left")
    lot_override_stale = fields.Boolean("Old Data", default=True)

    _lot_min_days_positive = models.Constraint(
        "CHECK (lot_min_days >= 0)", "The days left at least cannot be negative."
    )
    _lot_offline_max_age_positive = models.Constraint(
        "CHECK (lot_offline_max_age >= 0)", "The age of data cannot be negative."
    )

    def write(self, vals):
        """A cashier may write her till, as upstream lets her; what it refuses is not hers to say.

        :raises AccessError: she tries to
        """
        ours = {name for name in vals if name.startswith("lot_")}
        if ours and not (self.env.su or self.env.user.has_group(MANAGERS)):
            raise AccessError(
                self.env._("What a till does about lots is set by managers of the point of sale.")
            )
        return super().write(vals)

    @api.depends("company_id")
    def _compute_lot_policy(self):
        for config in self:
            config.lot_policy = config.lot_policy or config.company_id.lot_pos_policy or "enforce"

    def _lot_policy(self):
        """The till's settings as the kernel reads them."""
        self.ensure_one()
        return Policy(
            lot_policy=self.lot_policy,
            lot_choice=self.lot_choice,
            best_before=self.lot_best_before,
            min_days=self.lot_min_days,
            offline_max_age=self.lot_offline_max_age,
            offline_stale=self.lot_offline_stale,
            override=self._lot_override_reasons(),
            kiosk=self._is_lot_kiosk(),
        )

    def _lot_override_reasons(self):
        return frozenset(reason for name, reason in OVERRIDES.items() if self[name])

    def _is_lot_kiosk(self):
        """Nobody stands at this till, or beside this order, who could answer."""
        return self.env.context.get(UNATTENDED) or self._lot_self_ordering() == "kiosk"

    def _lot_self_ordering(self):
        """How customers order by themselves. Self-ordering is an optional module."""
        return self._fields.get("self_ordering_mode") and self.self_ordering_mode

    def _lot_charges_unattended(self):
        """Whether a customer's order is paid as soon as it is sent, and no cashier sees it."""
        self.ensure_one()
        at_once = self._lot_self_ordering() == "kiosk" or self.self_ordering_pay_after == "each"
        return at_once and self.has_valid_self_payment_method()

    @api.model
    def _load_pos_data_read(self, records, config):
        rows = super()._load_pos_data_read(records, config)
        clock = self.env["lot.checkout"]._now_of_shop(config)
        kits = self.env["lot.kit"]._till_rows(config)
        for row in rows:
            row["_lot_server_now"] = clock["server_now"]
            row["_lot_zone"] = clock["zone"]
            row["_lot_utc_offset_minutes"] = clock["utc_offset_minutes"]
            row["_lot_today"] = clock["today"]
            row["_lot_override_reasons"] = sorted(config._lot_override_reasons())
            row["_lot_kiosk"] = bool(config._is_lot_kiosk())
            row["_lot_kits"] = kits
        return rows
