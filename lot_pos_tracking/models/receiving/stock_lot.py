from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    shipment_line_id = fields.Many2one(
        "lot.shipment.line",
        string="Announced by",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        copy=False,
        help="The line of the vendor's shipment notice this lot came with.",
    )
