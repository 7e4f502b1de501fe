from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestQueries(LotPosCommon):
    """What the gate costs, in queries."""

    def cost(self, *orders):
        self.env.flush_all()
        start = self.cr.sql_log_count
        for order in orders:
            self.sync(order)
        self.env.flush_all()
        return self.cr.sql_log_count - start

    def order_of(self, products):
        lots = [self.make_lot(product, "L1", 50) for product in products]
        pairs = zip(products, lots, strict=True)
        return self.ui_order([(product, lot, 1) for product, lot in pairs])

    def test_fifty_lines_stay_far_below_upstream(self):
        """Upstream: 1,061 queries for 50 lot lines."""
        products = [self.make_product(f"P{number}") for number in range(50)]
        self.sell((products[0], self.make_lot(products[0], "warm", 5), 1))
        costs = {}
        for size in (1, 50):
            costs[size] = self.cost(self.order_of(products[:size]))
            for lot in self.env["stock.lot"].search([("name", "=", "L1")]):
                lot.name = f"used {lot.id}"
        self.assertLessEqual(costs[50], 300)
        self.assertLessEqual(costs[1], 110)

    def test_an_order_without_lots_costs_at_most_three_queries_more(self):
        pens = [self.make_product(f"Pen {n}", tracking="none") for n in range(3)]
        lines = [(pen, None, 1) for pen in pens]
        self.sell(*lines)
        enforced = self.cost(self.ui_order(lines))
        self.config.lot_policy = "native"
        native = self.cost(self.ui_order(lines))
        self.assertLessEqual(enforced - native, 3)

    def test_an_invoiced_order_without_lots_asks_the_ledger_of_costs_nothing(self):
        pens = [self.make_product(f"Pen {n}", tracking="none") for n in range(3)]
        buyer = self.env["res.partner"].create({"name": "Ms Doe"})
        order = self.ui_order([(pen, None, 1) for pen in pens], partner_id=buyer.id)
        asked, execute = [], self.cr.execute

        def overheard(query, *args, **kwargs):
            asked.append(str(query))
            return execute(query, *args, **kwargs)

        with patch.object(self.cr, "execute", overheard):
            self.sync({**order, "to_invoice": True})
            self.env.flush_all()
        self.assertTrue([query for query in asked if "account_move" in query])
        self.assertEqual([query for query in asked if "lot_cost_" in query], [])
