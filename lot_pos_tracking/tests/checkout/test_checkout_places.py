from freezegun import freeze_time

from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestPlacesOfGoods(LotPosCommon):
    """Goods leave from where they lie: their shelf, their package, their owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.lot = cls.env["stock.lot"].create({"name": "L1", "product_id": cls.milk.id})
        cls.package = cls.env["stock.package"].create({"name": "PACK-1"})

    def put(self, quantity, **place):
        self.env["stock.quant"]._update_available_quantity(
            self.milk, self.stock_location, quantity, lot_id=self.lot, **place
        )

    def in_the_shop(self):
        """``{(package, owner): quantity}`` of the lot; what is used up is left out."""
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", self.lot.id), ("location_id", "child_of", self.stock_location.id)]
        )
        found = {(q.package_id.name, q.owner_id.name): q.quantity for q in quants}
        return {place: quantity for place, quantity in found.items() if quantity}

    def take_back(self, sale, quantity):
        back = self.ui_line(
            self.milk, -quantity, {self.lot: quantity}, refunded_orderline_id=sale.lines.id
        )
        return self.sync(self.ui_order([back], is_refund=True))[-1]

    def test_goods_in_a_package_leave_the_package(self):
        """B16: no negative quant anywhere."""
        self.put(2, package_id=self.package)
        self.put(1)

        order = self.sell((self.milk, self.lot, 3))

        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(self.in_the_shop(), {})
        self.assertFalse(order.picking_ids.move_line_ids.result_package_id)

    def test_goods_of_a_consignor_leave_his_stock_and_come_back_to_it(self):
        self.put(2, owner_id=self.vendor)

        sale = self.sell((self.milk, self.lot, 1))
        self.assertEqual(self.in_the_shop(), {(False, self.vendor.name): 1})
        self.take_back(sale, 1)

        self.assertEqual(self.in_the_shop(), {(False, self.vendor.name): 2})

    def test_goods_of_ones_own_leave_before_those_of_others(self):
        self.put(3, owner_id=self.vendor)
        self.put(2)
        self.sell((self.milk, self.lot, 1))
        self.assertEqual(self.in_the_shop(), {(False, False): 1, (False, self.vendor.name): 3})
        self.sell((self.milk, self.lot, 2))
        self.assertEqual(self.in_the_shop(), {(False, self.vendor.name): 2})

    def test_goods_in_a_package_are_set_aside_and_sent_later(self):
        self.put(2, package_id=self.package)
        later = {"partner_id": self.vendor.id, "shipping_date": "2026-03-12"}

        picking = self.sell((self.milk, self.lot, 2), **later).picking_ids

        self.assertEqual(picking.move_line_ids.package_id, self.package)
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(self.in_the_shop(), {})

    def test_goods_on_a_shelf_are_set_aside_for_who_gets_them_later(self):
        """Of two customers one gets the last unit, wherever in the shop it lies."""
        place = {"name": "Shelf", "location_id": self.stock_location.id}
        shelf = self.env["stock.location"].create(place)
        lot = self.make_lot(self.milk, "L2", 1, location=shelf)
        later = {"partner_id": self.vendor.id, "shipping_date": "2026-03-12"}

        picking = self.sell((self.milk, lot, 1), **later).picking_ids

        self.assertRecordValues(
            picking.move_line_ids, [{"lot_id": lot.id, "quantity": 1, "location_id": shelf.id}]
        )
        self.assert_refused("L2 has only 0", self.ui_order([(self.milk, lot, 1)]))

    def test_a_shop_that_picks_before_it_ships_sends_the_chosen_lot_on(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.make_lot(self.milk, "OTHER", 10)
        self.put(5)
        later = {"partner_id": self.vendor.id, "shipping_date": "2026-03-12"}

        order = self.sell((self.milk, self.lot, 2), **later)

        pick = order.picking_ids
        self.assertEqual(
            (pick.location_id, pick.move_line_ids.lot_id), (self.stock_location, self.lot)
        )
        pick.move_ids.picked = True
        pick._action_done()
        ship = pick.move_ids.move_dest_ids.picking_id
        self.assertEqual(ship.location_dest_id.usage, "customer")
        self.assertRecordValues(ship.move_line_ids, [{"lot_id": self.lot.id, "quantity": 2}])
