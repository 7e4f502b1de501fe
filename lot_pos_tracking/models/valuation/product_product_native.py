from odoo import models

from .cutover_keys import NATIVE


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _valued_by_lot(self):
        return self.browse() if self.env.context.get(NATIVE) else super()._valued_by_lot()

    def _with_valuation_context(self):
        """Upstream leaves other companies' locations out by the user's rules; the system, which
        has none, asks for one company only."""
        products = super()._with_valuation_context()
        if self.env.context.get(NATIVE):
            locations = self.env["stock.location"].browse(products.env.context["location"])
            own = locations.filtered(lambda location: location.company_id == self.env.company)
            products = products.with_context(location=own.ids)
        return products
