"""Reading scans and writing labels, links and URNs: our own cases and round trips."""

import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ...core.errors import GS1DateError, GS1Error
from ...core.gs1 import checks, dates, digital_link, epc, messages, rules, till_table
from ...core.gs1.elements import decode
from . import case_files
from .core_case import CoreCase

TODAY = date(2026, 11, 22)
GTIN = "04012345678901"


class TestScans(CoreCase):
    def test_every_case_of_the_shared_file(self):
        shared = case_files.load("gs1_scans")
        for case in shared["cases"]:
            with self.subTest(case["name"]):
                options = {"separators": case["separators"]} if "separators" in case else {}
                today = date.fromisoformat(case.get("today", shared["today"]))

                scan = decode(case["scan"], today=today, **options).to_dict()

                self.assertEqual({key: scan[key] for key in case["expect"]}, case["expect"])

    def test_values_are_typed(self):
        scan = decode(f"]d201{GTIN}310300123470032611221030", today=TODAY)

        self.assertEqual(scan.net_weight_kg, Decimal("1.234"))
        self.assertEqual(scan.use_by_time, datetime(2026, 11, 22, 10, 30))  # noqa: DTZ001
        self.assertEqual(scan.element("01").title, "GTIN")

    def test_any_text_is_read_without_an_exception(self):
        dice = random.Random(20261122)
        pieces = ["]C1", "]d2", "]E0", "]Q1", "01", "10", "17", "3103", "(", ")", "\x1d", "{GS}"]
        pieces += ["https://a/01/", "%2", "\\", "|]e0", GTIN, "260231", "é", "٣", " ", "9999"]
        for _turn in range(3000):
            text = "".join(dice.choices(pieces, k=dice.randint(0, 8)))

            scan = decode(text, today=TODAY)

            handed_out = [scan.element(element.ai) for element in scan.elements]
            self.assertEqual([e for e in handed_out if e and e.problem], [], text)
            self.assertEqual(scan.to_dict()["carrier"], scan.carrier)


class TestDates(CoreCase):
    def test_the_window_of_centuries(self):
        for today, yy, year in [(2026, 76, 2076), (2026, 77, 1977), (2081, 31, 2131)]:
            self.assertEqual(dates.full_year(yy, today=date(today, 1, 1)), year)
        self.assertEqual(dates.full_year(32, today=date(2081, 1, 1)), 2032)

    def test_a_day_that_does_not_exist_is_refused(self):
        for text in ("260231", "261301", "260001", "26013", "2601311", "26O101", "٢٦0101"):
            with self.assertRaises(GS1DateError, msg=text):
                dates.read_date(text, today=TODAY)

    def test_reading_undoes_writing(self):
        dice = random.Random(7)
        for _turn in range(500):
            day = date.fromordinal(TODAY.toordinal() + dice.randint(-49 * 365, 49 * 365))
            self.assertEqual(dates.read_date(dates.write_date(day), today=TODAY), day)


