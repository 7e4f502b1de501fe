from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...bridge import end_of_day, shop_day, to_decimal, to_float
from ...core.cost_flow import Flow, Movement, cost_of_goods_gone

COLUMN = {"opening": 0, "in": 1, "return": 2, "out": 2}


class LotCostComparison(models.TransientModel):
    """Specific identification beside FIFO, average and ideal FEFO for a period (IAS 2.24)."""

    _name = "lot.cost.comparison"
    _description = "Methods Side by Side"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "From", required=True, default=lambda self: shop_day(self.env.company).replace(day=1)
    )
    date_to = fields.Date("To", required=True, default=lambda self: shop_day(self.env.company))
    categ_ids = fields.Many2many("product.category", string="Categories")
    line_ids = fields.One2many("lot.cost.comparison.line", "comparison_id", readonly=True)
    specific = fields.Monetary(compute="_compute_totals")
    fifo = fields.Monetary("FIFO", compute="_compute_totals")
    average = fields.Monetary(compute="_compute_totals")
    fefo = fields.Monetary("Ideal FEFO", compute="_compute_totals")

    @api.depends("line_ids")
    def _compute_totals(self):
        for comparison in self:
            for name in ("specific", "fifo", "average", "fefo"):
                comparison[name] = sum(comparison.line_ids.mapped(name))

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for record in self:
            days = [format_date(self.env, day) for day in (record.date_from, record.date_to)]
            record.display_name = " – ".join(days)

    def action_compare(self):
        self.ensure_one()
        self.env["lot.cost.layer"].check_access("read")
        if self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        self.line_ids = [
            Command.clear(),
            *(Command.create(line) for line in self._lines()),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Methods Side by Side"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_pdf(self):
        return self._document("pdf")

    def action_xlsx(self):
        return self._document("xlsx")

    def _document(self, extension):
        return {
            "type": "ir.actions.act_url",
            "url": f"/lot_cost/comparison.{extension}?comparison_id={self.id}"
            f"&company_id={self.company_id.id}",
            "target": "download",
        }

    def _lines(self):
        """One dict per product that moved or was on hand; two queries altogether."""
        opening = defaultdict(list)  # {product id: [Movement]}
        moved = defaultdict(list)
        totals = defaultdict(lambda: [0.0, 0.0, 0.0])  # {product id: [opening, came in, gone]}
        digits = self.currency_id.decimal_places
        for product_id, date, source, quantity, value, last_day in self._rows():
            amount = to_decimal(value)
            movement = Movement(date, to_decimal(quantity), amount, last_day, source == "return")
            totals[product_id][COLUMN[source]] += value
            if quantity:
                (opening if source == "opening" else moved)[product_id].append(movement)
        products = self.env["product.product"].browse(list(totals))
        lines = []
        for product in products:
            begin, came, gone = totals[product.id]
            movements = opening[product.id] + moved[product.id]
            costs = {
                flow.value: to_float(cost_of_goods_gone(movements, flow, digits=digits))
                for flow in Flow
            }
            specific = self.currency_id.round(-gone)
            lines.append(
                {
                    "product_id": product.id,
                    "opening": begin,
                    "incoming": came,
                    "specific": specific,
                    **costs,
                    "closing": begin + came - specific,
                    "profit_effect": costs["fifo"] - specific,
                    "justification": product.categ_id._lot_cost_reason(),
                }
            )
        return sorted(lines, key=lambda line: -abs(line["profit_effect"]))

    def _rows(self):
        """``(product, date, source, quantity, value, last good day)`` in order.

        What came is worth what is known of it at the end of the period; a value that changed for
        goods of before counts to the opening, for every method alike. Goods that a cut-over took
        out of the ledger, or that were put into another lot, have not left.
        """
        start = end_of_day(self.company_id, fields.Date.subtract(self.date_from, days=1))
        end = end_of_day(self.company_id, self.date_to)
        return self.env.execute_query(
            SQL(
                """
                WITH layer AS (
                    SELECT COALESCE(l.parent_id, l.id) AS id, l.product_id, l.lot_id, l.quantity,
                           l.value, COALESCE(base.date, l.date) AS date,
                           COALESCE(base.kind, l.kind) AS kind
                      FROM lot_cost_layer l
                 LEFT JOIN lot_cost_layer base ON base.id = l.parent_id
                 LEFT JOIN stock_move move ON move.id = l.move_id
                     WHERE l.company_id = %(company)s AND l.date <= %(end)s AND %(products)s
                       AND (move.lot_regroup_id IS NULL OR l.kind IN %(own_changes)s)
                ), used AS (
                    SELECT l.product_id, l.lot_id, l.quantity, l.value, l.date, l.move_line_id,
                           l.id
                      FROM lot_cost_consumption l
                 LEFT JOIN stock_move move ON move.id = l.move_id
                     WHERE l.company_id = %(company)s AND l.date <= %(end)s AND %(products)s
                       AND (l.document IS NULL OR l.document NOT LIKE 'lot.cutover,%%')
                       AND move.lot_regroup_id IS NULL
                ), r AS (
                    SELECT product_id, lot_id, NULL::timestamp AS date, 'opening' AS source,
                           SUM(quantity) AS quantity, SUM(value) AS value, -1 AS rank, 0 AS key
                      FROM (
                            SELECT product_id, lot_id, quantity, value FROM layer
                             WHERE date <= %(start)s
                         UNION ALL
                            SELECT product_id, lot_id, -quantity, -value FROM used
                             WHERE date <= %(start)s
                           ) AS before
                  GROUP BY product_id, lot_id
                 UNION ALL
                    SELECT product_id, lot_id, date,
                           CASE kind WHEN 'return' THEN 'return' ELSE 'in' END, SUM(quantity),
                           SUM(value), CASE kind WHEN 'return' THEN 2 ELSE 0 END, id
                      FROM layer WHERE date > %(start)s
                  GROUP BY product_id, lot_id, date, kind, id
                 UNION ALL
                    SELECT product_id, lot_id, date, 'out', -SUM(quantity), -SUM(value), 1, MIN(id)
                      FROM used WHERE date > %(start)s
                  GROUP BY product_id, lot_id, date, move_line_id
                )
                SELECT r.product_id, r.date, r.source, r.quantity, r.value,
                       lot.last_good_day
                  FROM r JOIN stock_lot lot ON lot.id = r.lot_id
                 WHERE r.quantity <> 0 OR r.value <> 0
              ORDER BY r.rank = -1 DESC, r.date, r.rank, r.key, lot.create_date, lot.id
                """,
                company=self.company_id.id,
                start=fields.Datetime.to_string(start),
                end=fields.Datetime.to_string(end),
                products=self._product_condition(),
                own_changes=("landed", "revaluation", "writedown"),
            )
        )

    def _product_condition(self) -> SQL:
        if not self.categ_ids:
            return SQL("TRUE")
        products = self.env["product.product"].with_context(active_test=False)
        chosen = products.search([("categ_id", "child_of", self.categ_ids.ids)])
        return SQL("l.product_id = ANY(%s)", chosen.ids)
