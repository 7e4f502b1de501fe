from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestSplitAndMerge(valuation_case.ValuationCase):
    """Goods that get another lot keep their quantity, their cost and their journey."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = cls.make_user("account.group_account_manager", "stock.group_stock_manager")

    def made(self, regroup):
        return regroup.sudo().to_ids.lot_id

    def test_a_split_shares_the_cost_by_quantity(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 9}, 1.0)["1"]
            self.receipt_of(lot).value_manual = 10.0
            lot.use_by_date = "2030-03-14"
            before = round(lot.total_value, 2)
            account = self.balance(self.stock_account)

            done = self.regroup("split", {lot: 6}, {"1-A": 3, "1-B": 3})

            children = self.made(done)
            self.assertEqual(
                self.values(lot | children), {"1": (3, 3.33), "1-A": (3, 3.34), "1-B": (3, 3.33)}
            )
            self.assertEqual((before, round(ham.total_value, 2)), (10.0, 10.0))
            self.assertEqual(children.parent_lot_id, lot)
            self.assertEqual({str(child.use_by_date) for child in children}, {"2030-03-14"})
            self.assertEqual(self.balance(self.stock_account), account)
            self.assertEqual(
                (done.move_ids.filtered("is_out").value, done.move_ids.filtered("is_in").value),
                (6.67, 6.67),
            )
            kinds = children.cost_layer_ids.mapped("kind"), lot.cost_consumption_ids.mapped("kind")
            self.assertEqual(kinds, (["receipt"] * 2, ["transfer_out"]))
            event = self.env["lot.event"].search([("lot_id", "=", lot.id), ("kind", "=", "split")])
            self.assertEqual((event.quantity, event.facts["into"]), (6.0, ["1-A", "1-B"]))
            self.assertBooksAgree(ham)

    def test_a_merge_carries_all_of_the_costs(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4}, 5.0) | self.buy(ham, {"2": 6}, 9.0)
            lots["1"].use_by_date, lots["2"].use_by_date = "2030-03-14", "2030-03-20"

            done = self.regroup("merge", {lots["1"]: 4, lots["2"]: 4}, {"12": 8})

            merged = self.made(done)
            self.assertEqual(
                self.values(lots["1"] | lots["2"] | merged),
                {"1": (0, 0), "2": (2, 18), "12": (8, 56)},
            )
            self.assertEqual(str(merged.use_by_date), "2030-03-14")
            self.assertBooksAgree(ham)

    def test_a_lot_can_be_merged_into_one_that_exists(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4}, 5.0) | self.buy(ham, {"2": 6}, 9.0)

            self.regroup("merge", {lots["1"]: 4}, {lots["2"]: 4})

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (0, 0), "2": (10, 74)})
            self.assertBooksAgree(ham)

    def test_a_bill_that_comes_later_follows_the_goods_into_their_new_lots(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            children = self.made(self.regroup("split", {lot: 6}, {"A": 4, "B": 2}))
            first, second = children
            grandchild = self.made(self.regroup("merge", {first: 2, second: 2}, {"C": 4}))
            sale = self.deliver(ham, 2, lots={grandchild: 2})

            self.bill(lot, 6.0)

            every = lot | children | grandchild
            self.assertEqual(
                self.values(every), {"1": (4, 24), "A": (2, 12), "B": (0, 0), "C": (2, 12)}
            )
            self.assertEqual(sale.move_ids.value, 12.0)
            self.assertBooksAgree(ham)

    def test_goods_split_off_after_a_writedown_are_worth_nothing_and_not_less(self):
        """IAS 2.9: the bill says less than was written off before some got another lot."""
        self.company.lot_writedown_account_id = self.make_account("Losses", "LSW1", "expense")
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 10}, 8.0)["1"]
            self.propose_writedown(lot, 2.0).with_user(self.approver).action_approve()
            made = self.made(self.regroup("split", {lot: 5}, {"1-A": 5}))
            self.assertEqual(self.values(lot | made), {"1": (5, 10), "1-A": (5, 10)})

            bill = self.bill(lot, 3.0)

            self.assertEqual(self.values(lot | made), {"1": (5, 0), "1-A": (5, 0)})
            self.assertBooksAgree(ham)

            bill.button_draft()
            bill.invoice_line_ids.price_unit = 8.0
            bill.action_post()
            self.assertEqual(self.values(lot | made), {"1": (5, 10), "1-A": (5, 10)})
            self.assertBooksAgree(ham)

    def test_a_cost_of_a_new_lot_by_name_comes_on_top_of_what_it_was_made_of(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            split = self.regroup("split", {lot: 4}, {"2": 1, "3": 3})
            two, three = split.to_ids.lot_id.sorted("name")

            self.charge(6.0, [three], self.cogs_account)
            self.bill(lot, 6.0)

            every = lot | two | three
            self.assertEqual(self.values(every), {"1": (6, 36), "2": (1, 6), "3": (3, 24)})
            self.assertBooksAgree(ham)

    def test_the_journey_of_the_new_lot_leads_to_the_old_one(self):
        ham = self.make_valued()
        lots = self.buy(ham, {"1": 4}, 5.0) | self.buy(ham, {"2": 6}, 9.0)
        merged = self.made(self.regroup("merge", {lots["1"]: 4, lots["2"]: 4}, {"12": 8}))

        trace = self.env["lot.trace"].with_user(self.manager).trace(merged.ids, "up")

        names = {node["name"] for node in trace["nodes"] if node["kind"] == "lot"}
        self.assertEqual(names, {"1", "2", "12"})

    def test_goods_stay_as_old_as_they_are_and_have_not_left(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-01 09:00:00"):
                lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            with freeze_time("2026-03-10 09:00:00"):
                first = self.made(self.regroup("split", {lot: 6}, {"A": 6}))
            with freeze_time("2026-03-15 09:00:00"):
                second = self.made(self.regroup("split", {first: 2}, {"B": 2}))
                report = self.env["lot.valuation.report"].with_user(self.accountant)
                rows = report.search([("product_id", "=", ham.id)])
                self.assertEqual(
                    {row.lot_id: (row.value, row.age_days) for row in rows},
                    {lot: (20.0, 14), first: (20.0, 14), second: (10.0, 14)},
                )
                comparison = self.env["lot.cost.comparison"].with_user(self.accountant)
                comparison = comparison.create({"date_from": "2026-03-02"})
                comparison.action_compare()
                self.assertRecordValues(
                    comparison.line_ids.filtered_domain([("product_id", "=", ham.id)]),
                    [{"opening": 50.0, "incoming": 0.0, "specific": 0.0, "closing": 50.0}],
                )

    def test_what_cannot_be_done_is_refused_with_a_cure(self):
        ham = self.make_valued()
        lots = self.buy(ham, {"1": 4, "2": 4}, 5.0)
        one, two = lots["1"], lots["2"]
        for kind, sources, targets, message in (
            ("split", {one: 4}, {"A": 3}, "quantities must be the same"),
            ("split", {one: 2, two: 2}, {"A": 2, "B": 2}, "Split one lot into others"),
            ("split", {one: 5}, {"A": 5}, "Only 4 of lot 1 are free in"),
            ("split", {one: 0}, {"A": 0}, "above zero"),
        ):
            with self.subTest(message=message), self.env.cr.savepoint() as savepoint:
                with self.assertRaisesRegex(UserError, message):
                    self.regroup(kind, sources, targets)
                savepoint.rollback()
        one.action_hold("quality", "sample")
        with self.assertRaisesRegex(UserError, "Lot 1 is on hold"):
            self.regroup("split", {one: 4}, {"A": 4})

        self.assertEqual(self.values(one | two), {"1": (4, 20), "2": (4, 20)})
        self.assertBooksAgree(ham)

    def test_a_done_split_or_merge_is_not_edited(self):
        """Goods must not come out of the very lot that they were put into."""
        ham = self.make_valued()
        lots = self.buy(ham, {"1": 4}, 5.0) | self.buy(ham, {"2": 6}, 9.0)
        done = self.regroup("merge", {lots["1"]: 4, lots["2"]: 4}, {"12": 8})
        out = done.move_ids.filtered("is_out")
        line = self.line_of(out, lots["2"]).with_user(self.manager)
        for vals in ({"lot_id": self.made(done).id}, {"quantity": 3}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "Split or merge"):
                line.write(vals)
        line.write({"quantity": line.quantity, "lot_id": line.lot_id.id})
        self.assertBooksAgree(ham)

    def test_goods_valued_as_a_whole_are_split_as_well(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_product(categ_id=self.make_category(method).id)
                lot = self.buy(ham, {"1": 4}, 5.0)["1"]

                child = self.made(self.regroup("split", {lot: 1}, {"A": 1}))

                self.assertEqual((lot.product_qty, child.product_qty), (3.0, 1.0))
                self.assertEqual(ham.total_value, 20.0)
