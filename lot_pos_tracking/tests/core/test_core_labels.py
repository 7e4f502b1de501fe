import random
from datetime import date, datetime
from decimal import Decimal

from ...core.errors import GS1Error
from ...core.gs1.checks import CSET82, check_digit_of
from ...core.gs1.rules import pair_problems
from ...core.labels import (
    MAX_GS1_128,
    Content,
    Goods,
    lot_content,
    pallet_content,
    scan_of,
    sscc,
    sscc_capacity,
    symbols,
)
from ...core.shelf_life import LotDates
from ...core.symbols import (
    CARRIERS,
    DATA_MATRIX_SIZES,
    bar_modules,
    code128_words,
    code128_zpl,
    data_matrix_words,
)
from .core_case import CoreCase

TODAY = date(2026, 3, 10)
GTIN = "4006381333931"
SSCC = "040123450000000009"


def goods(**values) -> Goods:
    dates = {
        name: values.pop(name)
        for name in ("production", "best_before", "sell_by", "use_by", "expiration")
        if name in values
    }
    return Goods(**{"gtin": GTIN, "lot": "L1", "dates": LotDates(**dates), **values})


class TestLabels(CoreCase):
    def content(self, **values) -> Content:
        return lot_content(goods(**values), today=TODAY)

    def test_a_lot_has_its_days_before_its_number(self):
        days = {"production": date(2026, 1, 2), "best_before": date(2026, 3, 31)}
        days |= {"sell_by": date(2026, 4, 30), "use_by": date(2026, 5, 1)}

        content = self.content(lot="A/7_b", **days, use_by_minute=datetime(2026, 5, 1, 14, 30))

        self.assertEqual(
            content,
            Content(
                (
                    ("01", "04006381333931"),
                    ("11", "260102"),
                    ("15", "260331"),
                    ("16", "260430"),
                    ("17", "260501"),
                    ("10", "A/7_b"),
                    ("7003", "2605011430"),
                )
            ),
        )

    def test_a_serial_number_is_ai_21(self):
        self.assertEqual(
            self.content(lot="", serial="S1").pairs, (("01", "04006381333931"), ("21", "S1"))
        )

    def test_a_day_the_erp_derived_is_printed_where_the_pack_says_nothing(self):
        derived = {"expiration": date(2026, 5, 1)}

        alone = self.content(**derived)
        beside = self.content(**derived, best_before=date(2026, 4, 1))

        self.assertEqual(alone.pairs[1:], (("17", "260501"), ("10", "L1")))
        self.assertEqual(beside.pairs[1:], (("15", "260401"), ("10", "L1")))

    def test_a_day_that_two_digits_cannot_tell_is_left_out(self):
        content = self.content(use_by=date(2199, 1, 1), production=date(2026, 1, 1))

        self.assertEqual(content.pairs[1:], (("11", "260101"), ("10", "L1")))
        self.assertEqual(content.findings, ("bad_date",))

    def test_goods_that_gs1_cannot_describe_have_their_plain_number(self):
        for values, expected in {
            (("gtin", ""),): Content(plain="L1", findings=("no_gtin",)),
            (("gtin", "4006381333932"),): Content(plain="L1", findings=("bad_gtin",)),
            (("gtin", "12345"),): Content(plain="L1", findings=("bad_gtin",)),
            (("gtin", "2112345678900"),): Content(plain="L1", findings=("shop_gtin",)),
            (("lot", "L 1"),): Content(plain="L 1", findings=("bad_number",)),
            (("lot", "X" * 21),): Content(plain="X" * 21, findings=("bad_number",)),
            (("lot", "Lä1"),): Content(findings=("bad_number", "unreadable")),
            (("lot", ""),): Content(findings=("bad_number", "unreadable")),
            # a number that a scanner takes for an article is worse than none
            (("gtin", ""), ("lot", "4006381333931")): Content(findings=("no_gtin", "unreadable")),
            (("gtin", ""), ("lot", "(01)X")): Content(findings=("no_gtin", "unreadable")),
        }.items():
            with self.subTest(values=values):
                self.assertEqual(self.content(**dict(values)), expected)

    def test_a_pallet_says_what_all_its_goods_share(self):
        first = goods(count=Decimal(24), use_by=date(2026, 5, 1), production=date(2026, 1, 1))
        same = goods(count=Decimal(12), use_by=date(2026, 5, 1))
        other = goods(lot="L2", count=Decimal(1), use_by=date(2026, 6, 1))
        key = ("00", SSCC)
        head = ("02", "04006381333931")
        for contents, pairs in (
            ([], (key,)),
            ([first], (head, ("11", "260101"), ("17", "260501"), ("37", "24"), ("10", "L1"), key)),
            ([first, same], (head, ("17", "260501"), ("37", "36"), ("10", "L1"), key)),
            ([first, other], (head, ("37", "25"), key)),
        ):
            with self.subTest(pairs=pairs):
                self.assertEqual(pallet_content(SSCC, contents, today=TODAY), Content(pairs))

    def test_a_pallet_without_one_article_has_its_sscc_alone(self):
        one = Decimal(1)
        for contents, finding in (
            ([goods(count=one), goods(gtin="9506000000015", count=one)], "mixed"),
            ([goods(gtin="", count=one), goods(gtin="", count=one)], "no_gtin"),
            ([goods(gtin="4006381333932", count=one)], "bad_gtin"),
            ([goods(count=Decimal("1.5"))], "count"),
            ([goods(count=None)], "count"),
        ):
            with self.subTest(finding=finding):
                self.assertEqual(
                    pallet_content(SSCC, contents, today=TODAY),
                    Content((("00", SSCC),), findings=(finding,)),
                )

    def test_a_lot_that_no_code_can_carry_leaves_the_pallet_its_article(self):
        content = pallet_content(SSCC, [goods(lot="Ä 1", count=Decimal(2))], today=TODAY)

        self.assertEqual(
            content,
            Content((("02", "04006381333931"), ("37", "2"), ("00", SSCC)), "", ("bad_number",)),
        )

    def test_a_pallet_without_an_sscc_is_refused(self):
        for name in ("PACK0000001", SSCC[:-1] + "8", ""):
            with self.subTest(name=name), self.assertRaises(GS1Error):
                pallet_content(name, [], today=TODAY)

    def test_an_sscc_has_prefix_serial_and_check_digit(self):
        self.assertEqual(sscc("4012345", 0), "040123450000000009")
        self.assertEqual(sscc("4012345", 999_999_999, extension="3"), "340123459999999999")
        self.assertEqual(sscc("401234512345", 7)[:-1], "0" + "401234512345" + "0007")
        self.assertEqual(sscc_capacity("401234512345"), 10_000)
        for prefix, serial, extension in (("4012345", 10**9, "0"), ("40x2345", 1, "0")):
            with self.subTest(prefix=prefix), self.assertRaises(GS1Error):
                sscc(prefix, serial, extension=extension)

    def test_every_carrier_says_the_same(self):
        content = self.content(lot="A+/1", use_by=date(2026, 5, 1))

        found = {carrier: symbols(content, carrier, today=TODAY) for carrier in CARRIERS}

        self.assertEqual(
            {carrier: [symbol.data for symbol in several] for carrier, several in found.items()},
            {
                "datamatrix": ["01040063813339311726050110A+/1"],
                "gs1_128": ["01040063813339311726050110A+/1"],
                "qr": ["https://id.gs1.org/01/04006381333931/10/A%2B%2F1?17=260501"],
            },
        )
        self.assertEqual(
            {symbol.text for several in found.values() for symbol in several if symbol.gs1},
            {"(01)04006381333931(17)260501(10)A+/1"},
        )

    def test_a_link_leads_to_the_shop(self):
        (symbol,) = symbols(self.content(), "qr", today=TODAY, stem="https://shop.example/g/")

        self.assertEqual(symbol.data, "https://shop.example/g/01/04006381333931/10/L1")

    def test_bars_are_split_where_the_room_or_the_standard_ends(self):
        content = self.content(
            lot="ABCDEFGHIJKLMNOPQRST",
            production=date(2026, 1, 1),
            best_before=date(2026, 4, 1),
            use_by=date(2026, 5, 1),
        )

        wide = symbols(content, "gs1_128", today=TODAY)
        narrow = symbols(content, "gs1_128", today=TODAY, room=340)

        self.assertEqual(
            [symbol.text for symbol in wide],
            ["(01)04006381333931(11)260101(15)260401(17)260501", "(10)ABCDEFGHIJKLMNOPQRST"],
        )
        self.assertTrue(all(len(symbol.data) <= MAX_GS1_128 for symbol in wide))
        self.assertTrue(all(bar_modules(one.data, gs1=True) <= 340 for one in narrow))
        with self.assertRaises(GS1Error) as caught:
            symbols(content, "gs1_128", today=TODAY, room=200)
        self.assertEqual(caught.exception.code, "too_wide")

    def test_the_sscc_has_a_symbol_of_its_own_below_the_others(self):
        content = pallet_content(SSCC, [goods(count=Decimal(24))], today=TODAY)

        found = symbols(content, "gs1_128", today=TODAY)

        self.assertEqual(
            [symbol.text for symbol in found],
            ["(02)04006381333931(37)24(10)L1", "(00)040123450000000009"],
        )

    def test_nothing_illegal_is_printed_whatever_is_on_record(self):
        rng = random.Random(7)
        letters = CSET82 + " #^~\\äß漢\x1d()"
        for _round in range(500):
            payload = "".join(rng.choice("0123456789") for _ in range(rng.choice((7, 12, 13))))
            gtin = rng.choice(("", GTIN, payload + check_digit_of(payload), payload + "0", "X"))
            number = "".join(rng.choice(letters) for _ in range(rng.randint(0, 24)))
            if rng.random() < 0.7:
                number = "".join(rng.choice(CSET82) for _ in range(rng.randint(1, 20)))
            days = {
                name: date.fromordinal(TODAY.toordinal() + rng.randint(-30_000, 30_000))
                for name in ("production", "best_before", "sell_by", "use_by", "expiration")
                if rng.random() < 0.4
            }
            some = goods(
                gtin=gtin,
                count=rng.choice((None, Decimal(5), Decimal("0.5"))),
                **days,
                **{"lot": "", rng.choice(("lot", "serial")): number},
            )
            contents = [lot_content(some, today=TODAY)]
            contents.append(pallet_content(SSCC, [some] * rng.randint(1, 3), today=TODAY))
            for content in contents:
                self.assertEqual(pair_problems(content.pairs), [])
                for carrier in CARRIERS:
                    for symbol in symbols(content, carrier, today=TODAY):
                        scan = scan_of(symbol, today=TODAY)
                        self.assertTrue(scan.is_clean, symbol)
                        if content.plain:
                            self.assertEqual((scan.kind, scan.text), ("text", number))


