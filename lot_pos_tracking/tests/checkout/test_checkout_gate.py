from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestGate(LotPosCommon):
    """What the server lets through, as the cashier sends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.pen = cls.make_product("Pen", tracking="none")

    # -- what may be sold ------------------------------------------------------------------------

    def test_a_cashier_without_any_stock_right_sells_a_lot_and_closes(self):
        lot = self.make_lot(self.milk, "L1", 5)
        session = self.open_till()

        order = self.sell((self.milk, lot, 2), session=session)

        self.assertEqual(order.state, "paid")
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(self.on_hand(lot), 3)
        self.assertRecordValues(
            order.lines.pack_lot_ids,
            [
                {
                    "lot_id": lot.id,
                    "lot_name": "L1",
                    "quantity": 2,
                    "evidence": "scanned",
                    "verdict": "allow",
                    "reasons": False,
                    "offline": False,
                }
            ],
        )
        session.with_user(self.cashier).post_closing_cash_details(order.amount_total)
        self.assertEqual(
            session.with_user(self.cashier).close_session_from_ui(), {"successful": True}
        )
        self.assertEqual(session.state, "closed")

    def test_last_good_day_is_sold_and_the_day_after_is_refused(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-10")
        self.assertEqual(self.sell((self.milk, lot, 1)).state, "paid")
        with freeze_time("2026-03-11 00:30:00"):
            self.assert_refused(
                "Milk: lot L1 expired on 03/10/2026", self.ui_order([(self.milk, lot, 1)])
            )
        self.assertEqual(self.on_hand(lot), 4)

    def test_the_day_is_the_shops_not_utc(self):
        """C11: 2026-11-23 02:00 UTC is still the 22nd at UTC-6."""
        self.company.partner_id.tz = "America/Chicago"
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-11-22")
        with freeze_time("2026-11-23 02:00:00"):
            self.assertEqual(self.sell((self.milk, lot, 1)).state, "paid")

    def test_a_product_that_stopped_using_dates_is_sold_whatever_its_lots_say(self):
        """C13"""
        milk = self.make_product("Old Milk", shelf_life=10)
        lot = self.make_lot(milk, "L1", 5, use_by_date="2026-03-01")
        self.assert_refused("lot L1 expired", self.ui_order([(milk, lot, 1)]))

        milk.use_expiration_date = False

        self.assertEqual(self.sell((milk, lot, 1)).lines.pack_lot_ids.verdict, "allow")

    def test_held_recalled_unknown_short_and_foreign_lots_are_refused(self):
        held = self.make_lot(self.milk, "L1", 5)
        recalled = self.make_lot(self.make_product("Cheese"), "L2", 5)
        short = self.make_lot(self.milk, "L3", 5)
        elsewhere = self.make_lot(self.milk, "L4")
        held.with_user(self.holder).action_hold("quarantine", "smells")
        recalled.with_user(self.holder).action_hold("recall", "glass")
        cases = [
            (held, 1, "Milk: lot L1 is on hold: Quarantine"),
            (recalled, 1, "Cheese: lot L2 is recalled"),
            (short, 6, "Milk: lot L3 has only 5 Units left"),
            (elsewhere, 1, "Milk: lot L4 is not in this shop"),
        ]
        for lot, quantity, message in cases:
            with self.subTest(lot=lot.name):
                self.assert_refused(message, self.ui_order([(lot.product_id, lot, quantity)]))
        self.assert_refused("lot L9 is not known", self.ui_order([(self.milk, "L9", 1)]))
        self.assert_refused("lot of Milk is not named", self.ui_order([(self.milk, None, 1)]))

    def test_one_bad_line_refuses_the_whole_order(self):
        good = self.make_lot(self.milk, "L1", 5)
        bad = self.make_lot(self.milk, "L2", 5, use_by_date="2026-03-01")
        order = self.ui_order([(self.milk, good, 1), (self.milk, bad, 1), (self.pen, None, 1)])

        self.assert_refused(r"cannot be sold:\n- Milk: lot L2 expired", order)

        self.assertEqual((self.on_hand(good), self.on_hand(bad)), (5, 5))
        self.assertFalse(self.env["lot.event"].search([("kind", "=", "sale")]))

    def test_two_lines_of_one_lot_cannot_sell_it_twice(self):
        lot = self.make_lot(self.milk, "L1", 3)
        self.assert_refused(
            "lot L1 has only", self.ui_order([(self.milk, lot, 2), (self.milk, lot, 2)])
        )

    def test_a_lot_of_another_product_is_not_known(self):
        other = self.make_lot(self.make_product("Cheese"), "L1", 5)
        order = self.ui_order([self.ui_line(self.milk, 1, {other: 1})])
        self.assert_refused("Milk: lot L1 is not known", order)

    def test_best_before_warns_or_refuses_as_the_till_says(self):
        lot = self.make_lot(self.milk, "L1", 5, best_before_date="2026-03-09")
        order = self.sell((self.milk, lot, 1))
        self.assertEqual(
            (order.lines.pack_lot_ids.verdict, order.lines.pack_lot_ids.reasons),
            ("warn", "best_before_passed"),
        )
        self.config.lot_best_before = "block"
        self.assert_refused("was best before 03/09/2026", self.ui_order([(self.milk, lot, 1)]))

    def test_warn_sells_and_marks_but_never_a_recalled_lot(self):
        self.config.lot_policy = "warn"
        expired = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-01")
        order = self.sell((self.milk, expired, 1))
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(order.lines.pack_lot_ids.verdict, "warn")
        expired.with_user(self.holder).action_hold("recall", "glass")
        self.assert_refused("is recalled", self.ui_order([(self.milk, expired, 1)]))

    def test_native_stays_out(self):
        self.config.lot_policy = "native"
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-01")
        order = self.sell((self.milk, lot, 9))
        self.assertEqual((order.picking_ids.state, self.on_hand(lot)), ("done", -4))
        self.assertFalse(order.lines.pack_lot_ids.verdict)

    def test_drafts_are_saved_whatever_they_hold(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-01")
        draft = self.ui_order([(self.milk, lot, 1)], state="draft", amount_paid=0, payment_ids=[])
        order = self.sync(draft)
        self.assertEqual(order.state, "draft")

        again = {**self.ui_order([]), "uuid": draft["uuid"], "access_token": False}
        again.update(amount_total=2.0, amount_paid=2.0)
        again["payment_ids"] = self.ui_order([(self.milk, lot, 1)])["payment_ids"]
        with self.assertRaisesRegex(UserError, "lot L1 expired"), self.env.cr.savepoint():
            self.sync(again)
        self.assertEqual(order.state, "draft")

    # -- numbers instead of records --------------------------------------------------------------

    def test_a_number_is_found_without_case_and_blanks_and_never_created(self):
        lot = self.make_lot(self.milk, "Ab-1", 5)
        order = self.sell((self.milk, " aB-1 ", 1))
        self.assertEqual(order.lines.pack_lot_ids.lot_id, lot)
        self.assertEqual(order.lines.pack_lot_ids.lot_name, "Ab-1")
        self.assert_refused("is not known", self.ui_order([(self.milk, "Ab-2", 1)]))
        self.assertEqual(self.env["stock.lot"].search_count([("name", "=", "Ab-2")]), 0)

    def test_what_scanners_put_around_a_number_is_no_part_of_it(self):
        lot = self.make_lot(self.milk, "Ä-1", 9)
        for typed in ("\tä-1\t", "\u00a0Ä-1", "Ä-1\x1d", "\ufeffÄ-1\r\n"):
            with self.subTest(typed):
                self.assertEqual(self.sell((self.milk, typed, 1)).lines.pack_lot_ids.lot_id, lot)

    def test_a_number_that_became_a_lot_after_the_draft_was_saved_delivers_it(self):
        unpaid = {"state": "draft", "amount_paid": 0, "payment_ids": []}
        order = self.sync(self.ui_order([(self.milk, "NEW", 1)], **unpaid))
        self.assertFalse(order.lines.pack_lot_ids.lot_id)
        lot = self.make_lot(self.milk, "NEW", 5)

        self.pay_in_the_office(order)

        self.assertEqual((order.state, order.picking_ids.state), ("paid", "done"))
        self.assertEqual((order.lines.pack_lot_ids.lot_id, self.on_hand(lot)), (lot, 4))

    def pay_in_the_office(self, order):
        pay = self.env["pos.make.payment"].with_user(self.pos_manager)
        amounts = {"config_id": self.config.id, "amount": order.amount_total}
        pay.with_context(active_id=order.id).create(amounts).check()

    def test_the_office_cannot_pay_for_what_may_not_be_sold(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-01")
        unpaid = {"state": "draft", "amount_paid": 0, "payment_ids": []}
        order = self.sync(self.ui_order([(self.milk, lot, 1)], **unpaid))
        with self.assertRaisesRegex(UserError, "lot L1 expired"), self.env.cr.savepoint():
            self.pay_in_the_office(order)
        self.assertEqual((order.state, order.picking_ids.ids, self.on_hand(lot)), ("draft", [], 5))

    def test_a_state_that_a_cashier_writes_passes_the_gate_as_well(self):
        old = self.make_lot(self.milk, "OLD", 5, use_by_date="2026-03-09")
        good = self.make_lot(self.milk, "GOOD", 5, use_by_date="2026-03-12")
        orders = self.env["pos.order"].with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "Milk: lot OLD expired"), self.cr.savepoint():
            orders.create(self.ui_order([(self.milk, old, 1)]))
        refused, sold = (
            self.sync(self.ui_order([(self.milk, lot, 1)], state="draft")) for lot in (old, good)
        )
        forged = refused.with_user(self.cashier).with_context(lot_passes_gate=1)
        with self.assertRaisesRegex(UserError, "Milk: lot OLD expired"), self.cr.savepoint():
            forged.write({"state": "paid"})
        sold.with_user(self.cashier).write({"state": "paid"})

        self.assertEqual([refused.state, sold.state], ["draft", "paid"])
        self.assertEqual(sold.lines.pack_lot_ids.verdict, "allow")

    def test_with_which_lots_goods_have_left_cannot_be_rewritten(self):
        sold, other = (self.make_lot(self.milk, name, 5) for name in ("A", "B"))
        row = self.sell((self.milk, sold, 1)).lines.pack_lot_ids.with_user(self.cashier)
        changes = [
            lambda: row.write({"lot_id": other.id}),
            lambda: row.write({"lot_name": "B"}),
            lambda: row.write({"quantity": 9}),
            lambda: row.write({"evidence": "picked"}),
            lambda: row.copy({"lot_id": other.id}),
            row.unlink,
        ]
        for change in changes:
            with self.assertRaisesRegex(UserError, "have left"), self.env.cr.savepoint():
                change()
        self.assertRecordValues(row, [{"lot_id": sold.id, "quantity": 1, "evidence": "scanned"}])

    def test_the_shops_company_counts_wherever_the_cashier_stands(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-09")
        good = self.make_lot(self.milk, "L2", 5)
        session, other = self.open_till(), self.make_company()
        self.cashier.company_ids |= other
        elsewhere = {"allowed_company_ids": [other.id, self.company.id]}
        orders = self.env["pos.order"].with_user(self.cashier).with_context(**elsewhere)
        with self.assertRaisesRegex(UserError, "lot L1 expired"), self.env.cr.savepoint():
            orders.sync_from_ui([self.ui_order([(self.milk, lot, 1)], session=session)])

        orders.sync_from_ui([self.ui_order([(self.milk, good, 1)], session=session)])

        self.assertEqual((self.on_hand(lot), self.on_hand(good)), (5, 4))

    def test_the_vendors_number_finds_our_lot(self):
        lot = self.make_lot(self.milk, "OUR-1", 5, vendor_lot="V77")
        order = self.sell((self.milk, "V77", 1))
        self.assertEqual(order.lines.pack_lot_ids.lot_id, lot)

    # -- quantities ------------------------------------------------------------------------------

    def test_several_lots_on_a_line_deliver_their_own_quantities(self):
        """B13: upstream ships five of each."""
        first, second = (self.make_lot(self.milk, name, 5) for name in ("A", "B"))
        order = self.sell(self.ui_line(self.milk, 5, {first: 3, second: 2}))
        self.assertEqual((self.on_hand(first), self.on_hand(second)), (2, 3))
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("quantity")), 5)

    def test_different_lots_on_different_lines(self):
        """B09"""
        first, second = (self.make_lot(self.milk, name, 5) for name in ("1001", "1002"))
        self.sell((self.milk, first, 1), (self.milk, second, 2))
        self.assertEqual((self.on_hand(first), self.on_hand(second)), (4, 3))

    def test_one_lot_takes_the_lines_quantity_and_decimals_count(self):
        """B15"""
        kilo = self.env.ref("uom.product_uom_kgm")
        cheese = self.make_product("Cheese", uom_id=kilo.id)
        lot = self.make_lot(cheese, "K1", 10)
        self.sell(self.ui_line(cheese, 1.5, {lot: 1}))
        self.assertEqual(self.on_hand(lot), 8.5)

    def test_lots_that_exceed_the_line_are_refused(self):
        first, second = (self.make_lot(self.milk, name, 5) for name in ("A", "B"))
        order = self.ui_order([self.ui_line(self.milk, 3, {first: 3, second: 2})])
        self.assert_refused("the lots add up to 5.0, the line sells 3", order)

    def test_lots_that_cover_less_than_the_line_are_refused(self):
        first, second = (self.make_lot(self.milk, name, 5) for name in ("A", "B"))
        order = self.ui_order([self.ui_line(self.milk, 5, {first: 2, second: 2})])
        self.assert_refused("lot of Milk is not named", order)

    def test_goods_are_taken_where_they_lie(self):
        """B16 and B27: no negative quant anywhere."""
        shelves = self.env["stock.location"].create(
            [{"name": name, "location_id": self.stock_location.id} for name in ("One", "Two")]
        )
        lot = self.make_lot(self.milk, "111", 1, location=shelves[0])
        self.env["stock.quant"]._update_available_quantity(self.milk, shelves[1], 1, lot_id=lot)
        self.sell((self.milk, lot, 2))
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id.usage", "=", "internal")]
        )
        self.assertFalse(quants.filtered(lambda quant: quant.quantity < 0))
        self.assertEqual(sum(quants.mapped("quantity")), 0)

    def test_serial_numbers_go_one_by_one(self):
        phone = self.make_product("Phone", tracking="serial")
        first, second = (self.make_lot(phone, name, 1) for name in ("S1", "S2"))
        order = self.sell(self.ui_line(phone, 2, {first: 1, second: 1}))
        self.assertEqual((self.on_hand(first), self.on_hand(second)), (0, 0))
        self.assertEqual(order.picking_ids.state, "done")
        self.assert_refused("lot S1 is not in this shop", self.ui_order([(phone, first, 1)]))

    def test_selling_twice_leaves_the_shop_twice(self):
        """B17"""
        lot = self.make_lot(self.milk, "L1", 2)
        orders = self.sell((self.milk, lot, 1)) | self.sell((self.milk, lot, 1))
        self.assertEqual(orders.picking_ids.move_ids.mapped("location_id"), self.stock_location)
        self.assertEqual(self.on_hand(lot), 0)

    # -- the journal -----------------------------------------------------------------------------

    def test_a_sale_is_written_down_with_till_session_order_and_evidence(self):
        lot = self.make_lot(self.milk, "L1", 5)
        order = self.sell((self.milk, lot, 2))
        event = self.env["lot.event"].search([("kind", "=", "sale"), ("lot_id", "=", lot.id)])
        self.assertRecordValues(
            event,
            [
                {
                    "quantity": 2,
                    "config_id": self.config.id,
                    "session_id": order.session_id.id,
                    "order_id": order.id,
                    "user_id": self.cashier.id,
                    "at": fields.Datetime.to_datetime("2026-03-10 09:00:00"),
                }
            ],
        )
        self.assertEqual(event.facts["evidence"], "scanned")

    def test_the_twin_counts_known_and_anonymous_buyers(self):
        lot = self.make_lot(self.milk, "L1", 9)
        customer = self.make_vendor("Customer")
        self.sell((self.milk, lot, 2), partner_id=customer.id)
        self.sell((self.milk, lot, 1), partner_id=customer.id)
        self.sell((self.milk, lot, 3))
        self.assertEqual(
            lot.with_user(self.stock_user).twin()["sold"],
            {
                "known": {"quantity": 3.0, "orders": 2, "customers": 1},
                "anonymous": {"quantity": 3.0, "orders": 1},
            },
        )
