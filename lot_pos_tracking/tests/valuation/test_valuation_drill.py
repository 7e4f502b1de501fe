from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestFromTheBooksToTheLots(valuation_case.ValuationCase):
    """Every item of the books leads to the lots behind it, and from there back."""

    def behind(self, record):
        """What the accountant sees who follows an entry or an item."""
        action = record.with_user(self.accountant).action_lot_costs()
        self.assertEqual(action["res_model"], "lot.cost.movement")
        rows = self.env["lot.cost.movement"].with_user(self.accountant).search(action["domain"])
        return sorted((row.lot_id.name, row.kind, row.value) for row in rows)

    def test_the_entry_of_a_session_leads_to_what_was_sold_and_came_back(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method)
                lots = self.buy(ham, {"1": 5}, 5.0) | self.buy(ham, {"2": 5}, 9.0)
                session = self.open_till()
                order = self.sell((ham, lots["1"], 2), (ham, lots["2"], 1), session=session)
                self.refund_order(order, [(order.lines[0], lots["1"], 1)])
                self.close_till(session)

                entry = session.move_id
                expected = [("1", "return", 5.0), ("1", "sale", -10.0), ("2", "sale", -9.0)]
                self.assertEqual(self.behind(entry), expected)
                self.assertEqual(entry.with_user(self.accountant).lot_cost_count, 3)
                items = entry.with_user(self.accountant).line_ids
                carrying = items.filtered("cost_lot_ids")
                self.assertEqual(carrying.account_id, self.stock_account | self.cogs_account)
                self.assertEqual(carrying.cost_lot_ids, lots["1"] | lots["2"])
                self.assertEqual(self.behind(carrying[0]), expected)

    def test_a_bill_leads_to_the_receipt_and_what_it_changed_and_back(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            sale = self.deliver(ham, 4, lots={lot: 4})
            bill = self.bill(lot, 6.0)

            self.assertEqual(
                self.behind(bill),
                [("1", "bill", 10.0), ("1", "correction", -4.0), ("1", "receipt", 50.0)],
            )
            movements = self.env["lot.cost.movement"].with_user(self.accountant)
            changed = movements.search([("lot_id", "=", lot.id), ("kind", "=", "bill")])
            self.assertEqual(changed.action_open()["res_id"], bill.id)
            sold = movements.search([("lot_id", "=", lot.id), ("kind", "=", "sale")])
            self.assertEqual(sold.action_open()["res_id"], sale.id)

    def test_an_item_of_a_correction_leads_to_its_own_lot(self):
        ham = self.make_valued()
        lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
        done = self.revalue(ham, 10.0)

        items = done.account_move_id.line_ids.with_user(self.accountant)

        self.assertEqual(len(items), 4)
        for item in items:
            self.assertEqual(item.cost_lot_ids, item.cost_lot_id)
            self.assertEqual(self.behind(item), [(item.cost_lot_id.name, "revaluation", 5.0)])
        self.assertEqual(items.cost_lot_ids, lots["1"] | lots["2"])

    def test_an_invoice_leads_to_the_lots_it_is_for(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method)
                lot = self.buy(ham, {"1": 5}, 5.0)["1"]
                customer = self.env["res.partner"].create({"name": "Ms Doe"})
                order = self.sync(
                    self.ui_order([(ham, lot, 2)], partner_id=customer.id, to_invoice=True),
                    user=self.pos_boss,
                )

                self.assertEqual(self.behind(order.account_move), [("1", "sale", -10.0)])
                items = order.account_move.line_ids.with_user(self.accountant)
                costs = items.filtered(lambda item: item.display_type == "cogs")
                self.assertEqual(costs.cost_lot_ids, lot)

    def test_who_may_not_see_costs_is_not_led_to_them(self):
        ham = self.make_valued()
        lot = self.buy(ham, {"1": 5}, 5.0)["1"]
        bill = self.bill(lot, 6.0)
        clerk = self.make_user("account.group_account_invoice")
        with self.assertRaises(AccessError):
            bill.with_user(clerk).read(["lot_cost_count"])
