from odoo import fields, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    pos_order_line_id = fields.Many2one(
        "pos.order.line",
        string="Ticket Line",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        help="The line of the ticket whose goods these are.",
    )
