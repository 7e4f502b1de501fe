from odoo import api, fields, models


class LotCutoverLine(models.Model):
    """A lot's value before and after its way of valuation changed."""

    _name = "lot.cutover.line"
    _description = "Valuation Cut-over Line"
    _order = "cutover_id, product_id, lot_id"
    _check_company_auto = True

    cutover_id = fields.Many2one("lot.cutover", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="cutover_id.company_id", store=True, precompute=True, required=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    lot_id = fields.Many2one(
        "stock.lot", required=True, index=True, ondelete="cascade", check_company=True
    )
    quantity = fields.Float(digits="Product Unit")
    value_before = fields.Monetary()
    value_after = fields.Monetary()
    difference = fields.Monetary(compute="_compute_difference", store=True)

    @api.depends("value_before", "value_after")
    def _compute_difference(self):
        for line in self:
            line.difference = line.value_after - line.value_before
