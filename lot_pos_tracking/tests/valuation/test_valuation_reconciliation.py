from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

from . import valuation_case


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestReconciliation(valuation_case.ValuationCase):
    """Whatever went wrong in the tables is named, with what it is about."""

    def setUp(self):
        super().setUp()
        self.ham = self.make_valued()
        self.lot = self.buy(self.ham, {"1": 10}, 5.0, bill=True)["1"]
        self.other = self.buy(self.ham, {"2": 4}, 7.0, bill=True)["2"]
        self.sale = self.deliver(self.ham, 3, lots={self.lot: 3})
        self.assertBooksAgree(self.ham)

    def corrupt(self, statement, **values):
        """Change a table behind everybody's back."""
        self.env.flush_all()
        self.env.cr.execute(SQL(statement, **values))
        self.assertEqual(self.env.cr.rowcount, 1)
        self.env.invalidate_all()

    def found(self):
        """``[(problem, lot, move, expected, found)]`` of the company, as its accountant."""
        rows = self.env["lot.cost.layer"]._reconcile(self.company)
        lots, moves = self.env["stock.lot"], self.env["stock.move"]
        self.assertEqual({row["product_id"] for row in rows}, {self.ham.id} if rows else set())
        self.assertTrue(all(row["message"] for row in rows))
        return [
            (
                row["problem"],
                lots.browse(row["lot_id"] or ()),
                moves.browse(row["move_id"] or ()),
                row["expected"],
                row["found"],
            )
            for row in rows
        ]

    def test_a_remainder_that_was_written_over(self):
        self.corrupt(
            "UPDATE lot_cost_layer SET remaining_value = 34 "
            "WHERE lot_id = %(lot)s AND quantity > 0",
            lot=self.lot.id,
        )

        nothing = self.env["stock.move"]
        self.assertEqual(self.found(), [("remainder", self.lot, nothing, (7.0, 35.0), (7.0, 34.0))])
        native = self.env["lot.cost.layer"]._reconcile_native(self.company)
        self.assertEqual(native, [])

    def test_a_consumption_that_was_lost(self):
        self.corrupt("DELETE FROM lot_cost_consumption WHERE lot_id = %(lot)s", lot=self.lot.id)

        nothing = self.env["stock.move"]
        self.assertEqual(
            self.found(),
            [
                ("remainder", self.lot, nothing, (10.0, 50.0), (7.0, 35.0)),
                ("quantity", self.lot, nothing, 7.0, 10.0),
                ("move_value", self.env["stock.lot"], self.sale.move_ids, 15.0, 0.0),
            ],
        )

    def test_a_consumption_that_was_doubled(self):
        self.corrupt(
            """
            INSERT INTO lot_cost_consumption (layer_id, lot_id, product_id, company_id, kind, date,
                                              quantity, value, move_id, move_line_id)
            SELECT layer_id, lot_id, product_id, company_id, kind, date, quantity, value, move_id,
                   move_line_id FROM lot_cost_consumption WHERE lot_id = %(lot)s
            """,
            lot=self.lot.id,
        )

        move, nothing = self.sale.move_ids, self.env["stock.move"]
        self.assertEqual(
            self.found(),
            [
                ("remainder", self.lot, nothing, (4.0, 20.0), (7.0, 35.0)),
                ("quantity", self.lot, nothing, 7.0, 4.0),
                ("move_value", self.env["stock.lot"], move, 15.0, -30.0),
            ],
        )

    def test_goods_that_moved_without_the_ledger(self):
        self.corrupt(
            "UPDATE stock_quant SET quantity = 6 WHERE lot_id = %(lot)s AND location_id = %(here)s",
            lot=self.lot.id,
            here=self.stock_location.id,
        )

        self.assertEqual(self.found(), [("quantity", self.lot, self.env["stock.move"], 6.0, 7.0)])

    def test_a_move_whose_value_was_written_over(self):
        self.corrupt(
            "UPDATE stock_move SET value = 99 WHERE id = %(move)s", move=self.sale.move_ids.id
        )

        self.assertEqual(
            self.found(),
            [("move_value", self.env["stock.lot"], self.sale.move_ids, 99.0, -15.0)],
        )

    def test_a_consumption_that_counts_for_another_lot(self):
        self.corrupt(
            """
            UPDATE lot_cost_consumption SET layer_id = (
                   SELECT id FROM lot_cost_layer WHERE lot_id = %(other)s AND quantity > 0)
             WHERE lot_id = %(lot)s
            """,
            lot=self.lot.id,
            other=self.other.id,
        )

        problems = self.found()
        move = self.sale.move_ids
        self.assertIn(("other_lot", self.lot, move, 0.0, 15.0), problems)
        self.assertCountEqual(
            [row[:2] for row in problems],
            [
                ("remainder", self.lot),
                ("remainder", self.other),
                ("other_lot", self.lot),
            ],
        )

    def test_value_that_stayed_when_the_goods_had_gone(self):
        self.deliver(self.ham, 7, lots={self.lot: 7})
        self.assertEqual(self.found(), [])
        self.corrupt(
            """
            INSERT INTO lot_cost_layer (lot_id, product_id, company_id, kind, date, quantity, value,
                                        remaining_qty, remaining_value)
            VALUES (%(lot)s, %(product)s, %(company)s, 'revaluation', '2026-03-10', 0, 2, 0, 2)
            """,
            lot=self.lot.id,
            product=self.ham.id,
            company=self.company.id,
        )

        self.assertEqual(self.found(), [("no_goods", self.lot, self.env["stock.move"], 0.0, 2.0)])

    def test_more_of_a_lot_left_than_came(self):
        self.deliver(self.ham, 9, lots={self.lot: 9})

        self.assertEqual(self.found(), [("owed", self.lot, self.env["stock.move"], 0.0, -2.0)])

    def test_an_entry_by_hand_on_the_stock_account_is_told_with_its_source(self):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    (0, 0, {"account_id": self.stock_account.id, "debit": 12.0}),
                    (0, 0, {"account_id": self.cogs_account.id, "credit": 12.0}),
                ],
            }
        )
        entry.with_user(self.accountant).action_post()

        rows = {
            row["source"]: (row["ledger"], row["booked"], row["difference"])
            for row in self.env["lot.cost.layer"]._reconcile_accounts(self.company)
            if row["account_id"] == self.stock_account.id
        }
        self.assertEqual(
            rows,
            {
                "purchase": (78.0, 78.0, 0.0),
                "sale": (-15.0, 0.0, -15.0),
                "other": (0.0, 12.0, -12.0),
            },
        )
