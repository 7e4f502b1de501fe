"""Shipment notices as tables (CSV, XLSX) and JSON: what is read, flagged and refused."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl

from ...core.asn import detect, values
from ...core.asn.model import from_canonical
from ...core.errors import DocumentError
from .asn_case import SHIPMENTS, AsnCase, codes, read

GTIN = "4012345670011"


class TestCsv(AsnCase):
    def test_a_plain_table_is_a_shipment(self):
        shipment = read(
            "Document;PO;GTIN;Lot;Qty;Best before\n"
            f"D1;P00012;{GTIN};L1;1.234,50;31.12.2026\n"
            f"D1;P00012;{GTIN};L2;2;30.11.26\n"
        )

        first, second = shipment.lines
        self.assertEqual(
            (shipment.document_number, shipment.purchase_order, shipment.issues),
            ("D1", "P00012", ()),
        )
        self.assertEqual(
            (first.gtin, first.lot, first.quantity), ("0" + GTIN, "L1", Decimal("1234.5"))
        )
        self.assertEqual(first.best_before_date, date(2026, 12, 31))
        self.assertEqual(second.best_before_date, date(2026, 11, 30))
        self.assertEqual((first.line_number, first.uom, first.position), ("1", "C62", "line 2"))

    def test_delimiters_and_encodings_are_found(self):
        text = "document|Menge|Charge|Artikel|Bezeichnung\nD1|3|L1|A7|Käse\n"
        for delimiter in "|;,\t":
            for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"):
                with self.subTest(delimiter=delimiter, encoding=encoding):
                    shipment = read(text.replace("|", delimiter).encode(encoding), filename="a.csv")

                    (line,) = shipment.lines
                    self.assertEqual(line.description, "Käse")
                    self.assertEqual((line.quantity, line.lot, shipment.issues), (3, "L1", ()))

    def test_headings_may_stand_below_a_title_and_columns_may_be_unknown(self):
        shipment = read("Green Valley,,,\n\nDocument,Shoe size,SKU,Quantity\nD1,43,A7,3\n")

        (line,) = shipment.lines
        self.assertEqual((line.vendor_code, line.quantity, line.position), ("A7", 3, "line 4"))

    def test_slashed_dates_need_a_proof_of_their_order(self):
        head = "document,sku,qty,expiry\n"
        proven = read(head + "D1,A,1,03/04/2026\nD1,B,1,25/04/2026\n")
        american = read(head + "D1,A,1,03/04/2026\nD1,B,1,04/25/2026\n")
        unproven = read(head + "D1,A,1,03/04/2026\n")

        self.assertEqual(next(proven.lines).expiration_date, date(2026, 4, 3))
        self.assertEqual(next(american.lines).expiration_date, date(2026, 3, 4))
        self.assertEqual(next(unproven.lines).expiration_date, None)
        self.assertEqual(codes(unproven), [("date_ambiguous", "line 2, column 4", "03/04/2026")])

    def test_odd_values_are_issues_with_place_and_cure(self):
        shipment = read(
            "document,sscc,gtin,lot,qty,mfg date,expiry,origin\n"
            f"D1,340123450000000016,{GTIN},L1,0,,,XX\n"
            "D1,,4012345670019,A B,-3,2026-03-01,2026-02-01,\n"
            f"D1,,{GTIN},L3,many,2026-02-30,,\n"
            ",,,L4,,,,\n"
            f'D1,,{GTIN},L5,"1,234",,,\n'
        )

        self.assertEqual(
            codes(shipment),
            [
                ("sscc_invalid", "line 2, column 2", "340123450000000016"),
                ("country_unknown", "line 2", "XX"),
                ("quantity_zero", "line 2", "0"),
                ("gtin_invalid", "line 3", "4012345670019"),
                ("quantity_negative", "line 3", "-3"),
                ("lot_unprintable", "line 3", "A B"),
                ("dates_disordered", "line 3", "2026-03-01 > 2026-02-01"),
                ("date_unreadable", "line 4, column 6", "2026-02-30"),
                ("number_unreadable", "line 4, column 5", "many"),
                ("quantity_missing", "line 4", ""),
                ("product_missing", "line 5", ""),
                ("quantity_missing", "line 5", ""),
                ("number_ambiguous", "line 6, column 5", "1,234"),
            ],
        )
        self.assertTrue(all(issue.cure for issue in shipment.issues))
        self.assertEqual(len(list(shipment.lines)), 5)

    def test_a_line_sent_twice_is_flagged(self):
        row = f"D1,{GTIN},L1,5\n"
        shipment = read("document,gtin,lot,qty\n" + row + row)

        self.assertEqual(codes(shipment), [("line_repeated", "line 3", "L1")])

    def test_leading_zeros_that_a_spreadsheet_dropped_come_back(self):
        shipment = read("document,gtin,qty,lot\nD1,36000291452,1,L1\n")

        self.assertEqual(next(shipment.lines).gtin, "00036000291452")

    def test_formulas_are_refused_with_their_place(self):
        error = self.refused('document,gtin,lot,qty\nD1,1,"=CMD()",5\n')

        self.assertEqual((error.code, error.line, error.column), ("document_formula", 2, 3))

    def test_two_shipments_in_one_table_are_refused(self):
        error = self.refused("document,gtin,qty\nD1,1,5\nD2,1,5\n")

        self.assertEqual((error.code, error.line), ("document_several", 3))

    def test_broken_tables_are_refused_with_their_line(self):
        self.assertEqual(self.refused("a,b\n1,2\n", filename="x.csv").line, 1)
        self.assertEqual(self.refused('document,sku,qty\nD1,A,1\nD1,"A"B,1\n').line, 3)
        self.assertEqual(self.refused(b"document,sku,qty\nD\x81,A,1\n").line, 2)
        self.assertEqual(
            self.refused(b"document,sku,qty\nD\x00\x01,A,1\n").code, "document_encoding"
        )

    def test_numbers_as_people_write_them(self):
        for text, number in [
            ("12", "12"),
            ("12,5", "12.5"),
            ("1.234,5", "1234.5"),
            ("1,234.5", "1234.5"),
            ("1 234,5", "1234.5"),
            ("1.234.567", "1234567"),
            ("-3", "-3"),
            ("1'000", "1000"),
        ]:
            self.assertEqual(values.human_number(text), (Decimal(number), False), text)
        for text in ("", "abc", "1,2,3", "1e9", "NaN", "--1", "9" * 30, "١"):
            with self.assertRaises(ValueError, msg=text):
                values.human_number(text)


class TestXlsx(AsnCase):
    def workbook(self, rows, **cells):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for name, value in cells.items():
            book.active[name] = value
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def test_numbers_and_dates_of_cells_are_read(self):
        shipment = read(
            self.workbook(
                [
                    ["Document", "GTIN", "Lot", "Quantity", "Use by", "Unit cost"],
                    ["D1", int(GTIN), 4711, 2.5, date(2026, 12, 31), 0.1],
                ]
            )
        )

        (line,) = shipment.lines
        self.assertEqual((line.gtin, line.lot, line.quantity), ("0" + GTIN, "4711", Decimal("2.5")))
        self.assertEqual(
            (line.expiration_date, line.unit_cost), (date(2026, 12, 31), Decimal("0.1"))
        )
        self.assertEqual((line.position, shipment.issues), ("sheet Sheet, row 2", ()))

    def test_a_formula_is_refused_with_its_cell(self):
        rows = [["Document", "GTIN", "Lot", "Quantity"], ["D1", GTIN, "L1", 5]]
        error = self.refused(self.workbook(rows, D2="=1+4"))

        self.assertEqual((error.code, error.segment), ("document_formula", "Sheet!D2"))

    def test_packages_that_are_no_workbook_are_refused(self):
        whole = self.workbook([["GTIN", "Quantity"], [GTIN, 1]])
        hostile = io.BytesIO()
        with zipfile.ZipFile(hostile, "w") as package:
            package.writestr("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>")
        for content in (whole[:200], whole[: len(whole) // 2], b"PK\x03\x04", hostile.getvalue()):
            self.refused(content)


class TestJson(AsnCase):
    def test_the_canonical_dict_reads_back(self):
        content = (SHIPMENTS / "canonical.json").read_bytes()

        shipment = read(content)

        self.assertEqual(shipment.to_canonical(), json.loads(content))
        self.assertEqual(from_canonical(shipment.to_canonical()), shipment)
        self.assertEqual(shipment.issues, ())

    def test_a_flat_list_of_lines_is_a_shipment_too(self):
        shipment = read(
            json.dumps(
                {
                    "document_number": "D1",
                    "supplier": {"gln": "4012345000009", "name": "Green Valley"},
                    "lines": [{"gtin": GTIN, "lot": "L1", "quantity": 0.1, "unit_cost": 1, "x": 1}],
                }
            )
        )

        (line,) = shipment.lines
        self.assertEqual((line.quantity, line.unit_cost), (Decimal("0.1"), Decimal("1")))
        self.assertEqual(
            (shipment.supplier, shipment.supplier_name), ("4012345000009", "Green Valley")
        )
        self.assertEqual(codes(shipment), [("field_unknown", "lines[0].x", "1")])

    def test_broken_documents_are_refused_with_their_place(self):
        error = self.refused('{"lines": [\n{"lot": }]}')
        self.assertEqual((error.line, error.column), (2, 9))
        for text, path in [
            ('{"lines": 5}', "lines"),
            ('{"lines": [5]}', "lines[0]"),
            ('{"lines": [{"lot": {}}]}', "lines[0].lot"),
            (
                '{"logistic_units": [{"lines": [{"quantity": [1]}]}]}',
                "logistic_units[0].lines[0].quantity",
            ),
            ('{"document_number": true}', "document_number"),
        ]:
            self.assertEqual(self.refused(text).segment, path, text)
        for text in ("[" * 100_000, '{"lines": [{"quantity": NaN}]}', '{"a": 1', "[1]"):
            self.refused(text)

    def test_a_canonical_dict_must_have_the_right_types(self):
        for data, path in [
            ([], "document"),
            ({"despatch_date": "soon"}, "despatch_date"),
            ({"function": "destroy"}, "function"),
            (
                {"logistic_units": [{"lines": [{"quantity": 1.5}]}]},
                "logistic_units[0].lines[0].quantity",
            ),
        ]:
            with self.assertRaises(DocumentError) as caught:
                from_canonical(data)
            self.assertEqual(caught.exception.segment, path)


class TestDetection(AsnCase):
    def test_the_syntax_shows_in_the_first_bytes(self):
        for content, kind in [
            (b"UNA:+.? 'UNB+", "desadv"),
            (b"\xef\xbb\xbfUNB+UNOC:3", "desadv"),
            (b"\r\nISA*00*", "x12_856"),
            (b"<?xml version='1.0'?>", "ubl"),
            (b'{"@context": [], "type": "EPCISDocument"}', "epcis"),
            (b'{"document_number": "D1"}', "json"),
            (b"PK\x03\x04", "xlsx"),
            (b"gtin;qty\n1;2", "csv"),
        ]:
            self.assertEqual(detect.detect(content), kind)
        self.assertEqual(detect.detect(b"gtin\n1", "a.CSV"), "csv")

    def test_what_has_no_syntax_or_is_too_large_is_refused(self):
        self.assertEqual(self.refused(b"hello").code, "document_unknown")
        self.assertEqual(self.refused(b"hello", format="fax").code, "document_unknown")
        self.assertEqual(self.refused(b" \n", format="csv").code, "document_broken")
        self.assertEqual(self.refused(b"," * (50 * 1024 * 1024 + 1)).code, "document_too_large")
