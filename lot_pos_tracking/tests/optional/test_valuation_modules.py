"""Ways of stock that other apps bring. Each class says which app it needs and what it proves."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from . import module_case


@tagged("post_install", "-at_install")
class TestLandedCosts(module_case.LandedCase):
    def test_two_landed_costs_on_one_receipt_add_up(self):
        """F28"""
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
            picking = self.receipt_of(lots["1"]).picking_id

            self.land(picking, 10.0)
            self.land(picking, 10.0)

            self.assertEqual(ham.total_value, 70.0)
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (5, 35), "2": (5, 35)})
            kinds = lots["1"].cost_layer_ids.sorted("id").mapped("kind")
            self.assertEqual(kinds, ["receipt", "landed", "landed"])
            self.assertBooksAgree(ham)

    def test_a_landed_cost_splits_by_every_method(self):
        for split, share in (
            ("equal", 50),
            ("by_quantity", 50),
            ("by_weight", 75),
            ("by_volume", 80),
            ("by_current_cost_price", 25),
        ):
            with self.subTest(split=split):
                one = self.make_valued("One", weight=3.0, volume=4.0)
                two = self.make_valued("Two", weight=1.0, volume=1.0)
                a = self.buy(one, {"A": 1}, 1.0)["A"]
                b = self.buy(two, {"B": 1}, 3.0)["B"]
                self.land((self.receipt_of(a) | self.receipt_of(b)).picking_id, 100.0, split)

                self.assertEqual(a.total_value, 1.0 + share)
                self.assertEqual(b.total_value, 3.0 + 100 - share)
                self.assertBooksAgree(one, two)

    def test_a_landed_cost_after_a_sale_is_split_between_left_and_sold(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method)
                stock, freight = (
                    self.balance(self.stock_account),
                    self.balance(self.freight_account),
                )
                lots = self.buy(ham, {"A": 10, "B": 10}, 5.0, bill=True)
                session = self.open_till()
                order = self.sell((ham, lots["B"], 10), (ham, lots["A"], 4), session=session)
                self.close_till(session)
                self.refund_order(order, [(order.lines[1], lots["A"], 2)], self.open_till())
                self.close_till(self.config.current_session_id)

                cost = self.land(self.receipt_of(lots["A"]).picking_id, 20.0)

                self.assertEqual(self.values(lots["A"] | lots["B"]), {"A": (8, 48), "B": (0, 0)})
                self.assertEqual(self.balance(self.stock_account) - stock, 48.0)
                self.assertEqual(self.balance(self.freight_account) - freight, -8.0)
                corrections = lots["B"].cost_consumption_ids.filtered(
                    lambda row: row.kind == "correction"
                )
                self.assertEqual(sum(corrections.mapped("value")), 10.0)
                self.assertEqual(corrections.document, cost.sudo())
                self.assertBooksAgree(ham)

    def test_a_landed_cost_while_the_session_is_open_costs_once(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method)
                stock = self.balance(self.stock_account)
                expense = self.balance(self.freight_account) + self.balance(self.cogs_account)
                lot = self.buy(ham, {"A": 10}, 5.0, bill=True)["A"]
                session = self.open_till()
                self.sell((ham, lot, 4), session=session)

                self.land(self.receipt_of(lot).picking_id, 10.0)
                self.close_till(session)

                self.assertEqual(self.balance(self.stock_account) - stock, 36.0)
                spent = self.balance(self.freight_account) + self.balance(self.cogs_account)
                self.assertEqual(spent - expense, 14.0)
                self.assertBooksAgree(ham)


@tagged("post_install", "-at_install")
class TestProduction(module_case.ModuleCase):
    needs = "mrp.production"

    def produce(self, product, components, quantity, lot, used, byproducts=None):
        """Make ``quantity`` of a product out of lots: ``used`` is ``{lot: quantity}``."""
        bom = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": quantity,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": qty})
                    for part, qty in components.items()
                ],
                "byproduct_ids": [
                    Command.create(
                        {"product_id": extra.id, "product_qty": qty, "cost_share": share}
                    )
                    for extra, (qty, share) in (byproducts or {}).items()
                ],
            }
        )
        order = self.env["mrp.production"].create(
            {"product_id": product.id, "bom_id": bom.id, "product_qty": quantity}
        )
        order.action_confirm()
        order.qty_producing = quantity
        order.lot_producing_ids = self.env["stock.lot"].create(
            {"name": lot, "product_id": product.id}
        )
        for move in order.move_raw_ids:
            move.move_line_ids.unlink()
            move.move_line_ids = [
                Command.create(
                    {
                        "product_id": used_lot.product_id.id,
                        "product_uom_id": used_lot.product_id.uom_id.id,
                        "lot_id": used_lot.id,
                        "quantity": qty,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                    }
                )
                for used_lot, qty in used.items()
                if used_lot.product_id == move.product_id
            ]
            move.picked = True
        for move in order.move_byproduct_ids:
            move.move_line_ids.unlink()
            extra_lot = self.env["stock.lot"].create(
                {"name": f"{lot}-by", "product_id": move.product_id.id}
            )
            move.move_line_ids = [
                Command.create(
                    {
                        "product_id": move.product_id.id,
                        "product_uom_id": move.product_id.uom_id.id,
                        "lot_id": extra_lot.id,
                        "quantity": move.product_uom_qty,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                    }
                )
            ]
            move.picked = True
        order.button_mark_done()
        self.assertEqual(order.state, "done")
        return order

    def test_a_produced_lot_costs_what_its_own_components_cost(self):
        """F26"""
        for ham in self.each_setting():
            pie = self.make_valued(f"Pie of {ham.name}", ham.cost_method)
            free = self.buy(ham, {"0": 2}, 0.0)["0"]
            dear = self.buy(ham, {"50": 2}, 50.0)["50"]

            order = self.produce(pie, {ham: 2}, 1, "P", {free: 1, dear: 1})

            self.assertEqual(self.values(order.lot_producing_ids), {"P": (1.0, 50.0)})
            self.assertEqual(free.cost_consumption_ids.mapped("kind"), ["production"])
            self.assertEqual(self.values(free | dear), {"0": (1.0, 0.0), "50": (1.0, 50.0)})
            self.assertBooksAgree(ham, pie)

    def test_a_byproduct_carries_its_share(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method)
                pie = self.make_valued(f"Pie {method}", method)
                fat = self.make_valued(f"Fat {method}", method)
                lot = self.buy(ham, {"1": 10}, 5.0)["1"]

                order = self.produce(pie, {ham: 4}, 2, "P", {lot: 4}, {fat: (1, 10.0)})

                self.assertEqual(self.values(order.lot_producing_ids), {"P": (2.0, 18.0)})
                by = order.move_byproduct_ids.move_line_ids.lot_id
                self.assertEqual(self.values(by), {"P-by": (1.0, 2.0)})
                self.assertBooksAgree(ham, pie, fat)

    def test_unbuilding_brings_components_back(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method)
                pie = self.make_valued(f"Pie {method}", method)
                lot = self.buy(ham, {"1": 10}, 5.0)["1"]
                order = self.produce(pie, {ham: 4}, 1, "P", {lot: 4})
                form = Form(self.env["mrp.unbuild"])
                form.mo_id = order
                form.lot_id = order.lot_producing_ids
                unbuild = form.save()
                unbuild.action_unbuild()

                self.assertEqual(self.values(lot), {"1": (10.0, 50.0)})
                self.assertEqual(self.values(order.lot_producing_ids), {"P": (0.0, 0.0)})
                self.assertBooksAgree(ham, pie)


@tagged("post_install", "-at_install")
class TestSaleOrders(module_case.SaleOrderCase):
    def test_an_invoice_carries_the_cost_of_the_delivered_lot(self):
        for ham, a, c in self.each_method():
            order = self.order_sold(ham, 3)
            self.ship(order, {a: 1, c: 2})
            self.invoice(order)

            self.assertEqual(self.cost(), 23.0)
            self.assertBooksAgree(ham)

    def test_invoices_in_parts_add_up_to_what_the_lots_cost(self):
        for ham, a, c in self.each_method():
            order = self.order_sold(ham, 6)
            self.ship(order, {a: 3})
            self.invoice(order)
            self.assertEqual(self.cost(), 15.0)
            self.ship(order, {c: 3})
            self.invoice(order)

            self.assertEqual(self.cost(), 42.0)
            self.assertBooksAgree(ham)

    def test_a_credit_note_takes_back_the_cost_of_the_returned_lot(self):
        for ham, a, c in self.each_method():
            order = self.order_sold(ham, 4)
            picking = self.ship(order, {a: 2, c: 2})
            self.invoice(order)
            self.assertEqual(self.cost(), 28.0)
            self.send_back(picking, {c: 1})
            self.invoice(order)

            self.assertEqual(self.cost(), 19.0)
            self.assertEqual(ham.total_value, 121.0)
            self.assertBooksAgree(ham)

    def test_an_invoice_before_the_delivery_is_settled_by_the_delivery(self):
        for ham, _a, c in self.each_method():
            ham.invoice_policy = "order"
            order = self.order_sold(ham, 2)
            self.invoice(order)
            self.ship(order, {c: 2})

            self.assertEqual(self.cost(), 18.0)
            self.assertBooksAgree(ham)

    def test_a_late_bill_corrects_the_cost_of_an_invoiced_sale(self):
        for ham, _a, _c in self.each_method():
            lot = self.buy(ham, {"L": 10}, 5.0)["L"]
            order = self.order_sold(ham, 4)
            self.ship(order, {lot: 4})
            self.invoice(order)
            self.bill(lot, 6.0)

            self.assertEqual(self.cost(), 24.0)
            self.assertEqual(lot.total_value, 36.0)
            self.assertBooksAgree(ham)


@tagged("post_install", "-at_install")
class TestKits(module_case.ModuleCase):
    needs = "mrp.bom"

    def basket_of(self, ham):
        basket = self.make_product("Basket", tracking="none", is_storable=False)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": basket.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [Command.create({"product_id": ham.id, "product_qty": 2})],
            }
        )
        return basket

    def test_a_kit_at_the_till_costs_what_the_lots_of_its_parts_cost(self):
        for method, user in (("average", self.cashier), ("fifo", self.pos_boss)):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method)
                self.buy(ham, {"1": 10}, 4.5)
                basket = self.basket_of(ham)
                order = self.sync(self.ui_order([self.ui_line(basket, 3, price=20.0)]), user=user)

                self.assertEqual(order.lines.total_cost, 27.0)
                self.assertEqual(ham.total_value, 18.0)
                self.assertBooksAgree(ham)

    def test_a_kit_and_a_part_of_it_on_one_ticket_cost_what_their_lots_cost(self):
        ham = self.make_valued("Ham", "average")
        lot = self.buy(ham, {"1": 10}, 4.5)["1"]
        basket = self.basket_of(ham)
        lines = [self.ui_line(ham, 1, {lot: 1}), self.ui_line(basket, 3, price=20.0)]
        order = self.sync(self.ui_order(lines), user=self.cashier)

        costs = {line.product_id.name: line.total_cost for line in order.lines}
        self.assertEqual(costs, {"Ham": 4.5, "Basket": 27.0})
        self.assertEqual(ham.total_value, 13.5)
        self.assertBooksAgree(ham)


@tagged("post_install", "-at_install")
class TestDropshipping(module_case.ModuleCase):
    needs = "sale.order"

    def setUp(self):
        super().setUp()
        self.route = self.env.ref("stock_dropshipping.route_drop_shipping", False)
        if not self.route:
            self.skipTest("needs the app stock_dropshipping")

    def dropship(self, ham):
        """Five of each of two lots go from the vendor to a customer, at 5.00.

        :return: the transfer
        """
        ham.route_ids = self.route
        ham.seller_ids = [Command.create({"partner_id": self.vendor.id, "price": 5.0})]
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Ms Doe"}).id,
                "order_line": [Command.create({"product_id": ham.id, "product_uom_qty": 10})],
            }
        )
        sale.action_confirm()
        purchase = sale.order_line.purchase_line_ids.order_id
        purchase.order_line.price_unit = 5.0
        purchase.button_confirm()
        picking = purchase.picking_ids
        picking.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create({**self._line_vals(picking, ham), "lot_name": name, "quantity": 5})
            for name in ("1", "2")
        ]
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    def test_dropshipped_lots_come_and_go_at_their_cost(self):
        """F03"""
        for ham in self.each_setting():
            picking = self.dropship(ham)

            for lot in picking.move_line_ids.lot_id:
                self.assertEqual(lot.cost_layer_ids.mapped("value"), [25.0])
                self.assertEqual(lot.cost_consumption_ids.mapped("value"), [25.0])
            self.assertEqual(ham.total_value, 0.0)
            self.assertBooksAgree()

    def test_dropshipped_goods_leave_the_stock_of_their_lot_as_it_was(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 10}, 2.0)
            self.deliver(ham, 3, lots={self.make_lot(ham, "2"): 3})
            before = self.values(self.env["stock.lot"].search([("product_id", "=", ham.id)]))

            picking = self.dropship(ham)

            self.assertEqual(self.values(picking.move_line_ids.lot_id), before)
            self.assertIn(lots["1"], picking.move_line_ids.lot_id)
            gone = self.env["lot.cost.consumption"].search([("move_id", "=", picking.move_ids.id)])
            self.assertEqual(gone.mapped("value"), [25.0, 25.0])
            found = self.env["lot.cost.layer"]._reconcile(self.company)
            self.assertEqual({row["problem"] for row in found}, {"owed"})

    def test_a_dropshipped_line_that_turns_out_to_be_another_lot_leaves_its_stock_as_it_was(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"3": 10}, 2.0)
            picking = self.dropship(ham)

            picking.move_line_ids[0].lot_id = lots["3"]

            self.assertEqual(self.values(lots["3"]), {"3": (10, 20)})
            self.assertEqual(ham.total_value, 20.0)
            self.assertBooksAgree()

    def test_dropshipped_lots_go_back_to_the_vendor_at_their_cost(self):
        for ham in self.each_setting():
            picking = self.dropship(ham)
            one, two = picking.move_line_ids.lot_id.sorted("name")

            back = self.send_back(picking, {one: 2})

            usages = (back.location_id.usage, back.location_dest_id.usage)
            self.assertEqual(usages, ("customer", "supplier"))
            self.assertEqual(back.move_ids.value, 10.0)
            self.assertEqual(one.cost_layer_ids.sorted("id").mapped("value"), [25.0, 10.0])
            self.assertEqual(one.cost_consumption_ids.sorted("id").mapped("value"), [25.0, 10.0])
            self.assertEqual(two.cost_layer_ids.mapped("value"), [25.0])
            self.assertEqual(self.values(one | two), {"1": (0, 0), "2": (0, 0)})
            self.assertEqual(ham.total_value, 0.0)
            self.assertBooksAgree()

    def test_dropshipped_lots_that_a_customer_brings_to_us_are_stock_at_their_cost(self):
        for ham in self.each_setting():
            picking = self.dropship(ham)
            one, two = picking.move_line_ids.lot_id.sorted("name")

            back = self.send_back(picking, {one: 2}, to=self.stock_location)

            self.assertEqual(back.move_ids.value, 10.0)
            self.assertEqual(self.values(one | two), {"1": (2, 10), "2": (0, 0)})
            self.assertEqual(ham.total_value, 10.0)
            self.assertEqual(self.deliver(ham, 2, lots={one: 2}).move_ids.value, 10.0)
            self.assertEqual(self.values(one | two), {"1": (0, 0), "2": (0, 0)})
            self.assertBooksAgree()
