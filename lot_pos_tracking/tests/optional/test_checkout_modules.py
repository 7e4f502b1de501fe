"""Other ways to a ticket that other apps bring: sale orders settled at the till, kits, combos."""

from odoo.fields import Command
from odoo.tests import tagged

from ..common import LotPosCommon


class ModuleCase(LotPosCommon):
    needs = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.needs not in cls.env["ir.module.module"]._installed():
            cls.skipTest(cls, f"needs the app {cls.needs}")
        cls.milk = cls.make_product("Milk", shelf_life=30)
        if "sale.order" in cls.env:  # without it nobody settles an order, whatever the add-on
            cls.cashier.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def shipped(self, order):
        """``{lot number: quantity}`` that left on this ticket."""
        lines = order.picking_ids.filtered(lambda p: p.state == "done").move_line_ids
        found = {}
        for line in lines:
            found[line.lot_id.name] = found.get(line.lot_id.name, 0.0) + line.quantity
        return found


@tagged("post_install", "-at_install")
class TestSettledOrders(ModuleCase):
    """A sale order that is paid and handed over at the till."""

    needs = "pos_sale"

    def make_sale(self, quantity, lots):
        """A confirmed order whose delivery has set these lots aside."""
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Customer"}).id,
                "order_line": [
                    Command.create({"product_id": self.milk.id, "product_uom_qty": quantity})
                ],
            }
        )
        sale.action_confirm()
        move = sale.picking_ids.move_ids
        move.move_line_ids.unlink()
        for lot, part in lots.items():
            move._update_reserved_quantity(part, move.location_id, lot_id=lot)
        return sale

    def settle(self, sale, lots, **values):
        line = sale.order_line
        ui_line = self.ui_line(
            self.milk,
            line.product_uom_qty,
            lots,
            sale_order_origin_id=sale.id,
            sale_order_line_id=line.id,
        )
        return self.ui_order([ui_line], **values)

    def test_the_orders_two_lots_leave_with_their_own_quantities(self):
        """B25"""
        first, second = (self.make_lot(self.milk, n, q) for n, q in (("1001", 2), ("1002", 1)))
        sale = self.make_sale(3, {first: 2, second: 1})

        order = self.sync(self.settle(sale, {first: 2, second: 1}))

        self.assertEqual(self.shipped(order), {"1001": 2.0, "1002": 1.0})
        self.assertEqual((self.on_hand(first), self.on_hand(second)), (0.0, 0.0))
        self.assertEqual(sale.picking_ids.filtered(lambda p: p.state != "done").state, "cancel")
        self.assertEqual(sale.order_line.qty_delivered, 3.0)

    def test_a_part_of_the_second_lot_stays_for_others(self):
        """B26"""
        first, second = (self.make_lot(self.milk, n, q) for n, q in (("Lot 1", 2), ("Lot 2", 3)))
        sale = self.make_sale(3, {first: 2, second: 1})

        order = self.sync(self.settle(sale, {first: 2, second: 1}))

        self.assertEqual(self.shipped(order), {"Lot 1": 2.0, "Lot 2": 1.0})
        self.assertEqual(self.on_hand(second), 2.0)

    def test_one_lot_in_two_places_leaves_from_both(self):
        """B27"""
        places = self.env["stock.location"].create(
            [{"name": name, "location_id": self.stock_location.id} for name in ("A", "B")]
        )
        lot = self.make_lot(self.milk, "111", 1, location=places[0])
        self.env["stock.quant"]._update_available_quantity(self.milk, places[1], 1, lot_id=lot)
        sale = self.make_sale(2, {lot: 2})

        order = self.sync(self.settle(sale, {lot: 2}))

        self.assertEqual(self.shipped(order), {"111": 2.0})
        self.assertEqual([self.on_hand(lot, place) for place in places], [0.0, 0.0])

    def test_what_one_customer_ordered_is_not_sold_to_another(self):
        lot = self.make_lot(self.milk, "L1", 2)
        self.make_sale(2, {lot: 2})
        self.assert_refused("only 0", self.ui_order([(self.milk, lot, 1)]))

    def test_the_till_may_ask_before_it_settles(self):
        lot = self.make_lot(self.milk, "L1", 2)
        sale = self.make_sale(2, {lot: 2})
        question = {
            "product_id": self.milk.id,
            "lot_id": lot.id,
            "quantity": 2,
            "uuid": "line-1",
            "evidence": "scanned",
        }
        till = self.config.with_user(self.cashier)
        answers = till.check_lots([question])
        self.assertEqual(answers[0]["reasons"], ["short_quantity"])
        settles = {**question, "sale_order_line_id": sale.order_line.id}
        self.assertEqual(till.claim_lots("order-1", [settles])[0]["verdict"], "allow")

    def test_a_lot_that_was_held_since_is_refused_and_the_order_stays_open(self):
        lot = self.make_lot(self.milk, "L1", 2)
        sale = self.make_sale(2, {lot: 2})
        ui_order = self.settle(sale, {lot: 2})
        lot.with_user(self.holder).action_hold("quality", "sample")

        self.assert_refused("on hold", ui_order)
        self.assertEqual(sale.order_line.qty_delivered, 0.0)


