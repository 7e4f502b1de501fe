from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestReceiptsByLot(valuation_case.ValuationCase):
    def test_receipts_and_issues_are_valued_lot_by_lot(self):
        """F01, and F36: the rows of the ledger are +25 +25 +70 -10."""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
            lots |= self.buy(ham, {"3": 10}, 7.0)
            sale = self.deliver(ham, 2, lots={lots["1"]: 2})

            found = self.values(lots["1"] | lots["2"] | lots["3"])
            self.assertEqual(found, {"1": (3.0, 15.0), "2": (5.0, 25.0), "3": (10.0, 70.0)})
            self.assertEqual(sale.move_ids.value, 10.0)
            self.assertEqual((ham.qty_available, ham.total_value), (18.0, 110.0))
            self.assertAlmostEqual(ham.standard_price, 6.1111, 4)
            layers = self.env["lot.cost.layer"].search([("product_id", "=", ham.id)], order="id")
            self.assertEqual(layers.mapped("value"), [25.0, 25.0, 70.0])
            gone = self.env["lot.cost.consumption"].search([("product_id", "=", ham.id)])
            self.assertRecordValues(
                gone,
                [
                    {
                        "lot_id": lots["1"].id,
                        "layer_id": layers[0].id,
                        "move_line_id": sale.move_line_ids.id,
                        "quantity": 2.0,
                        "value": 10.0,
                        "kind": "sale",
                    }
                ],
            )
            self.assertBooksAgree(ham)

    def test_one_line_with_two_lots_and_two_prices(self):
        """F34"""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4, "2": 6}, 5.6, costs={"1": 5.0, "2": 6.0})

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (4, 20), "2": (6, 36)})
            self.assertEqual(self.receipt_of(lots["1"]).value, 56.0)
            self.assertEqual((lots["1"] | lots["2"]).mapped("unit_cost"), [5.0, 6.0])
            self.assertBooksAgree(ham)

    def test_the_lots_own_prices_are_scaled_to_what_the_order_says(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4, "2": 6}, 5.0, costs={"1": 5.0, "2": 6.0})

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (4, 17.86), "2": (6, 32.14)})
            self.assertBooksAgree(ham)

    def test_no_cent_is_lost_when_three_units_cost_ten(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 3}, 10.0 / 3)["1"]
            picking = self.receipt_of(lot)
            picking.value_manual = 10.0

            values = [self.deliver(ham, 1, lots={lot: 1}).move_ids.value for _unit in range(3)]

            self.assertEqual(values, [3.33, 3.33, 3.34])
            self.assertEqual(self.values(lot), {"1": (0.0, 0.0)})
            self.assertBooksAgree(ham)

    def test_a_value_by_hand_is_named_on_the_row_that_it_changes(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 4}, 5.0)["1"]
            receipt = self.receipt_of(lot)

            receipt.with_user(self.accountant).value_manual = 26.0

            change = self.env["lot.cost.layer"].search(
                [("lot_id", "=", lot.id), ("quantity", "=", 0)]
            )
            self.assertRecordValues(
                change,
                [
                    {
                        "kind": "adjustment",
                        "value": 6.0,
                        "note": f"Value by hand: {receipt.reference}",
                    }
                ],
            )
            self.assertEqual(change.document.move_id, receipt)
            self.assertBooksAgree(ham)

    def test_a_smaller_receipt_keeps_its_value_when_what_it_took_instead_costs_more(self):
        """The unit that never came had been sold: another receipt's unit stood in for it."""
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 5}, 1.0)["1"]
            first = self.receipt_of(lot)
            sale = self.deliver(ham, 5, lots={lot: 5})
            self.buy(ham, {"1": 4}, 2.0)
            second = lot.cost_layer_ids.move_id - first
            first.move_line_ids.with_user(self.manager).quantity = 4
            self.assertEqual(self.values(lot), {"1": (3, 6)})
            self.assertEqual((first.value, second.value, sale.move_ids.value), (4.0, 8.0, 6.0))

            second.with_user(self.accountant).value_manual = 12.0

            self.assertEqual(self.values(lot), {"1": (3, 9)})
            self.assertEqual((first.value, second.value, sale.move_ids.value), (4.0, 12.0, 7.0))
            self.assertBooksAgree(ham)

    def test_a_dozen_is_received_and_shipped_in_units(self):
        """F31"""
        dozen = self.env.ref("uom.product_uom_dozen")
        for ham in self.each_setting():
            order = self.order(ham, 1, 24.0)
            picking = order.picking_ids
            picking.move_ids.product_uom = dozen
            picking.move_ids.move_line_ids.unlink()
            picking.move_ids.move_line_ids = [
                valuation_case.Command.create(
                    {
                        **self._line_vals(picking, ham),
                        "lot_name": "1",
                        "quantity": 1,
                        "product_uom_id": dozen.id,
                    }
                )
            ]
            picking.move_ids.picked = True
            picking.with_user(self.stock_user).button_validate()
            lot = picking.move_line_ids.lot_id

            self.assertEqual(lot.cost_layer_ids.quantity, 12.0)
            sale = self.deliver(ham, 12, lots={lot: 12})

            self.assertEqual(sum(lot.cost_consumption_ids.mapped("quantity")), 12.0)
            self.assertEqual(sale.move_ids.value, lot.cost_layer_ids.value)
            self.assertBooksAgree(ham)

    def test_goods_of_another_owner_have_no_cost(self):
        ham = self.make_valued()
        picking = self.order(ham, 5, 4.0).picking_ids
        picking.owner_id = self.vendor
        picking.move_ids.move_line_ids.write({"lot_name": "1", "quantity": 5})
        picking.move_ids.picked = True
        picking.with_user(self.stock_user).button_validate()

        self.assertFalse(picking.move_line_ids.lot_id.cost_layer_ids)
        self.assertEqual(ham.total_value, 0.0)
        self.assertBooksAgree()

    def test_moving_inside_the_company_changes_no_value(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 5}, 4.0)["1"]
            shelf = self.env["stock.location"].create(
                {"name": "Shelf", "location_id": self.stock_location.id}
            )
            lot.quant_ids.filtered(lambda q: q.quantity > 0).move_quants(location_dest_id=shelf)

            self.assertEqual(len(lot.cost_layer_ids | lot.cost_layer_ids), 1)
            self.assertFalse(lot.cost_consumption_ids)
            self.assertEqual(self.values(lot), {"1": (5.0, 20.0)})
            self.assertBooksAgree(ham)

    def test_goods_valued_by_lot_do_not_move_without_a_lot(self):
        ham = self.make_valued()
        quant = (
            self.env["stock.quant"]
            .with_user(self.manager)
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": ham.id,
                    "location_id": self.stock_location.id,
                    "inventory_quantity": 3,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "Ham is valued by lot: say which lot it is"):
            quant.action_apply_inventory()

    def test_the_value_on_any_past_day_is_read_from_the_ledger(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-01 10:00:00"):
                lots = self.buy(ham, {"1": 10, "2": 10}, 5.0)
            with freeze_time("2026-03-05 10:00:00"):
                self.deliver(ham, 10, lots={lots["1"]: 10})
            with freeze_time("2026-03-09 10:00:00"):
                lot = lots["1"].with_user(self.accountant)

                self.assertEqual(lot.value_at(date(2026, 2, 28)), 0.0)
                self.assertEqual(lot.value_at("2026-03-01"), 50.0)
                self.assertEqual(lot.value_at(datetime(2026, 3, 5, 9, 59)), 50.0)
                self.assertEqual(lot.value_at(date(2026, 3, 5)), 0.0)
                both = (lots["1"] | lots["2"]).with_user(self.accountant)
                self.assertEqual(both.value_at(date(2026, 3, 4)), 100.0)
                self.assertEqual(ham.with_context(to_date="2026-03-04").total_value, 100.0)
                accounts = self.company._get_accounts_by_product(ham)
                past = self.company.stock_value(accounts, at_date=date(2026, 3, 4))
                self.assertEqual(sum(past.values()), 100.0)
