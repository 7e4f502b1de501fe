from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestOffline(LotPosCommon):
    """What was finalised without connection is accepted, marked and given to somebody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.config.lot_owner_id = cls.pos_manager

    def offline_order(self, *lines, minutes=30, **values):
        at = fields.Datetime.now() - timedelta(minutes=minutes)
        order = self.ui_order(list(lines), date_order=fields.Datetime.to_string(at), **values)
        for command in order["lines"]:
            for pack in command[2]["pack_lot_ids"]:
                pack[2]["offline"] = True
        return order

    def exceptions(self, order):
        return self.env["lot.exception"].search([("order_id", "=", order.id)])

    def test_a_held_lot_sold_offline_is_accepted_with_an_exception_and_an_activity(self):
        lot = self.make_lot(self.milk, "L1", 5)
        order_data = self.offline_order((self.milk, lot, 2))
        lot.with_user(self.holder).action_hold("quarantine", "smells")

        order = self.sync(order_data)

        self.assertEqual(
            (order.state, order.picking_ids.state, order.lot_offline), ("paid", "done", True)
        )
        self.assertRecordValues(
            order.lines.pack_lot_ids, [{"verdict": "block", "reasons": "held", "offline": True}]
        )
        exception = self.exceptions(order)
        self.assertRecordValues(
            exception,
            [
                {
                    "kind": "offline_sale",
                    "state": "open",
                    "lot_id": lot.id,
                    "quantity": 2,
                    "reasons": "held",
                    "user_id": self.pos_manager.id,
                    "config_id": self.config.id,
                    "message": "Milk: lot L1 is on hold: Quarantine.",
                }
            ],
        )
        self.assertEqual(exception.activity_ids.user_id, self.pos_manager)
        self.assertEqual(self.on_hand(lot), 3)
        event = self.env["lot.event"].search([("kind", "=", "offline")])
        self.assertRecordValues(event, [{"lot_id": lot.id, "order_id": order.id}])

    def test_a_good_order_finalised_offline_leaves_no_exception(self):
        lot = self.make_lot(self.milk, "L1", 5)
        order = self.sync(self.offline_order((self.milk, lot, 2)))
        self.assertEqual(order.lines.pack_lot_ids.verdict, "allow")
        self.assertTrue(order.lot_offline)
        self.assertFalse(self.exceptions(order))

    def test_the_day_of_the_sale_decides_not_the_day_it_arrives(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-10")
        with freeze_time("2026-03-10 23:50:00"):
            order_data = self.offline_order((self.milk, lot, 1), minutes=0)
        with freeze_time("2026-03-11 08:00:00"):
            order = self.sync(order_data)
        self.assertEqual(order.lines.pack_lot_ids.verdict, "allow")

    def test_old_data_warns_or_opens_an_exception_as_the_till_says(self):
        lot = self.make_lot(self.milk, "L1", 5)
        for choice, verdict, count in (("warn", "warn", 0), ("block", "block", 1)):
            self.config.lot_offline_stale = choice
            order_data = self.offline_order((self.milk, lot, 1))
            order_data["lines"][0][2]["pack_lot_ids"][0][2]["data_age"] = 241
            order = self.sync(order_data)
            with self.subTest(choice):
                self.assertEqual(order.lines.pack_lot_ids.verdict, verdict)
                self.assertEqual(order.lines.pack_lot_ids.reasons, "stale_data")
                self.assertEqual(len(self.exceptions(order)), count)

    def test_the_mark_alone_opens_no_gate(self):
        lot = self.make_lot(self.milk, "L1", 5)
        lot.with_user(self.holder).action_hold("quarantine", "smells")
        self.assert_refused("is on hold", self.offline_order((self.milk, lot, 1), minutes=0))
        self.assert_refused("is on hold", self.offline_order((self.milk, lot, 1), minutes=-30))

    def test_an_order_that_was_refused_does_not_pass_by_calling_itself_offline(self):
        lot = self.make_lot(self.milk, "L1", 5)
        lot.with_user(self.holder).action_hold("quarantine", "smells")
        order_data = self.offline_order((self.milk, lot, 1))
        self.config.with_user(self.cashier).claim_lots(
            order_data["uuid"], [{"product_id": self.milk.id, "lot_id": lot.id, "quantity": 1}]
        )
        self.assert_refused("is on hold", order_data)

    def test_goods_sold_offline_without_a_lot_are_presumed_first_to_expire(self):
        self.make_lot(self.milk, "L1", 5, use_by_date="2026-05-01")
        sooner = self.make_lot(self.milk, "L2", 2, use_by_date="2026-04-01")
        held = self.make_lot(self.milk, "L3", 5, use_by_date="2026-03-20")
        held.with_user(self.holder).action_hold("quarantine", "smells")
        order_data = self.offline_order((self.milk, None, 1), (self.milk, "NOPE", 1))
        order_data["lot_offline"] = True

        order = self.sync(order_data)

        self.assertEqual(order.picking_ids.state, "done")
        self.assertRecordValues(
            order.lines.pack_lot_ids,
            [
                {
                    "lot_id": sooner.id,
                    "evidence": "presumed",
                    "reasons": "not_scanned",
                    "typed_name": False,
                },
                {
                    "lot_id": sooner.id,
                    "evidence": "presumed",
                    "reasons": "unknown_lot",
                    "typed_name": "NOPE",
                },
            ],
        )
        self.assertEqual(self.on_hand(sooner), 0)
        self.assertEqual(len(self.exceptions(order)), 2)

    def test_what_two_lots_have_is_presumed_of_both_and_the_rest_is_told(self):
        first = self.make_lot(self.milk, "L1", 2, use_by_date="2026-04-01")
        second = self.make_lot(self.milk, "L2", 3, use_by_date="2026-05-01")
        for quantity, left, kinds in (
            (4, (0, 1), ["offline_sale"]),
            (2, (0, 0), ["failed_picking", "offline_sale"]),
        ):
            order_data = self.offline_order((self.milk, None, quantity))
            order = self.sync({**order_data, "lot_offline": True})
            with self.subTest(quantity=quantity):
                self.assertEqual((self.on_hand(first), self.on_hand(second)), left)
                self.assertEqual(sorted(self.exceptions(order).mapped("kind")), kinds)

    def test_selling_offline_more_than_there_is_goes_negative_and_is_told(self):
        lot = self.make_lot(self.milk, "L1", 1)
        order = self.sync(self.offline_order((self.milk, lot, 3)))
        self.assertEqual((order.picking_ids.state, self.on_hand(lot)), ("done", -2))
        self.assertEqual(self.exceptions(order).reasons, "short_quantity")

    def test_a_serial_number_that_left_before_keeps_no_other_goods_back(self):
        """Upstream moves nothing at all of a ticket with a number that a customer has already."""
        phone = self.make_product("Phone", tracking="serial")
        first, second = (self.make_lot(phone, name, 1) for name in ("S1", "S2"))
        lot = self.make_lot(self.milk, "L1", 5)
        self.sell((phone, first, 1))
        both = self.ui_line(phone, 2, {first: 1, second: 1})

        order = self.sync(self.offline_order(both, (self.milk, lot, 2)))

        self.assertEqual((self.on_hand(second), self.on_hand(lot)), (0, 3))
        self.assertEqual(sorted(order.picking_ids.mapped("state")), ["confirmed", "done"])
        self.assertEqual(
            {row.kind: row.reasons or row.message for row in self.exceptions(order)},
            {"offline_sale": "not_in_shop", "failed_picking": "Not moved: Phone, 1 Units"},
        )

    def test_a_claim_that_has_ended_by_now_is_not_in_the_way_of_what_was_sold_before(self):
        lot = self.make_lot(self.milk, "L1", 1)
        question = {"product_id": self.milk.id, "lot_id": lot.id, "quantity": 1, "uuid": "x"}
        self.make_till("Other").with_user(self.cashier).claim_lots("order-2", [question])
        order_data = self.offline_order((self.milk, lot, 1), minutes=0)
        with freeze_time("2026-03-10 09:30:00"):
            order = self.sync(order_data)
        self.assertFalse(self.exceptions(order))

    def test_replaying_an_order_sells_it_once(self):
        lot = self.make_lot(self.milk, "L1", 5)
        order_data = self.offline_order((self.milk, lot, 2))
        first = self.sync(dict(order_data, lines=[*order_data["lines"]]))
        again = self.sync(order_data)
        self.assertEqual((first, self.on_hand(lot)), (again, 3))

    def test_the_owner_looks_after_it_and_the_cashier_cannot(self):
        lot = self.make_lot(self.milk, "L1", 1)
        exception = self.exceptions(self.sync(self.offline_order((self.milk, lot, 3))))
        with self.assertRaises(AccessError):
            exception.with_user(self.cashier).action_done()
        exception.with_user(self.pos_manager).write({"resolution": "Counted again"})
        exception.with_user(self.pos_manager).action_done()
        self.assertEqual(exception.state, "done")
        self.assertFalse(exception.activity_ids)

    def test_a_sale_cannot_have_been_before_its_session(self):
        """A date of long ago does not make an old lot fresh."""
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-01")
        self.open_till()
        order_data = self.offline_order((self.milk, lot, 1))
        order_data["date_order"] = "2026-02-01 09:00:00"
        order = self.sync(order_data)
        self.assertEqual(order.lines.pack_lot_ids.reasons, "expired")
        self.assertEqual(self.exceptions(order).lot_id, lot)

    def test_an_order_with_a_lot_that_is_gone_by_now_is_not_lost(self):
        lot = self.make_lot(self.milk, "GONE")
        self.make_lot(self.milk, "L1", 5)
        order_data = self.offline_order((self.milk, lot, 1))
        lot.unlink()
        order = self.sync(order_data)
        self.assertRecordValues(
            order.lines.pack_lot_ids,
            [{"typed_name": "GONE", "evidence": "presumed", "reasons": "unknown_lot"}],
        )
        self.assertEqual(len(self.exceptions(order)), 1)
