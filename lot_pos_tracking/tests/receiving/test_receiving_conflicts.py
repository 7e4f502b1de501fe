from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .receiving_common import ReceivingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestKnownLots(ReceivingCommon):
    def arrive(self, vendor, number, expires, quantity=5):
        """A shipment of lot V1 of a vendor, ready to be validated."""
        order = self.make_order((self.milk, quantity), vendor=vendor)
        shipment = self.import_shipment(
            self.milk_row("V1", quantity, expiration_date=expires),
            order=order,
            number=number,
            supplier_name=vendor.name,
        )
        return order.picking_ids, shipment

    def known_lot(self):
        picking, _shipment = self.arrive(self.vendor, "D1", "2027-01-01")
        self.validate(picking)
        return picking.move_line_ids.lot_id

    def decide(self, action, **choices):
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.receiver).with_context(**action["context"])
        if choices:
            wizard.line_ids.write(choices)
        return wizard.action_continue()

    def test_the_same_number_of_another_vendor_asks_and_is_a_lot_of_its_own(self):
        """A28"""
        lot, other = self.known_lot(), self.make_vendor("Hill Farm")
        picking, shipment = self.arrive(other, "D2", "2027-06-01")

        action = self.validate(picking)
        self.assertEqual(action["res_model"], "lot.conflict.wizard")
        self.assertEqual(picking.state, "assigned")
        self.decide(action)

        new = picking.move_line_ids.lot_id
        self.assertRecordValues(
            lot | new,
            [
                {
                    "name": "V1",
                    "vendor_lot": "V1",
                    "vendor_id": self.vendor.id,
                    "use_by_date": date(2027, 1, 1),
                    "product_qty": 5,
                },
                {
                    "name": "V1-2",
                    "vendor_lot": "V1",
                    "vendor_id": other.id,
                    "use_by_date": date(2027, 6, 1),
                    "product_qty": 5,
                },
            ],
        )
        self.assertEqual(self.codes(shipment), ["vendor_conflict"])

    def test_the_receiver_may_say_it_is_the_same_lot(self):
        lot, other = self.known_lot(), self.make_vendor("Hill Farm")
        picking, _shipment = self.arrive(other, "D2", "2027-01-01")

        self.decide(self.validate(picking), vendor_choice="same_lot")

        self.assertEqual(picking.move_line_ids.lot_id, lot)
        self.assertRecordValues(lot, [{"product_qty": 10, "vendor_id": self.vendor.id}])

    def test_without_anybody_to_ask_another_vendors_lot_is_kept_apart(self):
        lot, other = self.known_lot(), self.make_vendor("Hill Farm")
        picking, _shipment = self.arrive(other, "D2", "2027-06-01")

        picking.move_ids.picked = True
        picking.with_user(self.receiver)._action_done()

        self.assertEqual(picking.move_line_ids.lot_id.name, "V1-2")
        self.assertEqual(lot.product_qty, 5)

    def test_other_dates_ask_and_the_record_stays(self):
        lot = self.known_lot()
        picking, shipment = self.arrive(self.vendor, "D2", "2027-06-01")

        self.decide(self.validate(picking))

        self.assertRecordValues(lot, [{"use_by_date": date(2027, 1, 1), "product_qty": 10}])
        self.assertEqual(self.codes(shipment), ["date_conflict"])
        event = lot.event_ids.filtered(lambda event: event.kind == "date_conflict")
        self.assertEqual(event.facts["announced"], {"use_by_date": "2027-06-01"})
        self.assertIs(event.facts["taken"], False)

    def test_the_receiver_may_take_the_new_dates_and_the_journal_says_so(self):
        lot = self.known_lot()
        picking, _shipment = self.arrive(self.vendor, "D2", "2027-06-01")

        self.decide(self.validate(picking), dates_choice="take_dates")

        self.assertEqual(lot.use_by_date, date(2027, 6, 1))
        changed = lot.event_ids.filtered(lambda event: event.kind == "changed")
        self.assertEqual(changed.facts["before"]["use_by_date"], "2027-01-01")

    def test_the_same_lot_with_the_same_dates_asks_nothing(self):
        lot = self.known_lot()
        picking, shipment = self.arrive(self.vendor, "D2", "2027-01-01")

        self.assertIs(self.validate(picking), True)

        self.assertEqual(lot.product_qty, 10)
        self.assertFalse(shipment.issue_ids)

    def test_a_typed_date_of_a_known_lot_is_not_lost_silently(self):
        self.milk.write({"use_expiration_date": True, "expiration_time": 30})
        lot = self.known_lot()
        picking = self.make_order((self.milk, 5)).picking_ids
        picking.move_line_ids.write({"lot_name": "V1", "expiration_date": "2027-06-01 12:00:00"})

        action = self.validate(picking)

        self.assertEqual(action["res_model"], "lot.conflict.wizard")
        self.decide(action)
        self.assertEqual(lot.use_by_date, date(2027, 1, 1))
