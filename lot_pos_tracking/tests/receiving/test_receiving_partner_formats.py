import base64
import io
from datetime import date
from pathlib import Path

import openpyxl
from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...core.asn.mapping import MEANINGS, STANDARD
from .receiving_common import ReceivingCommon

CASES = Path(__file__).parents[1] / "cases" / "shipments"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestVendorsOwnCodes(ReceivingCommon):
    """What one vendor means otherwise than the book says is data that a manager keeps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.make_vendor("Upland Creamery")

    def means(self, place, code, fact, vendor=None, user=None):
        formats = self.env["lot.partner.format"].with_user(user or self.manager)
        return formats.create(
            {
                "partner_id": (vendor or self.vendor).id,
                "place": place,
                "code": code,
                "fact": fact,
            }
        )

    def take_in(self, content, filename=None, **options):
        content = content if isinstance(content, bytes) else content.encode()
        shipments = self.env["lot.shipment"].with_user(self.receiver)
        return shipments.import_document(content, filename, **options)

    def desadv(self, date_code, number="D1"):
        segments = [
            "UNH+1+DESADV:D:96A:UN:EAN005",
            f"BGM+351+{number}+9",
            "NAD+SU+++Upland Creamery",
            "CPS+1",
            "LIN+1++4006381333931:EN",
            "QTY+12:5",
            f"DTM+{date_code}:20260601:102",
            "PIA+1+L1:NB",
        ]
        return "'\n".join([*segments, f"UNT+{len(segments) + 1}+1", ""])

    def days(self, shipment):
        return [(line.best_before_date, line.use_by_date) for line in shipment.line_ids]

    def test_best_before_may_mean_expiry_in_a_desadv_of_this_vendor_only(self):
        self.means("desadv_dates", "361", "expiration_date", self.make_vendor("Hill Farm"))
        day = date(2026, 6, 1)

        by_the_book = self.take_in(self.desadv("361"))
        self.means("desadv_dates", "361", "expiration_date")
        by_habit = self.take_in(self.desadv("361", number="D2"))

        self.assertEqual(by_the_book.vendor_id, self.vendor)
        self.assertEqual(self.days(by_the_book), [(day, False)])
        self.assertEqual(self.days(by_habit), [(False, day)])

    def test_a_document_taken_in_before_the_code_was_known_may_be_read_again(self):
        first = self.take_in(self.desadv("361"))
        self.means("desadv_dates", "361", "expiration_date")

        again = self.take_in(self.desadv("361"))

        self.assertEqual(first, again)
        self.assertEqual(self.days(again), [(False, date(2026, 6, 1))])
        self.assertNotIn("other_content", self.codes(again))

    def test_x12_ubl_and_epcis_follow_the_vendors_codes(self):
        seller = self.make_vendor("Green Valley Dairy", ref="4012345000009")
        order = self.make_order((self.milk, 1), vendor=seller, partner_ref="P00012")
        plain = self.take_in((CASES / "shipment.x12").read_bytes())
        expected = sorted(plain.line_ids.mapped(lambda line: str(line.use_by_date)))
        self.assertNotEqual(expected, ["False"] * 4)
        for name, place, code in [
            ("shipment.x12", "x12_dates", "036"),
            ("shipment.xml", "ubl_dates", "ExpiryDate"),
            ("shipment.jsonld", "epcis_dates", "itemExpirationDate"),
        ]:
            with self.subTest(name):
                habit = self.means(place, code, "sell_by_date", plain.vendor_id)
                document = self.env["lot.shipment"]._read_document((CASES / name).read_bytes())
                found = sorted(str(line.sell_by_date or False) for line in document.lines)
                self.assertEqual(found, expected)
                self.assertFalse(any(line.expiration_date for line in document.lines))
                habit.unlink()
        self.assertTrue(order)

    def test_columns_with_headings_of_the_vendors_own_are_read(self):
        content = (
            "Beleg;Ware;Los des Hauses;Stueck geliefert;Ablauf am\n"
            "D7;4006381333931;L1;5;2026-06-01\n"
        )
        with self.assertRaisesRegex(UserError, "No row of headings"):
            self.take_in(content, "notice.csv")
        for code, fact in [
            ("Beleg", "document_number"),
            ("WARE", "gtin"),
            ("Los des Hauses", "lot"),
            ("Stück geliefert", "quantity"),
            ("Ablauf am", "expiration_date"),
        ]:
            self.means("table_headings", code.replace("ü", "ue"), fact)

        found, named = (
            self.take_in(content, "notice.csv"),
            self.take_in(content.replace("D7", "D8"), "notice.csv", vendor=self.vendor.id),
        )

        for shipment, number in ((found, "D7"), (named, "D8")):
            self.assertEqual(shipment.name, number)
            self.assertRecordValues(
                shipment.line_ids,
                [
                    {
                        "product_id": self.milk.id,
                        "vendor_lot": "L1",
                        "quantity": 5,
                        "use_by_date": date(2026, 6, 1),
                    }
                ],
            )

    def test_a_workbook_with_headings_of_the_vendors_own_is_read(self):
        book = openpyxl.Workbook()
        for row in (
            ["Beleg", "Ware", "Los des Hauses", "Stück geliefert", "Ablauf am"],
            ["D9", "4006381333931", "L1", 5, date(2026, 6, 1)],
        ):
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        for code, fact in [
            ("Beleg", "document_number"),
            ("Ware", "gtin"),
            ("Los des Hauses", "lot"),
            ("Stück geliefert", "quantity"),
            ("Ablauf am", "sell_by_date"),
        ]:
            self.means("table_headings", code, fact)

        shipment = self.take_in(content.getvalue(), "notice.xlsx")

        self.assertEqual((shipment.name, shipment.document_format), ("D9", "xlsx"))
        self.assertRecordValues(
            shipment.line_ids,
            [
                {
                    "product_id": self.milk.id,
                    "vendor_lot": "L1",
                    "quantity": 5,
                    "use_by_date": False,
                    "sell_by_date": date(2026, 6, 1),
                }
            ],
        )

    def test_a_column_may_be_left_out(self):
        self.means("table_headings", "exp", "none")

        shipment = self.import_shipment(self.milk_row("A", 1, exp="2026-06-01"))

        self.assertEqual(self.days(shipment), [(False, False)])

    def test_the_preview_and_the_order_read_by_the_vendors_codes_too(self):
        self.means("table_headings", "Charge im Haus", "lot")
        content = b"gtin,Charge im Haus,qty\n4006381333931,L9,5\n"
        order = self.make_order((self.milk, 5))

        upload = (
            self.env["lot.shipment.upload"]
            .with_user(self.receiver)
            .create(
                {
                    "document": base64.b64encode(content),
                    "filename": "notice.csv",
                    "vendor_id": self.vendor.id,
                }
            )
        )
        order.with_user(self.receiver).lot_import_document(content, "notice.csv")

        self.assertIn("L9", str(upload.preview))
        self.assertEqual(order.lot_shipment_ids.line_ids.vendor_lot, "L9")

    def test_a_meaning_that_the_place_cannot_have_is_refused(self):
        with self.assertRaisesRegex(
            ValidationError, "361.*cannot mean.*Quantity.*may mean.*Sell by"
        ):
            self.means("desadv_dates", "361", "quantity")
        with self.assertRaisesRegex(ValidationError, "which code"):
            self.means("table_headings", "***", "lot")

    def test_a_code_has_one_meaning(self):
        self.means("desadv_dates", "361", "expiration_date")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.means("desadv_dates", "361", "sell_by_date").flush_recordset()

    def test_receivers_read_the_codes_and_managers_keep_them(self):
        line = self.means("desadv_dates", "361", "expiration_date")

        self.assertEqual(line.with_user(self.receiver).fact, "expiration_date")
        with self.assertRaises(AccessError):
            line.with_user(self.receiver).fact = "sell_by_date"

    def test_every_table_and_meaning_of_the_kernel_can_be_chosen(self):
        fields = self.env["lot.partner.format"]._fields
        places = {code for code, _label in fields["place"].selection}
        facts = {code for code, _label in fields["fact"].selection}

        self.assertEqual(places, set(STANDARD))
        self.assertEqual(facts - {"none"}, {fact for table in MEANINGS.values() for fact in table})
