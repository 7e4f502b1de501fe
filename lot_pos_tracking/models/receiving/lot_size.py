from odoo import fields, models

FULL_ONLY = "Only whole lots are received: another quantity than a multiple is refused."
SIZE = (
    "Goods that arrive without a lot number become one lot for every so many, in the product's "
    "unit; 0: what arrives at once is one lot."
)


class ProductCategory(models.Model):
    _inherit = "product.category"

    lot_size_from = fields.Selection(
        [("parent", "As the parent category says"), ("own", "A size of its own")],
        string="Size of Lots",
        required=True,
        default="parent",
    )
    lot_size = fields.Float(string="One Lot Every", digits="Product Unit", help=SIZE)
    lot_full_only = fields.Boolean(string="Only Whole Lots", help=FULL_ONLY)

    _lot_size_positive = models.Constraint(
        "CHECK (lot_size >= 0)", "The size of a lot cannot be below zero."
    )

    def _lot_size(self):
        """``(size, only whole lots)`` of the nearest category that says; size 0 where none does."""
        category = self
        while category and category.lot_size_from != "own":
            category = category.parent_id
        return category.lot_size, category.lot_full_only


class ProductTemplate(models.Model):
    _inherit = "product.template"

    lot_size_from = fields.Selection(
        [("category", "As the category says"), ("own", "A size of its own")],
        string="Size of Lots",
        required=True,
        default="category",
    )
    lot_size = fields.Float(string="One Lot Every", digits="Product Unit", help=SIZE)
    lot_full_only = fields.Boolean(string="Only Whole Lots", help=FULL_ONLY)

    _lot_size_positive = models.Constraint(
        "CHECK (lot_size >= 0)", "The size of a lot cannot be below zero."
    )

    def _lot_size(self):
        """``(size in the product's unit, only whole lots)``; size 0: one lot of everything."""
        self.ensure_one()
        if self.tracking != "lot":
            return 0.0, False
        if self.lot_size_from == "own":
            return self.lot_size, self.lot_full_only
        return self.categ_id._lot_size()
