"""Goods that become one lot for every so many."""

import random
from decimal import Decimal

from ...core.lot_sizes import MOST_LOTS, TooManyLots, lot_sizes
from .core_case import CoreCase


class TestLotSizes(CoreCase):
    def test_whole_lots_come_first_and_the_rest_last(self):
        for quantity, size, expected in [
            ("13", "5", ["5", "5", "3"]),
            ("15", "5", ["5", "5", "5"]),
            ("3", "5", ["3"]),
            ("5", "0", ["5"]),
            ("1", "0.3", ["0.3", "0.3", "0.3", "0.1"]),
            ("0", "5", []),
        ]:
            parts = lot_sizes(Decimal(quantity), Decimal(size))
            self.assertEqual(parts, [Decimal(part) for part in expected], (quantity, size))

    def test_nothing_is_lost_and_no_lot_is_too_large(self):
        dice = random.Random(3)
        for _turn in range(500):
            quantity = Decimal(dice.randint(1, 10**6)) / 1000
            size = Decimal(dice.randint(200, 10**5)) / 1000
            parts = lot_sizes(quantity, size)
            self.assertEqual(sum(parts), quantity)
            self.assertTrue(all(0 < part <= size for part in parts))
            self.assertTrue(all(part == size for part in parts[:-1]))

    def test_a_size_that_makes_a_flood_of_lots_is_refused(self):
        with self.assertRaises(TooManyLots) as caught:
            lot_sizes(Decimal(MOST_LOTS + 1), Decimal(1))
        self.assertIn("more than 10000 lots", str(caught.exception))
