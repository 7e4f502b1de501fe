from odoo import fields, models


class LotCostComparisonLine(models.TransientModel):
    """What one product's goods that left cost by each method."""

    _name = "lot.cost.comparison.line"
    _description = "Methods Side by Side: Product"

    comparison_id = fields.Many2one("lot.cost.comparison", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="comparison_id.currency_id")
    product_id = fields.Many2one("product.product")
    product_categ_id = fields.Many2one(related="product_id.categ_id", string="Category")
    opening = fields.Monetary("Opening Stock")
    incoming = fields.Monetary("Came In")
    specific = fields.Monetary("Gone: Specific")
    fifo = fields.Monetary("Gone: FIFO")
    average = fields.Monetary("Gone: Average")
    fefo = fields.Monetary("Gone: Ideal FEFO")
    closing = fields.Monetary("Closing Stock")
    profit_effect = fields.Monetary(
        help="By how much the lots actually chosen raise the profit of the period over FIFO."
    )
    justification = fields.Text("Why by Lot")
