"""Figures about movement: turnover, vendors, and the time that lot selection takes at the till."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, quantiles

from .metrics import ZERO, Figure, quotient, rate

#: Ways in which a person finds the lot himself; the others are automated.
MANUAL_EVIDENCE = frozenset({"picked", "typed"})
#: Fewer manual lines than this are no baseline.
MIN_BASELINE = 30
#: Seconds of typing a 12-character lot number, where nothing was measured: a reference value.
REFERENCE_SECONDS = Decimal(6)


def turnover(cost_of_goods_sold: Decimal, average_stock: Decimal, n: int) -> Figure:
    """Times the average stock (at cost, over ``n`` daily or monthly values) was sold."""
    return quotient(cost_of_goods_sold, average_stock, n, "ratio")


def days_on_hand(average_stock: Decimal, cost_of_goods_sold: Decimal, days: int, n: int) -> Figure:
    """How many days the average stock lasts at the period's cost of goods sold."""
    return quotient(average_stock * days, cost_of_goods_sold, n, "days")


def gross_margin_return(margin: Decimal, average_stock: Decimal, n: int) -> Figure:
    """Gross margin per unit of money held in stock (GMROI)."""
    return quotient(margin, average_stock, n, "ratio")


def velocity(sold: Decimal, days_since_receipt: int) -> Figure:
    """Units of a lot sold per day since it came."""
    return quotient(sold, Decimal(days_since_receipt), 1, "units per day")


def utilisation(used: Sequence[Decimal], received: Sequence[Decimal]) -> Figure:
    """Units sold or used of units received, over lots."""
    return rate(sum(used, ZERO), sum(received, ZERO), len(received))


def waste(lost_cost: Decimal, cost_of_goods_sold: Decimal, n: int) -> Figure:
    """Expired or scrapped cost against cost of goods sold."""
    return rate(lost_cost, cost_of_goods_sold, n)


@dataclass(frozen=True)
class DeliveryLine:
    """One ordered line as it arrived; ``days_late`` negative when early."""

    ordered: Decimal
    received: Decimal
    days_late: int
    rejected: Decimal = ZERO
    notice_matches: bool | None = None
    remaining_days: int | None = None
    total_days: int | None = None


def on_time_in_full(
    lines: Sequence[DeliveryLine], *, window: int = 0, fill: Decimal = Decimal(100)
) -> Figure:
    """Lines that meet both, never the product of the two rates.

    On time: at most ``window`` days late or early. In full: at least ``fill`` percent.
    """
    good = sum(
        abs(line.days_late) <= window and line.received * 100 >= fill * line.ordered
        for line in lines
    )
    return rate(good, len(lines), len(lines))


def defects(lines: Sequence[DeliveryLine]) -> Figure:
    """Rejected or recalled units per million received."""
    rejected = sum((line.rejected for line in lines), ZERO)
    received = sum((line.received for line in lines), ZERO)
    value = rejected * 10**6 / received if received else None
    return Figure(value, rejected, received, len(lines), "ppm")


def notice_accuracy(lines: Sequence[DeliveryLine]) -> Figure:
    """Announced lines that matched in product, lot, date and quantity."""
    announced = [line for line in lines if line.notice_matches is not None]
    return rate(
        sum(bool(line.notice_matches) for line in announced), len(announced), len(announced)
    )


def life_at_receipt(lines: Sequence[DeliveryLine]) -> Figure:
    """Remaining of total shelf life on arrival (RSL), weighted by quantity of the dated lines."""
    dated = [line for line in lines if line.remaining_days is not None and line.total_days]
    remaining = sum((line.received * (line.remaining_days or 0) for line in dated), ZERO)
    total = sum((line.received * (line.total_days or 0) for line in dated), ZERO)
    return rate(remaining, total, len(dated))


@dataclass(frozen=True)
class Selection:
    """How one line at the till got its lot."""

    evidence: str
    seconds: Decimal

    @property
    def is_manual(self) -> bool:
        return self.evidence in MANUAL_EVIDENCE


@dataclass(frozen=True)
class TimeSaved:
    """Seconds saved by automated lines. ``is_measured`` False: there were too few manual lines,
    the baseline is a reference value and must be shown as one."""

    baseline: Decimal
    is_measured: bool
    median: Decimal | None
    quartiles: tuple[Decimal, Decimal] | None
    total: Decimal
    automated: Figure


def time_saved(lines: Sequence[Selection], history: Sequence[Selection] = ()) -> TimeSaved:
    """Per automated line: the median of manual selection minus the line's own seconds.

    The baseline is the manual lines of ``history`` (same class of till, trailing 90 days). A line
    that took longer counts against the saving.
    """
    manual = [row.seconds for row in (history or lines) if row.is_manual]
    is_measured = len(manual) >= MIN_BASELINE
    baseline = Decimal(median(manual)) if is_measured else REFERENCE_SECONDS
    saved = [baseline - row.seconds for row in lines if not row.is_manual]
    quartiles = None
    if len(saved) >= 2:
        first, _middle, third = quantiles(saved, n=4, method="inclusive")
        quartiles = (first, third)
    return TimeSaved(
        baseline=baseline,
        is_measured=is_measured,
        median=Decimal(median(saved)) if saved else None,
        quartiles=quartiles,
        total=sum(saved, ZERO),
        automated=rate(len(saved), len(lines), len(lines)),
    )