class TestLabels(CoreCase):
    def test_every_pair_case_of_the_shared_file(self):
        for case in case_files.load("gs1_pairs")["cases"]:
            with self.subTest(case["name"]):
                problems = rules.pair_problems([tuple(pair) for pair in case["pairs"]])

                self.assertEqual([[p.code, p.ai, list(p.others)] for p in problems], case["expect"])

    def test_an_illegal_label_is_refused(self):
        for pairs, code in [
            ([("10", "L1")], "missing"),
            ([("01", GTIN), ("10", "A B")], "format"),
            ([("01", GTIN), ("17", "260231")], "day_or_month"),
            ([("01", GTIN), ("89", "X")], "unlisted"),
        ]:
            with self.assertRaises(GS1Error) as caught:
                messages.check_printable(pairs, today=TODAY)
            self.assertEqual(caught.exception.code, code)

        messages.check_printable([("01", GTIN), ("10", "L1"), ("17", "261231")], today=TODAY)

    def test_messages_and_bracketed_texts_read_back(self):
        dice = random.Random(11)
        for _turn in range(500):
            pairs = [("01", GTIN), ("17", "261231"), ("3103", "001250"), ("30", "7")]
            lot = "".join(dice.choices(checks.CSET82.replace("\\", ""), k=dice.randint(1, 20)))
            pairs.append(("10", lot))
            dice.shuffle(pairs)

            elements, unread = messages.read_message(messages.write_message(pairs), today=TODAY)
            self.assertEqual(([(e.ai, e.value) for e in elements], unread), (pairs, []))
            text = messages.write_bracketed(pairs)
            elements, unread, problems = messages.read_bracketed(text, today=TODAY)
            self.assertEqual(
                ([(e.ai, e.value) for e in elements], unread, problems), (pairs, [], ())
            )
            self.assertEqual([e.problem for e in elements], [None] * len(pairs))

    def test_check_characters(self):
        self.assertEqual(checks.check_digit_of("401234567890"), "1")
        self.assertEqual(checks.check_pair_of("1987654Ad4X4bL5ttr2310c"), "2K")


class TestLinks(CoreCase):
    def test_every_link_case_of_the_shared_file(self):
        for case in case_files.load("gs1_links")["cases"]:
            with self.subTest(case["name"]):
                pairs = [tuple(pair) for pair in case["pairs"]]
                if case["uri"] is None:
                    with self.assertRaises(GS1Error):
                        digital_link.build(pairs, stem=case["stem"])
                    continue
                uri = digital_link.build(pairs, stem=case["stem"])
                self.assertEqual(uri, case["uri"])
                link = digital_link.parse(uri, today=TODAY)
                self.assertEqual(link.problems, ())
                self.assertCountEqual([(e.ai, e.value) for e in link.elements], pairs)


class TestEpc(CoreCase):
    def test_urns_read_back_as_the_same_key(self):
        for pairs, urn in [
            ([("01", GTIN), ("10", "L/1%")], "urn:epc:class:lgtin:4012345.067890.L%2F1%25"),
            ([("01", GTIN), ("21", "S(1)")], "urn:epc:id:sgtin:4012345.067890.S(1)"),
            ([("01", GTIN)], "urn:epc:idpat:sgtin:4012345.067890.*"),
            ([("00", "340123450000000178")], "urn:epc:id:sscc:4012345.3000000017"),
            ([("414", "4012345000054"), ("254", "7")], "urn:epc:id:sgln:4012345.00005.7"),
            ([("414", "4012345000054")], "urn:epc:id:sgln:4012345.00005.0"),
            ([("417", "4012345000054")], "urn:epc:id:pgln:4012345.00005"),
        ]:
            self.assertEqual(epc.pairs_to_urn(pairs, prefix_length=7), urn)
            self.assertEqual(epc.urn_to_pairs(urn), pairs)

    def test_the_length_of_the_prefix_is_looked_up(self):
        length = epc.company_prefix_length("7032069804988")

        self.assertEqual(length, 6)
        self.assertEqual(epc.company_prefix_length("not digits"), None)
        self.assertEqual(
            epc.pairs_to_urn([("01", "07032069804988"), ("10", "L1")]),
            "urn:epc:class:lgtin:703206.0980498.L1",
        )

    def test_what_is_no_epc_is_refused(self):
        for urn in (
            "urn:epc:id:sgtin:4012345.1.1",
            "urn:epc:id:zzz:4012345.1",
            "urn:epc:id:sscc:x",
        ):
            with self.assertRaises(GS1Error):
                epc.urn_to_pairs(urn)
        with self.assertRaises(GS1Error):
            epc.pairs_to_urn([("10", "L1")])


class TestTillTable(CoreCase):
    def test_the_till_has_the_same_tables(self):
        till = Path(__file__).parents[2] / "static" / "src" / "core" / "gs1_table.js"

        self.assertEqual(
            till.read_text("utf-8"),
            till_table.as_javascript(),
            "run tools/gs1_table.py: the tables of the kernel have changed",
        )
