from odoo import api, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model
    def _load_pos_data_read(self, records, config):
        rows = super()._load_pos_data_read(records, config)
        config._lot_hide_costs(records.product_tmpl_id, rows, key="product_tmpl_id")
        return rows
