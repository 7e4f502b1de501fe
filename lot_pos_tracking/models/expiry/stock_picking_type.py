from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    lot_takes_expired = fields.Boolean(
        string="Sets Aside Expired Lots",
        help="For operations that take expired goods away: a return to the vendor, a donation, "
        "disposal. Others never set aside goods whose removal date has passed.",
    )
