"""Shipments of any content, written in seven syntaxes; and what nobody should send."""

import io
import random
import zipfile
from datetime import date, timedelta
from unittest.mock import patch

import openpyxl

from ...core.asn import csv_table
from ...core.asn.text import LARGEST
from ...core.errors import DocumentError
from ...core.gs1.checks import check_digit_of
from .asn_case import AsnCase, read, sample
from .asn_writers import WRITERS, lines_of

LOT_SIGNS = "ABCXYZ0123456789-_./+%&:'?=()!\"<>;,"
GLNS = ("4012345000009", "7612345000015")


def with_check(digits: str) -> str:
    return digits + check_digit_of(digits)


class TestAnyShipment(AsnCase):
    """Seeded and bounded: whatever a vendor ships, seven syntaxes say the same."""

    def line(self, dice, number):
        made = date(2026, 1, 1) + timedelta(days=dice.randint(0, 60))
        weighed = dice.random() < 0.3
        quantity = f"{dice.randint(1, 9999)}.{dice.randint(1, 9)}" if weighed else None
        lot = "".join(dice.choice(LOT_SIGNS) for _sign in range(dice.randint(1, 20)))
        return {
            "line_number": str(number),
            "gtin": with_check(f"0{dice.randint(10**11, 10**12 - 1)}"),
            "vendor_code": None,
            "description": None,
            "lot": lot if lot[0] not in "=" else f"L{lot[1:]}",
            "quantity": quantity or str(dice.randint(1, 500)),
            "uom": "KGM" if weighed else "C62",
            "production_date": made.isoformat(),
            "packaging_date": None,
            "best_before_date": None,
            "sell_by_date": None,
            "expiration_date": (made + timedelta(days=dice.randint(1, 700))).isoformat(),
            "country_of_origin": dice.choice(("DE", "FR", "ES", "US", "NL")),
            "unit_cost": None,
            "purchase_order": None,
        }

    def shipment(self, dice):
        numbers = iter(range(1, 1000))
        return {
            "document_number": f"D{dice.randint(1, 10**8)}",
            "function": "original",
            "purchase_order": f"P{dice.randint(1, 99999):05}",
            "supplier": GLNS[0],
            "supplier_name": dice.choice(("Green Valley Dairy", "O'Neill + Söhne", "A & B <Co>")),
            "ship_to": GLNS[1],
            "despatch_date": "2026-03-09",
            "expected_date": None,
            "currency": None,
            "logistic_units": [
                {
                    "sscc": with_check(f"34012345{dice.randint(10**8, 10**9 - 1)}"),
                    "lines": [self.line(dice, next(numbers)) for _line in range(count)],
                }
                for count in (dice.randint(1, 5) for _pallet in range(dice.randint(1, 3)))
            ],
        }

    def test_any_shipment_is_the_same_in_seven_syntaxes(self):
        dice = random.Random(20260310)
        for turn in range(15):
            data = self.shipment(dice)
            for kind, write in WRITERS.items():
                with self.subTest(turn=turn, kind=kind):
                    found = read(write(data), format=kind)
                    self.assertEqual(found.to_canonical(), data)
                    self.assertEqual(found.issues, ())

    def test_any_shipment_cut_anywhere_is_refused(self):
        """A table without an end mark can lose whole rows unseen; everything else notices."""
        dice = random.Random(11)
        for kind, write in WRITERS.items():
            for _turn in range(12):
                whole = write(self.shipment(dice)).rstrip()
                end = dice.randrange(1, len(whole))
                with self.subTest(kind=kind, end=end):
                    if kind != "csv":
                        self.refused(whole[:end], format=kind)
                        continue
                    try:
                        found = read(whole[:end], format=kind)
                    except DocumentError as error:
                        self.assertTrue(error.position and error.cure)
                    else:
                        self.assertLessEqual(len(list(found.lines)), whole.count(b"\n"))

    def test_zero_and_negative_quantities_are_issues_in_every_syntax(self):
        dice = random.Random(5)
        for quantity, code in (("0", "quantity_zero"), ("-3", "quantity_negative")):
            data = self.shipment(dice)
            lines_of(data)[0][1]["quantity"] = quantity
            for kind, write in WRITERS.items():
                with self.subTest(kind=kind, quantity=quantity):
                    shipment = read(write(data), format=kind)
                    self.assertEqual([issue.code for issue in shipment.issues], [code])
                    self.assertTrue(shipment.issues[0].position and shipment.issues[0].cure)
                    self.assertEqual(next(shipment.lines).quantity, int(quantity))

    def test_a_line_sent_twice_is_an_issue_in_every_syntax(self):
        data = self.shipment(random.Random(6))
        unit = data["logistic_units"][0]
        unit["lines"][1:] = [{**unit["lines"][0], "line_number": "77"}]
        data["logistic_units"][1:] = []
        for kind, write in WRITERS.items():
            with self.subTest(kind):
                shipment = read(write(data), format=kind)
                self.assertEqual([issue.code for issue in shipment.issues], ["line_repeated"])

    def test_wrong_check_digits_are_issues_in_every_syntax(self):
        data = self.shipment(random.Random(8))
        unit = data["logistic_units"][0]
        line = unit["lines"][0]
        line["gtin"] = line["gtin"][:-1] + str((int(line["gtin"][-1]) + 1) % 10)
        unit["sscc"] = unit["sscc"][:-1] + str((int(unit["sscc"][-1]) + 1) % 10)
        for kind, write in WRITERS.items():
            with self.subTest(kind):
                shipment = read(write(data), format=kind)
                codes = {issue.code for issue in shipment.issues}
                self.assertEqual(codes, {"gtin_invalid", "sscc_invalid"})
                self.assertEqual(len(list(shipment.lines)), len(lines_of(data)))