class TestSymbols(CoreCase):
    def test_digits_are_written_in_pairs(self):
        # start C, FNC1, then 01 04 00 …
        words = code128_words("0104006381333931", gs1=True)

        self.assertEqual(words[:-1], (105, 102, 1, 4, 0, 63, 81, 33, 39, 31))
        self.assertEqual(len(words), 11)

    def test_the_words_say_the_message_and_are_the_fewest(self):
        rng = random.Random(11)
        for _round in range(300):
            data = "".join(
                rng.choice(CSET82 if rng.random() < 0.4 else "0123456789\x1d")
                for _ in range(rng.randint(1, 30))
            )
            words = code128_words(data, gs1=True)

            self.assertEqual(read_words(words), "\x1d" + data)
            self.assertLessEqual(len(words), 3 + len(data))

    def test_an_odd_number_of_digits_after_a_separator_keeps_its_first(self):
        words = code128_words("10A\x1d3736403", gs1=True)

        self.assertEqual(read_words(words), "\x1d10A\x1d3736403")

    def test_a_control_character_is_refused(self):
        for data in ("A\tB", "Lä"):
            with self.subTest(data=data), self.assertRaises(GS1Error):
                code128_words(data, gs1=False)

    def test_a_zebra_reads_the_same_words(self):
        rng = random.Random(13)
        for _round in range(200):
            data = "".join(
                rng.choice(CSET82 if rng.random() < 0.5 else "0123456789\x1d")
                for _ in range(rng.randint(1, 30))
            )
            gs1 = rng.random() < 0.8

            text = code128_zpl(code128_words(data, gs1=gs1))

            self.assertEqual(read_zebra(text), ("\x1d" if gs1 else "") + data)

    def test_a_matrix_is_as_small_as_possible_and_padded(self):
        side, words = data_matrix_words("0104006381333931", gs1=True)

        self.assertEqual((side, len(words)), (16, 12))
        self.assertEqual(words[:9], (232, 131, 134, 130, 193, 211, 163, 169, 161))
        self.assertEqual(words[9], 129)
        for length in (1, 10, 60, 140):
            with self.subTest(length=length):
                side, words = data_matrix_words("A" * length, gs1=False)
                self.assertEqual(len(words), DATA_MATRIX_SIZES[side][0])
        with self.assertRaises(GS1Error):
            data_matrix_words("A" * 145, gs1=False)
        with self.assertRaises(GS1Error):
            data_matrix_words("ä", gs1=False)


