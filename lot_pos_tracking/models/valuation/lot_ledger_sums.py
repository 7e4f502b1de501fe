from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...bridge import to_decimal


class LotLedger(models.AbstractModel):
    """Sums of the ledger, each in one query whatever the number of lots and of their moves."""

    _inherit = "lot.ledger"

    @api.model
    def _on_hand(self, company, lot_ids):
        """``{lot id: (quantity, value)}`` now: what the open layers hold less what is owed.

        One query; lots with nothing are left out.
        """
        return self._sums(
            SQL(
                """
                SELECT lot_id, remaining_qty, remaining_value FROM lot_cost_layer
                 WHERE company_id = %(company)s AND lot_id = ANY(%(lots)s)
                   AND (remaining_qty <> 0 OR remaining_value <> 0)
             UNION ALL
                SELECT lot_id, -quantity, -value FROM lot_cost_consumption
                 WHERE company_id = %(company)s AND lot_id = ANY(%(lots)s) AND layer_id IS NULL
                """,
                company=company.id,
                lots=list(lot_ids),
            ),
            lot_ids,
        )

    @api.model
    def _on_hand_at(self, company, lot_ids, at):
        """``{lot id: (quantity, value)}`` at a moment (naive UTC), in one query."""
        return self._sums(
            SQL(
                """
                SELECT lot_id, quantity, value FROM lot_cost_layer
                 WHERE company_id = %(company)s AND lot_id = ANY(%(lots)s) AND date <= %(at)s
             UNION ALL
                SELECT lot_id, -quantity, -value FROM lot_cost_consumption
                 WHERE company_id = %(company)s AND lot_id = ANY(%(lots)s) AND date <= %(at)s
                """,
                company=company.id,
                lots=list(lot_ids),
                at=fields.Datetime.to_string(at),
            ),
            lot_ids,
        )

    @api.model
    def _product_sums(self, company, product_ids, at=None):
        """``{product id: (quantity, value)}`` of all lots, now or at a moment, in one query."""
        if at:
            rows = SQL(
                """
                SELECT product_id, quantity, value FROM lot_cost_layer
                 WHERE company_id = %(company)s AND product_id = ANY(%(products)s)
                   AND date <= %(at)s
             UNION ALL
                SELECT product_id, -quantity, -value FROM lot_cost_consumption
                 WHERE company_id = %(company)s AND product_id = ANY(%(products)s)
                   AND date <= %(at)s
                """,
                company=company.id,
                products=list(product_ids),
                at=fields.Datetime.to_string(at),
            )
        else:
            rows = SQL(
                """
                SELECT product_id, remaining_qty, remaining_value FROM lot_cost_layer
                 WHERE company_id = %(company)s AND product_id = ANY(%(products)s)
                   AND (remaining_qty <> 0 OR remaining_value <> 0)
             UNION ALL
                SELECT product_id, -quantity, -value FROM lot_cost_consumption
                 WHERE company_id = %(company)s AND product_id = ANY(%(products)s)
                   AND layer_id IS NULL
                """,
                company=company.id,
                products=list(product_ids),
            )
        return self._sums(rows, product_ids)

    @api.model
    def _sums(self, rows: SQL, ids):
        """``{key: (quantity, value)}`` of rows ``(key, quantity, value)``.

        :param ids: what is asked about; of nothing the database is not asked
        """
        if not ids:
            return {}
        self.env["lot.cost.layer"].flush_model()
        self.env["lot.cost.consumption"].flush_model()
        return {
            key: (quantity, value)
            for key, quantity, value in self.env.execute_query(
                SQL("SELECT key, SUM(q), SUM(v) FROM (%s) AS r(key, q, v) GROUP BY key", rows)
            )
        }

    @api.model
    def _booked(self, line_ids):
        """What the ledger says of move lines.

        :return: ``{(move line id, lot id): (quantity in, value in, quantity out, value out)}``;
            revaluations are no part of what the goods came in for
        """
        self.env["lot.cost.layer"].flush_model()
        self.env["lot.cost.consumption"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line, lot, SUM(qi), SUM(vi), SUM(qo), SUM(vo) FROM (
                    SELECT move_line_id, lot_id, quantity, value, 0, 0 FROM lot_cost_layer
                     WHERE move_line_id = ANY(%(lines)s)
                       AND kind NOT IN ('revaluation', 'writedown')
                 UNION ALL
                    SELECT move_line_id, lot_id, 0, 0, quantity, value FROM lot_cost_consumption
                     WHERE move_line_id = ANY(%(lines)s)
                ) AS r(line, lot, qi, vi, qo, vo)
                GROUP BY line, lot
                """,
                lines=list(line_ids),
            )
        )
        booked = defaultdict(lambda: (to_decimal(0),) * 4)
        booked.update({row[:2]: tuple(map(to_decimal, row[2:])) for row in rows})
        return booked

    @api.model
    def _first_booked(self, line_ids):
        """What move lines were first booked at.

        :return: ``{(move line id, lot id): (quantity, value, quantity returned, value returned)}``,
            the first two without what was found later; returned is what came back at the cost it
            had left with
        """
        self.env["lot.cost.layer"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move_line_id, lot_id,
                       SUM(quantity) FILTER (WHERE return_of_id IS NULL),
                       SUM(value) FILTER (WHERE return_of_id IS NULL AND quantity > 0),
                       SUM(quantity) FILTER (WHERE return_of_id IS NOT NULL),
                       SUM(value) FILTER (WHERE return_of_id IS NOT NULL)
                  FROM lot_cost_layer
                 WHERE move_line_id = ANY(%s) AND kind NOT IN ('revaluation', 'writedown')
              GROUP BY move_line_id, lot_id
                """,
                list(line_ids),
            )
        )
        first = defaultdict(lambda: (to_decimal(0),) * 4)
        first.update({row[:2]: tuple(map(to_decimal, row[2:])) for row in rows})
        return first
