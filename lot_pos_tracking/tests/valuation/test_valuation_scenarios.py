"""Scenarios of value with their numbers; those not here carry their id in another test's words."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestValueByScenario(valuation_case.ValuationCase):
    def test_a_lot_that_is_not_there_is_valued_at_the_cost_of_the_product(self):
        """F02"""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
            lot = self.env["stock.lot"].create({"name": "3", "product_id": ham.id})

            self.deliver(ham, 2, lots={lot: 2})

            every = lots["1"] | lots["2"] | lot
            self.assertEqual(self.values(every), {"1": (5, 25), "2": (5, 25), "3": (-2, -10)})
            self.assertEqual((ham.qty_available, ham.total_value), (8.0, 40.0))
            self.assertEqual(lot.standard_price, 5.0)

    def test_goods_without_a_lot_are_refused(self):
        """F07: neither counted nor received, and nothing stays written."""
        for ham in self.each_setting():
            picking = self.order(ham, 3, 5.0).picking_ids
            picking.move_ids.move_line_ids.write({"quantity": 3})
            picking.move_ids.picked = True
            with self.assertRaises(UserError), self.env.cr.savepoint():
                picking.with_user(self.stock_user).button_validate()
            with self.assertRaisesRegex(UserError, "say which lot it is"), self.env.cr.savepoint():
                self.count_without_lot(ham, 3)

            self.assertEqual((ham.qty_available, ham.total_value), (0.0, 0.0))
            self.assertFalse(self.env["lot.cost.layer"].search([("product_id", "=", ham.id)]))

    def count_without_lot(self, product, quantity):
        quants = self.env["stock.quant"].with_user(self.manager).with_context(inventory_mode=True)
        quants.create(
            {
                "product_id": product.id,
                "location_id": self.stock_location.id,
                "inventory_quantity": quantity,
            }
        ).action_apply_inventory()

    def test_one_more_of_a_known_lot_on_another_shelf_costs_what_the_lot_costs(self):
        """F08"""
        shelf = self.env["stock.location"].create(
            {"name": "Shelf 1", "location_id": self.stock_location.id}
        )
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 10}, 5.0)["1"]

            self.count(ham, lot, 1, location=shelf)

            self.assertEqual(self.values(lot), {"1": (11, 55)})
            [counted] = lot.cost_layer_ids.filtered(lambda layer: layer.kind == "adjustment")
            self.assertEqual((counted.quantity, counted.value), (1.0, 5.0))
            self.assertBooksAgree(ham)

    def test_a_new_lot_that_is_counted_costs_the_average_of_all_lots(self):
        """F09"""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 10}, 5.0) | self.buy(ham, {"2": 10}, 9.0)

            new = self.count(ham, "4", 1)

            every = lots["1"] | lots["2"] | new
            self.assertEqual(self.values(every), {"1": (10, 50), "2": (10, 90), "4": (1, 7)})
            self.assertBooksAgree(ham)

    def test_a_done_receipt_is_changed_and_gets_another_lot(self):
        """F15"""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4, "2": 4}, 5.0)
            picking = self.receipt_of(lots["1"]).picking_id.with_user(self.manager)

            third = self.env["stock.lot"].create({"name": "3", "product_id": ham.id})
            self.line_of(picking, lots["2"]).quantity = 6
            picking.move_ids.move_line_ids = [
                Command.create({**self._line_vals(picking, ham), "lot_id": third.id, "quantity": 3})
            ]

            every = lots["1"] | lots["2"] | third
            self.assertEqual(self.values(every), {"1": (4, 20), "2": (6, 30), "3": (3, 15)})
            self.assertEqual(sorted(lots["2"].cost_layer_ids.mapped("value")), [10.0, 20.0])
            self.assertBooksAgree(ham)

    def test_lots_that_come_back_keep_their_own_cost(self):
        """F18"""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 1, "2": 1, "3": 1}, 9.0)
            sale = self.deliver(ham, 3, lots=dict.fromkeys(lots.values(), 1))

            back = self.send_back(sale, {lots["1"]: 1, lots["3"]: 1})

            layers = back.move_ids.sudo().lot_cost_layer_ids.sorted("id")
            self.assertRecordValues(
                layers,
                [
                    {"lot_id": lots[name].id, "kind": "return", "quantity": 1.0, "value": 9.0}
                    for name in ("1", "3")
                ],
            )
            self.assertEqual(ham.total_value, 18.0)
            self.assertBooksAgree(ham)

    def test_a_first_count_takes_the_cost_of_the_product(self):
        """F19; at a standard cost the value is Odoo's own."""
        for method, valuation in (*valuation_case.SETTINGS, ("standard", "real_time")):
            with self.subTest(method=method, valuation=valuation):
                ham = self.make_valued(
                    f"Ham {method} {valuation}", method, valuation, standard_price=9.0
                )

                lot = self.count(ham, "1", 3)

                self.assertEqual(self.values(lot), {"1": (3, 27)})
                self.assertEqual(lot.standard_price, 9.0)
                if method != "standard":
                    self.assertEqual(lot.with_user(self.accountant).unit_cost, 9.0)
                    self.assertBooksAgree(ham)

    def test_a_receipt_without_a_price_costs_what_its_lot_costs(self):
        """F22"""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 1}, 10.0) | self.buy(ham, {"2": 1}, 16.0)

            move = self.move_lot(lots["1"], 1, self.supplier_location, self.stock_location)

            self.assertEqual(move.value, 10.0)
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (2, 20), "2": (1, 16)})
            self.assertEqual((ham.total_value, ham.standard_price), (36.0, 12.0))
            self.assertBooksAgree(ham)

    def test_a_lot_below_zero_stays_within_the_prices_that_were_paid(self):
        """F33"""
        for ham in self.each_setting():
            first = self.buy(ham, {"1": 5}, 5.0)["1"]
            lot = self.env["stock.lot"].create({"name": "2", "product_id": ham.id})
            sale = self.deliver(ham, 2, lots={lot: 2})

            self.count(ham, lot, 3)
            self.assertEqual(self.values(first | lot), {"1": (5, 25), "2": (3, 15)})
            self.buy(ham, {"2": 2}, 7.0)

            self.assertEqual(self.values(lot), {"2": (5, 29)})
            self.assertTrue(5.0 <= lot.standard_price <= 7.0)
            self.assertEqual(sale.move_ids.value, 10.0)
            self.assertBooksAgree(ham)

    def test_the_margin_of_a_ticket_is_that_of_its_own_lot(self):
        """F35"""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 4, "2": 6}, 5.6, costs={"1": 5.0, "2": 6.0})

            order = self.sell(self.ui_line(ham, 1, {lots["2"]: 1}, price=9.0))

            self.assertEqual((order.lines.total_cost, order.lines.margin), (6.0, 3.0))
            self.assertEqual(order.margin, 3.0)
            rows = self.env["lot.margin.report"].with_user(self.accountant)
            self.assertRecordValues(
                rows.search([("order_id", "=", order.id)]),
                [{"lot_id": lots["2"].id, "revenue": 9.0, "cost": 6.0, "margin": 3.0}],
            )
            self.assertBooksAgree(ham)
