"""What goods on hand are set to be worth, and what of it is taken back when they never came.

A revaluation is no part of what goods came in for: it is a delta of its own kind on their layers
and leaves with them. A receipt that is found to have brought less takes its share of it back.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date as Day
from decimal import Decimal

from .ledger import NOT_INCOMING, ZERO, Book, Booking, Layer, share
from .rounding import round_to, split


def set_unit_costs(
    costs: Mapping[Hashable, Decimal],
    layers: Iterable[Layer],
    date: Day,
    document: Hashable,
    *,
    digits: int = 2,
) -> Booking:
    """Delta layers that bring every unit on hand of each lot to its new unit cost.

    Lots without stock, and what costs that much already, get none.
    """
    book = Book(layers, digits)
    for lot, cost in costs.items():
        rows = book.of_lot(lot)
        bases = [row for row in rows if row.remaining_qty]
        quantities = [base.remaining_qty for base in bases]
        targets = split(round_to(sum(quantities, ZERO) * cost, digits), quantities, digits)
        rest = sum((row.remaining_value for row in rows), ZERO)  # of layers whose goods are gone
        changes = []
        for base, target in zip(bases, targets, strict=True):
            family = [row for row in rows if base.key in (row.key, row.parent)]
            worth = sum((row.remaining_value for row in family), ZERO)
            rest -= worth
            changes.append(target - worth)
        for index, (base, change) in enumerate(zip(bases, changes, strict=True)):
            amount = change - rest if index == 0 else change
            if amount:
                book.add_delta(base, amount, "revaluation", date, document)
    return book.booking()


def forget(
    layers: Iterable[Layer], quantity: Decimal, line: Hashable, date: Day, *, digits: int = 2
) -> Booking:
    """``quantity`` of a receipt never came: its share of revaluations since then never was.

    ``layers`` are those of the receipt, ``quantity`` no more than they have left. The share is
    booked as a delta against each revaluation, so that nothing of the receipt's own cost changes.
    """
    book = Book(layers, digits)
    rows = list(book.layers.values())
    for base in [row for row in rows if row.remaining_qty]:
        gone = min(base.remaining_qty, quantity)
        quantity -= gone
        for row in rows:
            if row.parent != base.key or row.kind not in NOT_INCOMING:
                continue
            part = share(row.remaining_value, gone, base.remaining_qty, digits)
            if part:
                against = book.add_delta(base, -part, row.kind, date, row.document)
                book.consume(row.key, line, "adjustment", date, ZERO, part)
                book.consume(against.key, line, "adjustment", date, ZERO, -part)
    return book.booking()
