"""Figures about stock by lot, each with what it was computed from and its unit.

A ratio is a ratio of sums, never a mean of ratios; without a denominator it is "no data" (value
None), neither 0 nor 100 %.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from .rounding import percent

ZERO = Decimal(0)
AGE_BUCKETS = (30, 60, 90, 180)


@dataclass(frozen=True)
class Figure:
    """``n`` is the number of observations; ``unit`` percent, days, ratio, units, ppm, seconds."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    n: int
    unit: str

    def as_dict(self) -> dict[str, Decimal | int | str | None]:
        return asdict(self)


def rate(numerator: Decimal | int, denominator: Decimal | int, n: int) -> Figure:
    """A share in percent."""
    return Figure(
        percent(numerator, denominator), Decimal(numerator), Decimal(denominator), n, "percent"
    )


def quotient(numerator: Decimal, denominator: Decimal, n: int, unit: str) -> Figure:
    value = numerator / denominator if denominator else None
    return Figure(value, numerator, denominator, n, unit)


@dataclass(frozen=True)
class CountRecord:
    """One counted record: product, place, lot. ``is_lot_right``: the identity found is the one
    booked; ``tolerance`` in percent of the booked quantity, by class of goods."""

    booked: Decimal
    counted: Decimal
    is_lot_right: bool = True
    tolerance: Decimal = ZERO

    @property
    def is_quantity_right(self) -> bool:
        return abs(self.counted - self.booked) * 100 <= self.tolerance * abs(self.booked)


def stock_accuracy(records: Sequence[CountRecord]) -> Figure:
    """Records whose lot and quantity are both right; a booked 0 is only right when 0 is found."""
    right = sum(record.is_lot_right and record.is_quantity_right for record in records)
    return rate(right, len(records), len(records))


def gross_error(records: Sequence[CountRecord]) -> Figure:
    """Over and short added up, never netted, against what the books say."""
    error = sum((abs(record.counted - record.booked) for record in records), ZERO)
    return rate(error, sum((record.booked for record in records), ZERO), len(records))


def wrong_lot_rate(records: Sequence[CountRecord]) -> Figure:
    """Records with the right quantity of the wrong lot."""
    wrong = sum(record.is_quantity_right and not record.is_lot_right for record in records)
    return rate(wrong, len(records), len(records))


@dataclass(frozen=True)
class StockRow:
    """One lot in one shop. ``amount`` is quantity, cost or retail value, as the caller asks."""

    lot: Hashable
    amount: Decimal
    days_left: int | None
    age_days: int | None = None


def near_expiry(rows: Sequence[StockRow], days: int, *, dated_only: bool = False) -> Figure:
    """Stock with 0 to ``days`` days left, of all stock or of the dated stock."""
    rows = [row for row in rows if row.days_left is not None or not dated_only]
    near = sum(
        (row.amount for row in rows if row.days_left is not None and 0 <= row.days_left <= days),
        ZERO,
    )
    return rate(near, sum((row.amount for row in rows), ZERO), len(rows))


def expired_share(rows: Sequence[StockRow]) -> Figure:
    past = [row for row in rows if row.days_left is not None and row.days_left < 0]
    return rate(
        sum((row.amount for row in past), ZERO),
        sum((row.amount for row in rows), ZERO),
        len(rows),
    )


def at_risk(rows: Iterable[StockRow], daily_demand: Decimal) -> dict[Hashable, Decimal]:
    """``{lot: quantity}`` that will not sell before its last good day, first expired first out.

    ``amount`` and ``daily_demand`` in units of one product in one shop. Demand goes to the lots in
    the order of their dates, each lot gets what earlier ones left over. A lot without a date is
    never at risk, an expired one wholly.
    """
    result: dict[Hashable, Decimal] = {}
    promised = ZERO
    dated = sorted(
        (row for row in rows if row.days_left is not None), key=lambda row: row.days_left or 0
    )
    for row in dated:
        until_then = max(ZERO, daily_demand * max(row.days_left or 0, 0) - promised)
        sold = min(row.amount, until_then)
        promised += sold
        result[row.lot] = result.get(row.lot, ZERO) + row.amount - sold
    return result


def age_buckets(rows: Iterable[StockRow]) -> dict[str, Decimal]:
    """``{"0-30": amount, … ">180": amount}`` by days since receipt; unknown age is ``"?"``."""
    starts = (0, *(limit + 1 for limit in AGE_BUCKETS))
    names = [f"{start}-{limit}" for start, limit in zip(starts, AGE_BUCKETS, strict=False)] + [
        f">{AGE_BUCKETS[-1]}",
        "?",
    ]
    result = dict.fromkeys(names, ZERO)
    for row in rows:
        index = (
            len(names) - 1
            if row.age_days is None
            else sum(row.age_days > limit for limit in AGE_BUCKETS)
        )
        result[names[index]] += row.amount
    return result


def first_expired_first_out(sold: Mapping[bool, Decimal], n: int) -> Figure:
    """``sold`` {True: units for which no earlier lot was there, False: the others}."""
    return rate(sold.get(True, ZERO), sum(sold.values(), ZERO), n)
