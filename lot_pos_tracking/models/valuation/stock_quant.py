from odoo import api, models

from ...bridge import to_decimal
from ...core.rounding import running_parts


class StockQuant(models.Model):
    """A place's share of what a lot is worth; other owners' goods have none of it."""

    _inherit = "stock.quant"

    @api.depends("company_id", "location_id", "owner_id", "product_id", "quantity")
    def _compute_value(self):
        own = self.browse()
        for company, quants in self.filtered("company_id").grouped("company_id").items():
            valued = quants.product_id.with_company(company)._valued_by_lot()
            own += quants.filtered(lambda quant, ids=set(valued._ids): quant.product_id.id in ids)
        super(StockQuant, self - own)._compute_value()
        for company, quants in own.grouped("company_id").items():
            quants._compute_value_by_lot(company)

    def _compute_value_by_lot(self, company):
        """What a lot is worth, by its places: together they are worth what the lot is."""
        values = self.env["lot.valuation"].with_company(company)._lot_values(self.lot_id)
        digits = company.currency_id.decimal_places
        worth = {}
        for lot, places in self._lot_places(company, values).grouped("lot_id").items():
            quantity, value = values.get(lot.id, (0.0, 0.0))
            if quantity:
                held = [to_decimal(place.quantity, lot.product_id.uom_id) for place in places]
                parts = running_parts(to_decimal(value), held, to_decimal(quantity), digits)
                worth.update(zip(places._origin.ids, map(float, parts), strict=True))
        for quant in self:
            quant.value = worth.get(quant._origin.id, 0.0)

    def _lot_places(self, company, values):
        """All quants that share the value of these quants' lots, in a lasting order.

        The others are read only where these do not hold all of their lots.

        :param values: ``{lot id: (quantity, value)}``
        """
        counted = self._lot_counted()
        partly = self.lot_id.browse()
        for lot, quants in counted.grouped("lot_id").items():
            quantity, _value = values.get(lot.id, (0.0, 0.0))
            if lot.product_id.uom_id.compare(sum(quants.mapped("quantity")), quantity):
                partly += lot
        if partly:
            # sudo: the share of one place follows from all places, whoever may see them
            others = self.sudo().search_fetch(
                [("lot_id", "in", partly.ids), ("company_id", "=", company.id)],
                ["company_id", "location_id", "lot_id", "owner_id", "product_id", "quantity"],
            )
            counted = counted._origin.with_env(others.env) | others._lot_counted()
        return counted.sorted(lambda quant: quant._origin.id)

    def _lot_counted(self):
        """Those in places that are valued, and the company's own."""
        return self.filtered(
            lambda quant: (
                quant.location_id._should_be_valued() and not quant._should_exclude_for_valuation()
            )
        )
