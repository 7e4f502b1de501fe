import io
from datetime import datetime

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .receiving_common import ReceivingCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-09-13 09:00:00")
class TestTypedAndPasted(ReceivingCommon):
    """Numbers and dates that a receiver types or pastes in Odoo's own screens."""

    def generate(self, picking, mode, text="", first="", count=0):
        """What the dialog of the move writes: lines generated from a first lot, or pasted."""
        move = picking.move_ids
        context = {
            "default_product_id": move.product_id.id,
            "default_move_id": move.id,
            "default_picking_id": picking.id,
            "default_picking_type_id": picking.picking_type_id.id,
            "default_location_id": move.location_id.id,
            "default_location_dest_id": move.location_dest_id.id,
            "default_company_id": picking.company_id.id,
            "default_tracking": move.product_id.tracking,
            "default_quantity": move.product_uom_qty,
        }
        moves = self.env["stock.move"].with_user(self.receiver)
        return moves.action_generate_lot_line_vals(context, mode, first, count, text)

    def write_lines(self, picking, vals_list):
        picking.move_line_ids.unlink()
        names = ("lot_name", "quantity", "expiration_date")
        picking.move_ids.move_line_ids = [
            (
                0,
                0,
                {
                    **self._line_vals(picking, picking.move_ids.product_id),
                    **{name: vals[name] for name in names if name in vals},
                },
            )
            for vals in vals_list
        ]

    def test_serials_without_any_input_are_numbered(self):
        """A04"""
        scale = self.make_product("Scale", tracking="serial")
        self.env["lot.number.rule"].create({"name": "Serials", "mask": "S{seq:4}"})
        picking = self.make_order((scale, 4)).picking_ids

        self.validate(picking)

        self.assertEqual(picking.state, "done")
        self.assertEqual(
            sorted(picking.move_line_ids.lot_id.mapped("name")),
            ["S0001", "S0002", "S0003", "S0004"],
        )

    def test_a_number_has_what_stands_before_and_behind_the_counter(self):
        """A12: prefix foo/, five digits, suffix /bar."""
        self.env["lot.number.rule"].create({"name": "Foo", "mask": "foo/{seq:5}/bar"})
        picking = self.make_order((self.milk, 5)).picking_ids

        self.validate(picking)

        self.assertRegex(picking.move_line_ids.lot_id.name, r"^foo/\d{5}/bar$")

    def test_three_lots_are_generated_for_a_product_without_a_sequence(self):
        """A14"""
        self.milk.lot_sequence_id = False
        picking = self.make_order((self.milk, 3)).picking_ids

        lines = self.generate(picking, "generate", first="lot1", count=1)

        self.assertEqual([line["lot_name"] for line in lines], ["lot1", "lot2", "lot3"])

    def test_pasted_lots_keep_their_dates_and_the_expired_one_is_held(self):
        """A18: frozen 2025-09-13, life 10 days."""
        self.milk.write({"use_expiration_date": True, "expiration_time": 10})
        picking = self.make_order((self.milk, 20)).picking_ids
        text = "lot1;10;2025-12-31\nlot2;7\nlot3;3;1970-1-1"
        self.write_lines(picking, self.generate(picking, "import", text))

        self.validate(picking.with_context(skip_expired=True))

        lots = picking.move_line_ids.lot_id.sorted("name")
        self.assertEqual(
            [(lot.name, lot.product_qty, str(lot.expiration_date.date())) for lot in lots],
            [("lot1", 10, "2025-12-31"), ("lot2", 7, "2025-09-23"), ("lot3", 3, "1970-01-01")],
        )
        self.assertEqual(lots.mapped("is_on_hold"), [False, False, True])
        self.assertEqual(lots[2].hold_ids.note, "The last good day was 01/01/1970.")
        self.assertIn("lot3: The last good day was 01/01/1970", picking.message_ids[0].body)

    def test_a_pasted_day_is_read_as_the_language_writes_it(self):
        """A19"""
        self.milk.write({"use_expiration_date": True, "expiration_time": 10})
        picking = self.make_order((self.milk, 1)).picking_ids
        language = self.env["res.lang"]._lang_get(self.receiver.lang or "en_US")
        found = []
        for form in ("%d/%m/%Y", "%m/%d/%Y"):
            language.date_format = form
            (line,) = self.generate(picking, "import", "ln01;03/05/25")
            found.append((line["lot_name"], line["expiration_date"]))

        self.assertEqual(found, [("ln01", datetime(2025, 5, 3)), ("ln01", datetime(2025, 3, 5))])

    def test_the_date_is_reckoned_from_the_day_the_receipt_is_scheduled_for(self):
        """A20: scheduled in 42 days, life of 10 days."""
        self.milk.write({"use_expiration_date": True, "expiration_time": 10})
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.supplier_location.id,
                "location_dest_id": self.stock_location.id,
                "scheduled_date": "2025-10-25 09:00:00",
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.milk.id,
                            "product_uom_qty": 5,
                            "location_id": self.supplier_location.id,
                            "location_dest_id": self.stock_location.id,
                            "date": "2025-10-25 09:00:00",
                        },
                    )
                ],
            }
        )

        picking.with_user(self.receiver).action_confirm()

        self.assertEqual(picking.scheduled_date, datetime(2025, 10, 25, 9))
        self.assertEqual(picking.move_line_ids.expiration_date, datetime(2025, 11, 4, 9))

    def test_a_serial_in_stock_is_not_received_again_and_can_be_delivered(self):
        """A21"""
        scale = self.make_product("Scale", tracking="serial")
        first = self.make_order((scale, 1)).picking_ids
        first.move_line_ids.lot_name = "S1"
        self.validate(first)
        again = self.make_order((scale, 1)).picking_ids
        again.move_line_ids.lot_name = "S1"
        both = self.make_order((scale, 2)).picking_ids
        for line, name in zip(both.move_line_ids, ("S1", "S2"), strict=True):
            line.lot_name = name

        for picking in (again, both):
            with self.assertRaisesRegex(UserError, "S1.*Scale|Scale.*S1"), self.env.cr.savepoint():
                self.validate(picking)
            self.assertNotEqual(picking.state, "done")
        serials = self.env["stock.lot"].search([("product_id", "=", scale.id)])
        self.assertEqual(serials.mapped("name"), ["S1"])

        self.deliver(scale, 1, lots={serials: 1})
        self.assertEqual(self.on_hand(serials), 0)
        self.validate(again)
        self.assertEqual(self.on_hand(serials), 1)

    def test_a_serial_that_lies_elsewhere_in_the_house_is_not_received_again(self):
        scale = self.make_product("Scale", tracking="serial")
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock_location.id}
        )
        self.make_lot(scale, "S1", 1, location=shelf)
        again = self.make_order((scale, 1)).picking_ids
        again.move_line_ids.lot_name = "S1"

        with self.assertRaisesRegex(UserError, "S1 of Scale lies in WH/Stock/Shelf"):
            self.validate(again)

    def test_one_serial_twice_on_one_receipt_is_refused(self):
        scale = self.make_product("Scale", tracking="serial")
        picking = self.make_order((scale, 2)).picking_ids
        picking.move_line_ids.lot_name = "S1"

        with self.assertRaisesRegex(UserError, "S1"):
            self.validate(picking)

    def test_the_four_typed_dates_are_the_lots_dates(self):
        """A15: expiration D+15, use D+5, removal D+20 and alert typed."""
        self.milk.write({"use_expiration_date": True, "expiration_time": 10})
        picking = self.make_order((self.milk, 5)).picking_ids
        typed = {
            "expiration_date": "2025-09-28 09:00:00",
            "lot_use_date": "2025-09-18 09:00:00",
            "lot_removal_date": "2025-10-03 09:00:00",
            "lot_alert_date": "2025-09-16 09:00:00",
        }
        picking.move_line_ids.with_user(self.receiver).write({"lot_name": "L", **typed})

        self.validate(picking)

        self.assertRecordValues(
            picking.move_line_ids.lot_id,
            [
                {
                    "expiration_date": datetime(2025, 9, 28, 9),
                    "use_date": datetime(2025, 9, 18, 9),
                    "removal_date": datetime(2025, 10, 3, 9),
                    "alert_date": datetime(2025, 9, 16, 9),
                }
            ],
        )


