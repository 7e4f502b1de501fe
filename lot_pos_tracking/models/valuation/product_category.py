from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    lot_cost_justification = fields.Text(
        string="Why Cost by Lot",
        translate=True,
        help="Why goods of this category are not ordinarily interchangeable, so that each lot "
        "keeps its own cost (IAS 2.23 and 2.24). Shown in the reports on value.",
    )

    def write(self, vals):
        if "property_cost_method" not in vals:
            return super().write(vals)
        # sudo: goods of products that this user may not see are carried over as well
        products = self.env["product.product"].sudo().with_context(active_test=False)
        return self.env["lot.opening"]._around(
            products.search([("categ_id", "in", self.ids), ("lot_valuated", "=", True)]),
            lambda: super(ProductCategory, self).write(vals),
            may_open=True,
            cause="category",
        )

    def _lot_cost_reason(self):
        """The justification of this category, else of the nearest category above it."""
        self.ensure_one()
        category = self
        while category and not category.lot_cost_justification:
            category = category.parent_id
        return category.lot_cost_justification or ""
