from odoo import api, fields, models
from odoo.tools import SQL


class LotMarginReport(models.Model):
    """What each lot brought in at the till and what it had cost, by ticket line.

    Prices are without taxes and in the company's currency. A line with several lots shares its
    price by quantity; its cost is what exactly those lots cost, later corrections included.
    """

    _name = "lot.margin.report"
    _description = "Margin by Lot"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "lot_id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(readonly=True)
    order_id = fields.Many2one("pos.order", string="Ticket", readonly=True)
    pos_order_line_id = fields.Many2one("pos.order.line", string="Ticket Line", readonly=True)
    session_id = fields.Many2one("pos.session", readonly=True)
    config_id = fields.Many2one("pos.config", string="Till", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    vendor_id = fields.Many2one("res.partner", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    revenue = fields.Monetary(readonly=True)
    cost = fields.Monetary(readonly=True)
    margin = fields.Monetary(readonly=True)
    margin_percent = fields.Float("Margin (%)", readonly=True, aggregator="avg")

    _depends = {
        "lot.cost.layer": ["kind", "lot_id", "pos_order_line_id", "quantity", "value"],
        "lot.cost.consumption": ["lot_id", "pos_order_line_id", "quantity", "value"],
        "pos.order": ["config_id", "currency_rate", "date_order", "session_id"],
        "pos.order.line": ["order_id", "price_subtotal", "qty"],
        "product.template": ["categ_id"],
        "stock.lot": ["vendor_id"],
    }

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A margin of several lines is a ratio of sums, not a mean of ratios."""
        if aggregate_spec != "margin_percent:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100 * SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "margin", query),
            self._field_to_sql(self._table, "revenue", query),
        )

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            WITH cost AS (
                SELECT MIN(key) AS id, company_id, line_id, lot_id, product_id,
                       SUM(quantity) AS quantity, SUM(value) AS value
                  FROM (
                        SELECT id::bigint * 2 + 1, company_id, pos_order_line_id, lot_id,
                               product_id, quantity, value
                          FROM lot_cost_consumption
                         WHERE company_id = ANY(%(companies)s) AND pos_order_line_id IS NOT NULL
                     UNION ALL
                        SELECT id::bigint * 2, company_id, pos_order_line_id, lot_id,
                               product_id, -quantity, -value
                          FROM lot_cost_layer
                         WHERE company_id = ANY(%(companies)s) AND pos_order_line_id IS NOT NULL
                           AND kind NOT IN ('revaluation', 'writedown')
                       ) AS r(key, company_id, line_id, lot_id, product_id, quantity, value)
              GROUP BY company_id, line_id, lot_id, product_id
            ), sold AS (
                SELECT cost.id, cost.company_id, cost.line_id AS pos_order_line_id, cost.lot_id,
                       cost.product_id, cost.quantity, cost.value AS cost,
                       pos.id AS order_id, pos.session_id, pos.config_id, pos.date_order AS date,
                       line.price_subtotal / COALESCE(NULLIF(pos.currency_rate, 0), 1)
                       * COALESCE(
                             cost.quantity / NULLIF(SUM(cost.quantity) OVER by_line, 0),
                             1.0 / COUNT(*) OVER by_line
                         ) AS revenue
                  FROM cost
                  JOIN pos_order_line line ON line.id = cost.line_id
                  JOIN pos_order pos ON pos.id = line.order_id
                WINDOW by_line AS (PARTITION BY cost.line_id)
            )
            SELECT sold.*, lot.vendor_id, template.categ_id AS product_categ_id,
                   sold.revenue - sold.cost AS margin,
                   100 * (sold.revenue - sold.cost) / NULLIF(sold.revenue, 0) AS margin_percent
              FROM sold
              JOIN stock_lot lot ON lot.id = sold.lot_id
              JOIN product_product product ON product.id = sold.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
            """,
            companies=self.env.companies.ids,
        )
