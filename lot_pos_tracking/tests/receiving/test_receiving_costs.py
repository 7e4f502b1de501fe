from freezegun import freeze_time

from odoo.tests import tagged

from .receiving_common import ReceivingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestWhatArrivedInTheBooks(ReceivingCommon):
    """What the vendor's document says of cost and time reaches ledger and journal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk.categ_id = cls.env["product.category"].create(
            {"name": "By Lot", "property_cost_method": "average"}
        )
        cls.milk.lot_valuated = True

    def layers(self, order):
        lots = order.picking_ids.move_line_ids.lot_id
        layers = self.env["lot.cost.layer"].search([("lot_id", "in", lots.ids)], order="id")
        return [(layer.lot_id.name, layer.quantity, layer.value) for layer in layers]

    def test_two_lots_of_one_order_line_cost_what_the_document_says(self):
        """F34: 4 at 5.00 and 6 at 6.00, the order line of 10 at 5.60."""
        order = self.make_order((self.milk, 10, 5.6))
        self.import_shipment(
            self.milk_row("A", 4, unit_cost="5"), self.milk_row("B", 6, unit_cost="6"), order=order
        )

        self.validate(order.picking_ids)

        self.assertEqual(self.layers(order), [("A", 4, 20), ("B", 6, 36)])
        self.assertEqual(order.picking_ids.move_ids.value, 56)
        lots = order.picking_ids.move_line_ids.lot_id
        self.assertEqual(lots.sorted("name").mapped("standard_price"), [5, 6])

    def test_a_cost_for_a_dozen_is_told_for_a_piece(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["product.uom"].create(
            {"product_id": self.milk.id, "uom_id": dozen.id, "barcode": "14006381333938"}
        )
        order = self.make_order((self.milk, 24, 1.5))
        self.import_shipment(
            self.milk_row("A", 1, gtin="14006381333938", unit_cost="12"),
            self.milk_row("B", 1, gtin="14006381333938", unit_cost="24"),
            order=order,
        )

        self.validate(order.picking_ids)

        self.assertEqual(self.layers(order), [("A", 12, 12), ("B", 12, 24)])

    def test_without_a_cost_in_the_document_the_order_says_it(self):
        order = self.make_order((self.milk, 10, 5.6))
        self.import_shipment(self.milk_row("A", 4), self.milk_row("B", 6), order=order)

        self.validate(order.picking_ids)

        self.assertEqual(self.layers(order), [("A", 4, 22.4), ("B", 6, 33.6)])

    def test_the_facts_a_vendor_is_judged_by_are_kept(self):
        self.milk.expiration_time = 100
        self.env["lot.arrival.rule"].create(
            {"check_code": "short_life", "action": "warn", "min_percent": 50}
        )
        order = self.make_order((self.milk, 20))
        self.import_shipment(
            self.milk_row("A", 12, expiration_date="2026-12-17", expected_date="2026-11-20"),
            order=order,
        )
        order.picking_ids.move_line_ids.quantity = 11

        self.validate(order.picking_ids)

        lot = order.picking_ids.move_line_ids.lot_id
        event = lot.event_ids.filtered(lambda event: event.kind == "received")
        names = ("announced_qty", "days_late", "days_left", "life_percent", "failed")
        self.assertEqual(
            {name: event.facts[name] for name in names},
            {
                "announced_qty": 12,
                "days_late": 2,
                "days_left": 25,
                "life_percent": 25.0,
                "failed": ["short_life"],
            },
        )
        self.assertEqual(event.quantity, 11)

    def test_every_lot_may_be_held_until_samples_are_looked_at(self):
        quarantine = self.company._lot_quarantine_location()
        self.env["lot.arrival.rule"].create(
            {
                "check_code": "always",
                "action": "hold",
                "category_id": self.milk.categ_id.id,
                "note": "Take 5 units to the laboratory",
                "to_quarantine": True,
            }
        )
        order = self.make_order((self.milk, 10))
        self.import_shipment(self.milk_row("A", 10), order=order)

        self.validate(order.picking_ids)

        line = order.picking_ids.move_line_ids
        hold = line.lot_id.hold_ids
        self.assertEqual(line.location_dest_id, quarantine)
        self.assertIn("Take 5 units to the laboratory", hold.note)
        hold.with_user(self.holder).action_lift("laboratory: good")
        self.assertFalse(line.lot_id.is_on_hold)
        lifted = line.lot_id.event_ids.filtered(lambda event: event.kind == "lift")
        self.assertEqual(lifted.user_id, self.holder)

    def test_the_number_of_a_shipments_lot_is_drawn_once_and_can_be_made_again(self):
        self.env["lot.number.rule"].create(
            {
                "name": "Of the notice",
                "mask": "{asn}-{exp:%y%m%d}{check}",
                "vendor_lot_policy": "keep_beside",
            }
        )
        names = []
        for _time in range(2):
            order = self.make_order((self.milk, 10))
            row = self.milk_row("A", 10, expiration_date="2027-01-31")
            shipment = self.import_shipment(row, order=order, number="D77")
            self.import_shipment(row, order=order, number="D77")
            with self.env.cr.savepoint() as again:
                self.validate(order.picking_ids)
                names.append(order.picking_ids.move_line_ids.lot_id.name)
                self.assertEqual(order.picking_ids.move_line_ids.lot_id.vendor_lot, "A")
                again.rollback()
            self.env.invalidate_all()
            shipment.with_user(self.manager).unlink()

        self.assertEqual(names[0], names[1])
        self.assertRegex(names[0], r"^D77-270131[0-9A-Z]$")
        self.assertLessEqual(len(names[0]), 20)
