from odoo.fields import Command
from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestWaysOfStock(valuation_case.ValuationCase):
    """Ways of stock that are neither a plain receipt nor a plain sale."""

    def transfer(self, lot, quantity, source, target, operation):
        """A done transfer of a lot by an operation type; its line."""
        places = {"location_id": source.id, "location_dest_id": target.id}
        common = {**places, "company_id": operation.company_id.id}
        move = {"product_id": lot.product_id.id, "product_uom_qty": quantity, **common}
        picking = self.env["stock.picking"].create(
            {"picking_type_id": operation.id, "move_ids": [Command.create(move)], **common}
        )
        picking.action_confirm()
        picking.action_assign()
        picking.move_ids.picked = True
        picking._action_done()
        return picking.move_line_ids

    def test_an_exchange_takes_back_one_lot_and_sells_another(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 10}, 5.0, bill=True) | self.buy(ham, {"2": 10}, 9.0)
            session = self.open_till()
            order = self.sell((ham, lots["1"], 2), session=session)

            exchange = self.sell(
                self.ui_line(ham, -1, {lots["1"]: 1}, refunded_orderline_id=order.lines.id),
                self.ui_line(ham, 1, {lots["2"]: 1}),
                session=session,
            ).filtered("refunded_order_id")

            self.assertEqual(exchange.lines.mapped("total_cost"), [-5.0, 9.0])
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (9, 45), "2": (9, 81)})
            back = lots["1"].cost_layer_ids.filtered(lambda layer: layer.kind == "return")
            self.assertEqual((back.quantity, back.value), (1.0, 5.0))
            self.assertBooksAgree(ham)

    def test_goods_on_the_way_between_warehouses_keep_their_value(self):
        other = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        transit = self.company.internal_transit_location_id
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 6}, 5.0) | self.buy(ham, {"2": 6}, 9.0)
            self.transfer(lots["1"], 4, self.stock_location, transit, self.warehouse.out_type_id)
            self.assertEqual(self.values(lots["1"]), {"1": (6, 30)})

            self.transfer(lots["1"], 4, transit, other.lot_stock_id, other.in_type_id)

            self.assertFalse(lots["1"].cost_consumption_ids)
            self.assertEqual(len(lots["1"].cost_layer_ids), 1)
            here, there = (
                lots["1"].with_context(warehouse_id=warehouse.id).total_value
                for warehouse in (self.warehouse, other)
            )
            self.assertEqual((here, there, ham.total_value), (10.0, 20.0, 84.0))
            self.assertBooksAgree(ham)

    def test_what_is_missing_in_one_warehouse_and_too_many_in_another_is_worth_its_cost_there(self):
        second, third = (
            self.env["stock.warehouse"].create({"name": name, "code": name})
            for name in ("W2", "W3")
        )
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 15}, 10.0) | self.buy(ham, {"2": 30}, 10.0)
            self.move_lot(lots["1"], 5, self.stock_location, second.lot_stock_id)
            self.deliver(ham, 30, lots={lots["2"]: 30})
            self.move_lot(lots["2"], 30, third.lot_stock_id, second.lot_stock_id)

            places = (self.warehouse, second, third)
            every = lots["1"] | lots["2"]
            self.assertEqual(
                [
                    every.with_context(warehouse_id=place.id).mapped("total_value")
                    for place in places
                ],
                [[100.0, 0.0], [50.0, 300.0], [0.0, -300.0]],
            )
            self.assertEqual((ham.total_value, lots["2"].total_value), (150.0, 0.0))
            by_place = [ham.with_context(warehouse_id=place.id).total_value for place in places]
            self.assertEqual(by_place, [100.0, 350.0, -300.0])
            self.assertBooksAgree(ham)

    def test_goods_for_a_sister_company_leave_at_their_cost_and_arrive_at_hers(self):
        transit = self.env.ref("stock.stock_location_inter_company")
        transit.active = True
        other = self.make_company()
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method)
                theirs = ham.with_company(other)
                theirs.categ_id.property_cost_method = method
                theirs.standard_price = 6.0
                lot = self.buy(ham, {"1": 10}, 5.0)["1"]
                out = self.transfer(
                    lot, 3, self.stock_location, transit, self.warehouse.out_type_id
                )

                line = self.transfer(lot, 3, transit, warehouse.lot_stock_id, warehouse.in_type_id)

                self.assertEqual((out.move_id.value, line.move_id.value), (15.0, 18.0))
                self.assertEqual(self.values(lot), {"1": (7, 35)})
                own = line.lot_id.with_company(other)
                self.assertEqual((own.parent_lot_id, own.total_value), (lot, 18.0))
                self.assertEqual(lot.cost_consumption_ids.mapped("kind"), ["transfer_out"])
                for company in (self.company, other):
                    self.assertEqual(self.env["lot.cost.layer"]._reconcile(company), [])

    def test_goods_by_weight_lose_no_cent_by_the_gram(self):
        kilo = self.env.ref("uom.product_uom_kgm")
        for ham in self.each_setting():
            ham.uom_id = kilo
            lots = self.buy(ham, {"1": 1.24, "2": 2.52}, 13.79)
            self.receipt_of(lots["1"]).value_manual = 51.85
            self.assertEqual(
                self.values(lots["1"] | lots["2"]), {"1": (1.24, 17.1), "2": (2.52, 34.75)}
            )

            values = [
                self.deliver(ham, weight, lots={lots["1"]: weight}).move_ids.value
                for weight in (0.31, 0.47, 0.46)
            ]

            self.assertEqual(values, [4.27, 6.48, 6.35])
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (0, 0), "2": (2.52, 34.75)})
            self.assertBooksAgree(ham)

    def test_what_was_not_picked_has_not_come(self):
        for ham in self.each_setting():
            picking = self.order(ham, 6, 5.0).picking_ids
            picking.move_ids.move_line_ids.unlink()
            picking.move_ids.move_line_ids = [
                Command.create(
                    {
                        **self._line_vals(picking, ham),
                        "lot_name": name,
                        "quantity": 3,
                        "picked": picked,
                    }
                )
                for name, picked in (("1", True), ("2", False))
            ]
            picking.with_user(self.stock_user).with_context(skip_backorder=True).button_validate()

            lots = self.env["stock.lot"].search([("product_id", "=", ham.id)])
            self.assertEqual(self.values(lots), {"1": (3, 15)})
            self.assertEqual(ham.total_value, 15.0)
            self.assertBooksAgree(ham)

    def test_a_cancelled_bill_gives_the_price_of_the_order_back(self):
        for ham in self.each_setting():
            lot = self.buy(ham, {"1": 10}, 5.0)["1"]
            sale = self.deliver(ham, 4, lots={lot: 4})
            bill = self.bill(lot, 6.0)
            self.assertEqual((self.values(lot), sale.move_ids.value), ({"1": (6, 36)}, 24.0))

            bill.button_draft()
            bill.button_cancel()

            self.assertEqual((self.values(lot), sale.move_ids.value), ({"1": (6, 30)}, 20.0))
            self.assertBooksAgree(ham)

    def test_a_price_of_another_currency_is_that_of_the_day_of_receipt(self):
        currency = self.env["res.currency"].with_context(active_test=False)
        other = currency.search([("id", "!=", self.company.currency_id.id)], limit=1)
        other.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "rate": 3.0, "name": "2020-01-01"}
        )
        for ham in self.each_setting():
            order = self.order(ham, 7, 9.0, currency_id=other.id)
            picking = order.picking_ids
            picking.move_ids.move_line_ids.unlink()
            picking.move_ids.move_line_ids = [
                Command.create(
                    {**self._line_vals(picking, ham), "lot_name": name, "quantity": quantity}
                )
                for name, quantity in (("1", 3), ("2", 4))
            ]
            picking.move_ids.picked = True
            picking.with_user(self.stock_user).button_validate()

            lots = picking.move_line_ids.lot_id
            self.assertEqual(picking.move_ids.value, 21.0)
            self.assertEqual(self.values(lots), {"1": (3, 9.0), "2": (4, 12.0)})
            self.assertBooksAgree(ham)
