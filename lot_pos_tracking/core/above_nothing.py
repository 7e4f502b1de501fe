"""Goods are worth what they cost or what they will bring in, and neither is less than nothing.

A cost may fall after a write-down or a revaluation took a part of it away. What was taken off too
much is then given back (IAS 2.9: the lower of cost and net realisable value).
"""

from collections.abc import Sequence
from datetime import date as Day

from .ledger import NOT_INCOMING, ZERO, Book, Layer, New
from .rounding import split

KIND = "revaluation"


def families(rows: Sequence[Layer]) -> list[list[Layer]]:
    """The layers with goods left, each together with what changes its value."""
    bases = [row for row in rows if row.remaining_qty]
    return [[row for row in rows if base.key in (row.key, row.parent)] for base in bases]


def keep_above_nothing(book: Book, rows: Sequence[Layer], date: Day) -> None:
    """Give back what leaves ``rows``, layers of one lot, worth less than nothing.

    What was revalued can be, and what came out of such goods: a return, another lot. What is given
    back names no document, and is taken away again when the cost rises, unless somebody decided
    about the value since.
    """
    changes = [row for row in rows if row.kind in NOT_INCOMING]
    bases = [row for row in rows if row.remaining_qty]
    if not bases:
        return
    decided = max((row.entry for row in changes if row.document is not None), default=-1)
    given = [
        row
        for row in changes
        if row.document is None and (isinstance(row.key, New) or row.entry > decided)
    ]
    back = sum((row.remaining_value for row in given), ZERO)
    worth = sum((row.remaining_value for row in rows), ZERO)
    amount = max(ZERO, back - worth) - back
    kind = min(given or changes, key=lambda row: row.remaining_value).kind if changes else KIND
    day = max([date, *(row.date for row in changes)])
    parts = split(amount, [base.remaining_qty for base in bases], book.digits)
    for base, part in zip(bases, parts, strict=True):
        if part:
            book.add_delta(base, part, kind, day, None)
