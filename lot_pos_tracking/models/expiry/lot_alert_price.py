from odoo import models

from ...bridge import to_decimal, to_float
from ...core.markdown import mark_down


class LotAlert(models.Model):
    _inherit = "lot.alert"

    def _price_factor(self, price):
        """What is left of a price: 0.6 for 40 % off, more where the floor is reached."""
        self.ensure_one()
        alert = self.with_company(self.company_id)
        cost = alert._unit_cost(alert.lot_id) if alert.tier_id.markdown_floor == "cost" else 0.0
        marked = mark_down(
            to_decimal(price),
            to_decimal(alert.markdown_percent),
            floor=to_decimal(cost),
            digits=alert.currency_id.decimal_places,
        )
        return to_float(1 - marked.discount / 100)

    def _expected_factor(self):
        """What will be left of the price: by the step in force, else by the one the tier plans."""
        if self.markdown_percent:
            return self._price_factor(self.product_id.with_company(self.company_id).lst_price)
        planned = self.tier_id.markdown_percent if self.state == "open" else 0.0
        return 1 - planned / 100
