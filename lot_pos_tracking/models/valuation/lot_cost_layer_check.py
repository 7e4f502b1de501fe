from odoo import api, models
from odoo.tools import SQL


class LotCostLayer(models.Model):
    _inherit = "lot.cost.layer"

    @api.model
    def _reconcile(self, company):
        """What does not add up between the ledger, the stock and upstream's values.

        :return: ``[{problem, lot_id, product_id, move_id, expected, found, message}]``, empty when
            all is well. Problems: ``remainder`` (a layer is not what came in less what went out),
            ``other_lot`` (a row takes from, or changes, the layer of another lot), ``quantity`` (a
            lot's ledger and its stock differ), ``no_goods`` (a lot without stock is worth
            something), ``move_value`` (a move is not worth what its lots cost), ``owed`` (a lot
            left before it came).
        """
        self.env.flush_all()
        found = []
        found += self._reconcile_remainders(company)
        found += self._reconcile_lots(company)
        found += self._reconcile_quantities(company)
        found += self._reconcile_goods(company)
        found += self._reconcile_moves(company)
        found += self._reconcile_owed(company)
        return found

    def _difference(self, problem, message, expected, found, **records):
        names = ("lot_id", "product_id", "move_id")
        return {
            "problem": problem,
            "message": message,
            "expected": expected,
            "found": found,
            **{name: records.get(name) for name in names},
        }

    def _reconcile_remainders(self, company):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.lot_id, l.product_id, l.remaining_qty, l.remaining_value,
                       l.quantity - COALESCE(SUM(c.quantity), 0),
                       l.value - COALESCE(SUM(c.value), 0)
                  FROM lot_cost_layer l
             LEFT JOIN lot_cost_consumption c ON c.layer_id = l.id
                 WHERE l.company_id = %s
              GROUP BY l.id
                HAVING l.remaining_qty <> l.quantity - COALESCE(SUM(c.quantity), 0)
                    OR l.remaining_value <> l.value - COALESCE(SUM(c.value), 0)
                """,
                company.id,
            )
        )
        return [
            self._difference(
                "remainder",
                self.env._("What is left of a layer is not what came in less what went out."),
                expected=(quantity, value),
                found=(stored_quantity, stored_value),
                lot_id=lot_id,
                product_id=product_id,
            )
            for lot_id, product_id, stored_quantity, stored_value, quantity, value in rows
        ]

    def _reconcile_lots(self, company):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.lot_id, r.product_id, r.move_id, r.value, base.lot_id FROM (
                    SELECT parent_id AS layer_id, lot_id, product_id, move_id, value, company_id
                      FROM lot_cost_layer WHERE company_id = %(company)s
                 UNION ALL
                    SELECT layer_id, lot_id, product_id, move_id, value, company_id
                      FROM lot_cost_consumption WHERE company_id = %(company)s
                ) AS r
                  JOIN lot_cost_layer base ON base.id = r.layer_id
                 WHERE base.lot_id <> r.lot_id OR base.company_id <> r.company_id
                """,
                company=company.id,
            )
        )
        names = {
            lot.id: lot.display_name
            for lot in self.env["stock.lot"].browse({row[4] for row in rows})
        }
        return [
            self._difference(
                "other_lot",
                self.env._("A row of this lot counts for lot %(lot)s.", lot=names[other_id]),
                expected=0.0,
                found=value,
                lot_id=lot_id,
                product_id=product_id,
                move_id=move_id,
            )
            for lot_id, product_id, move_id, value, other_id in rows
        ]

    def _reconcile_goods(self, company):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot_id, product_id, SUM(value) FROM (
                    SELECT lot_id, product_id, quantity, value FROM lot_cost_layer
                     WHERE company_id = %(company)s
                 UNION ALL
                    SELECT lot_id, product_id, -quantity, -value FROM lot_cost_consumption
                     WHERE company_id = %(company)s
                ) AS r
              GROUP BY lot_id, product_id HAVING SUM(quantity) = 0 AND SUM(value) <> 0
                """,
                company=company.id,
            )
        )
        return [
            self._difference(
                "no_goods",
                self.env._("Nothing of the lot is on hand, yet it is worth something."),
                expected=0.0,
                found=value,
                lot_id=lot_id,
                product_id=product_id,
            )
            for lot_id, product_id, value in rows
        ]

    def _valued_product_ids(self, company):
        """Products whose cost the ledger keeps in a company."""
        products = self.env["product.product"].with_company(company)
        # sudo: archived products and those of other users' categories count as well
        domain = [("product_tmpl_id.lot_valuated", "=", True)]
        own = products.sudo().with_context(active_test=False).search(domain)
        return own._valued_by_lot().ids

    def _reconcile_quantities(self, company):
        rows = self.env.execute_query(
            SQL(
                """
                WITH stock AS (
                    SELECT q.lot_id, SUM(q.quantity) AS quantity
                      FROM stock_quant q
                      JOIN stock_location l ON l.id = q.location_id
                     WHERE q.product_id = ANY(%(products)s) AND l.company_id = %(company)s
                       AND l.usage IN ('internal', 'transit')
                       AND (q.owner_id IS NULL OR q.owner_id = %(partner)s)
                  GROUP BY q.lot_id
                ), ledger AS (
                    SELECT lot_id, SUM(quantity) AS quantity FROM (
                        SELECT lot_id, quantity FROM lot_cost_layer WHERE company_id = %(company)s
                     UNION ALL
                        SELECT lot_id, -quantity FROM lot_cost_consumption
                         WHERE company_id = %(company)s
                    ) AS r GROUP BY lot_id
                )
                SELECT COALESCE(stock.lot_id, ledger.lot_id), lot.product_id,
                       COALESCE(stock.quantity, 0), COALESCE(ledger.quantity, 0)
                  FROM stock
             FULL JOIN ledger ON ledger.lot_id = stock.lot_id
             LEFT JOIN stock_lot lot ON lot.id = COALESCE(stock.lot_id, ledger.lot_id)
                 WHERE ABS(COALESCE(stock.quantity, 0) - COALESCE(ledger.quantity, 0)) > 0.000001
                """,
                products=self._valued_product_ids(company),
                company=company.id,
                partner=company.partner_id.id,
            )
        )
        return [
            self._difference(
                "quantity",
                self.env._("The lot's stock and its ledger have different quantities."),
                expected=stock,
                found=ledger,
                lot_id=lot_id,
                product_id=product_id,
            )
            for lot_id, product_id, stock, ledger in rows
        ]

    def _reconcile_moves(self, company):
        """A move that is worth something has rows, too: one without any counts as nothing."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id, m.product_id, m.value, SUM(r.value) FROM (
                    SELECT move_id, value FROM lot_cost_layer
                     WHERE company_id = %(company)s
                       AND kind NOT IN ('revaluation', 'writedown', 'opening')
                 UNION ALL
                    SELECT move_id, -value FROM lot_cost_consumption
                     WHERE company_id = %(company)s
                 UNION ALL
                    SELECT id, 0 FROM stock_move
                     WHERE company_id = %(company)s AND product_id = ANY(%(products)s)
                       AND state = 'done' AND (is_in OR is_out) AND value <> 0
                ) AS r
                  JOIN stock_move m ON m.id = r.move_id
                 WHERE m.is_dropship IS NOT TRUE AND m.lot_cost_opened IS NOT TRUE
              GROUP BY m.id
                HAVING ABS(ABS(SUM(r.value)) - ABS(COALESCE(m.value, 0))) > 0.000001
                """,
                company=company.id,
                products=self._valued_product_ids(company),
            )
        )
        return [
            self._difference(
                "move_value",
                self.env._("The value of the move is not what its lots cost."),
                expected=value,
                found=ledger,
                move_id=move_id,
                product_id=product_id,
            )
            for move_id, product_id, value, ledger in rows
        ]

    def _reconcile_owed(self, company):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot_id, product_id, SUM(quantity) FROM lot_cost_consumption
                 WHERE company_id = %s AND layer_id IS NULL
              GROUP BY lot_id, product_id HAVING SUM(quantity) <> 0
                """,
                company.id,
            )
        )
        return [
            self._difference(
                "owed",
                self.env._("More of the lot has left than was received."),
                expected=0.0,
                found=-quantity,
                lot_id=lot_id,
                product_id=product_id,
            )
            for lot_id, product_id, quantity in rows
        ]
