from odoo import fields, models


class LotLandedCostLine(models.Model):
    """What one receipt of a lot carries of a cost."""

    _name = "lot.landed.cost.line"
    _description = "Cost of a Named Lot"
    _check_company_auto = True

    cost_id = fields.Many2one("lot.landed.cost", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="cost_id.company_id", store=True, precompute=True, required=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_line_id = fields.Many2one(
        "stock.move.line", string="Receipt", required=True, index=True, ondelete="restrict"
    )
    lot_id = fields.Many2one(related="move_line_id.lot_id", store=True, index=True)
    product_id = fields.Many2one(related="move_line_id.product_id")
    picking_id = fields.Many2one(related="move_line_id.picking_id", string="Transfer")
    quantity = fields.Float(related="move_line_id.quantity_product_uom")
    amount = fields.Monetary()
