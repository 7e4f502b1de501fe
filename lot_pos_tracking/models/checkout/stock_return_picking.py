from odoo import fields, models


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    lot_claim = fields.Char(
        "Complaint",
        help="What the customer says is wrong with these goods: somebody looks after it.",
    )


class StockReturnPicking(models.TransientModel):
    """Goods that come back with a complaint: one exception for each lot."""

    _inherit = "stock.return.picking"

    def _create_return(self):
        picking = super()._create_return()
        lines = self.product_return_moves.filtered(
            lambda line: line.lot_claim and not line.uom_id.is_zero(line.quantity)
        )
        self.env["lot.exception"]._open_claims(picking, lines)
        return picking
