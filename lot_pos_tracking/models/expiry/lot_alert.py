from odoo import api, fields, models

from .lot_alert_tier import ACTIONS
from .optional_integer import OptionalInteger


class LotAlert(models.Model):
    """Somebody was told that a lot in a warehouse comes to its end, and what became of it.

    One for each lot, warehouse and tier, until the date or the stock changes meaning.
    """

    _name = "lot.alert"
    _description = "Expiry Alert"
    _order = "last_good_day, id"
    _rec_name = "lot_id"
    _check_company_auto = True

    lot_id = fields.Many2one(
        "stock.lot",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        readonly=True,
    )
    product_id = fields.Many2one(related="lot_id.product_id", store=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        ondelete="cascade",
        check_company=True,
        readonly=True,
    )
    tier_id = fields.Many2one(
        "lot.alert.tier",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    uom_id = fields.Many2one(related="product_id.uom_id")

    last_good_day = fields.Date(readonly=True, help="Of the lot, when it was last looked at.")
    days_left_then = fields.Integer(
        string="Days Left at Alert", readonly=True, help="Days the lot had left when told."
    )
    days_left = OptionalInteger(related="lot_id.days_left", string="Days Left")
    sale_stage = fields.Selection(related="lot_id.sale_stage", string="Stage")
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the warehouse, quarantine left out."
    )
    value = fields.Monetary(readonly=True, help="What that quantity cost.", aggregator="sum")
    at_risk_qty = fields.Float(
        string="At Risk",
        digits="Product Unit",
        readonly=True,
        help="What will not sell before the last good day, going by the sales of the last "
        "28 days and first expired, first out.",
    )

    state = fields.Selection(
        [
            ("open", "Open"),
            ("done", "Done"),
            ("dismissed", "Dismissed"),
            ("expired", "Expired meanwhile"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    is_overtaken = fields.Boolean(
        readonly=True, help="A narrower tier speaks of the same goods; lists show that one."
    )
    outcome = fields.Selection(
        [*ACTIONS[1:], ("handled", "Handled"), ("gone", "Stock gone"), ("moved", "Date changed")],
        readonly=True,
    )
    markdown_percent = fields.Float(
        string="Marked Down %",
        digits=(5, 2),
        readonly=True,
        help="The price step in force for this lot at the tills of this warehouse.",
    )
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True, index=True)
    activity_id = fields.Many2one(
        "mail.activity", ondelete="set null", index="btree_not_null", readonly=True
    )
    action = fields.Selection(related="tier_id.action", string="To Do")
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", check_company=True, readonly=True
    )
    settled_at = fields.Datetime(readonly=True)
    settled_by_id = fields.Many2one("res.users", readonly=True)
    settled_qty = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Stock when the alert was closed; more than this, and somebody is told again.",
    )

    _open_unique = models.UniqueIndex(
        "(lot_id, warehouse_id, tier_id) WHERE state = 'open'",
        "There is an open alert for this lot, warehouse and tier already.",
    )
    _key_idx = models.Index("(lot_id, warehouse_id, tier_id, id)")
    _markdown_idx = models.Index("(warehouse_id, lot_id) WHERE markdown_percent > 0")

    @api.depends("lot_id", "tier_id", "warehouse_id")
    def _compute_display_name(self):
        for alert in self:
            alert.display_name = self.env._(
                "%(lot)s, %(product)s: %(tier)s",
                lot=alert.lot_id.name,
                product=alert.product_id.display_name,
                tier=alert.tier_id.name,
            )

    def action_done(self):
        """Somebody took care of it; so did he of the wider tiers of the same goods."""
        self.check_access("write")
        self._with_wider()._settle("done", "handled")
        return True

    def action_dismiss(self):
        """Nothing needs to be done about it."""
        self.check_access("write")
        self._settle("dismissed")
        return True

    def _with_wider(self):
        """These and the open alerts of the same lots in the same warehouses."""
        others = self.search([("state", "=", "open"), ("lot_id", "in", self.lot_id.ids)])
        places = {(alert.lot_id, alert.warehouse_id) for alert in self}
        return self | others.filtered(lambda a: (a.lot_id, a.warehouse_id) in places)

    def _settle(self, state, outcome=False, quantity=None):
        """Close alerts and the activities that nobody needs any more.

        :param quantity: the stock they are closed with; the last known when left out
        """
        alerts = self.filtered(lambda alert: alert.state in ("open", "expired"))
        if not alerts:
            return
        activities = alerts.activity_id.filtered("active")
        for alert in alerts:
            alert.settled_qty = alert.quantity if quantity is None else quantity
        alerts.filtered(lambda alert: alert.state == "open").state = state
        alerts.write(
            {
                "outcome": outcome,
                "settled_at": fields.Datetime.now(),
                "settled_by_id": self.env.uid,
                "activity_id": False,
            }
        )
        # sudo: the activity may be another user's; who settles the alert frees him of it
        activities = activities.sudo()
        activities -= self.sudo().search([("activity_id", "in", activities.ids)]).activity_id
        if activities:
            activities.unlink()
