from freezegun import freeze_time

from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestShippedLater(LotPosCommon):
    """Sold at the till with the lots the customer chose, sent on a later day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk", shelf_life=30)
        cls.later = {"partner_id": cls.vendor.id, "shipping_date": "2026-03-14"}

    def set_aside(self, picking):
        return {line.lot_id.name: line.quantity for line in picking.move_line_ids}

    def test_the_chosen_lots_are_set_aside_and_no_other_takes_their_place(self):
        """D17"""
        self.make_lot(self.milk, "OTHER", 10)
        first, second = self.make_lot(self.milk, "lot10", 1), self.make_lot(self.milk, "lot11", 2)
        line = self.ui_line(self.milk, 3, {first: 1, second: 2})

        order = self.sync(self.ui_order([line], **self.later))

        picking = order.picking_ids
        self.assertEqual(self.set_aside(picking), {"lot10": 1.0, "lot11": 2.0})
        self.assertEqual(picking.move_ids.wanted_lot_ids, first | second)

        first.with_user(self.holder).action_hold("quality", "sample")
        self.assertEqual(self.set_aside(picking), {"lot11": 2.0})
        picking.do_unreserve()
        picking.with_user(self.stock_user).action_assign()
        self.assertEqual(self.set_aside(picking), {"lot11": 2.0})
        self.assertEqual(picking.move_ids.state, "partially_available")

        picking.do_unreserve()
        quants = (first | second).quant_ids.filtered(lambda q: q.location_id.usage == "internal")
        self.assertEqual(quants.mapped("reserved_quantity"), [0.0, 0.0])

    def test_a_lot_that_will_have_expired_when_it_is_sent_is_refused(self):
        soon = self.make_lot(self.milk, "SOON", 5, use_by_date="2026-03-13")
        good = self.make_lot(self.milk, "GOOD", 5, use_by_date="2026-03-14")
        self.assert_refused("SOON expired on", self.ui_order([(self.milk, soon, 1)], **self.later))

        self.assertEqual(self.sell((self.milk, soon, 1)).state, "paid")
        order = self.sync(self.ui_order([(self.milk, good, 1)], **self.later))
        self.assertEqual(self.set_aside(order.picking_ids), {"GOOD": 1.0})
