from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..common import LotCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestReservedByDate(LotCommon):
    """What is set aside and delivered of goods that expire."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        fefo = cls.env["product.removal"].search([("method", "=", "fefo")])
        dairy = cls.env["product.category"].create(
            {"name": "Dairy", "removal_strategy_id": fefo.id}
        )
        cls.milk = cls.make_product("Milk", shelf_life=30, categ_id=dairy.id)

    def order_goods(self, quantity, date=None):
        picking = self.deliver(self.milk, quantity, lots={}, validate=False)
        picking.do_unreserve()
        if date:
            picking.move_ids.date = date
        picking.with_user(self.stock_user).action_assign()
        return picking

    def set_aside(self, picking):
        return {line.lot_id.name: line.quantity for line in picking.move_line_ids}

    def make_delivery(self, *lots):
        picking = self.deliver(self.milk, len(lots), lots={lot: 1 for lot in lots}, validate=False)
        picking.move_ids.picked = True
        return picking.with_user(self.stock_user)

    def test_a_good_lot_is_delivered_without_a_question(self):
        """C01"""
        good = self.make_lot(self.milk, "GOOD", 5, use_by_date="2026-03-20")
        picking = self.make_delivery(good)

        self.assertIs(picking.button_validate(), True)

        self.assertEqual(picking.state, "done")

    def test_one_question_names_the_expired_lot_and_only_the_good_one_is_shipped(self):
        """C02"""
        good = self.make_lot(self.milk, "GOOD", 5, use_by_date="2026-03-20")
        old = self.make_lot(self.milk, "EXP1", 5, use_by_date="2026-03-01")
        picking = self.make_delivery(good, old)

        action = picking.button_validate()

        self.assertEqual(picking.state, "assigned")
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.stock_user)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.lot_ids, old)
        self.assertIn("EXP1", wizard.description)
        wizard.with_context(skip_backorder=True).process_no_expired()
        self.assertEqual(picking.state, "done")
        self.assertEqual((self.on_hand(good), self.on_hand(old)), (4.0, 5.0))

    def test_the_first_to_expire_is_set_aside(self):
        """C03"""
        self.make_lot(self.milk, "LOT1", 5, use_by_date="2026-10-30")
        self.make_lot(self.milk, "LOT2", 5, use_by_date="2026-10-29")
        self.assertEqual(self.set_aside(self.order_goods(5)), {"LOT2": 5.0})

    def test_of_three_lots_the_one_that_expires_first_is_set_aside(self):
        """C04"""
        for name, day in (("L1", "2026-05-02"), ("L2", "2026-05-01"), ("L3", "2026-05-03")):
            self.make_lot(self.milk, name, 5, use_by_date=day)
        self.assertEqual(self.set_aside(self.order_goods(2)), {"L2": 2.0})

    def test_a_lot_that_expires_before_the_delivery_is_skipped(self):
        """C05"""
        self.make_lot(self.milk, "SOON", 5, use_by_date="2026-03-12")
        self.make_lot(self.milk, "LATER", 5, use_by_date="2026-03-30")
        in_a_week = fields.Datetime.now() + timedelta(days=7)
        self.assertEqual(self.set_aside(self.order_goods(3, in_a_week)), {"LATER": 3.0})
        self.assertEqual(self.set_aside(self.order_goods(3)), {"SOON": 3.0})

    def test_an_expired_lot_is_set_aside_only_by_operations_that_take_such_goods(self):
        """C06"""
        self.make_lot(self.milk, "OLD", 10, use_by_date="2026-03-01")
        picking = self.order_goods(5)
        self.assertEqual((picking.move_ids.state, self.set_aside(picking)), ("confirmed", {}))

        picking.picking_type_id.lot_takes_expired = True
        picking.with_user(self.stock_user).action_assign()

        self.assertEqual(
            (picking.move_ids.state, self.set_aside(picking)), ("assigned", {"OLD": 5.0})
        )
