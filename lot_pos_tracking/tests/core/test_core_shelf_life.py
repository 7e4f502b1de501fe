from datetime import date, datetime, timedelta, timezone
from random import Random

from ...core.shelf_life import (
    LotDates,
    Stage,
    as_utc,
    check_minimum_life,
    days_left,
    last_good_day,
    life_share,
    stage,
    total_days,
)
from . import case_files
from .core_case import CoreCase

CASES = case_files.load("shelf_life")


class TestShelfLife(CoreCase):
    def test_every_case_of_the_shared_file(self):
        for case in CASES["cases"]:
            with self.subTest(case["name"]):
                dates, day = case_files.lot_dates(case["dates"]), case_files.day(case["day"])
                now = case_files.moment(case.get("now", CASES["defaults"]["now"]))
                minimum = check_minimum_life(dates, day, **case.get("minimum", {}))
                last = last_good_day(dates)
                answers = {
                    "days_left": days_left(dates, day),
                    "stage": stage(dates, day, now, case.get("near_days", 0)),
                    "last_good_day": last and last.isoformat(),
                    "total_days": total_days(dates),
                    "life_share": life_share(dates, day),
                    "minimum": vars(minimum),
                }
                self.assertEqual({key: answers[key] for key in case["expect"]}, case["expect"])

    def test_a_moment_without_a_zone_is_utc(self):
        naive = datetime.fromisoformat("2026-03-10 10:30:00")

        self.assertEqual(as_utc(naive), datetime(2026, 3, 10, 10, 30, tzinfo=timezone.utc))
        self.assertEqual(LotDates(use_by_time=naive).use_by_time, as_utc(naive))

    def test_a_lot_never_gets_fresher_with_time(self):
        rng, order = Random(7), list(Stage)
        start = date(2026, 1, 1)
        for _round in range(300):
            kinds = {
                kind: rng.choice([None, start + timedelta(days=rng.randint(0, 60))])
                for kind in ("best_before", "sell_by", "use_by", "expiration")
            }
            dates, near, previous = LotDates(**kinds), rng.randint(0, 10), 0
            for offset in range(70):
                day = start + timedelta(days=offset)
                now = datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc)
                current = order.index(stage(dates, day, now, near))
                self.assertGreaterEqual(current, previous, (dates, day))
                previous = current
