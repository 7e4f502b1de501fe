from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import LotCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestLots(LotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk", barcode="4006381333931", shelf_life=10)

    def test_a_lot_has_the_gtin_of_its_product_in_fourteen_digits(self):
        self.assertEqual(self.make_lot(self.milk, "L1").gtin, "04006381333931")

    def test_use_by_is_the_end_of_the_day_in_the_shop(self):
        self.company.partner_id.tz = "America/Chicago"

        lot = self.make_lot(
            self.milk, "L1", use_by_date="2026-03-20", best_before_date="2026-03-18"
        )

        self.assertEqual(lot.expiration_date, datetime(2026, 3, 21, 4, 59, 59))
        self.assertEqual(lot.removal_date, datetime(2026, 3, 21, 4, 59, 59))
        self.assertEqual(lot.use_date, datetime(2026, 3, 19, 4, 59, 59))

    def test_a_new_use_by_moves_the_dates_that_reservation_looks_at(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-20")

        lot.use_by_date = "2026-04-20"

        self.assertEqual(lot.removal_date, datetime(2026, 4, 20, 23, 59, 59))
        self.assertEqual(lot.quant_ids.removal_date, datetime(2026, 4, 20, 23, 59, 59))

    def test_a_product_without_shelf_life_gives_no_date(self):
        salt = self.make_product("Salt", use_expiration_date=True)

        self.assertFalse(self.make_lot(salt, "L1").expiration_date)

    def test_upstreams_date_counts_until_the_product_stops_using_dates(self):
        lot = self.make_lot(self.milk, "L1", expiration_date="2026-03-09 12:00:00")
        self.assertEqual(lot._lot_dates().expiration, date(2026, 3, 9))

        self.milk.use_expiration_date = False

        self.assertIsNone(lot._lot_dates().expiration)

    def test_a_number_exists_once_for_a_product_in_a_company(self):
        self.make_lot(self.milk, "L1")

        with self.assertRaisesRegex(ValidationError, "Milk has a lot L1 already"):
            self.make_lot(self.milk, "L1")
        self.make_lot(self.make_product("Cream"), "L1")

    def test_lots_belong_to_the_company_that_receives_them(self):
        self.assertEqual(self.receive(self.milk, {"L1": 5})["L1"].company_id, self.company)

    def test_a_receipt_of_another_company_makes_its_own_lot_whoever_presses_the_button(self):
        other = self.make_company()
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": self.supplier_location.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "company_id": other.id,
            }
        )
        picking.move_ids = [
            Command.create(
                {
                    "product_id": self.milk.id,
                    "product_uom_qty": 2,
                    "location_id": self.supplier_location.id,
                    "location_dest_id": warehouse.lot_stock_id.id,
                    "company_id": other.id,
                }
            )
        ]
        picking.action_confirm()
        picking.move_ids.move_line_ids.lot_name = "L1"
        picking.move_ids.picked = True

        picking._action_done()

        self.assertEqual(picking.move_line_ids.lot_id.company_id, other)

    def test_another_company_neither_sees_nor_uses_the_lots(self):
        lot = self.receive(self.milk, {"L1": 5})["L1"]
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())
        lots = self.env["stock.lot"].with_user(stranger)

        self.assertFalse(lots.search([("product_id", "=", self.milk.id)]))
        with self.assertRaises(AccessError):
            lot.with_user(stranger).twin()
        own = lots.create({"name": "L1", "product_id": self.milk.id})
        self.assertEqual(own.company_id, stranger.company_id)

    def test_the_twin_tells_identity_dates_holds_and_quantities(self):
        lot = self.receive(self.milk, {"L1": 5}, expires="2026-03-20", vendor_lot="V-77")["L1"]
        lot.vendor_id = self.vendor
        lot.with_user(self.holder).action_hold("quality", "sample")

        twin = lot.with_user(self.stock_user).twin()

        self.assertEqual(
            {key: twin[key] for key in ("name", "vendor_lot", "holds", "quantities")},
            {
                "name": "L1",
                "vendor_lot": "V-77",
                "holds": [
                    {
                        "reason": "quality",
                        "note": "sample",
                        "since": "2026-03-10T09:00:00Z",
                        "user": self.holder.name,
                    }
                ],
                "quantities": [
                    {
                        "location": self.stock_location.complete_name,
                        "location_id": self.stock_location.id,
                        "quantity": 5.0,
                        "reserved": 0.0,
                    }
                ],
            },
        )
        self.assertEqual(twin["dates"]["use_by_date"], "2026-03-20")
        self.assertEqual(twin["vendor"], {"id": self.vendor.id, "name": self.vendor.name})
        self.assertIn("created", [event["kind"] for event in twin["events"]])

    def test_goods_from_another_company_arrive_as_a_lot_of_our_own(self):
        lot = self.receive(self.milk, {"L1": 5}, expires="2026-03-20")["L1"]
        transit = self.env.ref("stock.stock_location_inter_company")
        transit.active = True
        other = self.make_company()
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        self.move(lot, 3, self.stock_location, transit, self.warehouse.out_type_id)

        line = self.move(lot, 3, transit, warehouse.lot_stock_id, warehouse.in_type_id)

        own = line.lot_id
        self.assertRecordValues(
            own,
            [
                {
                    "name": "L1",
                    "company_id": other.id,
                    "parent_lot_id": lot.id,
                    "use_by_date": date(2026, 3, 20),
                    "vendor_id": self.company.partner_id.id,
                }
            ],
        )
        self.assertEqual(self.on_hand(lot), 2)
        self.assertEqual(self.on_hand(lot, transit), 0)
        self.assertEqual(self.on_hand(own, transit), 0)
        self.assertEqual(self.on_hand(own, warehouse.lot_stock_id), 3)

    def test_goods_set_aside_on_their_way_go_back_and_forth_between_companies(self):
        lot = self.receive(self.milk, {"L1": 5}, expires="2026-03-20")["L1"]
        transit = self.env.ref("stock.stock_location_inter_company")
        transit.active = True
        other = self.make_company()
        theirs = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        for sender, receiver, sent in (
            (self.warehouse, theirs, 3),
            (theirs, self.warehouse, 2),
            (self.warehouse, theirs, 4),
        ):
            own = self.env["stock.lot"].search(
                [("name", "=", "L1"), ("company_id", "=", sender.company_id.id)]
            )
            self.move(own, sent, sender.lot_stock_id, transit, sender.out_type_id)
            self.move(own, sent, transit, receiver.lot_stock_id, receiver.in_type_id)

            quants = self.env["stock.quant"].search([("product_id", "=", self.milk.id)])
            self.assertEqual(set(quants.mapped("reserved_quantity")), {0.0})
        theirs_lot = lot.search([("name", "=", "L1"), ("company_id", "=", other.id)])
        self.assertEqual(self.on_hand(lot), 0)
        self.assertEqual(self.on_hand(theirs_lot, theirs.lot_stock_id), 5)

    def move(self, lot, quantity, source, destination, operation):
        """:return: the done line that moved the lot"""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": operation.id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "company_id": operation.company_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": lot.product_id.id,
                            "product_uom_qty": quantity,
                            "location_id": source.id,
                            "location_dest_id": destination.id,
                            "company_id": operation.company_id.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        self.assertEqual(picking.move_line_ids.lot_id, lot)
        picking.move_ids.picked = True
        picking._action_done()
        return picking.move_line_ids