@tagged("post_install", "-at_install")
class TestKits(ModuleCase):
    """A kit is sold as one line; each of its parts has lots of its own."""

    needs = "pos_mrp"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jam = cls.make_product("Jam", shelf_life=30)
        cls.hamper = cls.make_product("Hamper", tracking="none")
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.hamper.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": cls.milk.id, "product_qty": 2}),
                    Command.create({"product_id": cls.jam.id, "product_qty": 1}),
                ],
            }
        )

    def test_the_first_to_expire_of_every_part_leave(self):
        late = self.make_lot(self.milk, "LATE", 5, use_by_date="2099-02-01")
        soon = self.make_lot(self.milk, "SOON", 2, use_by_date="2099-01-01")
        jam = self.make_lot(self.jam, "J1", 5)

        order = self.sync(self.ui_order([(self.hamper, None, 1)]))

        self.assertEqual(self.shipped(order), {"SOON": 2.0, "J1": 1.0})
        self.assertEqual([self.on_hand(lot) for lot in (late, soon, jam)], [5.0, 0.0, 4.0])

    def test_the_journal_tells_the_parts_that_were_sold(self):
        milk = self.make_lot(self.milk, "M1", 5)
        jam = self.make_lot(self.jam, "J1", 5)

        order = self.sync(self.ui_order([(self.hamper, None, 1)]))

        events = self.env["lot.event"].search([("order_id", "=", order.id), ("kind", "=", "sale")])
        self.assertEqual(
            {event.lot_id: (event.quantity, event.facts["part_of_kit"]) for event in events},
            {milk: (2.0, True), jam: (1.0, True)},
        )

    def test_a_kit_whose_part_is_expired_is_not_sold(self):
        self.make_lot(self.milk, "GOOD", 5)
        self.make_lot(self.jam, "OLD", 5, use_by_date="2020-01-01")
        self.assert_refused("Jam", self.ui_order([(self.hamper, None, 1)]))

    def test_the_ticket_learns_the_lots_of_the_parts(self):
        self.make_lot(self.milk, "M1", 5, use_by_date="2099-01-01")
        self.make_lot(self.jam, "J1", 5, best_before_date="2099-02-01")
        other = self.make_lot(self.milk, "X", 1, use_by_date="2099-03-01")
        ui_order = self.ui_order([(self.hamper, None, 1), (self.milk, other, 1)])
        orders = self.env["pos.order"].with_user(self.cashier).with_context(generate_pdf=False)

        rows = orders.sync_from_ui([ui_order])["pos.order.line"]

        use_by = {"use_by": "2099-01-01", "expiration": "2099-01-01"}
        best_before = {"best_before": "2099-02-01", "expiration": "2099-02-01"}
        unit = {"unit": "Units", "rounding": self.milk.uom_id.rounding, "tracking": "lot"}
        self.assertEqual(
            [row["lot_parts"] for row in rows],
            [
                [
                    {"product": "Milk", "lot": "M1", "quantity": 2.0, **unit, "dates": use_by},
                    {"product": "Jam", "lot": "J1", "quantity": 1.0, **unit, "dates": best_before},
                ],
                False,
            ],
        )

    def test_a_kit_leaves_the_lot_that_another_line_of_the_ticket_sells(self):
        """The lot that expires first is named on a line of its own: the kit takes the next one."""
        soon = self.make_lot(self.milk, "SOON", 1, use_by_date="2099-01-01")
        late = self.make_lot(self.milk, "LATE", 5, use_by_date="2099-02-01")
        self.make_lot(self.jam, "J1", 5)

        order = self.sync(self.ui_order([(self.hamper, None, 1), (self.milk, soon, 1)]))

        self.assertEqual(self.shipped(order), {"SOON": 1.0, "LATE": 2.0, "J1": 1.0})
        self.assertEqual((self.on_hand(soon), self.on_hand(late)), (0.0, 3.0))

    def test_a_kit_whose_parts_must_be_scanned_is_refused_with_the_way_out(self):
        self.config.lot_choice = "scan"
        self.make_lot(self.milk, "M1", 5)
        self.make_lot(self.jam, "J1", 5)
        self.assert_refused(
            r"Hamper cannot be sold. Milk: the number on the pack must be read.*"
            r"sell its parts on lines of their own",
            self.ui_order([(self.hamper, None, 1)]),
        )

    def test_a_kit_waits_while_a_lot_of_its_part_is_recalled(self):
        """Which pack is in the kit nobody knows, as long as one of them may be the bad one."""
        good, bad = self.make_lot(self.jam, "GOOD", 5), self.make_lot(self.jam, "BAD", 5)
        milk = self.make_lot(self.milk, "M1", 5)
        bad.with_user(self.holder).action_hold("recall", "glass")
        self.assert_refused(
            "Hamper cannot be sold. Jam: .* sell its parts on lines of their own",
            self.ui_order([(self.hamper, None, 1)]),
        )

        order = self.sell((self.milk, milk, 2), (self.jam, good, 1))

        self.assertEqual(self.shipped(order), {"M1": 2.0, "GOOD": 1.0})

    def test_a_kit_sold_offline_although_its_part_must_be_read_has_an_exception(self):
        self.config.lot_choice = "scan"
        self.make_lot(self.milk, "M1", 5)
        self.make_lot(self.jam, "J1", 5)
        ui_order = self.ui_order(
            [(self.hamper, None, 1)], lot_offline=True, date_order="2020-01-01 09:00:00"
        )

        order = self.sync(ui_order)

        exceptions = self.env["lot.exception"].search([("order_id", "=", order.id)])
        self.assertEqual(
            sorted((row.product_id.name, row.reasons) for row in exceptions),
            [("Jam", "not_scanned,stale_data"), ("Milk", "not_scanned,stale_data")],
        )
        self.assertEqual(self.shipped(order), {"M1": 2.0, "J1": 1.0})

    def test_a_kit_whose_part_is_on_hold_is_not_sold_and_a_good_lot_is_taken_instead(self):
        self.make_lot(self.milk, "GOOD", 5)
        held = self.make_lot(self.jam, "HELD", 5, use_by_date="2098-01-01")
        held.with_user(self.holder).action_hold("recall", "glass")
        self.assert_refused("Jam", self.ui_order([(self.hamper, None, 1)]))

    def test_a_kit_comes_back_with_the_lots_it_left_with(self):
        soon = self.make_lot(self.milk, "SOON", 3, use_by_date="2099-01-01")
        late = self.make_lot(self.milk, "LATE", 5, use_by_date="2099-02-01")
        jam = self.make_lot(self.jam, "J1", 5)
        sold = self.sync(self.ui_order([(self.hamper, None, 2)]))
        self.assertEqual(self.shipped(sold), {"SOON": 3.0, "LATE": 1.0, "J1": 2.0})

        back = self.ui_line(self.hamper, -1, refunded_orderline_id=sold.lines.id)
        self.sync(self.ui_order([back], is_refund=True))

        self.assertEqual([self.on_hand(lot) for lot in (soon, late, jam)], [2.0, 4.0, 4.0])

    def test_a_part_that_was_recalled_since_comes_back_to_quarantine(self):
        milk, jam = self.make_lot(self.milk, "M1", 5), self.make_lot(self.jam, "J1", 5)
        sold = self.sync(self.ui_order([(self.hamper, None, 1)]))
        jam.with_user(self.holder).action_hold("recall", "glass")

        back = self.ui_line(self.hamper, -1, refunded_orderline_id=sold.lines.id)
        refund = self.sync(self.ui_order([back], is_refund=True))[-1]

        self.assertEqual(refund.picking_ids.state, "done")
        quarantine = self.company.lot_quarantine_location_id
        self.assertEqual((self.on_hand(milk), self.on_hand(jam)), (5.0, 4.0))
        self.assertEqual(self.on_hand(milk | jam, quarantine), 1.0)

    def test_no_more_of_a_kit_comes_back_than_the_ticket_sold(self):
        milk, jam = self.make_lot(self.milk, "M1", 9), self.make_lot(self.jam, "J1", 9)
        sold = self.sync(self.ui_order([(self.hamper, None, 2)]))

        def back(*quantities):
            lines = [
                self.ui_line(self.hamper, -quantity, refunded_orderline_id=sold.lines.id)
                for quantity in quantities
            ]
            return self.ui_order(lines, is_refund=True)

        for order in (back(3), back(1, 2)):
            self.assert_refused("More of Hamper than this ticket sold cannot come back", order)
        self.assertEqual(self.sync(back(1))[-1].picking_ids.state, "done")
        self.assert_refused("More of Hamper", back(2))
        self.sync(back(1))
        self.assertEqual((self.on_hand(milk), self.on_hand(jam)), (9.0, 9.0))

    def test_a_kit_and_its_part_on_one_ticket_do_not_take_the_same_unit(self):
        lot = self.make_lot(self.milk, "L1", 2)
        self.make_lot(self.jam, "J1", 5)
        self.assert_refused("Milk", self.ui_order([(self.hamper, None, 1), (self.milk, lot, 1)]))


