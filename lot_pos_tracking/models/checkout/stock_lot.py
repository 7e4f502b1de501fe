from odoo import api, fields, models

from .lot_snapshot import START_LIMIT

NEWS = {
    "name",
    "vendor_lot",
    "gtin",
    "production_date",
    "best_before_date",
    "sell_by_date",
    "use_by_date",
    "use_by_time",
    "expiration_date",
}


class StockLot(models.Model):
    """Lots at the till: its own answer to "what is loaded", because stock has no write date."""

    _name = "stock.lot"
    _inherit = ["stock.lot", "pos.load.mixin"]

    _product_fefo_idx = models.Index("(product_id, expiration_date, id)")
    _product_name_key_idx = models.Index("(product_id, lower(TRIM(name)))")
    _product_vendor_key_idx = models.Index(
        "(product_id, lower(TRIM(vendor_lot))) WHERE vendor_lot IS NOT NULL"
    )

    @api.model
    def _load_pos_data_domain(self, data, config):
        if config.lot_policy == "native":
            return [("id", "=", False)]  # upstream asks for the lots of a product when it sells it
        at = fields.Datetime.now()
        ids = self.env["lot.shelf"]._shop_lot_ids(config, at=at, limit=START_LIMIT)
        return [("id", "in", ids)]

    @api.model
    def _server_date_to_domain(self, domain):
        """All of them: a sale changes what is left of a lot and leaves its record untouched."""
        return domain

    @api.model
    def _load_pos_data_fields(self, config):
        return [
            "id",
            "name",
            "product_id",
            "vendor_lot",
            "gtin",
            "production_date",
            "best_before_date",
            "sell_by_date",
            "use_by_date",
            "use_by_time",
            "is_on_hold",
            "lot_version",
        ]

    @api.model
    def _load_pos_data_read(self, records, config):
        return self.env["lot.snapshot"]._packed_rows(config, records)

    def write(self, vals):
        result = super().write(vals)
        if NEWS & set(vals):
            self.env["lot.news"]._tell(self)
        return result

    def _unrelevant_records(self, config):
        """A till keeps the lots it knows; what they are worth comes with the next snapshot."""
        return []
