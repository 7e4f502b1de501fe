from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestBooksOfTheTill(valuation_case.ValuationCase):
    """Perpetual valuation: what the tickets cost reaches the books once, whatever comes after."""

    def setUp(self):
        super().setUp()
        self.customer = self.env["res.partner"].create({"name": "Ms Doe"})

    def stocked(self, method, bill=True):
        """A product with lot A at 5 and lot C at 9, ten of each."""
        ham = self.make_valued(f"Ham {method}", method)
        a = self.buy(ham, {"A": 10}, 5.0, bill=bill)["A"]
        c = self.buy(ham, {"C": 10}, 9.0, bill=bill)["C"]
        return ham, a, c

    def methods(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                self.start = {
                    account: self.balance(account)
                    for account in (self.stock_account, self.cogs_account)
                }
                yield method

    def booked(self):
        """``(stock, cost of goods sold)`` since the subtest began."""
        return tuple(
            round(self.balance(account) - self.start[account], 2)
            for account in (self.stock_account, self.cogs_account)
        )

    def test_a_ticket_invoiced_at_once_costs_what_its_lots_cost(self):
        for method in self.methods():
            ham, a, c = self.stocked(method)
            session = self.open_till()
            order = self.sell(
                (ham, a, 1),
                (ham, c, 2),
                session=session,
                to_invoice=True,
                partner_id=self.customer.id,
            )
            self.assertEqual(self.booked(), (117.0, 23.0))
            self.close_till(session)

            self.assertEqual(self.booked(), (117.0, 23.0))
            self.assertEqual(a.cost_consumption_ids.account_move_id, order.account_move)
            self.assertBooksAgree(ham)

    def test_a_ticket_invoiced_after_the_session_is_closed_costs_once(self):
        for method in self.methods():
            ham, a, c = self.stocked(method)
            session = self.open_till()
            order = self.sell((ham, a, 2), session=session, partner_id=self.customer.id)
            self.close_till(session)
            self.assertEqual(self.booked(), (130.0, 10.0))

            order.with_context(generate_pdf=False).action_pos_order_invoice()

            self.assertEqual(self.booked(), (130.0, 10.0))
            self.assertBooksAgree(ham)

    def test_goods_shipped_later_cost_when_they_leave(self):
        for method in self.methods():
            for delivered_before_closing in (True, False):
                ham, a, c = self.stocked(method)
                before = self.booked()[1]
                session = self.open_till()
                order = self.sell(
                    (ham, a, 2),
                    session=session,
                    partner_id=self.customer.id,
                    shipping_date="2100-01-01",
                )
                if delivered_before_closing:
                    self.ship(order)
                    self.close_till(session)
                else:
                    self.close_till(session)
                    self.ship(order)

                self.assertEqual(self.booked()[1] - before, 10.0)
                self.assertEqual(len(a.cost_consumption_ids.account_move_id), 1)
                self.assertBooksAgree(ham)

    def ship(self, order):
        picking = order.picking_ids.with_user(self.manager)
        picking.move_ids.picked = True
        picking.button_validate()

    def test_a_bill_after_closing_posts_the_sold_part_with_lot_and_document(self):
        for method in self.methods():
            ham, a, c = self.stocked(method, bill=False)
            session = self.open_till()
            self.sell((ham, a, 4), session=session)
            self.close_till(session)
            self.bill(c, 9.0)

            bill = self.bill(a, 6.0)

            self.assertEqual(self.booked(), (126.0, 24.0))
            correction = a.cost_consumption_ids.filtered(lambda row: row.kind == "correction")
            items = correction.account_move_id.line_ids
            self.assertEqual(len(items), 2)
            for item in items:
                self.assertEqual(item.name, f"{ham.display_name}, lot A: {bill.display_name}")
            self.assertBooksAgree(ham)

    def test_a_bill_before_closing_waits_for_the_entry_of_the_session(self):
        for method in self.methods():
            ham, a, c = self.stocked(method, bill=False)
            session = self.open_till()
            self.sell((ham, a, 4), session=session)
            self.bill(c, 9.0)
            self.bill(a, 6.0)
            self.assertEqual(self.booked(), (150.0, 0.0))

            self.close_till(session)

            self.assertEqual(self.booked(), (126.0, 24.0))
            self.assertEqual(a.cost_consumption_ids.account_move_id, session.move_id)
            self.assertBooksAgree(ham)

    def test_a_cancelled_bill_takes_its_change_back(self):
        for method in self.methods():
            ham, a, c = self.stocked(method, bill=False)
            session = self.open_till()
            self.sell((ham, a, 4), session=session)
            self.close_till(session)
            bill = self.bill(a, 6.0)
            self.assertEqual((a.total_value, self.booked()[1]), (36.0, 24.0))

            bill.button_draft()

            self.assertEqual((a.total_value, self.booked()[1]), (30.0, 20.0))
            self.assertBooksAgree(ham)

    def test_without_the_setting_the_closing_of_the_stock_carries_the_change(self):
        self.company.lot_post_corrections = False
        for method in self.methods():
            ham, a, c = self.stocked(method, bill=False)
            session = self.open_till()
            self.sell((ham, a, 4), session=session)
            self.close_till(session)
            self.bill(a, 6.0)

            self.assertEqual(self.booked()[1], 20.0)
            self.assertEqual(a.total_value, 36.0)
            self.assertBooksAgree(ham)

    def test_a_sale_of_what_is_not_there_is_settled_in_the_books_by_the_receipt(self):
        for method in self.methods():
            ham, a, c = self.stocked(method)
            self.config.lot_policy = "warn"
            lot = self.env["stock.lot"].create({"name": "N", "product_id": ham.id})
            session = self.open_till()
            self.sell((ham, lot, 2), session=session)
            self.close_till(session)
            self.assertEqual(self.booked()[1], 14.0)

            self.buy(ham, {"N": 5}, 8.0, bill=True)

            self.assertEqual(self.booked(), (164.0, 16.0))
            self.assertBooksAgree(ham)

    def test_goods_the_back_office_takes_back_after_closing_leave_the_cost_of_sales(self):
        for method in self.methods():
            ham, a, c = self.stocked(method)
            session = self.open_till()
            order = self.sell((ham, a, 2), (ham, c, 2), session=session)
            self.close_till(session)
            self.assertEqual(self.booked(), (112.0, 28.0))

            self.send_back(order.picking_ids, {c: 1})

            self.assertEqual(self.booked(), (121.0, 19.0))
            self.assertBooksAgree(ham)

    def test_closing_the_stock_finds_nothing_to_do(self):
        products = self.env["product.product"]
        for method in self.methods():
            ham, a, c = self.stocked(method)
            products |= ham
            session = self.open_till()
            order = self.sell((ham, a, 3), (ham, c, 3), session=session)
            self.refund_order(order, [(order.lines[0], a, 1)])
            self.close_till(session)

            accounts = self.company._get_accounts_by_product(products)
            self.assertEqual(self.company._get_stock_valuation_account_vals(accounts), [])

    def test_values_that_people_change_leave_nothing_to_close(self):
        freight = self.make_account("Freight", "LSF4", "expense")
        self.company.lot_expiry_loss_account_id = self.make_account("Expired", "LSX4", "expense")
        approver = self.make_user("account.group_account_manager", "stock.group_stock_user")
        goods = []
        for method in ("average", "fifo"):
            ham = self.make_valued(f"Ham {method}", method, shelf_life=60)
            lots = self.buy(ham, {"1": 10, "2": 10}, 5.0, bill=True)
            self.revalue(ham, 7.0)
            lots["1"].with_user(self.stock_user).standard_price = 4.0
            self.propose_writedown(lots["2"], 3.0).with_user(approver).action_approve()
            self.charge(9.0, [lots["2"]], freight)
            self.regroup("split", {lots["2"]: 4}, {"2-A": 4})
            lots["1"].use_by_date = "2020-01-01"
            self.scrap(lots["1"], 3)
            goods.append(ham)

        self.assertBooksAgree(*goods, closed=True)
        accounts = self.company._get_accounts_by_product(self.env["product.product"].union(*goods))
        self.assertEqual(self.company._get_stock_valuation_account_vals(accounts), [])

    def test_continental_books_carry_the_cost_once_as_well(self):
        """Tickets with an invoice and without one, a bill before and one after the closing."""
        self.company.anglo_saxon_accounting = False
        for method in self.methods():
            ham, a, c = self.stocked(method, bill=False)
            session = self.open_till()
            self.sell((ham, a, 2), session=session)
            self.sell((ham, c, 1), session=session, to_invoice=True, partner_id=self.customer.id)
            self.bill(a, 5.0)
            self.close_till(session)
            self.assertEqual(self.booked()[1], 19.0)

            self.bill(c, 10.0)

            self.assertEqual(self.booked(), (130.0, 20.0))
            self.assertBooksAgree(ham)
