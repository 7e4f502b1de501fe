from odoo import api, models
from odoo.tools import SQL

from .pos_config import OVERRIDES

READ = {
    "pos.config": ("company_id", "picking_type_id", "lot_policy", "lot_choice", "lot_best_before")
    + ("lot_min_days", "lot_offline_max_age", "lot_offline_stale", "self_ordering_mode")
    + tuple(OVERRIDES),
    "stock.picking.type": ("default_location_src_id", "warehouse_id"),
    "stock.warehouse": ("partner_id",),
    "res.company": ("partner_id", "lot_recalled_numbers"),
    "res.partner": ("tz",),
    "product.product": ("product_tmpl_id",),
    "product.template": ("tracking", "uom_id", "use_expiration_date", "lot_ignore_dates"),
}
"""Model → the stored fields that every decision of a till reads."""

WANTED = {
    "pos.config": SQL("SELECT config FROM till"),
    "stock.picking.type": SQL("SELECT kind FROM till"),
    "stock.warehouse": SQL("SELECT warehouse FROM till"),
    "res.company": SQL("SELECT company FROM till"),
    "res.partner": SQL("SELECT unnest(addresses) FROM till"),
    "product.product": SQL("SELECT id FROM asked"),
    "product.template": SQL("SELECT template FROM asked"),
}
"""Model → its records that are read, named in ``LotPrefetch._query``."""


class LotPrefetch(models.AbstractModel):
    """What every question of a till reads of its shop and its products, in one query.

    Odoo would read each of the tables with a query of its own, in every request again. What is in
    the cache already is left as it is. Products of other companies are left to Odoo, which knows
    who may see them.
    """

    _name = "lot.prefetch"
    _description = "What a Till's Questions Read"

    @api.model
    def _till(self, config, product_ids):
        """:param product_ids: ids as a till sends them; what is no id is left alone"""
        products = self.env["product.product"].browse(self._product_ids(product_ids))
        missing = [product.id for product in products if "product_tmpl_id" not in product._cache]
        if missing or "picking_type_id" not in config._cache:
            self._take(self.env.execute_query(self._query(config, missing)))

    @api.model
    def _product_ids(self, numbers):
        return {number for number in numbers if isinstance(number, int)}

    @api.model
    def _query(self, config, product_ids):
        """``(model, id, {field: value})``, to be given to ``_take``."""
        return SQL(
            """
            WITH till AS (
                SELECT config.id AS config, config.picking_type_id AS kind,
                       kind.warehouse_id AS warehouse, config.company_id AS company,
                       ARRAY[house.partner_id, company.partner_id] AS addresses
                  FROM pos_config AS config
                  JOIN res_company AS company ON company.id = config.company_id
             LEFT JOIN stock_picking_type AS kind ON kind.id = config.picking_type_id
             LEFT JOIN stock_warehouse AS house ON house.id = kind.warehouse_id
                 WHERE config.id = %(config)s),
                 asked AS (
                SELECT product.id, product.product_tmpl_id AS template
                  FROM product_product AS product
                  JOIN product_template AS kind ON kind.id = product.product_tmpl_id
                 WHERE product.id = ANY(%(products)s::int[])
                   AND (kind.company_id IS NULL
                        OR kind.company_id IN (SELECT company FROM till)))
            %(rows)s
            """,
            config=config.id,
            products=list(product_ids),
            rows=SQL(" UNION ALL ").join(self._rows(name) for name in WANTED),
        )

    @api.model
    def _take(self, rows):
        """As Odoo does after its own query: what is there, changed perhaps, stays."""
        for name, record_id, values in rows:
            self._remember(self.env[name].browse(record_id), values)

    def _rows(self, name):
        """``(model, id, {field: value})`` of the records of one model."""
        model = self.env[name]
        return SQL(
            "SELECT %s::text, id, jsonb_build_object(%s) FROM %s WHERE id IN (%s)",
            name,
            SQL(", ").join(
                SQL("%s, %s", field, SQL.identifier(field)) for field in self._stored(model)
            ),
            SQL.identifier(model._table),
            WANTED[name],
        )

    def _stored(self, model):
        return [
            name
            for name in READ[model._name]
            if name in model._fields and model._fields[name].store
        ]

    def _remember(self, record, values):
        for name, value in values.items():
            field = record._fields[name]
            if hasattr(field, "_insert_cache"):
                field._insert_cache(record, [field.convert_to_cache(value, record, validate=False)])
