import io
import json
import re
from datetime import date

import openpyxl
from freezegun import freeze_time

from odoo.tests import tagged

from ..core.asn_writers import WRITERS
from .receiving_common import ReceivingCommon

# {syntax: (word before the function, {function: its code})}; EPCIS cannot replace, it declares an
# error in the event, which takes the shipment back
CODES = {"original": "9", "replace": "5", "cancel": "1"}
REPLACING = set(WRITERS) - {"epcis"}
GTIN = "4006381333931"


def with_function(syntax, content, function):
    """The same document with another function, in the words of its syntax."""
    if function == "original":
        return content
    code = CODES[function]
    if syntax == "desadv":
        return re.sub(rb"(BGM\+351\+[^+]*\+)9", rb"\g<1>" + code.encode(), content)
    if syntax == "x12_856":
        return content.replace(b"BSN|00|", f"BSN|0{code}|".encode())
    if syntax == "ubl":
        status = f"<b:DocumentStatusCode>{code}</b:DocumentStatusCode><c:OrderReference>"
        return content.replace(b"<c:OrderReference>", status.encode(), 1)
    if syntax == "csv":
        head, *rows = content.decode("utf-8-sig").split("\r\n")
        return "\r\n".join(
            [f'{head};"function"', *(f'{row};"{function}"' for row in rows)]
        ).encode()
    if syntax == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        column = book.active.max_column + 1
        for row in range(1, book.active.max_row + 1):
            book.active.cell(row, column, function if row > 1 else "function")
        changed = io.BytesIO()
        book.save(changed)
        return changed.getvalue()
    data = json.loads(content)
    if syntax == "json":
        data["function"] = function
    else:
        data["epcisBody"]["eventList"][-1]["errorDeclaration"] = {
            "declarationTime": "2026-11-21T10:00:00+01:00"
        }
    return json.dumps(data).encode()


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestEverySyntax(ReceivingCommon):
    """Whatever a vendor sends it in: once, replaced and cancelled, before and after goods came."""

    def each_syntax(self, syntaxes=WRITERS):
        for syntax in WRITERS:
            if syntax not in syntaxes:
                continue
            with self.subTest(syntax):
                number = f"D-{syntax}-{self._testMethodName[-9:]}"
                self.order = self.make_order((self.milk, 24), partner_ref=f"REF-{syntax}")
                yield syntax, number

    def document(self, syntax, number, lots, function="original"):
        """:param lots: ``{lot: (quantity, use-by day)}``"""
        lines = [
            {
                "line_number": str(position),
                "gtin": f"0{GTIN}",
                "lot": lot,
                "quantity": str(quantity),
                "uom": "C62",
                "production_date": "2026-11-01",
                "expiration_date": day,
                "country_of_origin": "DE",
            }
            for position, (lot, (quantity, day)) in enumerate(lots.items(), 1)
        ]
        data = {
            "document_number": number,
            "purchase_order": self.order.name,
            "supplier": "4012345000009",
            "supplier_name": "Green Valley Dairy",
            "ship_to": "7612345000015",
            "despatch_date": "2026-11-21",
            "logistic_units": [{"sscc": "106141412345678908", "lines": lines}],
        }
        return with_function(syntax, WRITERS[syntax](data), function)

    def take_in(self, *document, function="original"):
        shipments = self.env["lot.shipment"].with_user(self.receiver)
        return shipments.import_document(self.document(*document, function=function))

    def receive(self, lot):
        picking = self.order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.move_line_ids.filtered(lambda line: line.lot_name == lot).picked = True
        self.validate(picking)

    def waiting(self):
        lines = self.order.picking_ids.move_line_ids.filtered(
            lambda line: line.state != "done" and line.lot_name
        )
        return {line.lot_name: line.quantity for line in lines}

    def test_sent_twice_it_is_one_shipment(self):
        for syntax, number in self.each_syntax():
            lots = {"A": (12, "2027-01-31"), "B": (8, "2027-02-28")}

            first = self.take_in(syntax, number, lots)
            again = self.take_in(syntax, number, lots)

            self.assertEqual(first, again)
            self.assertEqual(first.document_format, syntax)
            self.assertEqual((first.state, first.purchase_id), ("matched", self.order))
            self.assertEqual(self.codes(first), [])
            self.assertEqual(self.waiting(), {"A": 12, "B": 8})
            self.assertEqual(len(first.line_ids), 2)

    def test_a_replacement_takes_over_before_goods_came(self):
        for syntax, number in self.each_syntax(REPLACING):
            first = self.take_in(syntax, number, {"A": (12, "2027-01-31")})

            second = self.take_in(
                syntax,
                number,
                {"A": (5, "2027-01-31"), "C": (7, "2027-03-31")},
                function="replace",
            )

            self.assertEqual(first, second)
            self.assertEqual(self.waiting(), {"A": 5, "C": 7})
            self.assertEqual(self.codes(first), [])

    def test_a_replacement_after_goods_came_keeps_what_came(self):
        for syntax, number in self.each_syntax(REPLACING):
            shipment = self.take_in(
                syntax, number, {"A": (12, "2027-01-31"), "B": (8, "2027-02-28")}
            )
            self.receive("A")

            self.take_in(
                syntax,
                number,
                {"A": (14, "2027-01-15"), "C": (6, "2027-03-31")},
                function="replace",
            )

            self.assertRecordValues(
                shipment.line_ids.sorted("vendor_lot"),
                [
                    {"vendor_lot": "A", "quantity": 14, "received_qty": 12},
                    {"vendor_lot": "C", "quantity": 6, "received_qty": 0},
                ],
            )
            self.assertEqual(self.codes(shipment), ["replaced_after_receipt"])
            self.assertEqual(self.waiting(), {"A": 2, "C": 6})
            lot = shipment.line_ids.move_line_ids.lot_id.filtered("product_qty")
            self.assertEqual((lot.name, lot.use_by_date), ("A", date(2027, 1, 31)))
            self.make_the_number_free(lot)

    def test_a_cancellation_takes_back_what_has_not_come(self):
        for syntax, number in self.each_syntax():
            lots = {"A": (12, "2027-01-31"), "B": (8, "2027-02-28")}
            before = self.take_in(syntax, number, lots)

            self.take_in(syntax, number, lots, function="cancel")

            self.assertEqual(before.state, "cancelled")
            self.assertEqual(self.waiting(), {})

            number = f"{number}-2"
            after = self.take_in(syntax, number, lots)
            self.receive("B")
            self.take_in(syntax, number, lots, function="cancel")

            self.assertEqual(after.state, "received")
            self.assertEqual(self.codes(after), ["cancelled_after_receipt"])
            self.assertEqual(self.waiting(), {})
            lot = after.line_ids.move_line_ids.lot_id
            self.assertEqual((lot.name, lot.product_qty), ("B", 8))
            self.make_the_number_free(lot)

    def make_the_number_free(self, lot):
        """The next syntax tells of the same lots."""
        lot.name = f"{lot.name}-{lot.id}"