@tagged("post_install", "-at_install")
class TestCombos(ModuleCase):
    """A combo's parts are lines of their own and are judged like any other line."""

    needs = "point_of_sale"

    def test_every_part_of_a_combo_is_judged(self):
        held = self.make_lot(self.milk, "HELD", 5)
        pen = self.make_product("Pen", tracking="none")
        combo = self.env["product.combo"].create(
            {
                "name": "Drink",
                "combo_item_ids": [Command.create({"product_id": self.milk.id})],
            }
        )
        menu = self.make_product(
            "Menu", tracking="none", type="combo", combo_ids=[Command.set(combo.ids)]
        )
        ui_order = self.ui_order([(menu, None, 1), (self.milk, held, 1), (pen, None, 1)])
        whole, part = (ui_order["lines"][place][2]["uuid"] for place in (0, 1))
        ui_order["relations_uuid_mapping"] = {"pos.order.line": {part: {"combo_parent_id": whole}}}
        held.with_user(self.holder).action_hold("quality", "sample")
        self.assert_refused("on hold", ui_order)


@tagged("post_install", "-at_install")
class TestKiosk(ModuleCase):
    """A self-order kiosk has nobody to ask: what would be asked is refused."""

    needs = "pos_self_order"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        card = cls.env["account.journal"].create({"name": "Card", "type": "bank", "code": "CRD1"})
        method = cls.env["pos.payment.method"].create({"name": "Card", "journal_id": card.id})
        cls.config.payment_method_ids = method
        cls.config.self_ordering_mode = "kiosk"

    def question(self, lot=None):
        return {
            "product_id": self.milk.id,
            "lot_id": lot.id if lot else False,
            "quantity": 1,
            "uuid": "line-1",
            "evidence": "scanned" if lot else False,
        }

    def test_a_lot_that_nobody_named_is_refused_not_asked_for(self):
        self.make_lot(self.milk, "L1", 5)
        self.make_lot(self.milk, "L2", 5)
        till = self.config.with_user(self.cashier)

        answer = till.check_lots([self.question()])[0]

        self.assertEqual((answer["verdict"], answer["overridable"]), ("block", False))
        self.assert_refused("is not named", self.ui_order([(self.milk, None, 1)]))

    def test_the_only_lot_there_is_to_sell_is_taken(self):
        lot = self.make_lot(self.milk, "L1", 5)
        self.make_lot(self.milk, "OLD", 5, use_by_date="2020-01-01")

        answer = self.config.with_user(self.cashier).check_lots([self.question()])[0]
        order = self.sync(self.ui_order([(self.milk, None, 2)]))

        self.assertEqual((answer["verdict"], answer["lot_id"]), ("allow", lot.id))
        self.assertRecordValues(
            order.lines.pack_lot_ids,
            [{"lot_id": lot.id, "quantity": 2, "evidence": "only_lot", "verdict": "allow"}],
        )
        self.assertEqual(self.shipped(order), {"L1": 2.0})
        self.assert_refused("L1 has only", self.ui_order([(self.milk, None, 4)]))

    def test_the_only_lot_is_not_taken_while_another_is_recalled(self):
        self.make_lot(self.milk, "L1", 5)
        bad = self.make_lot(self.milk, "BAD", 5)
        bad.with_user(self.holder).action_hold("recall", "glass")
        self.assert_refused("Milk", self.ui_order([(self.milk, None, 1)]))

    def test_a_lot_that_the_code_named_is_sold(self):
        lot = self.make_lot(self.milk, "L1", 5)
        order = self.sync(self.ui_order([(self.milk, lot, 1)]))
        self.assertEqual(self.shipped(order), {"L1": 1.0})

    def test_nobody_can_approve_an_expired_lot_there(self):
        lot = self.make_lot(self.milk, "OLD", 5, use_by_date="2020-01-01")
        answer = self.config.with_user(self.cashier).check_lots([self.question(lot)])[0]
        self.assertEqual((answer["verdict"], answer["overridable"]), ("block", False))
