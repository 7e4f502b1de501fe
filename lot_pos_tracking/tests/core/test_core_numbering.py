import random
from datetime import date

from ...core.errors import NumberingError
from ...core.numbering import (
    CHECK_ALPHABET,
    CSET_82,
    check_character,
    has_valid_check,
    parse_mask,
    validated,
)
from .core_case import CoreCase

FACTS = {
    "vendor": "GMD",
    "vendor_lot": "A 17/3",
    "po": "P00012",
    "asn": "D1001",
    "gtin": "09506000000015",
    "sku": "MILK",
    "wh": "WH",
    "date": date(2026, 3, 10),
    "prod": date(2026, 3, 1),
    "exp": date(2026, 12, 31),
}


class TestNumbering(CoreCase):
    def test_masks_say_what_they_give(self):
        for mask, number in {
            "{vendor}-{date:%y%j}-{seq:4}": "GMD-26069-0007",
            "{vendor_lot}": "A17/3",
            "{gtin:6}.{exp:%y%m%d}": "000015.261231",
            "{po}{asn}": "P00012D1001",
            "{sku}_{prod:%d%m}_{wh}": "MILK_0103_WH",
            "{seq}": "7",
        }.items():
            with self.subTest(mask=mask):
                self.assertEqual(parse_mask(mask).render(FACTS, seq=7), number)

    def test_the_same_facts_give_the_same_number(self):
        mask = parse_mask("{asn}-{seq:3}{check}")

        self.assertEqual(mask.render(FACTS, seq=3), mask.render(dict(FACTS), seq=3))

    def test_a_bad_mask_is_refused_with_place_and_cure(self):
        for mask, token, cure in (
            ("{moon}", "{moon}", "unknown token"),
            ("{date}", "{date}", "{date:%y%m%d}"),
            ("{date:%H}", "{date:%H}", "{date:%y%m%d}"),
            ("{seq:x}", "{seq:x}", "a number of characters"),
            ("{seq:0}", "{seq:0}", "a number of characters"),
            ("{check:2}", "{check:2}", "nothing after"),
            ("A{seq", "{", "no partner"),
            ("A}", "}", "no partner"),
            ("Lot {seq}", "Lot ", "' '"),
            ("  ", "", "empty"),
            ("LOT-1", "", "the same number"),
            ("LOT{check}", "", "the same number"),
        ):
            with self.subTest(mask=mask), self.assertRaises(NumberingError) as raised:
                parse_mask(mask)
            self.assertEqual(raised.exception.token, token)
            self.assertIn(cure, raised.exception.cure)

    def test_a_missing_fact_is_named(self):
        with self.assertRaises(NumberingError) as raised:
            parse_mask("{po}-{seq}").render({"po": ""}, seq=1)

        self.assertEqual(raised.exception.token, "{po}")

    def test_a_number_that_no_barcode_carries_is_refused(self):
        self.assertEqual(validated("A" * 20), "A" * 20)
        for number in ("A" * 21, "Ä1", "a b", ""):
            with self.subTest(number=number), self.assertRaises(NumberingError):
                validated(number)

    def test_the_check_character_finds_every_single_error(self):
        seeded = random.Random(17)
        for _round in range(300):
            body = "".join(seeded.choices(CHECK_ALPHABET, k=seeded.randint(1, 12)))
            number = body + check_character(body)
            self.assertTrue(has_valid_check(number))
            place = seeded.randrange(len(body))
            other = seeded.choice([c for c in CHECK_ALPHABET if c != number[place]])
            self.assertFalse(has_valid_check(number[:place] + other + number[place + 1 :]))

    def test_every_rendered_number_fits_a_barcode(self):
        seeded = random.Random(5)
        for _round in range(200):
            tokens = seeded.sample(["{seq:4}", "{sku}", "{wh}", "{date:%y%j}", "-", "{check}"], k=3)
            mask = "".join([*tokens, "{wh}"])
            number = parse_mask(mask).render(FACTS, seq=seeded.randrange(9999))
            self.assertLessEqual(len(number), 20)
            self.assertLessEqual(set(number), CSET_82)
