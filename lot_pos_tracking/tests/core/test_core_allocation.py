from datetime import date, datetime, timedelta, timezone
from decimal import Decimal as D
from random import Random

from ...core.allocation import Candidate, Strategy, ordered, take
from . import case_files
from .core_case import CoreCase


def candidate(raw: dict) -> Candidate:
    return Candidate(
        key=raw["key"],
        quantity=D(raw["quantity"]),
        day=case_files.day(raw["day"]),
        in_date=case_files.moment(raw["in_date"]),
        id=raw["id"],
        blocked=raw.get("blocked", ""),
    )


class TestAllocation(CoreCase):
    def test_every_case_of_the_shared_file(self):
        for case in case_files.load("allocation")["cases"]:
            with self.subTest(case["name"]):
                candidates = [candidate(raw) for raw in case["candidates"]]
                strategy, expect = Strategy(case["strategy"]), case["expect"]

                answer = take(D(case["need"]), candidates, strategy, precision=D(case["precision"]))

                self.assertEqual([[row.key, row.quantity] for row in answer.lines], expect["lines"])
                self.assertEqual(answer.shortage, expect["shortage"])
                self.assertEqual(
                    [[row.key, row.quantity, row.reason] for row in answer.rejected],
                    expect["rejected"],
                )
                if "order" in expect:
                    keys = [row.key for row in ordered(candidates, strategy)]
                    self.assertEqual(keys, expect["order"])

    def test_quantity_is_conserved_and_fefo_never_skips_an_earlier_sellable_lot(self):
        rng = Random(20260311)
        for _round in range(1500):
            candidates = [self._random_candidate(rng, key) for key in range(rng.randint(0, 8))]
            need = D(rng.randint(0, 400)) / 10

            answer = take(need, candidates, precision=D("0.1"))

            taken = {row.key: row.quantity for row in answer.lines}
            free = {
                row.key: row.quantity for row in candidates if row.quantity > 0 and not row.blocked
            }
            self.assertEqual(sum(taken.values()) + answer.shortage, need)
            self.assertLessEqual(set(taken), set(free))
            self.assertEqual(
                {row.key for row in answer.rejected} | set(free), set(range(len(candidates)))
            )
            if answer.shortage:
                self.assertEqual(taken, free)
            by_key = {row.key: row for row in candidates}
            for key in taken:
                earlier = [
                    other
                    for other in free
                    if (by_key[other].day or date.max) < (by_key[key].day or date.max)
                ]
                self.assertTrue(all(taken.get(other) == free[other] for other in earlier))

    def test_the_order_of_the_input_does_not_matter(self):
        rng = Random(5)
        for _round in range(200):
            candidates = [self._random_candidate(rng, key) for key in range(6)]
            shuffled = rng.sample(candidates, len(candidates))
            for strategy in Strategy:
                self.assertEqual(ordered(candidates, strategy), ordered(shuffled, strategy))

    def _random_candidate(self, rng: Random, key: int) -> Candidate:
        return Candidate(
            key=key,
            quantity=D(rng.randint(-20, 150)) / 10,
            day=rng.choice([None, date(2026, 3, 1) + timedelta(days=rng.randint(0, 5))]),
            in_date=rng.choice([None, datetime(2026, 1, rng.randint(1, 3), tzinfo=timezone.utc)]),
            id=key,
            blocked=rng.choice(["", "", "", "held", "expired"]),
        )
