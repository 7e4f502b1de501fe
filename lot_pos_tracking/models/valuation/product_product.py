from datetime import datetime, time

from odoo import api, fields, models
from odoo.tools import float_compare

from ...bridge import end_of_day
from .stock_move import DEFERRED

SAME_COST = 9
"""Decimals in which a unit cost written again is the same one."""


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _valued_by_lot(self):
        """The products whose cost is kept by lot, in the current company."""
        return self.filtered(
            lambda product: product.lot_valuated and product.cost_method in ("average", "fifo")
        )

    def _lot_cost_moment(self, at_date):
        """The moment up to which a value "at" a date or datetime is read (naive UTC), or None.

        A day counts to its end, in the time zone of the company.
        """
        if not at_date:
            return None
        if isinstance(at_date, str):
            at_date = fields.Datetime.to_datetime(at_date)
        if isinstance(at_date, datetime) and at_date.time() != time.min:
            return at_date
        return end_of_day(self.env.company, fields.Date.to_date(at_date))

    @api.depends_context("to_date", "company", "warehouse_id")
    @api.depends("cost_method", "stock_move_ids.value", "standard_price")
    def _compute_value(self):
        own = self._valued_by_lot()
        super(ProductProduct, self - own)._compute_value()
        own.company_currency_id = self.env.company.currency_id
        sums = self.env["lot.valuation"]._product_values(own)
        for product in own:
            quantity, value = sums.get(product.id, (0.0, 0.0))
            product.total_value = value
            known = not product.uom_id.is_zero(quantity)
            product.avg_cost = value / quantity if known else 0.0

    def _get_value_from_lots(self):
        own = self._valued_by_lot()
        others = self - own
        value = super(ProductProduct, others)._get_value_from_lots() if others else 0.0
        sums = self.env["lot.valuation"]._product_values(own)
        return value + sum(amount for _quantity, amount in sums.values())

    def _run_avco(self, at_date=None, lot=None, *args, **kwargs):
        if not self._valued_by_lot():
            return super()._run_avco(at_date, lot, *args, **kwargs)
        quantity, value = self.env["lot.valuation"]._replay(self, lot, at_date)
        if self.uom_id.is_zero(quantity):
            return (lot or self).standard_price, value
        return value / quantity, value

    def _run_fifo(self, quantity, lot=None, at_date=None, location=None):
        if location or not self._valued_by_lot():
            return super()._run_fifo(quantity, lot=lot, at_date=at_date, location=location)
        on_hand, value = self.env["lot.valuation"]._replay(self, lot, at_date)
        if self.uom_id.compare(on_hand, 0) <= 0:
            return quantity * (lot or self).standard_price
        return value * quantity / on_hand

    def _update_standard_price(self, *args, **kwargs):
        own = self._valued_by_lot()
        if not self.env.context.get(DEFERRED):
            self.env["lot.valuation"]._publish_product_costs(own)
        return super(ProductProduct, self - own)._update_standard_price(*args, **kwargs)

    def _change_standard_price(self, old_price, *args, **kwargs):
        """A cost written on a product is the cost of every lot on hand, whatever the method."""
        own = self._valued_by_lot()
        super(ProductProduct, self - own)._change_standard_price(old_price, *args, **kwargs)
        # sudo: as upstream, who may write the cost may not read values otherwise
        values = self.env["product.value"].sudo()
        for product in own:
            before, cost = old_price.get(product, 0.0), product.standard_price
            if float_compare(before, cost, precision_digits=SAME_COST):
                description = self.env._(
                    "Cost changed from %(before)s to %(after)s by %(user)s",
                    before=f"{before:g}",
                    after=f"{cost:g}",
                    user=self.env.user.name,
                )
                values._lot_record(product, cost, description)

    def _get_remaining_moves(self):
        own = self._valued_by_lot()
        remaining = super(ProductProduct, self - own)._get_remaining_moves()
        return remaining | self.env["lot.valuation"]._remaining_by_move(own)
