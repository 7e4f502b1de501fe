from datetime import date
from decimal import Decimal as D

from ...core.graph import Edge, Graph
from ...core.recall import (
    MassBalance,
    RecallLot,
    Rule,
    Scope,
    checks_needed,
    effectiveness_pct,
    lots_in_scope,
    match,
    recovery_pct,
)
from .core_case import CoreCase

DAIRY, BAKERY = 10, 20
LOTS = [
    RecallLot(1, "L1", "AB-12", DAIRY, 100, date(2026, 3, 1)),
    RecallLot(2, "L2", "ab-12 ", DAIRY, 200, date(2026, 3, 5)),
    RecallLot(3, "AB-12", "", BAKERY, 100, None),
    RecallLot(4, "L4", "ZZ-9", DAIRY, 100, None),
    RecallLot(5, "L5", "ZZ-9", DAIRY, 100, date(2026, 4, 1)),
]


class TestScope(CoreCase):
    def found(self, **facts):
        return lots_in_scope(Scope(**facts), LOTS)

    def test_named_lots_are_meant_as_they_are(self):
        self.assertEqual(self.found(lots=frozenset({2, 5})), {2: Rule.LOT, 5: Rule.LOT})

    def test_a_lot_number_matches_ours_or_the_vendors_without_case_and_blanks(self):
        found = self.found(lot_names=frozenset({" Ab-12"}))

        self.assertEqual(found, dict.fromkeys([1, 2, 3], Rule.VENDOR_LOT))

    def test_the_other_fields_narrow_each_other_down(self):
        found = self.found(lot_names=frozenset({"AB-12"}), vendor=DAIRY, products=frozenset({100}))

        self.assertEqual(found, {1: Rule.VENDOR_LOT})

    def test_a_production_window_includes_its_ends_and_what_cannot_be_ruled_out(self):
        window = {
            "vendor": DAIRY,
            "production_from": date(2026, 3, 1),
            "production_to": date(2026, 3, 5),
        }

        found = self.found(**window)
        self.assertEqual(
            found, {1: Rule.PRODUCTION, 2: Rule.PRODUCTION, 4: Rule.PRODUCTION_UNKNOWN}
        )
        self.assertEqual(set(self.found(**window, unknown_production=False)), {1, 2})

    def test_an_open_window(self):
        products = frozenset({100})

        self.assertEqual(
            self.found(products=products, production_from=date(2026, 3, 2)),
            {3: Rule.PRODUCTION_UNKNOWN, 4: Rule.PRODUCTION_UNKNOWN, 5: Rule.PRODUCTION},
        )

    def test_a_whole_product_or_vendor(self):
        self.assertEqual(set(self.found(products=frozenset({200}))), {2})
        self.assertEqual(self.found(vendor=BAKERY), {3: Rule.VENDOR})

    def test_an_empty_scope_means_nothing_not_everything(self):
        self.assertTrue(Scope().is_empty)
        self.assertEqual(self.found(), {})
        self.assertEqual(self.found(lot_names=frozenset({"  "})), {})
        self.assertIsNone(match(Scope(lots=frozenset({9})), LOTS[0]))

    def test_descendants_follow_the_genealogy(self):
        genealogy = Graph([Edge(1, 7), Edge(7, 8), Edge(2, 9)])
        scope = Scope(lots=frozenset({1}), with_descendants=True)

        self.assertEqual(
            lots_in_scope(scope, LOTS, genealogy),
            {1: Rule.LOT, 7: Rule.GENEALOGY, 8: Rule.GENEALOGY},
        )
        alone = Scope(lots=frozenset({1}))
        self.assertEqual(lots_in_scope(alone, LOTS, genealogy), {1: Rule.LOT})


class TestMassBalance(CoreCase):
    def test_everything_is_somewhere(self):
        balance = MassBalance(
            received=D(100),
            on_hand=D(41),
            in_transit=D(5),
            sold_known=D(20),
            sold_anonymous=D(30),
            returned=D(4),
            scrapped=D(3),
            to_vendor=D(2),
            consumed=D(1),
        )

        self.assertEqual(balance.accounted, D(98))
        self.assertEqual((balance.unaccounted, balance.accounted_pct), (D(2), D(98)))
        self.assertEqual(recovery_pct(balance), D(8))
        self.assertFalse(balance.is_impossible)

    def test_more_found_than_received_is_an_error(self):
        balance = MassBalance(received=D(5), on_hand=D(6))

        self.assertTrue(balance.is_impossible)
        self.assertEqual((balance.unaccounted, balance.accounted_pct), (D(-1), D(120)))

    def test_nothing_received_is_no_data(self):
        self.assertIsNone(MassBalance().accounted_pct)
        self.assertIsNone(recovery_pct(MassBalance(received=D(1))))
        self.assertIsNone(effectiveness_pct(0, 0))

    def test_balances_of_lots_add_up(self):
        one, two = MassBalance(received=D(5), scrapped=D(1)), MassBalance(received=D(7))

        self.assertEqual(one + two, MassBalance(received=D(12), scrapped=D(1)))

    def test_effectiveness_checks_by_level(self):
        self.assertEqual([checks_needed(level, 55) for level in "ACDE"], [55, 6, 2, 0])
        self.assertEqual(checks_needed(40, 55), 22)
        self.assertEqual(effectiveness_pct(8, 6), D(75))
        with self.assertRaises(KeyError):
            checks_needed("Z", 1)
