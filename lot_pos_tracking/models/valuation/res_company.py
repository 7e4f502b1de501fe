from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    lot_post_corrections = fields.Boolean(
        string="Post Corrections of Lot Costs",
        default=True,
        help="When a bill, a landed cost or a return changes the cost of goods that were sold "
        "already, post the change to cost of goods sold at once. Otherwise the next closing of the "
        "stock valuation carries it to the variation account.",
    )