def read_words(words) -> str:
    """The message of Code 128 words, GS for FNC1; the check character must be right."""
    total = words[0] + sum(at * word for at, word in enumerate(words[:-1]))
    assert total % 103 == words[-1], words
    code_set, text = {104: "B", 105: "C"}[words[0]], ""
    for word in words[1:-1]:
        if word == 102:
            text += "\x1d"
        elif code_set == "C":
            code_set, text = ("B", text) if word == 100 else ("C", f"{text}{word:02d}")
        else:
            code_set, text = ("C", text) if word == 99 else ("B", text + chr(word + 32))
    return text


def read_zebra(text: str) -> str:
    """What the printer makes of ^BC data in mode N (ZPL II guide, table of invocation codes)."""
    starts = {">:": "B", ">;": "C"}
    code_set, rest, message = starts[text[:2]], text[2:], ""
    while rest:
        if rest[0] == ">":
            code = rest[1]
            rest = rest[2:]
            if code == "8":
                message += "\x1d"
            elif code == "0":
                assert code_set == "B"
                message += ">"
            else:
                code_set = {("B", "5"): "C", ("C", "6"): "B"}[code_set, code]
        elif code_set == "C":
            assert rest[:2].isdecimal() and len(rest) > 1, rest
            message, rest = message + rest[:2], rest[2:]
        else:
            message, rest = message + rest[0], rest[1:]
    return message
