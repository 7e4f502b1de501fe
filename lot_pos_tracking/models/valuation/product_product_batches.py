from odoo import models


class ProductProduct(models.Model):
    """Names by which later builds of 19.0 value many products, or lots, at once."""

    _inherit = "product.product"

    def _run_average_batch(self, at_date=None, lot=None, *args, **kwargs):
        return self._lot_run_batch("_run_average_batch", at_date, lot, *args, **kwargs)

    def _run_fifo_batch(self, at_date=None, lot=None, *args, **kwargs):
        return self._lot_run_batch("_run_fifo_batch", at_date, lot, *args, **kwargs)

    def _lot_run_batch(self, name, at_date, lot, *args, **kwargs):
        """Unit costs and values of our products from the ledger, of the others from upstream.

        :return: ``({id: unit cost}, {id: value})`` by product, by lot where ``lots`` are given
        """
        own = self._valued_by_lot()
        costs, values = {}, {}
        others = self - own
        upstream = getattr(super(), name, None)
        if others and upstream:
            later = getattr(super(ProductProduct, others), name)
            more_costs, more_values = later(at_date, lot, *args, **kwargs)
            costs.update(more_costs)
            values.update(more_values)
        replay = self.env["lot.valuation"]._replay
        lots = kwargs.get("lots")
        for product in own:
            for record in lots or lot or product:
                which = record if record._name == "stock.lot" else None
                if which and which.product_id != product:
                    continue
                quantity, value = replay(product, which, at_date)
                key = record.id if lots else product.id
                cost = record if which else product
                known = not product.uom_id.is_zero(quantity)
                costs[key] = value / quantity if known else cost.standard_price
                values[key] = value
        return costs, values
