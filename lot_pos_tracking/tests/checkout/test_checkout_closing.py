from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestClosing(LotPosCommon):
    """Closing is never jammed and never silent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.pen = cls.make_product("Pen", tracking="none")

    def close(self, session, user=None):
        """As the till closes it."""
        session = session.with_user(user or self.cashier)
        cash = session.cash_register_balance_end
        answer = session.post_closing_cash_details(cash)
        return answer if not answer["successful"] else session.close_session_from_ui()

    def test_stock_at_closing_moves_tracked_tickets_at_the_sale_and_nothing_twice(self):
        self.company.point_of_sale_update_stock_quantities = "closing"
        lot = self.make_lot(self.milk, "L1", 5)
        customer = self.make_vendor("Customer")
        self.env["stock.quant"]._update_available_quantity(self.pen, self.stock_location, 10)
        session = self.open_till()

        tracked = self.sell((self.milk, lot, 2), (self.pen, None, 1), partner_id=customer.id)
        plain = self.sell((self.pen, None, 3))
        self.assertEqual((self.on_hand(lot), self.pen.qty_available), (3, 9))
        self.assertRecordValues(
            tracked.picking_ids,
            [{"state": "done", "partner_id": customer.id, "pos_order_id": tracked.id}],
        )
        self.assertFalse(plain.picking_ids)

        self.assertEqual(self.close(session), {"successful": True})

        self.assertEqual((self.on_hand(lot), self.pen.qty_available), (3, 6))
        self.assertTrue(tracked.is_total_cost_computed)
        self.assertTrue(plain.is_total_cost_computed)

    def test_goods_that_did_not_move_are_told_retried_and_closed_on_purpose(self):
        self.config.lot_policy = "warn"
        session = self.open_till()
        order = self.sell((self.milk, None, 2))

        exception = session.lot_exception_ids
        self.assertNotEqual(order.picking_ids.state, "done")
        self.assertRecordValues(
            exception,
            [
                {
                    "kind": "failed_picking",
                    "order_id": order.id,
                    "picking_id": order.picking_ids.id,
                    "user_id": self.cashier.id,
                    "message": "Not moved: Milk, 2 Units",
                }
            ],
        )
        self.assertTrue(exception.activity_ids)

        answer = self.close(session)
        self.assertFalse(answer["successful"])
        self.assertIn("Not moved: Milk, 2 Units", answer["message"])
        self.assertEqual(len(session.lot_exception_ids), 1)
        with self.assertRaisesRegex(UserError, "did not leave the stock"):
            session.with_user(self.pos_manager).action_pos_session_closing_control()

        session.with_user(self.cashier).set_lot_close_reason("Counted tomorrow")
        self.assertEqual(self.close(session), {"successful": True})
        self.assertEqual(session.state, "closed")

    def test_a_reason_is_needed(self):
        session = self.open_till()
        with self.assertRaisesRegex(UserError, "Say why"):
            session.with_user(self.cashier).set_lot_close_reason(" ")

    def test_a_retry_at_closing_moves_the_goods_and_settles_the_exception(self):
        self.config.lot_policy = "warn"
        session = self.open_till()
        order = self.sell((self.milk, None, 2))
        lot = self.make_lot(self.milk, "L1", 5)

        self.assertEqual(self.close(session), {"successful": True})

        self.assertEqual((order.picking_ids.state, self.on_hand(lot)), ("done", 3))
        self.assertEqual(session.lot_exception_ids.state, "done")
        self.assertRecordValues(
            order.lines.pack_lot_ids, [{"lot_id": lot.id, "quantity": 2, "evidence": "presumed"}]
        )

    def test_what_stays_behind_of_a_ticket_is_told_and_moves_later_without_moving_twice(self):
        """Upstream leaves the rest in a transfer that belongs to no ticket and no session."""
        self.config.lot_policy = "warn"
        lot = self.make_lot(self.milk, "L1", 3)
        session = self.open_till()
        order = self.sell((self.milk, None, 5))

        self.assertEqual(self.on_hand(lot), 0)
        self.assertEqual(sorted(order.picking_ids.mapped("state")), ["confirmed", "done"])
        self.assertEqual(session.lot_exception_ids.message, "Not moved: Milk, 2 Units")
        self.assertFalse(self.close(session)["successful"])

        self.env["stock.quant"]._update_available_quantity(
            self.milk, self.stock_location, 7, lot_id=lot
        )
        self.assertEqual(self.close(session), {"successful": True})
        self.assertEqual((self.on_hand(lot), session.lot_exception_ids.state), (5, "done"))

    def test_a_till_with_an_operation_type_of_its_own_reserves_nothing_for_what_stays_behind(self):
        self.config.lot_policy = "warn"
        self.config.picking_type_id = self.config.picking_type_id.copy({"name": "Counter"})
        phone = self.make_product("Phone", tracking="serial")
        self.make_lot(phone, "S1", 1)
        order = self.sell((phone, None, 2))
        self.make_lot(phone, "S2", 1)
        left = order.picking_ids.filtered(lambda picking: picking.state != "done")
        self.assertRecordValues(left, [{"state": "confirmed", "move_line_ids": []}])

    def test_warn_creates_what_upstream_would_create(self):
        """B10: graded as typed."""
        self.config.lot_policy = "warn"
        self.config.picking_type_id.use_create_lots = True
        order = self.sell((self.milk, "NEW-1", 1))
        pack = order.lines.pack_lot_ids
        self.assertEqual(
            (pack.lot_id.name, pack.evidence, pack.reasons), ("NEW-1", "typed", "unknown_lot")
        )
        self.assertEqual(order.picking_ids.state, "done")

    def test_the_operation_types_lot_flags_do_not_change_what_is_delivered(self):
        """B12"""
        lot = self.make_lot(self.milk, "L1", 100)
        kind = self.config.picking_type_id
        for create in (True, False):
            for use in (True, False):
                kind.write({"use_create_lots": create, "use_existing_lots": use})
                before = self.on_hand(lot)
                sale = self.sell((self.milk, lot, 5))
                line = self.ui_line(self.milk, -3, {lot: 3}, refunded_orderline_id=sale.lines.id)
                refund = self.sync(self.ui_order([line], is_refund=True))[-1]
                with self.subTest(create=create, use=use):
                    self.assertEqual((sale | refund).picking_ids.mapped("state"), ["done", "done"])
                    self.assertEqual(self.on_hand(lot), before - 2)

    def test_ship_later_sets_the_chosen_lot_aside(self):
        first, chosen = (self.make_lot(self.milk, name, 5) for name in ("L1", "L2"))
        customer = self.make_vendor("Customer")
        order = self.sell(
            (self.milk, chosen, 2), partner_id=customer.id, shipping_date="2026-03-12"
        )
        lines = order.picking_ids.move_line_ids
        self.assertRecordValues(lines, [{"lot_id": chosen.id, "quantity": 2}])
        self.assertEqual(self.on_hand(first | chosen), 10)
        row = self.config.with_user(self.cashier).lot_snapshot(lot_ids=chosen.ids)["rows"][0]
        self.assertEqual(row["free_qty"], 3.0)

    def test_a_till_that_does_as_odoo_does_leaves_nothing_set_aside(self):
        """Sold, or stuck and cancelled later: nobody else waits for these goods."""
        self.config.lot_policy = "native"
        lot = self.make_lot(self.milk, "L1", 5)
        phone = self.make_product("Phone", tracking="serial")
        serial = self.make_lot(phone, "S1", 1)
        self.sell((self.milk, lot, 1), (phone, serial, 1))
        self.assertEqual(lot.quant_ids.mapped("reserved_quantity"), [0.0, 0.0])

        stuck = self.sell((self.milk, lot, 1), (phone, serial, 1))
        self.assertEqual(stuck.picking_ids.state, "assigned")
        stuck.picking_ids.action_cancel()

        self.assertEqual(lot.quant_ids.mapped("reserved_quantity"), [0.0, 0.0])

    def test_what_comes_back_later_is_expected_under_the_lot_it_left_with(self):
        """B28"""
        lot = self.make_lot(self.milk, "L1", 5)
        customer = self.make_vendor("Customer")
        later = {"partner_id": customer.id, "shipping_date": "2026-03-12"}
        order = self.sell((self.milk, lot, 3), **later)
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.assertEqual(self.on_hand(lot), 2)

        line = self.ui_line(self.milk, -2, {lot: 2}, refunded_orderline_id=order.lines.id)
        refund = self.sync(self.ui_order([line], is_refund=True, **later))[-1]

        receipt = refund.picking_ids
        self.assertEqual(receipt.location_id.usage, "customer")
        self.assertRecordValues(
            receipt.move_line_ids,
            [{"lot_id": lot.id, "quantity": 2, "pos_order_line_id": refund.lines.id}],
        )
        receipt.move_ids.picked = True
        receipt._action_done()
        self.assertEqual(self.on_hand(lot), 4)
