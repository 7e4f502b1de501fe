from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    lot_quarantine = fields.Boolean(
        string="Quarantine for Lots",
        help="Lots on hold may always be moved here; nothing is sold or reserved from here.",
    )
    lot_may_be_negative = fields.Boolean(
        string="May Go Below Zero",
        help="Stock here may become negative although the company refuses it.",
    )
