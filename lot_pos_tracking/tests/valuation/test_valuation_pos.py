from odoo.tests import tagged

from . import valuation_case


class SoldAtTheTill:
    """What is sold and given back at the till costs what exactly those lots cost."""

    method = "average"

    def setUp(self):
        super().setUp()
        self.ham = self.make_valued("Ham", self.method)
        self.a = self.buy(self.ham, {"A": 10}, 5.0, bill=True)["A"]
        self.c = self.buy(self.ham, {"C": 10}, 9.0, bill=True)["C"]

    def test_a_ticket_with_two_lots_and_two_refunds_costs_what_the_lots_cost(self):
        session = self.open_till()
        order = self.sell((self.ham, self.a, 2), (self.ham, self.c, 3), session=session)
        line_a, line_c = order.lines
        first = self.refund_order(order, [(line_a, self.a, 1), (line_c, self.c, 1)])
        second = self.refund_order(order, [(line_c, self.c, 1)])
        self.close_till(session)

        self.assertEqual(order.picking_ids.move_ids.value, 37.0)
        self.assertEqual(order.lines.mapped("total_cost"), [10.0, 27.0])
        self.assertEqual(first.picking_ids.move_ids.value, 14.0)
        self.assertEqual(first.lines.mapped("total_cost"), [-5.0, -9.0])
        self.assertEqual(second.picking_ids.move_ids.value, 9.0)
        self.assertEqual(self.values(self.a | self.c), {"A": (9.0, 45.0), "C": (9.0, 81.0)})
        self.assertEqual(self.balance(self.cogs_account), 14.0)
        self.assertEqual(self.balance(self.stock_account), 126.0)
        self.assertBooksAgree(self.ham, closed=True)

    def test_a_sale_and_its_refund_leave_quantity_and_value_as_before(self):
        """B24"""
        session = self.open_till()
        sale = self.sell((self.ham, self.a, 1), session=session)
        refund = self.refund_order(sale, [(sale.lines, self.a, 1)])
        self.close_till(session)

        self.assertEqual((sale | refund).picking_ids.mapped("state"), ["done", "done"])
        self.assertEqual(self.values(self.a), {"A": (10.0, 50.0)})
        self.assertBooksAgree(self.ham, closed=True)


@tagged("post_install", "-at_install")
class TestSoldAtTheTillAverage(SoldAtTheTill, valuation_case.ValuationCase):
    method = "average"


@tagged("post_install", "-at_install")
class TestSoldAtTheTillFifo(SoldAtTheTill, valuation_case.ValuationCase):
    method = "fifo"
