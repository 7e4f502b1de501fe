"""How long a lot is good: its dates, the last good day, days left, stage of life.

A *day* is a calendar day of the shop; who calls has turned the clock into it. Moments are UTC; a
datetime without a zone is taken as UTC, as the database keeps it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from math import ceil

from .words import Word


@dataclass(frozen=True)
class LotDates:
    """The dates of a lot. Every one may be missing.

    ``use_by``, ``sell_by`` and ``best_before`` are what the pack says (GS1 AI 17, 16, 15) and are
    the last day that is still good. ``use_by_time`` (AI 7003) is the UTC moment from which the
    goods may no longer be sold. ``expiration`` is the last good day the ERP keeps in its own
    field; it is often derived, so it only speaks where the pack says nothing harder.
    """

    production: date | None = None
    best_before: date | None = None
    sell_by: date | None = None
    use_by: date | None = None
    use_by_time: datetime | None = None
    expiration: date | None = None

    def __post_init__(self):
        if self.use_by_time:
            object.__setattr__(self, "use_by_time", as_utc(self.use_by_time))


class Stage(Word):
    """Where in its life a lot is; the values are those of ``stock.lot.sale_stage``."""

    FRESH = "fresh"
    NEAR_EXPIRY = "near_expiry"
    BEST_BEFORE_PASSED = "best_before_passed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class LifeCheck:
    """Answer to "is enough life left?"; days, both None where the lot has no date."""

    ok: bool
    days_left: int | None
    required_days: int | None


def as_utc(moment: datetime) -> datetime:
    """``moment`` with its zone; one without a zone is UTC."""
    return (
        moment.replace(tzinfo=timezone.utc)
        if moment.tzinfo is None
        else moment.astimezone(timezone.utc)
    )


def hard_day(dates: LotDates) -> date | None:
    """The last day on which the goods may be sold at all; None when only a minute or nothing says.

    The earlier of use-by and sell-by. Without either, ``expiration``, unless it merely repeats
    the best-before day: that one is advice, not a limit.
    """
    printed = [day for day in (dates.use_by, dates.sell_by) if day]
    if printed:
        return min(printed)
    return None if dates.expiration == dates.best_before else dates.expiration


def last_good_day(dates: LotDates) -> date | None:
    """The day that counts as day 0: the hard one, else best before, else the day of the minute."""
    minute_day = dates.use_by_time and dates.use_by_time.date()
    return hard_day(dates) or dates.best_before or minute_day


def days_left(dates: LotDates, day: date) -> int | None:
    """Days from ``day`` to the last good day, which is 0; negative later; None without a date."""
    last = last_good_day(dates)
    return None if last is None else (last - day).days


def total_days(dates: LotDates) -> int | None:
    """Days from production to the last good day; None when either is unknown or life is not > 0."""
    last = last_good_day(dates)
    if last is None or dates.production is None or last <= dates.production:
        return None
    return (last - dates.production).days


def life_share(dates: LotDates, day: date, *, life: int | None = None) -> Decimal | None:
    """Remaining life as a share of total life: 1 on the day of production, 0 on the last good day.

    Negative when past. ``life`` (days) replaces the lot's own total life, for lots whose
    production day is unknown. None where a date is missing.
    """
    left = days_left(dates, day)
    whole = life or total_days(dates)
    return None if left is None or not whole else Decimal(left) / whole


def check_minimum_life(
    dates: LotDates,
    day: date,
    *,
    min_days: int | None = None,
    min_percent: Decimal | int | None = None,
    life: int | None = None,
) -> LifeCheck:
    """Is as much life left on ``day`` as asked, at receipt or at the till?

    Exactly the minimum is enough. With both minimums the stricter counts. ``min_percent`` is
    percent of ``life`` (days), which defaults to production day to last good day; where neither is
    known the percentage cannot be asked and only ``min_days`` counts. A lot without any date
    passes: whether a date is compulsory is another question.
    """
    left = days_left(dates, day)
    if left is None:
        return LifeCheck(True, None, None)
    required = [min_days] if min_days is not None else []
    whole = life or total_days(dates)
    if min_percent is not None and whole:
        required.append(ceil(Decimal(min_percent) * whole / 100))
    if not required:
        return LifeCheck(True, left, None)
    return LifeCheck(left >= max(required), left, max(required))


def is_sell_by_passed(dates: LotDates, day: date) -> bool:
    return dates.sell_by is not None and day > dates.sell_by


def is_best_before_passed(dates: LotDates, day: date) -> bool:
    return dates.best_before is not None and day > dates.best_before


def is_use_by_passed(dates: LotDates, day: date, now: datetime) -> bool:
    """Past use-by, or its minute reached, or past ``expiration`` where that is the hard day."""
    if dates.use_by_time and as_utc(now) >= dates.use_by_time:
        return True
    if dates.use_by:
        return day > dates.use_by
    limit = hard_day(dates)
    return dates.sell_by is None and limit is not None and day > limit


def stage(dates: LotDates, day: date, now: datetime, near_days: int = 0) -> Stage:
    """The stage on ``day``; a lot within ``near_days`` of its last good day is near expiry.

    Expired means that it may not be sold: use-by, its minute or sell-by has passed.
    """
    if is_use_by_passed(dates, day, now) or is_sell_by_passed(dates, day):
        return Stage.EXPIRED
    if is_best_before_passed(dates, day):
        return Stage.BEST_BEFORE_PASSED
    left = days_left(dates, day)
    return Stage.FRESH if left is None or left > near_days else Stage.NEAR_EXPIRY
