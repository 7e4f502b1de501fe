from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    lot_variance_tolerance = fields.Float(
        string="Tolerance for Differences",
        help="In percent of what a vendor announced of a lot; more than that is claimed.",
    )
