from odoo import fields, models


class LotRegroupLine(models.Model):
    """A lot that goods leave, or one that they come into."""

    _name = "lot.regroup.line"
    _description = "Lot of a Split or Merge"
    _check_company_auto = True

    regroup_id = fields.Many2one("lot.regroup", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="regroup_id.company_id", store=True, precompute=True, required=True
    )
    product_id = fields.Many2one(related="regroup_id.product_id")
    side = fields.Selection([("from", "From"), ("to", "Into")], required=True)
    lot_id = fields.Many2one(
        "stock.lot",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    lot_name = fields.Char(
        "New Lot", help="Number of a lot that does not exist yet; numbered by rule when left out."
    )
    quantity = fields.Float(digits="Product Unit", required=True)
