import random
from decimal import Decimal as D

from ...core.rounding import (
    compare,
    is_zero,
    round_at,
    round_to,
    running_parts,
    split,
    step,
    to_decimal,
)
from .core_case import CoreCase


class TestRounding(CoreCase):
    def test_a_float_becomes_the_decimal_one_reads(self):
        self.assertEqual(to_decimal(0.1), D("0.1"))
        self.assertEqual(to_decimal(3), D(3))
        self.assertEqual(to_decimal("2.50"), D("2.50"))

    def test_halves_go_away_from_zero(self):
        self.assertEqual(round_to(D("2.345"), 2), D("2.35"))
        self.assertEqual(round_to(D("-2.345"), 2), D("-2.35"))
        self.assertEqual(round_at(D("1.3"), D("0.25")), D("1.25"))
        self.assertEqual(step(3), D("0.001"))

    def test_quantities_are_compared_at_the_units_precision(self):
        self.assertEqual(compare(D("1.0004"), D(1), D("0.001")), 0)
        self.assertEqual(compare(D("1.0006"), D(1), D("0.001")), 1)
        self.assertEqual(compare(D("0.4"), D(1), D(1)), -1)
        self.assertTrue(is_zero(D("-0.0004"), D("0.001")))
        self.assertFalse(is_zero(D("-0.0005"), D("0.001")))


class TestSplit(CoreCase):
    def test_left_over_cents_go_to_the_parts_that_lost_most_then_to_the_earlier(self):
        self.assertEqual(split(D("10.00"), [1, 1, 1], 2), [D("3.34"), D("3.33"), D("3.33")])
        self.assertEqual(split(D("0.05"), [1, 2, 2], 2), [D("0.01"), D("0.02"), D("0.02")])
        self.assertEqual(split(D("100"), [1, 1, 4], 0), [D(17), D(17), D(66)])

    def test_a_negative_total_is_split_like_its_opposite(self):
        self.assertEqual(split(D("-10.00"), [1, 1, 1], 2), [D("-3.34"), D("-3.33"), D("-3.33")])

    def test_weight_zero_gets_nothing_unless_all_are_zero(self):
        self.assertEqual(split(D("1.00"), [0, 3, 0], 2), [D(0), D("1.00"), D(0)])
        self.assertEqual(split(D("1.00"), [0, 0], 2), [D("0.50"), D("0.50")])

    def test_nothing_to_carry_the_amount_is_refused(self):
        self.assertEqual(split(D(0), [], 2), [])
        with self.assertRaisesRegex(ValueError, "at least one part"):
            split(D("0.01"), [], 2)
        with self.assertRaisesRegex(ValueError, "negative"):
            split(D(1), [1, -1], 2)

    def test_parts_always_sum_to_the_whole_and_are_never_off_by_a_cent_or_more(self):
        rng = random.Random(20260310)
        for _round in range(3000):
            digits = rng.choice([0, 2, 3])
            total = D(rng.randint(-(10**6), 10**6)).scaleb(-digits)
            weights = [D(rng.randint(0, 5000)).scaleb(-3) for _i in range(rng.randint(1, 12))]

            parts = split(total, weights, digits)

            self.assertEqual(sum(parts), total)
            if any(weights):
                whole = sum(weights)
                for part, weight in zip(parts, weights, strict=True):
                    self.assertLess(abs(part - total * weight / whole), step(digits))


class TestRunningParts(CoreCase):
    def test_parts_of_a_whole_are_worth_the_whole(self):
        self.assertEqual(running_parts(D(89), [D(1)] * 3, D(3), 0), [D(30), D(29), D(30)])
        self.assertEqual(
            running_parts(D("10.00"), [D(1), D(1), D(1)], D(3), 2),
            [D("3.33"), D("3.34"), D("3.33")],
        )

    def test_less_or_more_than_the_whole_is_worth_its_share(self):
        self.assertEqual(running_parts(D(10), [D(1), D(1)], D(4), 2), [D("2.50"), D("2.50")])
        self.assertEqual(running_parts(D(10), [D(5), D(-1)], D(4), 2), [D("12.50"), D("-2.50")])
        self.assertEqual(running_parts(D(10), [], D(4), 2), [])
