from odoo import api, fields, models

POLICIES = [
    ("native", "As Odoo does: lots are asked for, nothing is refused"),
    ("warn", "Warn: findings are shown and logged, the sale goes on"),
    ("enforce", "Enforce: no sale without a sellable lot"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    lot_pos_policy = fields.Selection(
        POLICIES,
        string="Lots at the Till",
        required=True,
        default="enforce",
        help="What new points of sale start with.",
    )

    lot_quarantine_location_id = fields.Many2one(
        "stock.location",
        string="Quarantine for Lots",
        check_company=True,
        domain="[('lot_quarantine', '=', True)]",
        help="Where goods go that may not be sold: what comes back expired, held or recalled.",
    )

    lot_refuse_negative = fields.Boolean(
        string="Refuse Negative Stock",
        help="Nothing is moved from where there is not enough of it. Tills are not concerned: "
        "they check before they sell, and what was sold offline is gone.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._lot_prepare_company()
        return companies

    def _lot_prepare_company(self):
        """What a company needs before it can track lots; called once for each, old and new."""
        for company in self:
            company._lot_quarantine_location()

    def _lot_quarantine_location(self):
        """The company's quarantine, made when it is first asked for and a warehouse exists.

        It lies beside the warehouse's stock, not below: a till looks for lots in its own location
        and everything under it.
        """
        self.ensure_one()
        # sudo: a cashier takes goods back into a place that only stock managers may create
        company = self.sudo()
        if not company.lot_quarantine_location_id:
            warehouse = company.env["stock.warehouse"].search(
                [("company_id", "=", company.id)], limit=1
            )
            if warehouse:
                company.lot_quarantine_location_id = company.env["stock.location"].create(
                    {
                        "name": company.env._("Quarantine"),
                        "location_id": warehouse.view_location_id.id,
                        "company_id": company.id,
                        "lot_quarantine": True,
                    }
                )
        return company.lot_quarantine_location_id.with_env(self.env)
