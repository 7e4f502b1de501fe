from freezegun import freeze_time

from odoo.tests import tagged, warmup

from . import valuation_case

FEW, MANY = 10, 60
MOST_QUERIES = 3  # for each further lot; Odoo's own valuation takes 27 at receipt, 5 for the bill


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestQueriesOfValuing(valuation_case.ValuationCase):
    """What more lots, or more movements of a lot, cost in queries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lot_writedown_account_id = cls.make_account("Write-downs", "LSW1", "expense")
        cls.approver = cls.make_user("account.group_account_manager", "stock.group_stock_manager")

    def queries(self, act):
        """Of an act that finds nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def few_and_many(self, prepare):
        """Queries of ``prepare(size)()`` at both sizes, everything else warm."""
        counts = [self.queries(prepare(size)) for size in (FEW, FEW, MANY)]
        return counts[1:]

    def reading(self, prepare):
        """As ``few_and_many``, of what can be done twice: what users may do is known by then."""
        counts = []
        for size in (FEW, MANY):
            read = prepare(size)
            counts.append([self.queries(read) for _time in range(2)][-1])
        return counts

    def assertFewForEach(self, prepare):
        few, many = self.few_and_many(prepare)
        self.assertLessEqual((many - few) / (MANY - FEW), MOST_QUERIES)

    def names(self, size):
        return {f"{size}-{number}": 2 for number in range(size)}

    def lots(self, size, method="average"):
        ham = self.make_valued(f"Ham {method}", method)
        lots = self.buy(ham, self.names(size), 3.0)
        return self.env["stock.lot"].browse([lot.id for lot in lots.values()])

    @warmup
    def test_a_lot_costs_few_queries_when_it_comes(self):
        def prepare(size):
            ham = self.make_valued()
            picking = self.order(ham, 2 * size, 3.0).picking_ids
            picking.move_line_ids.unlink()
            picking.move_ids.move_line_ids = [
                (0, 0, {**self._line_vals(picking, ham), "lot_name": name, "quantity": quantity})
                for name, quantity in self.names(size).items()
            ]
            picking.move_ids.picked = True
            return picking.with_user(self.stock_user).button_validate

        self.assertFewForEach(prepare)

    @warmup
    def test_a_lot_costs_few_queries_when_its_bill_comes(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):

                def prepare(size, method=method):
                    lot = self.lots(size, method)[0]
                    order = self.receipt_of(lot).purchase_line_id.order_id
                    action = order.with_user(self.accountant).action_create_invoice()
                    bill = self.env["account.move"].browse(action["res_id"])
                    bill.invoice_date = "2026-03-10"
                    bill.invoice_line_ids.price_unit = 4.0
                    return bill.with_user(self.accountant).action_post

                self.assertFewForEach(prepare)

    @warmup
    def test_a_lot_costs_no_further_query_when_it_leaves(self):
        def prepare(size, by_lot=True):
            ham = self.make_valued(lot_valuated=by_lot)
            lots = self.env["stock.lot"].union(*self.buy(ham, self.names(size), 3.0).values())
            picking = self.deliver(
                lots.product_id, size, lots=dict.fromkeys(lots, 1), validate=False
            )
            picking.move_ids.picked = True
            return picking.with_user(self.stock_user).button_validate

        few, many = self.few_and_many(prepare)
        plain_few, plain_many = self.few_and_many(lambda size: prepare(size, by_lot=False))
        self.assertLess(((many - few) - (plain_many - plain_few)) / (MANY - FEW), 0.2)

    @warmup
    def test_the_value_of_lots_takes_as_many_queries_for_many_as_for_few(self):
        readings = {
            "now": lambda lots: lots.mapped("total_value"),
            "at a date": lambda lots: lots.with_context(to_date="2026-03-09").mapped("total_value"),
            "one by one at a date": lambda lots: lots.value_at("2026-03-09"),
            "average": lambda lots: lots.mapped("unit_cost"),
            "product": lambda lots: lots.product_id.total_value,
        }
        for name, read in readings.items():
            with self.subTest(name):

                def prepare(size, read=read):
                    lots = self.lots(size).with_user(self.accountant)
                    return lambda: read(lots)

                few, many = self.reading(prepare)
                self.assertEqual(few, many)

    @warmup
    def test_the_value_at_a_date_is_one_query_of_the_ledger(self):
        lots = self.lots(MANY).with_user(self.accountant)
        lots.value_at("2026-03-09")  # the rights are known by now
        lots.mapped("name")

        with self.assertQueryCount(1):
            lots.value_at("2026-03-10")

    @warmup
    def test_the_report_takes_as_many_queries_for_many_lots_as_for_few(self):
        for date in (None, "2026-03-09"):
            with self.subTest(date=date):

                def prepare(size, date=date):
                    domain = [("product_id", "=", self.lots(size).product_id.id)]
                    report = self.env["lot.valuation.report"].with_user(self.accountant)
                    return lambda: report.valuation(date=date, domain=domain)

                few, many = self.reading(prepare)
                self.assertEqual(few, many)

    @warmup
    def test_what_can_be_reversed_takes_as_many_queries_for_many_lots_as_for_few(self):
        def prepare(size):
            writedowns = self.env["lot.writedown"].with_user(self.approver)
            for lot in self.lots(size):
                writedowns |= self.propose_writedown(lot, 1.0).with_user(self.approver)
            writedowns.action_approve()
            writedowns.expected_price = 3.0
            self.assertTrue(all(writedowns.mapped("recoverable")))
            return lambda: writedowns.read(["reversed_amount", "recoverable"])

        few, many = self.reading(prepare)
        self.assertEqual(few, many)

    @warmup
    def test_a_sale_costs_the_same_however_often_the_lot_was_bought_and_sold(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):

                def prepare(size, method=method):
                    ham = self.make_valued(f"Ham {method}", method)
                    for _time in range(size // FEW):
                        lot = self.buy(ham, {"1": 5}, 3.0)["1"]
                        self.deliver(ham, 3, lots={lot: 3})
                    picking = self.deliver(ham, 1, lots={lot: 1}, validate=False)
                    picking.move_ids.picked = True
                    return picking.with_user(self.stock_user).button_validate

                few, many = self.few_and_many(prepare)
                self.assertEqual(few, many)
