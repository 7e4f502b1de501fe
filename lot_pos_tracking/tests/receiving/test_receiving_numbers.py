from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .receiving_common import ReceivingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestNumbersAtReceipt(ReceivingCommon):
    def make_rule(self, mask="M{seq:4}", **values):
        return self.env["lot.number.rule"].create({"name": "Rule", "mask": mask, **values})

    def drawn(self, rule):
        self.env.cr.execute(
            f"SELECT last_value, is_called FROM ir_sequence_{rule.sequence_id.id:03d}"
        )
        last, called = self.env.cr.fetchone()
        return last if called else 0

    def test_lots_and_serials_without_a_number_get_one_when_they_are_booked(self):
        """A01"""
        serial = self.make_product("Scale", tracking="serial")
        manual = self.make_product("Meter", tracking="serial")
        for product in (self.milk, serial):
            self.make_rule(f"{product.name[0]}{{seq:4}}", scope="product", product_id=product.id)
        order = self.make_order((self.milk, 2), (serial, 3), (manual, 4))
        picking = order.picking_ids
        typed = picking.move_line_ids.filtered(lambda ml: ml.product_id == manual)
        for line, name in zip(typed, ("T1", "T2", "T3", "T4"), strict=True):
            line.lot_name = name

        self.validate(picking)

        lots = picking.move_line_ids.lot_id.grouped("product_id")
        self.assertEqual(lots[self.milk].mapped("name"), ["M0001"])
        self.assertEqual(lots[serial].sorted("name").mapped("name"), ["S0001", "S0002", "S0003"])
        self.assertEqual(lots[manual].sorted("name").mapped("name"), ["T1", "T2", "T3", "T4"])

    def test_one_product_without_rule_or_number_refuses_all_and_draws_nothing(self):
        """A02"""
        rule = self.make_rule(scope="product", product_id=self.milk.id)
        meter = self.make_product("Meter", tracking="serial")
        picking = self.make_order((self.milk, 2), (meter, 1)).picking_ids
        picking.move_ids.picked = True

        with self.assertRaisesRegex(UserError, "Meter"):
            self.validate(picking)
        with self.assertRaisesRegex(UserError, "Meter"):
            picking.with_user(self.receiver)._action_done()

        self.assertFalse(picking.move_line_ids.lot_id)
        self.assertEqual(self.drawn(rule), 0)

    def test_two_receipts_validated_together_get_distinct_serials(self):
        """A03"""
        scale = self.make_product("Scale", tracking="serial")
        self.make_rule()
        pickings = self.make_order((scale, 3)).picking_ids | self.make_order((scale, 3)).picking_ids

        self.validate(pickings)

        self.assertEqual(set(pickings.mapped("state")), {"done"})
        self.assertEqual(len(set(pickings.move_line_ids.lot_id.mapped("name"))), 6)

    def test_each_line_of_a_split_receipt_is_a_lot(self):
        """A05"""
        self.make_rule()
        picking = self.make_order((self.milk, 50)).picking_ids
        picking.move_line_ids.quantity = 25
        picking.move_line_ids.copy({"quantity": 25})

        self.validate(picking)

        self.assertRecordValues(
            picking.move_line_ids.lot_id.sorted("name"),
            [{"name": "M0001", "product_qty": 25}, {"name": "M0002", "product_qty": 25}],
        )

    def test_a_line_of_several_serials_is_split(self):
        scale = self.make_product("Scale", tracking="serial")
        self.make_rule()
        picking = self.make_order((scale, 3)).picking_ids
        picking.move_line_ids[1:].unlink()
        picking.move_line_ids.quantity = 3

        self.validate(picking)

        self.assertRecordValues(
            picking.move_line_ids.lot_id.sorted("name"),
            [{"name": f"M000{n}", "product_qty": 1} for n in (1, 2, 3)],
        )

    def test_looking_at_the_receipt_draws_nothing(self):
        """A13"""
        rule = self.make_rule()
        picking = self.make_order((self.milk, 5)).picking_ids.with_user(self.receiver)

        for _time in range(3):
            picking.action_detailed_operations()
            picking.move_ids.action_show_details()
            self.env["stock.move.line"].with_user(self.receiver).new(
                {"picking_id": picking.id, "product_id": self.milk.id}
            )

        self.assertEqual(self.drawn(rule), 0)

    def test_without_a_rule_odoo_asks_as_ever(self):
        picking = self.make_order((self.milk, 5)).picking_ids

        with self.assertRaisesRegex(UserError, "You need to supply a Lot/Serial"):
            self.validate(picking)

    def test_two_receipts_of_one_lot_are_one_lot(self):
        """A22"""
        pickings = self.make_order((self.milk, 3)).picking_ids
        pickings |= self.make_order((self.milk, 4)).picking_ids
        pickings.move_line_ids.lot_name = "X"

        self.validate(pickings)

        lot = pickings.move_line_ids.lot_id
        self.assertRecordValues(lot, [{"name": "X", "product_qty": 7}])

    def test_the_vendors_lot_is_the_lot_unless_the_rule_says_otherwise(self):
        rule = self.make_rule("{vendor}-{seq:3}", vendor_lot_policy="keep")
        kept = self.make_order((self.milk, 5))
        self.import_shipment(self.milk_row("V1", 5), order=kept, number="D1")
        rule.vendor_lot_policy = "keep_beside"
        beside = self.make_order((self.milk, 5))
        self.import_shipment(self.milk_row("V1", 5), order=beside, number="D2")

        self.validate(kept.picking_ids)
        self.validate(beside.picking_ids)
        rule.vendor_lot_policy = "own"
        own = self.make_order((self.milk, 5))
        self.import_shipment(self.milk_row("V2", 5), order=own, number="D3")
        self.validate(own.picking_ids)

        lots = (kept | beside | own).picking_ids.move_line_ids.lot_id
        self.assertRecordValues(
            lots.sorted("id"),
            [
                {"name": "V1", "vendor_lot": "V1"},
                {"name": "GMD-001", "vendor_lot": "V1"},
                {"name": "GMD-002", "vendor_lot": False},
            ],
        )
        numbered = lots.event_ids.filtered(lambda event: event.kind == "numbered")
        self.assertEqual(sorted(numbered.lot_id.mapped("name")), ["GMD-001", "GMD-002"])

    def test_a_number_says_what_the_mask_asks_for(self):
        self.make_rule("{po:4}/{asn}-{date:%y%j}-{exp:%y%m%d}", vendor_lot_policy="keep_beside")
        order = self.make_order((self.milk, 5))
        self.import_shipment(
            self.milk_row("V1", 5, expiration_date="2026-05-31"), order=order, number="D9"
        )

        self.validate(order.picking_ids)

        name = order.picking_ids.move_line_ids.lot_id.name
        self.assertEqual(name, f"{order.name[-4:]}/D9-26069-260531")

    def test_a_drawn_number_that_exists_is_passed_over(self):
        self.make_rule()
        self.make_lot(self.milk, "M0001")
        picking = self.make_order((self.milk, 5)).picking_ids

        self.validate(picking)

        self.assertEqual(picking.move_line_ids.lot_id.name, "M0002")

    def test_a_mask_that_can_only_repeat_itself_is_refused(self):
        self.make_rule("{vendor}-{date:%y%j}")
        first, second = self.make_order((self.milk, 5)), self.make_order((self.milk, 5))
        self.validate(first.picking_ids)

        with self.assertRaisesRegex(UserError, "GMD-26069.*{seq}"):
            self.validate(second.picking_ids)

    def test_each_company_counts_for_itself(self):
        """A08"""
        self.make_rule()
        other = self.make_company()
        self.env["lot.number.rule"].create(
            {"name": "Test", "mask": "TEST{seq:3}", "company_id": other.id}
        )
        receiver = self.make_user("stock.group_stock_user", company=other)
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": self.supplier_location.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "move_line_ids": [
                    Command.create({"product_id": self.milk.id, "quantity": 1, "picked": True})
                    for _line in range(3)
                ],
            }
        )
        picking.action_confirm()

        self.validate(picking, user=receiver)

        lots = picking.move_line_ids.lot_id
        self.assertEqual(sorted(lots.mapped("name")), ["TEST001", "TEST002", "TEST003"])
        self.assertEqual(lots.company_id, other)
