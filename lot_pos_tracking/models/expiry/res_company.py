from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    lot_native_reminders = fields.Boolean(
        string="Keep Odoo's Own Expiry Reminders",
        default=True,
        help="Odoo reminds once, at the alert date of a lot. Switch it off where the alert tiers "
        "do the reminding.",
    )

    def _lot_prepare_company(self):
        super()._lot_prepare_company()
        self._expiry_default_tiers()

    def _expiry_default_tiers(self):
        """Three tiers for every company that has none: a month, a week, the last day."""
        tiers = self.env["lot.alert.tier"].with_context(active_test=False)
        known = {
            company
            for (company,) in tiers._read_group([("company_id", "in", self.ids)], ["company_id"])
        }
        tiers.create(
            [
                {"name": name, "days": days, "company_id": company.id}
                for company in self - self.browse([c.id for c in known])
                for name, days in (
                    (self.env._("A month left"), 30),
                    (self.env._("A week left"), 7),
                    (self.env._("Last day or past"), 0),
                )
            ]
        )