@tagged("post_install", "-at_install")
@freeze_time("2025-09-13 09:00:00")
class TestListsOfLots(ReceivingCommon):
    """A file with the serial numbers of one receipt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = cls.make_product("Scale", tracking="serial", default_code="SC1")

    def workbook(self, *rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def take_over(self, picking, content, filename="serials.xlsx"):
        return picking.with_user(self.receiver).lot_import_lots(content, filename)

    def test_serials_and_packages_of_a_workbook_are_taken_over(self):
        """A23"""
        picking = self.make_order((self.scale, 3)).picking_ids
        content = self.workbook(
            ("Serial number", "Package"), ("LOT-1", "PACK-1"), ("LOT-2", None), ("LOT-3", None)
        )

        self.take_over(picking, content)

        self.assertRecordValues(
            picking.move_line_ids.sorted("lot_name"),
            [
                {
                    "lot_name": "LOT-1",
                    "quantity": 1,
                    "result_package_id": self.env["stock.package"]
                    .search([("name", "=", "PACK-1")])
                    .id,
                },
                {"lot_name": "LOT-2", "quantity": 1, "result_package_id": False},
                {"lot_name": "LOT-3", "quantity": 1, "result_package_id": False},
            ],
        )
        self.assertTrue(picking.move_line_ids.result_package_id)
        self.validate(picking)
        self.assertEqual(
            sorted(picking.move_line_ids.lot_id.mapped("name")), ["LOT-1", "LOT-2", "LOT-3"]
        )

    def test_without_a_file_or_where_lots_may_not_be_created_it_is_refused(self):
        """A24"""
        picking = self.make_order((self.scale, 3)).picking_ids
        content = self.workbook(("Serial number", "Package"), ("LOT-1", "PACK-1"))

        with self.assertRaisesRegex(UserError, "The document is empty"):
            self.take_over(picking, False)
        picking.picking_type_id.use_create_lots = False
        with self.assertRaisesRegex(UserError, "Receipts do not create lots"):
            self.take_over(picking, content)

        self.assertFalse(any(picking.move_line_ids.mapped("lot_name")))
        self.assertFalse(self.env["stock.package"].search([("name", "=", "PACK-1")]))

    def test_what_does_not_fit_the_receipt_is_named_line_by_line(self):
        picking = self.make_order((self.scale, 2), (self.milk, 5)).picking_ids
        before = picking.move_line_ids.ids
        content = b"sku,lot,qty\nSC1,S1,1\nGHOST,S2,1\nMILK,L1,\nMILK,,5\nMILK,L2,-1\n"

        with self.assertRaisesRegex(UserError, "line 3.*\nline 4.*\nline 5.*\nline 6"):
            self.take_over(picking, content, "lots.csv")
        with (
            self.assertRaisesRegex(UserError, "line 4: lot S3 is more of .*Scale"),
            self.env.cr.savepoint(),
        ):
            self.take_over(picking, b"sku,lot,qty\nSC1,S1,1\nSC1,S2,1\nSC1,S3,1\n", "lots.csv")

        self.assertEqual(picking.move_line_ids.ids, before)

    def test_dates_of_the_file_are_the_lots_dates(self):
        picking = self.make_order((self.milk, 5)).picking_ids

        self.take_over(picking, b"lot,qty,exp\nL1,3,2025-12-31\nL2,2,2026-01-31\n", "lots.csv")
        self.validate(picking)

        self.assertEqual(
            [
                (lot.name, lot.product_qty, str(lot.use_by_date))
                for lot in picking.move_line_ids.lot_id.sorted("name")
            ],
            [("L1", 3, "2025-12-31"), ("L2", 2, "2026-01-31")],
        )
