from freezegun import freeze_time

from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestBackDatedMoves(valuation_case.ValuationCase):
    """What happened on another day than the day on which it was written down."""

    def values_on(self, lot, *days):
        lot = lot.with_user(self.accountant)
        return [lot.value_at(f"2026-03-{day:02}") for day in days]

    def test_a_receipt_that_came_earlier_counts_from_its_day(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-10 09:00:00"):
                lot = self.buy(ham, {"1": 10}, 5.0)["1"]
                self.receipt_of(lot).picking_id.date_done = "2026-03-04 08:00:00"

                self.assertEqual(self.values_on(lot, 3, 4, 9, 10), [0.0, 50.0, 50.0, 50.0])
                past = ham.with_context(to_date="2026-03-05")
                self.assertEqual((past.total_value, past.qty_available), (50.0, 10.0))
                self.assertEqual(
                    [str(date) for date in lot.cost_layer_ids.mapped("date")],
                    ["2026-03-04 08:00:00"],
                )
                event = self.env["lot.event"].search(
                    [("lot_id", "=", lot.id), ("kind", "=", "redated")]
                )
                self.assertEqual(event.facts["before"], "2026-03-10 09:00:00")
                self.assertEqual(event.facts["after"], "2026-03-04 08:00:00")
            self.assertBooksAgree(ham)

    def test_a_delivery_that_left_earlier_counts_from_its_day(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-02 09:00:00"):
                lot = self.buy(ham, {"1": 4}, 5.0)["1"]
                self.buy(ham, {"1": 4}, 7.0)
            with freeze_time("2026-03-10 09:00:00"):
                sale = self.deliver(ham, 5, lots={lot: 5})
                cost = sale.move_ids.value

                sale.move_ids.date = "2026-03-05 08:00:00"

                self.assertEqual(self.values_on(lot, 4, 5, 10), [48.0, 48.0 - cost, 48.0 - cost])
                self.assertEqual(sale.move_ids.value, cost)
            self.assertBooksAgree(ham)

    def test_a_cost_of_before_the_lot_was_put_right_counts_from_then(self):
        """What has no goods yet on a day has no value on it."""
        for ham in self.each_setting():
            with freeze_time("2026-03-02 09:00:00"):
                lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            with freeze_time("2026-03-10 09:00:00"):
                right = self.make_lot(ham, "2")
                self.line_of(self.receipt_of(lot), lot).lot_id = right
            with freeze_time("2026-03-12 09:00:00"):
                self.charge(10.0, [right], self.cogs_account, date="2026-03-04")

                self.assertEqual(self.values_on(right, 3, 5, 9, 10), [0.0, 0.0, 0.0, 60.0])
                self.assertEqual(self.values_on(lot, 3, 9, 10), [50.0, 50.0, 0.0])
            self.assertBooksAgree(ham)

    def test_a_receipt_that_came_later_takes_its_bill_along(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-02 09:00:00"):
                lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            with freeze_time("2026-03-04 09:00:00"):
                self.bill(lot, 6.0)
            with freeze_time("2026-03-10 09:00:00"):
                self.assertEqual(self.values_on(lot, 3, 4), [50.0, 60.0])

                self.receipt_of(lot).date = "2026-03-06 08:00:00"

                self.assertEqual(self.values_on(lot, 2, 5, 6), [0.0, 0.0, 60.0])
            self.assertBooksAgree(ham)

    def test_a_bill_that_came_later_stays_where_it_is(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-05 09:00:00"):
                lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            with freeze_time("2026-03-08 09:00:00"):
                self.bill(lot, 6.0)
            with freeze_time("2026-03-10 09:00:00"):
                self.receipt_of(lot).date = "2026-03-03 08:00:00"

                self.assertEqual(self.values_on(lot, 2, 3, 7, 8), [0.0, 50.0, 50.0, 60.0])
            self.assertBooksAgree(ham)

    def test_the_same_date_again_is_no_news(self):
        ham = self.make_valued()
        with freeze_time("2026-03-10 09:00:00"):
            lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            move = self.receipt_of(lot)
            move.date = move.date

        self.assertFalse(self.env["lot.event"].search([("kind", "=", "redated")]))

    def test_goods_of_a_later_day_wait_for_it(self):
        ham = self.make_valued()
        with freeze_time("2026-03-02 09:00:00"):
            lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            other = self.buy(ham, {"2": 2}, 5.0)["2"]
        with freeze_time("2026-03-10 09:00:00"):
            self.receipt_of(lot).date = "2026-03-05 08:00:00"

            self.assertEqual(self.values_on(lot, 2, 4, 5), [0.0, 0.0, 50.0])
            self.assertEqual(self.values_on(other, 2, 4, 5), [10.0] * 3)
