from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    lot_hold_on_receipt_id = fields.Many2one(
        "lot.hold.reason",
        string="Hold New Lots For",
        company_dependent=True,
        help="Lots of this category and of the categories below start on hold for this reason.",
    )

    def _lot_hold_reason(self):
        """The reason new lots of this category start on hold for, the nearest parent's first."""
        self.ensure_one()
        category = self
        while category:
            if category.lot_hold_on_receipt_id:
                return category.lot_hold_on_receipt_id
            category = category.parent_id
        return self.env["lot.hold.reason"]
