"""The cost ledger's rows, and the book in which one batch of bookings is prepared.

Rows are only ever added. What a layer has left is its own quantity and value minus those of the
consumptions that name it, always, so any past date can be read by leaving later rows out. The
sole stored result is ``remaining_qty`` and ``remaining_value``; a :class:`Booking` lists the
layers whose remainder changed.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date as Day
from decimal import ROUND_HALF_DOWN, Decimal

from .rounding import step

ZERO = Decimal(0)
CORRECTION = "correction"

#: Deltas that are no part of what the goods came in for.
NOT_INCOMING = frozenset({"revaluation", "writedown"})


@dataclass(frozen=True)
class New:
    """Stands for the key of ``booking.layers[index]``, which storage has yet to number."""

    index: int


Key = Hashable | New


@dataclass(frozen=True)
class Layer:
    """Value that came in. Quantities in the product's unit, values in company currency.

    A *delta* layer has quantity 0 and names as ``parent`` the layer whose value it changes.
    ``line`` is the incoming line, ``return_of`` the outgoing line that a return undoes (also on
    deltas of a return), ``document`` what caused a delta (bill, landed cost). ``entry``: place
    in the order in which layers and consumptions were written; in a booking it counts from 0.
    """

    key: Key
    lot: Hashable
    kind: str
    date: Day
    quantity: Decimal
    value: Decimal
    remaining_qty: Decimal
    remaining_value: Decimal
    parent: Key | None = None
    line: Hashable = None
    return_of: Hashable = None
    document: Hashable = None
    entry: int = 0


@dataclass(frozen=True)
class Consumption:
    """Value that went out by ``line``. ``layer`` None is *owed*: sold before it came.

    Quantity 0 is a change of value alone: a correction, or the evening out of averages.
    """

    layer: Key | None
    lot: Hashable
    line: Hashable
    kind: str
    date: Day
    quantity: Decimal
    value: Decimal
    document: Hashable = None
    entry: int = 0


@dataclass(frozen=True)
class Owed:
    """What a line took of a lot that was not there, and the value it was guessed at."""

    lot: Hashable
    line: Hashable
    kind: str
    quantity: Decimal
    value: Decimal


@dataclass(frozen=True)
class Booking:
    """Rows to insert, in order: layers first, then consumptions; then remainders to update."""

    layers: tuple[Layer, ...] = ()
    consumptions: tuple[Consumption, ...] = ()
    updates: tuple[Layer, ...] = ()

    def values_by_line(self) -> dict[Hashable, Decimal]:
        """Cost per outgoing line, corrections and releases of guesses included."""
        values: dict[Hashable, Decimal] = {}
        for row in self.consumptions:
            values[row.line] = values.get(row.line, ZERO) + row.value
        return values


def share(value: Decimal, part: Decimal, whole: Decimal, digits: int) -> Decimal:
    """The part's share of ``value``; all of it when the part is the whole.

    Halves stay behind, so whoever comes last takes the odd cents: 10.00 for 3 units leaves as
    3.33, 3.33, 3.34.
    """
    if part == whole:
        return value
    return (value * part / whole).quantize(step(digits), rounding=ROUND_HALF_DOWN)


class Book:
    """Working copy of the layers concerned; collects the rows of one booking."""

    def __init__(self, layers: Iterable[Layer], digits: int):
        self.digits = digits
        self.layers: dict[Key, Layer] = {}
        self.by_lot: dict[Hashable, list[Key]] = {}
        self.new: list[Key] = []
        self.rows: list[Consumption] = []
        self.touched: dict[Key, None] = {}
        for layer in sorted(layers, key=lambda layer: layer.date):
            self._enter(layer)

    def _enter(self, layer: Layer) -> None:
        self.layers[layer.key] = layer
        self.by_lot.setdefault(layer.lot, []).append(layer.key)

    def of_lot(self, lot: Hashable) -> list[Layer]:
        """The lot's layers, oldest first; of the same date in the order given."""
        return [self.layers[key] for key in self.by_lot.get(lot, ())]

    def add(self, **facts) -> Layer:
        """A new layer, all of it remaining; its key is :class:`New`."""
        layer = Layer(
            key=New(len(self.new)),
            remaining_qty=facts["quantity"],
            remaining_value=facts["value"],
            entry=self._next_entry(),
            **facts,
        )
        self.new.append(layer.key)
        self._enter(layer)
        return layer

    def add_delta(
        self, base: Layer, value: Decimal, kind: str, date: Day, document: Hashable
    ) -> Layer:
        """A layer that changes the value of another one, of the same line and return; what is not
        there yet is worth nothing, so it counts from when the other one does."""
        return self.add(
            lot=base.lot,
            kind=kind,
            date=max(date, base.date),
            quantity=ZERO,
            value=value,
            parent=base.key,
            line=base.line,
            return_of=base.return_of,
            document=document,
        )

    def consume(
        self, key: Key, line: Hashable, kind: str, date: Day, quantity, value, document=None
    ) -> None:
        """Take quantity and value from a layer; nothing at all leaves no row."""
        if not quantity and not value:
            return
        layer = self.layers[key]
        self.layers[key] = replace(
            layer,
            remaining_qty=layer.remaining_qty - quantity,
            remaining_value=layer.remaining_value - value,
        )
        self.touched[key] = None
        self.note(Consumption(key, layer.lot, line, kind, date, quantity, value, document))

    def note(self, row: Consumption) -> None:
        """Add a consumption that takes nothing from a layer, or whose layer knows of it."""
        self.rows.append(replace(row, entry=self._next_entry()))

    def _next_entry(self) -> int:
        return len(self.new) + len(self.rows)

    def booking(self) -> Booking:
        changed = [key for key in self.touched if not isinstance(key, New)]
        return Booking(
            layers=tuple(self.layers[key] for key in self.new),
            consumptions=tuple(self.rows),
            updates=tuple(self.layers[key] for key in changed),
        )
