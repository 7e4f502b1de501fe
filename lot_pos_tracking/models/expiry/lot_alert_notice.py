from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

MANAGERS = {
    "stock_manager": "stock.group_stock_manager",
    "pos_manager": "point_of_sale.group_pos_manager",
}


class LotAlert(models.Model):
    """Telling the people: an activity on the lot, one e-mail for all lots of a person."""

    _inherit = "lot.alert"

    def _tell(self):
        """Tell the responsible of new alerts, by the channel of their tier."""
        for alert, user in self._responsibles().items():
            alert.user_id = user
        by_activity = self.filtered(lambda a: a.tier_id.channel in ("activity", "both"))
        by_activity._tell_by_activity()
        self.filtered(lambda a: a.tier_id.channel in ("mail", "both"))._tell_by_mail()

    # -- whom ------------------------------------------------------------------------------------

    def _responsibles(self):
        """``{alert: user}``: the tier's user, else who has its role, else whoever can act."""
        managers = {role: self._members(group) for role, group in MANAGERS.items()}
        users = {}
        for alert in self:
            product = alert.product_id.with_company(alert.company_id)
            by_role = {
                "product": product.responsible_id,
                "warehouse": alert.warehouse_id.lot_alert_user_id,
                **{role: members[:1] for role, members in managers.items()},
            }
            candidates = (
                alert.tier_id.user_id,
                by_role.get(alert.tier_id.role, alert.user_id),
                by_role["product"],
                by_role["warehouse"],
                by_role["stock_manager"],
            )
            users[alert] = next(
                (
                    user
                    for user in candidates
                    if user.active and alert.company_id in user.company_ids
                ),
                self.env.user,
            )
        return users

    @api.model
    def _members(self, group):
        """The people of this company in a group, the longest serving first."""
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref(group).ids),
                ("company_ids", "in", self.env.company.ids),
                ("share", "=", False),
            ],
            order="id",
        )

    # -- activity --------------------------------------------------------------------------------

    def _tell_by_activity(self):
        """One activity for each person, lot and warehouse, whatever the number of tiers."""
        errands = defaultdict(self.browse)  # {(lot, warehouse, user): alerts}
        for alert in self:
            errands[alert.lot_id, alert.warehouse_id, alert.user_id] |= alert
        running = self._running_activities()
        new = {}
        for key, alerts in errands.items():
            if activity := running.get(key):
                activity.write({"summary": alerts._summary(), "date_deadline": alerts._deadline()})
                alerts.activity_id = activity
            else:
                new[key] = alerts
        # quick update: no e-mail for each activity, whoever wants e-mail gets one for all lots
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create([alerts._prepare_activity_vals() for alerts in new.values()])
        )
        for alerts, activity in zip(new.values(), activities, strict=True):
            alerts.activity_id = activity

    def _running_activities(self):
        earlier = self.search(
            [
                ("lot_id", "in", self.lot_id.ids),
                ("state", "in", ("open", "expired")),
                ("activity_id", "!=", False),
            ]
        )
        return {
            (alert.lot_id, alert.warehouse_id, alert.user_id): alert.activity_id
            for alert in earlier
            if alert.activity_id.active
        }

    def _tightest(self):
        return min(self, key=lambda a: a.tier_id._reach(a.lot_id.life_days))

    def _summary(self):
        alert = self._tightest()
        return self.env._(
            "%(tier)s: %(quantity)s %(unit)s in %(warehouse)s",
            tier=alert.tier_id.name,
            quantity=formatLang(self.env, alert.quantity, dp="Product Unit"),
            unit=alert.uom_id.name,
            warehouse=alert.warehouse_id.name,
        )

    def _deadline(self):
        # day: an activity is due on a day of the user who has to act
        return min(fields.Date.context_today(self), *self.mapped("last_good_day"))

    def _prepare_activity_vals(self):
        alert = self._tightest()
        return {
            "activity_type_id": self.env["mail.activity"]._expiry_type_id(),
            "res_model_id": self.env["ir.model"]._get_id("stock.lot"),
            "res_id": alert.lot_id.id,
            "user_id": alert.user_id.id,
            "summary": self._summary(),
            "note": alert._note(),
            "date_deadline": self._deadline(),
            "automated": True,
        }

    def _note(self):
        self.ensure_one()
        return self.env._(
            "Last good day %(day)s. At risk: %(risk)s of %(quantity)s %(unit)s.",
            day=format_date(self.env, self.last_good_day),
            risk=formatLang(self.env, self.at_risk_qty, dp="Product Unit"),
            quantity=formatLang(self.env, self.quantity, dp="Product Unit"),
            unit=self.uom_id.name,
        )

    # -- e-mail ----------------------------------------------------------------------------------

    def _tell_by_mail(self):
        mails = []
        for user, alerts in self.grouped("user_id").items():
            alerts = alerts.with_context(lang=user.lang)
            body = (
                self.env["ir.qweb"]
                .with_context(lang=user.lang)
                ._render(
                    "lot_pos_tracking.expiry_digest",
                    {"alerts": alerts, "user": user, "format_date": format_date, "env": alerts.env},
                    minimal_qcontext=True,
                )
            )
            mails.append(
                {
                    "subject": alerts.env._("%(count)s lots come to their end", count=len(alerts)),
                    "body_html": body,
                    "email_to": user.email_formatted,
                    "email_from": self.env.company.email_formatted or self.env.user.email_formatted,
                    "auto_delete": True,
                }
            )
        self.env["mail.mail"].create(mails)