class TestHostileContent(AsnCase):
    """Too much of it, in the wrong letters, or with something that acts."""

    def test_fifty_megabytes_of_any_syntax_are_refused(self):
        for kind, head, unit in [
            ("desadv", b"UNH+1+DESADV:D:96A'BGM+351+D1+9'", b"LIN+1++04012345670011:EN'"),
            ("x12_856", sample("x12_856"), b"HL*1**S~"),
            ("ubl", b"<DespatchAdvice>", b"<a><b>1</b></a>"),
            ("epcis", b'{"type":"EPCISDocument","epcisBody":{"eventList":[', b'{"a":1},'),
            ("json", b'{"lines":[', b"1,"),
            ("json", b"", b"["),
            ("csv", b"document,gtin,lot,quantity\n", b"D1,4006381333931,A,1\n"),
            ("csv", b"document,gtin,lot,quantity\nD1,4006381333931,", b"A"),
            ("xlsx", b"PK\x03\x04", b"A"),
        ]:
            with self.subTest(kind=kind, unit=unit):
                content = head + unit * ((LARGEST - len(head)) // len(unit))
                error = self.refused(content, format=kind)
                self.assertIn(
                    error.code, ("document_too_large", "document_broken"), (kind, str(error))
                )

    def test_a_workbook_that_unpacks_to_gigabytes_is_refused(self):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/workbook.xml", b"0" * (3 * 1024 * 1024))

        self.assertLess(len(content.getvalue()), 10_000)
        with patch.object(csv_table, "_MOST_UNPACKED", 2 * 1024 * 1024):
            error = self.refused(content.getvalue())
        self.assertEqual(error.code, "document_too_large")

    def test_letters_of_another_encoding_are_read_or_refused_never_garbled(self):
        data = TestAnyShipment().shipment(random.Random(2))
        data["supplier_name"] = "Käserei Möller"
        for kind in ("desadv", "x12_856", "csv", "json", "ubl"):
            text = WRITERS[kind](data).decode("utf-8-sig")
            for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-7", "cp037"):
                with self.subTest(kind=kind, encoding=encoding):
                    try:
                        shipment = read(text.encode(encoding), format=kind)
                    except DocumentError as error:
                        self.assertTrue(error.cure)
                        self.assertNotEqual(encoding, "utf-8")
                    else:
                        if encoding != "utf-7":
                            self.assertEqual(shipment.supplier_name, "Käserei Möller")

    def test_formulas_of_a_workbook_are_refused_with_their_cell_whatever_they_look_like(self):
        for formula in ("=1+1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "=@SUM(A1)"):
            for column in "ABC":
                book = openpyxl.Workbook()
                book.active.append(("lot", "gtin", "quantity"))
                book.active.append(("L1", "4006381333931", 5))
                book.active[f"{column}2"] = formula
                content = io.BytesIO()
                book.save(content)
                error = self.refused(content.getvalue())
                self.assertEqual(
                    (error.code, error.segment), ("document_formula", f"Sheet!{column}2")
                )

    def test_xml_that_asks_for_files_or_grows_is_refused_in_every_encoding(self):
        bombs = (
            '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY c "&a;&a;&a;&a;">]><b>&c;</b>',
            '<!DOCTYPE b [<!ENTITY % x SYSTEM "http://x.example/y.dtd"> %x;]><b/>',
            '<!DOCTYPE b SYSTEM "file:///etc/passwd"><b/>',
            "<!DOCTYPE b PUBLIC '-//x//y' 'z'><b/>",
        )
        for bomb in bombs:
            for encoding in ("utf-8", "utf-16", "utf-16-be"):
                with self.subTest(bomb=bomb[:30], encoding=encoding):
                    self.assertEqual(
                        self.refused(bomb.encode(encoding), format="ubl").code, "document_entities"
                    )

    def test_counts_that_do_not_fit_are_refused_whatever_they_are(self):
        dice = random.Random(4)
        for kind, tags in (
            ("desadv", ("UNT", "CNT+2:", "UNZ")),
            ("x12_856", ("SE*", "CTT*", "GE*")),
        ):
            whole = sample(kind).decode()
            for tag in tags:
                at = whole.index(tag) + len(tag)
                at += whole[at] in "+*"
                end = next(i for i in range(at, len(whole)) if not whole[i].isdigit())
                for _turn in range(8):
                    wrong = str(dice.choice((0, -1, 10**9, "", "x", int(whole[at:end]) + 1)))
                    with self.subTest(tag=tag, wrong=wrong):
                        error = self.refused(whole[:at] + wrong + whole[end:])
                        self.assertEqual(error.code, "document_count")
                        self.assertTrue(error.segment)
