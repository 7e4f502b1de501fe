from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    lot_alert_user_id = fields.Many2one(
        "res.users",
        string="Responsible for Expiry",
        help="Is told about lots that come to their end, where a tier says so.",
    )
