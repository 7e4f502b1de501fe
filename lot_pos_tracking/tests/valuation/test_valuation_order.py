from freezegun import freeze_time

from odoo.tests import tagged

from . import valuation_case

NOON = "2026-03-10 12:00:00"


@tagged("post_install", "-at_install")
class TestOrderOfTheLedger(valuation_case.ValuationCase):
    """What happens within one second still happens one after the other."""

    def entries(self, lot):
        """Rows of a lot in the order of the ledger: ``[(kind, quantity)]``, negative going out."""
        rows = [
            *self.env["lot.cost.layer"].search([("lot_id", "=", lot.id)]),
            *self.env["lot.cost.consumption"].search([("lot_id", "=", lot.id)]),
        ]
        rows.sort(key=lambda row: row.entry_no)
        sign = {"lot.cost.layer": 1, "lot.cost.consumption": -1}
        return [(row.kind, sign[row._name] * row.quantity) for row in rows]

    def bought_sold_and_bought_again(self, ham):
        first = self.buy(ham, {"1": 4}, 10.0)["1"]
        sale = self.deliver(ham, 4, lots={first: 4})
        self.buy(ham, {"1": 6}, 2.0)
        return first, sale

    def test_the_rows_of_one_second_stand_in_the_order_of_the_acts(self):
        for ham in self.each_setting():
            with freeze_time(NOON):
                lot, _sale = self.bought_sold_and_bought_again(ham)

            acts = [("receipt", 4), ("sale", -4), ("receipt", 6)]
            self.assertEqual(self.entries(lot), acts)
            movements = self.env["lot.cost.movement"].with_user(self.accountant)
            rows = movements.search([("lot_id", "=", lot.id)], order="date, position")
            self.assertEqual([(row.kind, row.quantity) for row in rows], acts)
            self.assertEqual(rows.mapped("balance_qty"), [4, 0, 6])
            self.assertEqual(rows.mapped("balance_value"), [40, 0, 12])

    def test_a_bill_of_the_first_receipt_follows_what_was_sold_before_the_second(self):
        for ham in self.each_setting():
            with freeze_time(NOON):
                lot, sale = self.bought_sold_and_bought_again(ham)

                self.bill(lot, 15.0)

            self.assertEqual(sale.move_ids.value, 60.0)
            self.assertEqual(self.values(lot), {"1": (6, 12)})
            self.assertBooksAgree(ham)

    def test_a_sale_dated_back_before_its_receipt_still_came_after_it(self):
        for ham in self.each_setting():
            with freeze_time(NOON):
                lot = self.buy(ham, {"1": 4}, 10.0)["1"]
            with freeze_time("2026-03-09 12:00:00"):
                sale = self.deliver(ham, 3, lots={lot: 3})
            with freeze_time(NOON):
                self.bill(lot, 12.0)

            self.assertEqual(sale.move_ids.value, 36.0)
            self.assertEqual(self.values(lot), {"1": (1, 12)})
            self.assertBooksAgree(ham)

    def test_rows_written_before_there_were_numbers_get_them_by_their_transactions(self):
        ham = self.make_valued()
        lot, _sale = self.bought_sold_and_bought_again(ham)
        self.env.flush_all()
        for table in ("lot_cost_layer", "lot_cost_consumption"):
            self.env.cr.execute(
                f"UPDATE {table} SET entry_no = NULL, "
                "create_date = '2026-03-01'::timestamp + entry_no * interval '1 ms' "
                f"WHERE lot_id = {lot.id}"
            )
        last = self.env["lot.cost.booked"]._next_entry_numbers(1)[0]

        self.env["lot.cost.layer"].init()

        self.env.invalidate_all()
        self.assertEqual(self.entries(lot), [("receipt", 4), ("sale", -4), ("receipt", 6)])
        layers = self.env["lot.cost.layer"].search([("lot_id", "=", lot.id)])
        self.assertGreater(min(layers.mapped("entry_no")), last)
        self.buy(ham, {"1": 1}, 2.0)
        self.assertEqual(self.entries(lot)[-1], ("receipt", 1))
