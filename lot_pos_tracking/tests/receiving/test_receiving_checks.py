from datetime import datetime

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .receiving_common import ReceivingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestChecksAtReceipt(ReceivingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk.categ_id = cls.env["product.category"].create({"name": "Dairy"})

    def make_rule(self, check, action, **values):
        return self.env["lot.arrival.rule"].create(
            {"check_code": check, "action": action, **values}
        )

    def arrive(self, quantity=10, ordered=10, number="D1", product=None, **row):
        order = self.make_order((product or self.milk, ordered))
        self.shipment = self.import_shipment(
            self.milk_row("A", quantity, **row), order=order, number=number
        )
        return order.picking_ids

    def holds(self, picking):
        return picking.move_line_ids.lot_id.hold_ids

    def test_too_little_life_is_held_or_refused_enough_is_not(self):
        """A29: life 100 days, minimum 30 %, 25 or 31 days left."""
        self.milk.expiration_time = 100
        rule = self.make_rule("short_life", "hold", min_percent=30, note="Ask for a discount")

        short = self.arrive(expiration_date="2026-12-17", number="D25")
        self.assertEqual(self.codes(self.shipment), ["arrival_short_life"])
        self.validate(short)
        enough = self.arrive(expiration_date="2026-12-23", number="D31")
        enough.move_line_ids.lot_name = "B"
        self.validate(enough)

        self.assertRecordValues(
            self.holds(short),
            [
                {
                    "reason_id": self.env["lot.hold.reason"]._by_code("receipt", self.company).id,
                    "note": "25 days left, 30 are asked.\nAsk for a discount",
                    "source": short,
                    "user_id": self.receiver.id,
                }
            ],
        )
        self.assertFalse(self.holds(enough))
        rule.action = "refuse"
        refused = self.arrive(expiration_date="2026-12-17", number="D26")
        refused.move_line_ids.lot_name = "C"
        with self.assertRaisesRegex(UserError, "Milk A: 25 days left, 30 are asked"):
            self.validate(refused)
        self.assertEqual(refused.state, "assigned")

    def test_the_rule_for_the_product_counts_before_the_one_for_everything(self):
        self.make_rule("short_life", "refuse", min_days=60)
        self.make_rule("short_life", "hold", min_days=60, category_id=self.milk.categ_id.id)
        self.make_rule("short_life", "ignore", min_days=60, product_id=self.milk.id)

        picking = self.arrive(expiration_date="2026-12-01")
        self.validate(picking)

        self.assertEqual(picking.state, "done")
        self.assertFalse(self.holds(picking))

    def test_a_lot_past_its_date_is_received_on_hold(self):
        """A18"""
        picking = self.arrive(expiration_date="2026-11-21")
        self.assertEqual(self.codes(self.shipment), ["arrival_expired"])

        self.validate(picking.with_context(skip_expired=True))

        self.assertEqual(self.holds(picking).note, "The last good day was 2026-11-21.")
        self.assertIn("on hold", picking.message_ids[0].body)

    def test_dates_that_are_missing_are_refused_by_the_name_of_the_product(self):
        """A16, A17"""
        self.milk.write({"use_expiration_date": True, "expiration_time": 0})
        picking = self.arrive()

        with self.assertRaisesRegex(UserError, "Milk A: The date of the lot is missing"):
            self.validate(picking)

        self.milk.expiration_time = 10
        later = self.arrive(number="D2")
        self.validate(later)
        self.assertEqual(later.move_line_ids.lot_id.expiration_date, datetime(2026, 12, 2, 9, 0))

    def test_typed_dates_are_the_lots_dates(self):
        """A15"""
        self.milk.write(
            {"use_expiration_date": True, "expiration_time": 10, "use_time": 5, "removal_time": 2}
        )
        picking = self.make_order((self.milk, 5)).picking_ids
        picking.move_line_ids.write({"lot_name": "L", "expiration_date": "2026-12-07 09:00:00"})

        self.validate(picking)

        self.assertRecordValues(
            picking.move_line_ids.lot_id,
            [
                {
                    "expiration_date": datetime(2026, 12, 7, 9, 0),
                    "use_date": datetime(2026, 12, 2, 9, 0),
                    "removal_date": datetime(2026, 12, 5, 9, 0),
                }
            ],
        )

    def test_more_than_ordered_may_be_refused(self):
        self.make_rule("over_delivery", "refuse")
        picking = self.make_order((self.milk, 10)).picking_ids
        picking.move_line_ids.write({"lot_name": "A", "quantity": 12})

        with self.assertRaisesRegex(UserError, "2 more than ordered"):
            self.validate(picking)

    def test_more_than_ordered_is_shown_without_a_rule(self):
        picking = self.make_order((self.milk, 10)).picking_ids
        picking.move_line_ids.write({"lot_name": "A", "quantity": 12})

        self.validate(picking)

        self.assertIn("2 more than ordered. (to look at)", picking.message_ids[0].body)

    def test_a_vendor_who_is_not_listed_may_be_stopped(self):
        self.make_rule("other_vendor", "hold")
        order = self.make_order((self.milk, 10))
        self.milk.seller_ids.partner_id = self.make_vendor("Hill Farm")

        self.shipment = self.import_shipment(self.milk_row("A", 10), order=order)
        picking = order.picking_ids
        self.assertEqual(self.codes(self.shipment), ["arrival_other_vendor"])
        self.validate(picking)

        self.assertIn("is not a vendor of the product", self.holds(picking).note)

    def test_a_certificate_is_asked_for_by_category(self):
        self.make_rule(
            "missing_document",
            "hold",
            category_id=self.milk.categ_id.id,
            document_name="certificate of analysis",
        )

        without = self.arrive()
        self.validate(without)
        with_it = self.arrive(number="D2")
        with_it.move_line_ids.lot_name = "B"
        with_it.lot_document_ids = self.env["ir.attachment"].create(
            {"name": "coa.pdf", "raw": b"pdf"}
        )
        self.validate(with_it)

        self.assertEqual(self.holds(without).note, "Missing: certificate of analysis.")
        self.assertFalse(self.holds(with_it))

    def test_a_lot_nobody_announced_may_be_held(self):
        self.make_rule("not_announced", "hold", to_quarantine=True)
        picking = self.arrive(quantity=5)
        receiving = self.env["lot.receiving"].with_user(self.receiver)
        receiving.scan(picking.id, "(01)04006381333931(10)NEW(30)2")
        receiving.scan(picking.id, "(01)04006381333931(10)A(30)5")

        receiving.finish(picking.id)

        lots = {line.lot_id.name: line for line in picking.move_line_ids}
        self.assertEqual(lots["NEW"].lot_id.hold_ids.note, "Nobody announced the lot.")
        self.assertTrue(lots["NEW"].location_dest_id.lot_quarantine)
        self.assertFalse(lots["A"].lot_id.hold_ids)
        self.assertFalse(lots["A"].location_dest_id.lot_quarantine)

    def test_every_lot_of_a_category_may_start_on_hold(self):
        reason = self.env["lot.hold.reason"]._by_code("quality", self.company)
        self.milk.categ_id.lot_hold_on_receipt_id = reason
        picking = self.arrive()
        self.validate(picking)
        lot = picking.move_line_ids.lot_id

        self.assertEqual(lot.hold_ids.reason_id, reason)
        lot.with_user(self.holder).action_lift_holds("laboratory: good")
        again = self.arrive(number="D2")
        self.validate(again)

        self.assertEqual(again.move_line_ids.lot_id, lot)
        self.assertFalse(lot.is_on_hold)

    def test_a_rule_for_short_life_needs_a_minimum(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.make_rule("short_life", "hold").flush_recordset()

    def test_another_company_has_its_own_rules(self):
        self.make_rule("always", "refuse")
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())

        self.assertFalse(self.env["lot.arrival.rule"].with_user(stranger).search([]))
