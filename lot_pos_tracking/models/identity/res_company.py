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

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._lot_prepare_company()
        return companies

    def _lot_prepare_company(self):
        """What a company needs before it can track lots; called once for each, old and new."""
