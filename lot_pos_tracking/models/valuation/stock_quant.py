from odoo import api, models


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
            values = self.env["lot.valuation"].with_company(company)._lot_values(quants.lot_id)
            for quant in quants:
                quantity, value = values.get(quant.lot_id.id, (0.0, 0.0))
                counts = quantity and quant.location_id._should_be_valued()
                counts = counts and not quant._should_exclude_for_valuation()
                quant.value = quant.quantity * float(value) / float(quantity) if counts else 0.0
