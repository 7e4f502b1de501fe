from odoo import api, fields, models
from odoo.tools import SQL

from ...bridge import shop_zone
from ...core.metrics import AGE_BUCKETS

EPOCH = fields.Datetime.to_datetime("1970-01-01")
ID_SPACE = 1_000_000
"""Rows of one moment; ids of different moments never meet, so a cache cannot mix two dates."""

DIMENSIONS = {
    "lot": ["product_id", "lot_id"],
    "product": ["product_id"],
    "category": ["product_categ_id"],
    "warehouse": ["warehouse_id"],
    "vendor": ["vendor_id"],
    "age": ["age_bucket"],
}


class LotValuationReport(models.Model):
    """What stock by lot is worth now, or at the moment given by ``to_date`` in the context.

    One row per lot, receipt and warehouse, out of one query whatever the number of lots and of
    their movements. Goods lie in warehouses as they did at that moment; values are shared by
    quantity so that the cents of a lot always sum up.
    """

    _name = "lot.valuation.report"
    _description = "Valuation by Lot"
    _auto = False
    _order = "product_id, lot_id, id"
    _rec_name = "lot_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    vendor_id = fields.Many2one("res.partner", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    layer_id = fields.Many2one("lot.cost.layer", string="Receipt", readonly=True)
    receipt_date = fields.Datetime(
        readonly=True, help="When these goods came; what came back counts from the lot's first day."
    )
    age_days = fields.Integer(readonly=True, aggregator="max", help="In days of the shop.")
    age_bucket = fields.Selection("_selection_age_bucket", string="Age", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    value = fields.Monetary(readonly=True)
    unit_cost = fields.Float(min_display_digits="Product Price", readonly=True, aggregator=None)

    _depends = {
        "lot.cost.layer": [
            "company_id",
            "date",
            "kind",
            "lot_id",
            "parent_id",
            "product_id",
            "quantity",
            "remaining_qty",
            "remaining_value",
            "value",
        ],
        "lot.cost.consumption": ["company_id", "date", "layer_id", "lot_id", "quantity", "value"],
        "stock.quant": ["location_id", "lot_id", "owner_id", "quantity"],
        "stock.move.line": ["location_id", "location_dest_id", "lot_id", "quantity_product_uom"],
        "stock.move": ["date", "lot_regroup_id", "state"],
        "stock.lot": ["vendor_id"],
        "lot.regroup": ["received_at"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
    }

    @api.model
    def _selection_age_bucket(self):
        bounds = [0, *AGE_BUCKETS]
        names = [
            (
                f"{index}",
                self.env._("%(first)s to %(last)s days", first=low + bool(index), last=high),
            )
            for index, (low, high) in enumerate(zip(bounds, bounds[1:], strict=False))
        ]
        oldest = self.env._("more than %(days)s days", days=AGE_BUCKETS[-1])
        return [*names, (f"{len(AGE_BUCKETS)}", oldest)]

    # -- face ------------------------------------------------------------------------------------

    @api.model
    @api.readonly
    def valuation(self, date=None, by="lot", domain=None):
        """Value of stock by lot at a moment or at the end of a day of the shop, in one query.

        :param date: ``date``, ``datetime`` (naive UTC) or their ISO text; now when left out
        :param by: ``lot``, ``product``, ``category``, ``warehouse``, ``vendor`` or ``age``
        :return: ``[{product_id..., quantity, value}]``, records by id; largest value first
        """
        self.check_access("read")
        report = self.with_context(to_date=date)
        names = DIMENSIONS[by]
        rows = report._read_group(domain or [], names, ["quantity:sum", "value:sum"])
        found = []
        for row in rows:
            keys = [getattr(key, "id", key) for key in row[: len(names)]]
            quantity, value = row[len(names) :]
            facts = {"quantity": quantity, "value": self.env.company.currency_id.round(value)}
            found.append(dict(zip(names, keys, strict=True)) | facts)
        return sorted(found, key=lambda row: -row["value"])

    # -- query -----------------------------------------------------------------------------------

    def _moment(self):
        to_date = self.env.context.get("to_date")
        return self.env["product.product"]._lot_cost_moment(to_date)

    @property
    def _table_query(self) -> SQL:
        at = self._moment()
        now = fields.Datetime.to_string(at or fields.Datetime.now())
        bounds = SQL(", ").join(SQL("%s", bound) for bound in AGE_BUCKETS)
        seconds = int((at - EPOCH).total_seconds()) if at else 0
        companies = self.env.companies.ids
        return SQL(
            """
            WITH held AS (%(held)s), first_day AS (
                SELECT layer.company_id, layer.lot_id, MIN(layer.date) AS date
                  FROM lot_cost_layer layer
                 WHERE layer.company_id = ANY(%(companies)s)
                   AND layer.lot_id IN (SELECT lot_id FROM held)
              GROUP BY layer.company_id, layer.lot_id
            ), place AS (
                SELECT company_id, lot_id, warehouse_id, quantity,
                       SUM(quantity) OVER (
                           PARTITION BY company_id, lot_id ORDER BY warehouse_id
                       ) AS up_to,
                       SUM(quantity) OVER (PARTITION BY company_id, lot_id) AS whole
                  FROM (%(places)s) AS lying
                 WHERE quantity > 0
            ), shared AS (
                SELECT held.company_id, held.product_id, held.lot_id, held.layer_id,
                       NULLIF(place.warehouse_id, 0) AS warehouse_id, company.currency_id,
                       CASE WHEN place.whole IS NULL THEN held.quantity
                            ELSE held.quantity * place.quantity / place.whole END AS quantity,
                       CASE WHEN place.whole IS NULL THEN held.value
                            ELSE ROUND(held.value * place.up_to / place.whole, digits.places)
                               - ROUND(
                                     held.value * (place.up_to - place.quantity) / place.whole,
                                     digits.places
                                 ) END AS value
                  FROM held
                  JOIN res_company company ON company.id = held.company_id
                  JOIN (SELECT id, decimal_places AS places FROM res_currency) AS digits
                    ON digits.id = company.currency_id
             LEFT JOIN place
                    ON place.company_id = held.company_id AND place.lot_id = held.lot_id
            ), dated AS (
                SELECT shared.*, template.categ_id AS product_categ_id, template.uom_id,
                       lot.vendor_id,
                       CASE WHEN regroup.received_at IS NOT NULL THEN regroup.received_at
                            WHEN layer.kind = 'receipt' THEN layer.date
                            WHEN layer.kind = 'opening' THEN LEAST(lot.create_date, first_day.date)
                            ELSE COALESCE(first_day.date, lot.create_date)
                       END AS receipt_date
                  FROM shared
                  JOIN stock_lot lot ON lot.id = shared.lot_id
                  JOIN product_product product ON product.id = shared.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
             LEFT JOIN lot_cost_layer layer ON layer.id = shared.layer_id
             LEFT JOIN stock_move move ON move.id = layer.move_id
             LEFT JOIN lot_regroup regroup ON regroup.id = move.lot_regroup_id
             LEFT JOIN first_day
                    ON first_day.company_id = shared.company_id
                   AND first_day.lot_id = shared.lot_id
            ), aged AS (
                SELECT dated.*, GREATEST(
                           (%(now)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                         - (receipt_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date, 0
                       ) AS age_days
                  FROM dated
            )
            SELECT %(first_id)s + ROW_NUMBER() OVER (
                       ORDER BY lot_id, layer_id NULLS LAST, warehouse_id NULLS LAST
                   ) AS id,
                   company_id, currency_id, product_id, product_categ_id, uom_id, lot_id,
                   vendor_id, warehouse_id, layer_id, receipt_date, age_days,
                   (width_bucket(age_days - 1, ARRAY[%(bounds)s]))::text AS age_bucket,
                   quantity, value,
                   CASE WHEN quantity <> 0 THEN (value / quantity)::float END AS unit_cost
              FROM aged
            """,
            held=self._held(at, companies),
            places=self._places(at, companies),
            companies=companies,
            now=now,
            zone=shop_zone(self.env.company).key,
            bounds=bounds,
            first_id=seconds * ID_SPACE,
        )

    def _held(self, at, companies) -> SQL:
        """What each receipt of a lot still held; what is owed has no receipt."""
        if at:
            rows = SQL(
                """
                SELECT company_id, product_id, lot_id, COALESCE(parent_id, id), quantity, value
                  FROM lot_cost_layer
                 WHERE company_id = ANY(%(companies)s) AND date <= %(at)s
             UNION ALL
                SELECT c.company_id, c.product_id, c.lot_id, COALESCE(l.parent_id, l.id),
                       -c.quantity, -c.value
                  FROM lot_cost_consumption c
             LEFT JOIN lot_cost_layer l ON l.id = c.layer_id
                 WHERE c.company_id = ANY(%(companies)s) AND c.date <= %(at)s
                """,
                companies=companies,
                at=fields.Datetime.to_string(at),
            )
        else:
            rows = SQL(
                """
                SELECT company_id, product_id, lot_id, COALESCE(parent_id, id), remaining_qty,
                       remaining_value
                  FROM lot_cost_layer
                 WHERE company_id = ANY(%(companies)s)
                   AND (remaining_qty <> 0 OR remaining_value <> 0)
             UNION ALL
                SELECT company_id, product_id, lot_id, NULL, -quantity, -value
                  FROM lot_cost_consumption
                 WHERE company_id = ANY(%(companies)s) AND layer_id IS NULL
                """,
                companies=companies,
            )
        return SQL(
            """
            SELECT company_id, product_id, lot_id, layer_id, SUM(quantity)::numeric AS quantity,
                   SUM(value)::numeric AS value
              FROM (%s) AS r(company_id, product_id, lot_id, layer_id, quantity, value)
          GROUP BY company_id, product_id, lot_id, layer_id
            HAVING SUM(quantity) <> 0 OR SUM(value) <> 0
            """,
            rows,
        )

    def _places(self, at, companies) -> SQL:
        """In which warehouse the lots lay: what lies there now, less what has moved since."""
        inside = SQL(
            """
            location.usage IN ('internal', 'transit') AND location.company_id = ANY(%s)
            """,
            companies,
        )
        rows = SQL(
            """
            SELECT location.company_id, quant.lot_id, location.warehouse_id, quant.quantity
              FROM stock_quant quant
              JOIN stock_location location ON location.id = quant.location_id
              JOIN res_company company ON company.id = location.company_id
             WHERE quant.lot_id IN (SELECT lot_id FROM held) AND %s
               AND (quant.owner_id IS NULL OR quant.owner_id = company.partner_id)
            """,
            inside,
        )
        if at:
            rows = SQL(
                """
                %(rows)s
             UNION ALL
                SELECT location.company_id, line.lot_id, location.warehouse_id,
                       CASE WHEN location.id = line.location_id THEN 1 ELSE -1 END
                       * line.quantity_product_uom::numeric
                  FROM stock_move_line line
                  JOIN stock_move move ON move.id = line.move_id
                  JOIN stock_location location
                    ON location.id IN (line.location_id, line.location_dest_id)
                  JOIN res_company company ON company.id = location.company_id
                 WHERE line.lot_id IN (SELECT lot_id FROM held) AND line.state = 'done'
                   AND move.date > %(at)s AND %(inside)s
                   AND line.location_id <> line.location_dest_id
                   AND (line.owner_id IS NULL OR line.owner_id = company.partner_id)
                """,
                rows=rows,
                inside=inside,
                at=fields.Datetime.to_string(at),
            )
        return SQL(
            """
            SELECT company_id, lot_id, COALESCE(warehouse_id, 0) AS warehouse_id,
                   SUM(quantity)::numeric AS quantity
              FROM (%s) AS lying(company_id, lot_id, warehouse_id, quantity)
          GROUP BY company_id, lot_id, COALESCE(warehouse_id, 0)
            """,
            rows,
        )
