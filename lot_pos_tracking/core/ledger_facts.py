"""What happens to goods, as the cost ledger is told: one dataclass per act.

Quantities (> 0) in the product's unit, values in company currency, exact decimals that the caller
has rounded. ``line`` identifies the stock move line, or whatever the caller books by.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal

from .ledger import ZERO
from .rounding import split
from .words import Word


class Method(Word):
    """How cost is found inside one lot; the values are those of Odoo's ``cost_method``."""

    AVCO = "average"
    FIFO = "fifo"


@dataclass(frozen=True)
class Receipt:
    """``value`` is for the whole ``quantity`` (> 0). Kinds: receipt, adjustment, opening."""

    lot: Hashable
    quantity: Decimal
    value: Decimal
    date: Day
    line: Hashable
    kind: str = "receipt"


@dataclass(frozen=True)
class Issue:
    """Kinds: sale, scrap, transfer_out, production, adjustment, refund (to the vendor)."""

    lot: Hashable
    quantity: Decimal
    date: Day
    line: Hashable
    kind: str = "sale"


@dataclass(frozen=True)
class Return:
    """Goods of the outgoing line ``return_of`` come back by ``line``."""

    lot: Hashable
    quantity: Decimal
    date: Day
    line: Hashable
    return_of: Hashable


@dataclass(frozen=True)
class Transfer:
    """Goods change their lot (split, merge, renaming) at unchanged cost."""

    lot: Hashable
    to_lot: Hashable
    quantity: Decimal
    date: Day
    line: Hashable


@dataclass(frozen=True)
class Revaluation:
    """What is on hand changes its value by ``amount``. Kinds: revaluation, writedown."""

    lot: Hashable
    amount: Decimal
    date: Day
    kind: str = "revaluation"
    document: Hashable = None


@dataclass(frozen=True)
class ValueChange:
    """An incoming layer turns out to be worth ``value`` altogether. Kinds: bill, landed."""

    layer: Hashable
    value: Decimal
    date: Day
    kind: str = "bill"
    document: Hashable = None


def allocate_value(
    total: Decimal, lines: Sequence[tuple[Decimal, Decimal | None]], *, digits: int = 2
) -> list[Decimal]:
    """A move's value over its lines ``[(quantity, unit cost or None)]``; parts sum to ``total``.

    Where the shipment gave unit costs they weigh, scaled to ``total``; a line without one weighs
    the move's average. Without any unit cost, or with all of them 0, quantity decides.
    """
    whole = sum((quantity for quantity, _cost in lines), ZERO)
    average = total / whole if whole else ZERO
    weights = [quantity * (average if cost is None else cost) for quantity, cost in lines]
    if not any(weights):
        weights = [quantity for quantity, _cost in lines]
    return split(total, [abs(weight) for weight in weights], digits)
