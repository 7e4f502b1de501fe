from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestCostsWrittenByHand(valuation_case.ValuationCase):
    """A cost that somebody writes on a product or on a lot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pricer = cls.make_user("product.group_product_manager", "stock.group_stock_user")

    def three_receipts(self, ham):
        lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
        lots |= self.buy(ham, {"3": 8}, 7.0)
        return lots | self.buy(ham, {"2": 3, "3": 3}, 8.0)

    def four_and_four(self, ham):
        lots = self.buy(ham, {"1": 4, "2": 4}, 5.0)
        self.buy(ham, {"1": 6}, 7.0)
        return lots["1"], lots["2"]

    def revaluations(self, product):
        return self.env["lot.cost.layer"].search(
            [("product_id", "=", product.id), ("kind", "=", "revaluation")], order="id"
        )

    def test_the_cost_of_a_product_is_that_of_every_lot_on_hand(self):
        """F10; in FIFO as well: it is the cost of lots, not of the next receipt."""
        for ham in self.each_setting():
            lots = self.three_receipts(ham)
            every = lots["1"] | lots["2"] | lots["3"]
            self.assertEqual(self.values(every), {"1": (5, 25), "2": (8, 49), "3": (11, 80)})
            variation = self.balance(self.variation_account)

            ham.with_user(self.pricer).standard_price = 10.0

            self.assertEqual(self.values(every), {"1": (5, 50), "2": (8, 80), "3": (11, 110)})
            self.assertEqual(every.mapped("standard_price"), [10.0] * 3)
            self.assertEqual(every.with_user(self.accountant).mapped("unit_cost"), [10.0] * 3)
            self.assertEqual((ham.standard_price, ham.total_value), (10.0, 240.0))
            booked = self.revaluations(ham)
            self.assertEqual(sum(booked.mapped("value")), 86.0)
            self.assertEqual({row.document._name for row in booked}, {"product.value"})
            self.assertIn("Cost changed from 6.41667 to 10 by", booked[0].note)
            posted = 86.0 if ham.valuation == "real_time" else 0.0
            self.assertEqual(self.balance(self.variation_account) - variation, -posted)
            self.assertEqual(bool(booked.account_move_id), bool(posted))
            self.assertBooksAgree(ham)

    def test_another_company_keeps_its_own_cost(self):
        """F11"""
        for method, valuation in valuation_case.SETTINGS:
            with self.subTest(method=method, valuation=valuation):
                ham = self.make_valued(f"Ham {method} {valuation}", method, valuation)
                other = self.make_company()
                theirs = ham.with_company(other)
                theirs.categ_id.property_cost_method = method
                lots = self.three_receipts(ham)
                self.receive_in(other, ham, {"4": 3, "5": 3, "6": 3}, 6.0)

                ham.with_user(self.pricer).standard_price = 10.0

                every = lots["1"] | lots["2"] | lots["3"]
                self.assertEqual(self.values(every), {"1": (5, 50), "2": (8, 80), "3": (11, 110)})
                lots = self.env["stock.lot"].search(
                    [("product_id", "=", ham.id), ("company_id", "=", other.id)], order="name"
                )
                self.assertEqual(lots.with_company(other).mapped("total_value"), [18.0] * 3)
                self.assertEqual(theirs.standard_price, 6.0)
                for company in (self.company, other):
                    self.assertEqual(self.env["lot.cost.layer"]._reconcile(company), [])

    def receive_in(self, company, product, lots, price):
        """Receive goods of an order of another company."""
        mine = self.env
        boss = self.make_user(
            "stock.group_stock_manager", "purchase.group_purchase_manager", company=company
        )
        env = mine(user=boss, context={"allowed_company_ids": company.ids})
        order = env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "company_id": company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": sum(lots.values()),
                            "price_unit": price,
                        }
                    )
                ],
            }
        )
        order.button_confirm()
        picking = order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create({**self._line_vals(picking, product), "lot_name": name, "quantity": qty})
            for name, qty in lots.items()
        ]
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    def test_the_cost_of_one_lot_changes_no_other(self):
        """F12"""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0) | self.buy(ham, {"3": 10}, 7.0)
            self.deliver(ham, 2, lots={lots["1"]: 2})

            lots["1"].with_user(self.accountant).standard_price = 10.0

            every = lots["1"] | lots["2"] | lots["3"]
            self.assertEqual(self.values(every), {"1": (3, 30), "2": (5, 25), "3": (10, 70)})
            self.assertEqual(ham.total_value, 125.0)
            self.assertAlmostEqual(ham.standard_price, 6.9444, 4)
            [booked] = self.revaluations(ham)
            self.assertEqual((booked.quantity, booked.value), (0.0, 15.0))
            self.assertIn("Cost of lot 1 changed from 5 to 10 by", booked.note)
            event = self.env["lot.event"].search(
                [("lot_id", "=", lots["1"].id), ("kind", "=", "revalued")]
            )
            self.assertEqual(event.quantity, 3.0)
            self.assertEqual(event.facts["document"], f"product.value,{booked.document.id}")
            self.assertBooksAgree(ham)

    def test_the_same_cost_written_again_is_no_change(self):
        """F32"""
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 3}, 10.0 / 3)["1"]
            written = self.env["product.value"].search_count([])
            rows = self.env["lot.cost.layer"].search_count([])

            lot.with_user(self.accountant).standard_price = lot.standard_price
            ham.with_user(self.pricer).standard_price = ham.standard_price

            self.assertEqual(self.env["product.value"].search_count([]), written)
            self.assertEqual(self.env["lot.cost.layer"].search_count([]), rows)
            self.assertBooksAgree(ham)

    def test_goods_leave_and_come_back_at_the_cost_that_was_written(self):
        for ham in self.each_setting():
            one, two = self.four_and_four(ham)
            ham.with_user(self.pricer).standard_price = 8.0

            sale = self.deliver(ham, 7, lots={one: 7})
            back = self.send_back(sale, {one: 3})

            self.assertEqual((sale.move_ids.value, back.move_ids.value), (56.0, 24.0))
            self.assertEqual(self.values(one | two), {"1": (6, 48), "2": (4, 32)})
            self.assertBooksAgree(ham)

    def test_what_came_back_and_was_revalued_changes_no_later_return(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 8}, 5.0)["1"]
            sale = self.deliver(ham, 8, lots={lot: 8})
            self.send_back(sale, {lot: 3})
            self.revalue(ham, 6.0)

            back = self.send_back(sale, {lot: 5})

            self.assertEqual(back.move_ids.value, 25.0)
            self.assertEqual(self.values(lot), {"1": (8, 46)})
            self.assertBooksAgree(ham)

    def test_a_receipt_that_was_smaller_takes_its_share_of_the_change_back(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4, "2": 4}, 5.0)
            lots["2"].with_user(self.accountant).standard_price = 7.0
            line = self.line_of(self.receipt_of(lots["1"]), lots["2"])

            line.with_user(self.manager).quantity = 3
            self.assertEqual(self.values(lots["2"]), {"2": (3, 21)})
            line.with_user(self.manager).quantity = 0

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (4, 20), "2": (0, 0)})
            self.assertEqual(sum(self.revaluations(ham).mapped("value")), 0.0)
            self.assertBooksAgree(ham)

    def test_a_late_bill_adds_to_the_cost_that_was_written(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            lot.with_user(self.accountant).standard_price = 8.0

            self.bill(lot, 6.0)

            self.assertEqual(self.values(lot), {"1": (10, 90)})
            self.assertBooksAgree(ham)

    def test_what_was_counted_keeps_its_own_part_when_the_cost_changes(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 4}, 5.0)["1"]
            self.count(ham, lot, 6)
            sale = self.deliver(ham, 2, lots={lot: 2})

            lot.with_user(self.accountant).standard_price = 9.0

            self.assertEqual(self.values(lot), {"1": (4, 36)})
            self.assertEqual(sale.move_ids.value, 10.0)
            self.assertEqual(sum(self.revaluations(ham).mapped("value")), 16.0)
            self.assertBooksAgree(ham)

    def test_the_past_keeps_its_value(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-02 09:00:00"):
                lot = self.buy(ham, {"1": 4}, 5.0)["1"]
            with freeze_time("2026-03-05 09:00:00"):
                lot.with_user(self.accountant).standard_price = 8.0
            with freeze_time("2026-03-09 09:00:00"):
                read = lot.with_user(self.accountant)
                self.assertEqual(
                    [read.value_at(f"2026-03-0{day}") for day in (1, 4, 5)], [0.0, 20.0, 32.0]
                )
                self.assertEqual(ham.with_context(to_date="2026-03-04").total_value, 20.0)

    def test_a_value_that_another_program_writes_counts_like_one_on_the_form(self):
        for ham in self.each_setting():
            one, two = self.four_and_four(ham)
            values = self.env["product.value"].with_user(self.accountant)

            values.create([{"lot_id": one.id, "value": 7.0}, {"lot_id": two.id, "value": 6.0}])

            self.assertEqual(self.values(one | two), {"1": (10, 70), "2": (4, 24)})
            values.create({"product_id": ham.id, "value": 5.0, "company_id": self.company.id})
            self.assertEqual(self.values(one | two), {"1": (10, 50), "2": (4, 20)})
            self.assertBooksAgree(ham)

    def test_a_cost_without_stock_is_only_remembered(self):
        for ham in self.each_setting():
            lot = self.env["stock.lot"].create({"name": "1", "product_id": ham.id})
            ham.with_user(self.pricer).standard_price = 7.0
            lot.with_user(self.accountant).standard_price = 6.0

            self.assertFalse(self.revaluations(ham))
            self.count(ham, lot, 2)
            self.assertEqual(self.values(lot), {"1": (2, 12)})
            self.assertBooksAgree(ham)


@tagged("post_install", "-at_install")
class TestRevaluationByAmount(valuation_case.ValuationCase):
    def start(self, ham):
        lots = self.buy(ham, {"1": 4, "2": 4}, 5.0)
        self.buy(ham, {"1": 6}, 7.0)
        self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (10, 62), "2": (4, 20)})
        return lots["1"], lots["2"]

    def test_an_amount_on_one_lot_stays_on_that_lot(self):
        """F13"""
        for ham in self.each_setting():
            one, two = self.start(ham)

            done = self.revalue(ham, 8.0, one)

            self.assertEqual(self.values(one | two), {"1": (10, 70), "2": (4, 20)})
            self.assertEqual(one.with_user(self.accountant).unit_cost, 7.0)
            self.assertEqual(ham.total_value, 90.0)
            self.assertAlmostEqual(ham.standard_price, 6.4286, 4)
            self.assertEqual(sum(done.layer_ids.mapped("value")), 8.0)
            self.assertEqual(done.layer_ids.sudo().mapped("note"), ["Appraisal"] * 2)
            self.assertEqual(bool(done.account_move_id), ham.valuation == "real_time")
            self.assertBooksAgree(ham)

    def test_who_revalues_sees_what_the_goods_are_worth_before_and_after(self):
        ham = self.make_valued()
        one, _two = self.start(ham)
        draft = self.env["lot.revaluation"].with_user(self.accountant)
        draft = draft.create({"product_id": ham.id, "amount": -12.0, "reason": "Appraisal"})
        self.assertEqual((draft.value_before, draft.value_after), (82.0, 70.0))

        draft.lot_ids = one
        self.assertEqual((draft.value_before, draft.value_after), (62.0, 50.0))
        draft.action_apply()

        self.assertEqual(self.values(one), {"1": (10, 50)})

    def test_an_amount_on_a_product_is_shared_by_quantity(self):
        """F14"""
        for ham in self.each_setting():
            one, two = self.start(ham)

            self.revalue(ham, 11.2)

            self.assertEqual(self.values(one | two), {"1": (10, 70), "2": (4, 23.2)})
            self.assertEqual(ham.total_value, 93.2)
            self.assertBooksAgree(ham)

    def test_an_account_of_its_own_takes_the_counterpart(self):
        loss = self.make_account("Damage", "LSD1", "expense")
        for ham in self.each_setting():
            one, _two = self.start(ham)
            stock, before = self.balance(self.stock_account), self.balance(loss)

            done = self.revalue(ham, -12.0, one, account_id=loss.id)

            self.assertEqual(self.balance(loss) - before, 12.0)
            self.assertEqual(self.balance(self.stock_account) - stock, -12.0)
            names = done.account_move_id.sudo().line_ids.mapped("name")
            self.assertEqual(set(names), {f"{ham.name}, lot 1: Appraisal"})
            self.assertBooksAgree(ham)

    def test_what_is_booked_cannot_be_booked_again_or_deleted(self):
        ham = self.make_valued()
        one, _two = self.start(ham)
        done = self.revalue(ham, 8.0, one)

        with self.assertRaisesRegex(UserError, "booked already"):
            done.action_apply()
        with self.assertRaisesRegex(UserError, "stays on record"):
            done.unlink()

    def test_a_lot_cannot_be_worth_less_than_nothing_or_without_stock(self):
        ham = self.make_valued()
        one, _two = self.start(ham)
        empty = self.env["stock.lot"].create({"name": "3", "product_id": ham.id})

        with self.assertRaisesRegex(UserError, r"Lot 1 is worth .*62.00.* cannot change by"):
            self.revalue(ham, -62.01, one)
        with self.assertRaisesRegex(UserError, "Nothing is on hand of 3"):
            self.revalue(ham, 1.0, empty)
        self.assertEqual(ham.total_value, 82.0)

    def test_only_accountants_revalue(self):
        ham = self.make_valued()
        one, _two = self.start(ham)
        reader = self.make_user("lot_pos_tracking.group_lot_cost", "stock.group_stock_user")
        with self.assertRaises(AccessError):
            self.revalue(ham, 1.0, one, user=reader)
        done = self.revalue(ham, 1.0, one)
        self.assertEqual(done.with_user(reader).amount, 1.0)
