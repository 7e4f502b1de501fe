"""Which lots to take: an order of preference and a greedy taking in that order."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal

from .rounding import compare
from .shelf_life import as_utc
from .words import Word

ZERO = Decimal(0)
FAR = datetime.max.replace(tzinfo=timezone.utc)
NO_QUANTITY = "no_quantity"


class Strategy(Word):
    """First expired, first in or last in goes first out."""

    FEFO = "fefo"
    FIFO = "fifo"
    LIFO = "lifo"


@dataclass(frozen=True)
class Candidate:
    """Some quantity of one lot that could be taken.

    ``day`` is the last good day (or the removal day, if the shop goes by that), ``in_date`` the
    moment it came, ``blocked`` the reason code for which it may not be taken, empty when it may.
    """

    key: Hashable
    quantity: Decimal
    day: date | None = None
    in_date: datetime | None = None
    id: int = 0
    blocked: str = ""


@dataclass(frozen=True)
class Line:
    key: Hashable
    quantity: Decimal


@dataclass(frozen=True)
class Rejected:
    key: Hashable
    quantity: Decimal
    reason: str


@dataclass(frozen=True)
class Allocation:
    """``lines`` and ``shortage`` sum to the need; ``rejected`` says why others were left out."""

    lines: tuple[Line, ...]
    shortage: Decimal
    rejected: tuple[Rejected, ...]


def ordered(candidates: Iterable[Candidate], strategy: Strategy = Strategy.FEFO) -> list[Candidate]:
    """All candidates, blocked ones too, in the order in which they should go.

    FEFO: earliest last good day first, lots without a date last, ties by arrival, then id. FIFO:
    arrival, then id. LIFO: the reverse of FIFO. An unknown arrival always comes after known ones.
    """
    rows = list(candidates)
    if strategy == Strategy.LIFO:
        rows.sort(key=lambda row: row.id, reverse=True)
        known = sorted((row for row in rows if row.in_date), key=_arrival, reverse=True)
        return known + [row for row in rows if not row.in_date]
    rows.sort(key=lambda row: (row.in_date is None, _arrival(row), row.id))
    if strategy == Strategy.FEFO:
        rows.sort(key=lambda row: (row.day is None, row.day or date.max))
    return rows


def _arrival(row: Candidate) -> datetime:
    return as_utc(row.in_date) if row.in_date else FAR


def take(
    need: Decimal,
    candidates: Iterable[Candidate],
    strategy: Strategy = Strategy.FEFO,
    *,
    precision: Decimal = Decimal("0.01"),
) -> Allocation:
    """``need`` taken from the candidates in order; quantities in one unit with step ``precision``.

    Blocked and empty candidates are rejected whatever the need, so that a screen can say why the
    lot the customer holds was not proposed. A need of zero or less takes nothing.
    """
    lines: list[Line] = []
    rejected: list[Rejected] = []
    missing = max(need, ZERO)
    for row in ordered(candidates, strategy):
        if row.blocked or compare(row.quantity, ZERO, precision) <= 0:
            rejected.append(Rejected(row.key, row.quantity, row.blocked or NO_QUANTITY))
        elif compare(missing, ZERO, precision) > 0:
            quantity = min(row.quantity, missing)
            lines.append(Line(row.key, quantity))
            missing -= quantity
    return Allocation(tuple(lines), missing, tuple(rejected))
