from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from ...core.journal import canonical_bytes, chain_hash
from .core_case import CoreCase


class TestJournalChain(CoreCase):
    def test_the_order_of_facts_does_not_matter_but_every_value_does(self):
        one = canonical_bytes({"b": [1, {"y": 2, "x": "é"}], "a": None})

        self.assertEqual(one, '{"a":null,"b":[1,{"x":"é","y":2}]}'.encode())
        self.assertEqual(one, canonical_bytes({"a": None, "b": (1, {"x": "é", "y": 2})}))
        self.assertNotEqual(one, canonical_bytes({"a": 0, "b": [1, {"x": "é", "y": 2}]}))

    def test_moments_days_and_amounts_have_one_spelling(self):
        event = {"at": datetime(2026, 3, 10, 9, 30), "day": date(2026, 3, 10), "n": Decimal("1.50")}

        self.assertEqual(
            canonical_bytes(event),
            b'{"at":"2026-03-10T09:30:00.000000Z","day":"2026-03-10","n":"1.5"}',
        )

    def test_the_same_moment_in_any_zone_has_the_same_bytes(self):
        auckland = timezone(timedelta(hours=13))
        moments = [
            datetime(2026, 3, 10, 9, 30),
            datetime(2026, 3, 10, 9, 30, tzinfo=timezone.utc),
            datetime(2026, 3, 10, 22, 30, tzinfo=auckland),
        ]

        self.assertEqual(len({canonical_bytes({"at": moment}) for moment in moments}), 1)

    def test_what_has_no_spelling_is_refused(self):
        with self.assertRaises(TypeError):
            canonical_bytes({"x": object()})
        with self.assertRaises(ValueError):
            canonical_bytes({"x": float("nan")})

    def test_the_chain_has_these_bytes_for_ever(self):
        first = chain_hash("", b"{}")

        self.assertEqual(first, "a062dd4952b935e430d409c4a5e5cd760e8781e3200d5c7e12a232dddba8a528")
        self.assertEqual(chain_hash(first, b"{}"), chain_hash(first, b"{}"))
        self.assertNotEqual(chain_hash(first, b"{}"), first)
