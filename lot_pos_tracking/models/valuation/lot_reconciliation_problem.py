from odoo import fields, models


class LotReconciliationProblem(models.TransientModel):
    """Something that does not add up, and which record it is about."""

    _name = "lot.reconciliation.problem"
    _description = "Finding of a Reconciliation"

    reconciliation_id = fields.Many2one("lot.reconciliation", required=True, ondelete="cascade")
    problem = fields.Char()
    message = fields.Char("What")
    product_id = fields.Many2one("product.product")
    lot_id = fields.Many2one("stock.lot")
    move_id = fields.Many2one("stock.move", string="Stock Move")
    expected = fields.Char()
    found = fields.Char()
