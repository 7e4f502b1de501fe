from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    lot_ignore_dates = fields.Boolean(
        string="Dates of Lots Ignored",
        readonly=True,
        copy=False,
        help="Set when the product stopped using expiration dates: the dates of its lots stay on "
        "record and no longer stop a sale.",
    )

    lot_may_be_negative = fields.Boolean(
        string="May Go Below Zero",
        help="Stock of this product may become negative although the company refuses it.",
    )

    def write(self, vals):
        if "use_expiration_date" in vals:
            stops = not vals["use_expiration_date"]
            changed = self.filtered(lambda p: bool(p.use_expiration_date) == stops)
            super(ProductTemplate, changed).write({"lot_ignore_dates": stops})
        return super().write(vals)
