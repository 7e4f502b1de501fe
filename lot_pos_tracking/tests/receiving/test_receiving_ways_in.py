import base64
from email.message import EmailMessage
from pathlib import Path

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .receiving_common import ReceivingCommon

CASES = Path(__file__).parents[1] / "cases" / "shipments"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestWaysIn(ReceivingCommon):
    """By mail, dropped on the order, by the form with its preview."""

    def mail(self, *files, subject="Shipment"):
        message = EmailMessage()
        message["Subject"], message["Message-Id"] = subject, "<mail-1@vendor.example.com>"
        message["From"], message["To"] = "dispatch@vendor.example.com", "shipments@shop.example.com"
        message.set_content("See attached.")
        for name, data in files:
            message.add_attachment(data, "application", "octet-stream", filename=name)
        thread = self.env["mail.thread"].with_context(mail_create_nolog=True)
        record_id = thread.message_process("lot.shipment", message.as_bytes())
        return self.env["lot.shipment"].browse(record_id)

    def test_a_mail_with_a_document_is_a_shipment(self):
        order = self.make_order((self.milk, 12))
        content = self.csv(self.milk_row("A", 12), order=order)

        shipment = self.mail(("notice.csv", content), ("logo.png", b"not a document"))

        self.assertRecordValues(
            shipment, [{"name": "D1001", "state": "matched", "purchase_id": order.id}]
        )
        self.assertEqual(order.picking_ids.move_line_ids.lot_name, "A")
        self.assertIn("See attached.", shipment.message_ids[0].body)

    def test_every_syntax_comes_by_mail(self):
        order = self.make_order((self.milk, 500), partner_ref="P00012")
        for name in ("csv", "edi", "json", "jsonld", "x12", "xlsx", "xml"):
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                content = (CASES / f"shipment.{name}").read_bytes()

                shipment = self.mail((f"notice.{name}", content))

                self.assertRecordValues(
                    shipment, [{"name": "DES-2026-0042", "purchase_id": order.id}]
                )
                self.assertNotIn("no_document", self.codes(shipment))
                self.assertEqual(len(shipment.line_ids), 4)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_mail_nobody_can_read_waits_as_a_draft_with_the_reason(self):
        shipment = self.mail(("notice.csv", b"nothing,that\nmakes,sense\n"))

        self.assertEqual(shipment.state, "draft")
        self.assertEqual(self.codes(shipment), ["no_document", "unreadable_document"])
        cures = shipment.issue_ids.mapped("cure")
        self.assertTrue(any("No row of headings" in cure for cure in cures))

    def test_a_document_dropped_on_an_order_belongs_to_it(self):
        order = self.make_order((self.milk, 12))
        content = base64.b64encode(self.csv(self.milk_row("A", 12))).decode()

        action = order.with_user(self.receiver).lot_import_document(content, "notice.csv")

        shipment = self.env["lot.shipment"].browse(action["res_id"])
        self.assertEqual((shipment.purchase_id, shipment.state), (order, "matched"))

    def test_the_preview_shows_lines_and_issues_and_writes_nothing(self):
        order = self.make_order((self.milk, 12))
        before = self.env["lot.shipment"].search_count([])
        rows = [self.milk_row(f"L{n}", 1) for n in range(55)]
        rows.append(self.milk_row("<b>X</b>", -1, gtin="4006381333930"))
        upload = (
            self.env["lot.shipment.upload"]
            .with_user(self.receiver)
            .create(
                {
                    "document": base64.b64encode(self.csv(*rows, order=order)),
                    "filename": "notice.csv",
                }
            )
        )

        self.assertFalse(upload.error)
        for words in ("L0", "L49", "and 6 more lines", "check digit", order.name):
            self.assertIn(words, str(upload.preview))
        self.assertNotIn("<b>X", str(upload.preview))
        self.assertEqual(self.env["lot.shipment"].search_count([]), before)

        action = upload.action_import()
        shipment = self.env["lot.shipment"].browse(action["res_id"])
        self.assertEqual(len(shipment.line_ids), 56)

    def test_a_broken_document_says_where_and_nothing_is_written(self):
        before = self.env["lot.shipment"].search_count([])
        broken = b"document_number,gtin,lot,quantity\nD1,4006381333931,A,=1+1\n"
        upload = (
            self.env["lot.shipment.upload"]
            .with_user(self.receiver)
            .create({"document": base64.b64encode(broken), "filename": "notice.csv"})
        )

        self.assertIn("line 2", upload.error)
        self.assertFalse(upload.preview)
        with self.assertRaisesRegex(UserError, "line 2"):
            upload.action_import()
        self.assertEqual(self.env["lot.shipment"].search_count([]), before)
