from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestCostsOfNamedLots(valuation_case.ValuationCase):
    """A cost that belongs to certain lots, whatever receipt they came with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.freight_account = cls.make_account("Freight", "LSF2", "expense")

    def charge(self, amount, lots, **values):
        return super().charge(amount, lots, self.freight_account, **values)

    def test_only_the_named_lots_cost_more(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4, "2": 4, "3": 2}, 5.0)
            freight, stock = self.balance(self.freight_account), self.balance(self.stock_account)

            cost = self.charge(12.0, (lots["1"], lots["3"]))

            every = lots["1"] | lots["2"] | lots["3"]
            self.assertEqual(self.values(every), {"1": (4, 28), "2": (4, 20), "3": (2, 14)})
            self.assertEqual(self.receipt_of(lots["1"]).value, 62.0)
            [landed] = lots["1"].cost_layer_ids.filtered(lambda layer: layer.kind == "landed")
            self.assertEqual((landed.value, landed.document), (8.0, cost.with_env(landed.env)))
            self.assertEqual(landed.note, "Cold transport")
            self.assertEqual(landed.account_move_id, cost.account_move_id.with_env(landed.env))
            posted = 12.0 if ham.valuation == "real_time" else 0.0
            self.assertEqual(self.balance(self.freight_account) - freight, -posted)
            self.assertEqual(self.balance(self.stock_account) - stock, posted)
            if posted:
                self.assertEqual(
                    set(cost.account_move_id.line_ids.mapped("name")),
                    {f"{ham.display_name}, lot {name}: Cold transport" for name in "13"},
                )
            self.assertBooksAgree(ham)

    def test_what_was_sold_of_the_lot_was_dearer(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 10, "2": 10}, 5.0, bill=True)
            session = self.open_till()
            order = self.sell((ham, lots["1"], 4), (ham, lots["2"], 4), session=session)
            self.close_till(session)
            stock, cogs = self.balance(self.stock_account), self.balance(self.cogs_account)

            cost = self.charge(10.0, [lots["1"]])

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (6, 36), "2": (6, 30)})
            corrections = lots["1"].cost_consumption_ids.filtered(
                lambda row: row.kind == "correction"
            )
            self.assertRecordValues(corrections, [{"value": 4.0, "note": "Cold transport"}])
            self.assertEqual(corrections.document, cost.with_env(corrections.env))
            report = self.env["lot.margin.report"].with_user(self.accountant)
            sold = report.search([("order_id", "=", order.id)], order="lot_id")
            self.assertEqual(sold.mapped("cost"), [24.0, 20.0])
            if ham.valuation == "real_time":
                self.assertEqual(self.balance(self.stock_account) - stock, 6.0)
                self.assertEqual(self.balance(self.cogs_account) - cogs, 4.0)
                names = corrections.account_move_id.line_ids.mapped("name")
                self.assertEqual(set(names), {f"{ham.display_name}, lot 1: Cold transport"})
            self.assertBooksAgree(ham)

    def test_an_open_session_books_its_share_when_it_closes(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method)
                stock, cogs = self.balance(self.stock_account), self.balance(self.cogs_account)
                lot = self.buy(ham, {"1": 10}, 5.0, bill=True)["1"]
                session = self.open_till()
                self.sell((ham, lot, 4), session=session)

                self.charge(10.0, [lot])
                self.close_till(session)

                self.assertEqual(self.balance(self.stock_account) - stock, 36.0)
                self.assertEqual(self.balance(self.cogs_account) - cogs, 24.0)
                self.assertBooksAgree(ham)

    def test_it_is_shared_as_asked(self):
        for method, shares in (
            ("by_quantity", [6.0, 4.0]),
            ("by_value", [5.0, 5.0]),
            ("equal", [5.0, 5.0]),
            ("by_weight", [7.5, 2.5]),
            ("by_volume", [2.73, 7.27]),
        ):
            with self.subTest(method=method):
                one = self.make_valued(f"One {method}", weight=2.0, volume=1.0)
                two = self.make_valued(f"Two {method}", weight=1.0, volume=4.0)
                a = self.buy(one, {"A": 6}, 2.0)["A"]
                b = self.buy(two, {"B": 4}, 3.0)["B"]

                cost = self.charge(10.0, (a, b), method=method)

                self.assertEqual(cost.line_ids.mapped("amount"), shares)
                self.assertEqual(self.values(a), {"A": (6, 12.0 + shares[0])})
                self.assertBooksAgree(one, two)

    def test_amounts_by_hand_must_add_up(self):
        ham = self.make_valued()
        lots = self.buy(ham, {"1": 4, "2": 4}, 5.0)
        cost = self.charge(10.0, lots.values(), method="by_hand", post=False)
        cost.line_ids[0].amount = 7.0
        with self.assertRaisesRegex(UserError, r"carry .*7.00.* of .*10.00"):
            cost.action_post()

        cost.line_ids[1].amount = 3.0
        cost.action_post()

        self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (4, 27), "2": (4, 23)})
        with self.assertRaisesRegex(UserError, "posted already"):
            cost.action_post()
        with self.assertRaisesRegex(UserError, "stays on record"):
            cost.unlink()
        self.assertBooksAgree(ham)

    def test_the_opposite_amount_takes_it_back(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4, "2": 4}, 5.0)
            sale = self.deliver(ham, 2, lots={lots["1"]: 2})
            self.charge(8.0, [lots["1"]])
            self.assertEqual(sale.move_ids.value, 14.0)

            self.charge(-8.0, [lots["1"]])

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (2, 10), "2": (4, 20)})
            self.assertEqual(sale.move_ids.value, 10.0)
            self.assertBooksAgree(ham)

    def test_a_bill_after_it_leaves_it_where_it_is(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
            self.charge(10.0, [lots["1"]])

            self.bill(lots["1"], 6.0)

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (5, 40), "2": (5, 30)})
            self.assertBooksAgree(ham)

    def test_only_one_of_two_receipts_of_a_lot_is_charged(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 5}, 5.0)["1"]
            self.buy(ham, {"1": 5}, 5.0)
            first = self.receipt_of(lot).picking_id

            cost = self.charge(10.0, [lot], picking_ids=[Command.set(first.ids)])

            self.assertEqual(cost.line_ids.picking_id, first)
            self.assertEqual(self.values(lot), {"1": (10, 60)})
            self.assertBooksAgree(ham)

    def test_a_lot_without_a_receipt_is_named(self):
        ham = self.make_valued()
        lot = self.env["stock.lot"].create({"name": "7", "product_id": ham.id})
        with self.assertRaisesRegex(UserError, "No receipt of 7 is in the ledger"):
            self.charge(5.0, [lot])

    def test_only_accountants_charge_lots(self):
        ham = self.make_valued()
        lot = self.buy(ham, {"1": 5}, 5.0)["1"]
        reader = self.make_user("lot_pos_tracking.group_lot_cost", "stock.group_stock_user")
        with self.assertRaises(AccessError):
            self.charge(5.0, [lot], user=reader)
        self.assertEqual(self.charge(5.0, [lot]).with_user(reader).amount, 5.0)
