"""A cost that is known late: the bill, the landed cost, after goods have been sold.

The change follows the goods. Its share of what is still there becomes a delta layer of today; the
share of what has left becomes a correction of the very lines by which it left; what of that came
back takes its share along, as a delta of the return, and so on. FIFO follows the units of the
layer, AVCO the lot's pool through the movements since.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .above_nothing import families, keep_above_nothing
from .ledger import CORRECTION, NOT_INCOMING, ZERO, Book, Booking, Consumption, Key, Layer, share
from .ledger_facts import Method, ValueChange
from .rounding import round_to, split


@dataclass
class _Outgoing:
    """A line by which goods of a lot left; ``by_layer`` its quantities per layer."""

    line: Hashable
    entry: int
    quantity: Decimal = ZERO
    by_layer: dict[Key, Decimal] = field(default_factory=dict)


class _History:
    """The lots' outgoing lines, and the returns that undid them.

    Goods that were still owed when they came back never had a layer: the line and its return
    cancel each other and are left out on both sides. So do goods that a line was found not to have
    brought after all, and its receipt.
    """

    def __init__(self, layers: Iterable[Layer], consumptions: Iterable[Consumption]):
        self.lines: dict[tuple, _Outgoing] = {}  # {(lot, line): _Outgoing}
        self.of_lot: dict[Hashable, list[_Outgoing]] = {}
        self.takers: dict[Key, list[_Outgoing]] = {}  # {layer key: lines that took of it}
        self.returns: dict[tuple, list[Layer]] = {}  # {(lot, outgoing line): [Layer]}
        layers = list(layers)
        undone = {layer.key: layer.return_of for layer in layers if layer.return_of is not None}
        brought = {layer.key: layer.line for layer in layers if layer.line is not None}
        self.quantities = {layer.key: layer.quantity for layer in layers}
        for row in consumptions:
            if not row.quantity:
                continue
            if row.line in (undone.get(row.layer, row), brought.get(row.layer, row)):
                self.quantities[row.layer] -= row.quantity
                continue
            out = self.lines.get((row.lot, row.line))
            if not out:
                out = self.lines[row.lot, row.line] = _Outgoing(row.line, row.entry)
                self.of_lot.setdefault(row.lot, []).append(out)
            out.quantity += row.quantity
            if row.layer is not None:
                if row.layer not in out.by_layer:
                    self.takers.setdefault(row.layer, []).append(out)
                out.by_layer[row.layer] = out.by_layer.get(row.layer, ZERO) + row.quantity
        for layer in layers:
            if self.quantities[layer.key] and layer.return_of is not None:
                self.returns.setdefault((layer.lot, layer.return_of), []).append(layer)


def change_values(
    changes: Sequence[ValueChange],
    layers: Iterable[Layer],
    consumptions: Iterable[Consumption],
    *,
    method: Method,
    digits: int = 2,
) -> Booking:
    """Brings incoming layers to the value they turned out to have; the same value again books
    nothing.

    ``layers`` and ``consumptions`` are all rows of the lots concerned, as they were written. The
    corrections are what cost of goods sold has to change by, less the deltas of returns among the
    new layers. Where a line moved goods into another lot, the caller passes its correction on:
    ``booking.values_by_line()[line]`` changes the layer that the line opened. A lot on hand that
    was written down by more than it turns out to cost is worth nothing, not less.
    """
    layers, consumptions = list(layers), list(consumptions)
    book, history = Book(layers, digits), _History(layers, consumptions)
    follow = _follow_pool if method == Method.AVCO else _follow_units
    for change in changes:
        base = book.layers[change.layer]
        booked = base.value + sum(
            layer.value
            for layer in book.of_lot(base.lot)
            if layer.parent == base.key and layer.kind not in NOT_INCOMING
        )
        amount = round_to(change.value, digits) - booked
        if amount:
            follow(book, history, base, amount, change)
            lot_layers = book.of_lot(base.lot)
            pools = [lot_layers] if method == Method.AVCO else families(lot_layers)
            for pool in pools:
                keep_above_nothing(book, pool, change.date)
    return book.booking()


def _correct(book: Book, delta: Layer, line: Hashable, value: Decimal, change: ValueChange):
    book.consume(delta.key, line, CORRECTION, change.date, ZERO, value, change.document)


def _follow_units(
    book: Book, history: _History, base: Layer, amount: Decimal, change: ValueChange
) -> None:
    """FIFO: by the lines that took units of this very layer."""
    delta = book.add_delta(base, amount, change.kind, change.date, change.document)
    takers = history.takers.get(base.key, [])
    weights = [out.by_layer[base.key] for out in takers]
    parts = split(amount, [*weights, book.layers[base.key].remaining_qty], book.digits)
    for out, part in zip(takers, parts[:-1], strict=True):
        _correct(book, delta, out.line, part, change)
        backs = history.returns.get((base.lot, out.line), [])
        came_back = [history.quantities[back.key] for back in backs]
        stayed_out = out.quantity - sum(came_back, ZERO)
        for back, value in zip(
            backs, split(part, [*came_back, stayed_out], book.digits), strict=False
        ):
            if value:
                _follow_units(book, history, back, value, change)


def _follow_pool(
    book: Book, history: _History, base: Layer, amount: Decimal, change: ValueChange
) -> None:
    """AVCO: by replaying what the lot did since, as if the pool held nothing but ``amount``."""
    pool = _Pool(book, history, change)
    for movement in _movements(book, history, base):
        if isinstance(movement, _Outgoing) and movement.line == base.line:
            pool.leave(movement.line, movement.quantity)
        elif isinstance(movement, _Outgoing):
            pool.take(movement.line, movement.quantity)
        elif movement.key == base.key:
            pool.enter(movement, amount)
        else:
            pool.enter(movement, pool.back(movement))


def _movements(book: Book, history: _History, base: Layer) -> list[_Outgoing | Layer]:
    """What came and left, in the order in which the ledger was written: dates have seconds at
    best, and may lie in the past. Goods of ``base`` that never came after all had a part in what
    the others cost."""
    came = [
        layer
        for layer in book.of_lot(base.lot)
        if history.quantities.get(layer.key) or layer.key == base.key
    ]
    left = [out for out in history.of_lot.get(base.lot, ()) if out.quantity]
    return sorted([*came, *left], key=lambda movement: movement.entry)


class _Pool:
    """The lot's goods on hand, worth only what is left of the change."""

    def __init__(self, book: Book, history: _History, change: ValueChange):
        self.book = book
        self.quantities = history.quantities
        self.change = change
        self.on_hand = ZERO
        self.value = ZERO
        self.deltas: list[Key] = []
        self.debts: list[list] = []  # [[line, quantity owed]]
        self.left: dict[Hashable, list[Decimal]] = {}  # {line: [quantity, value] still out}

    def enter(self, layer: Layer, value: Decimal) -> None:
        if value:
            change = self.change
            delta = self.book.add_delta(layer, value, change.kind, change.date, change.document)
            self.deltas.append(delta.key)
        self.on_hand += self.quantities[layer.key]
        self.value += value
        for debt in self.debts:
            settled = min(debt[1], self.on_hand)
            debt[1] -= settled
            self._give(debt[0], settled)

    def take(self, line: Hashable, quantity: Decimal) -> None:
        self.left[line] = [quantity, ZERO]
        taken = min(quantity, self.on_hand)
        if quantity > taken:
            self.debts.append([line, quantity - taken])
        self._give(line, taken)

    def leave(self, line: Hashable, quantity: Decimal) -> None:
        """Goods that this very line had not brought after all: they take no share along."""
        if quantity < self.on_hand:
            self.left[line] = [quantity, ZERO]
            self.on_hand -= quantity
        else:
            self.take(line, quantity)

    def back(self, layer: Layer) -> Decimal:
        """The share of the change that a return brings back; a receipt brings none."""
        if layer.return_of is None:
            return ZERO
        quantity, value = self.left[layer.return_of]
        came_back = self.quantities[layer.key]
        returned = share(value, came_back, quantity, self.book.digits)
        self.left[layer.return_of] = [quantity - came_back, value - returned]
        return returned

    def _give(self, line: Hashable, quantity: Decimal) -> None:
        if not quantity:
            return
        amount = share(self.value, quantity, self.on_hand, self.book.digits)
        self.on_hand -= quantity
        self.value -= amount
        self.left[line][1] += amount
        for key in self.deltas:
            held = self.book.layers[key].remaining_value
            given = max(ZERO, min(amount, held)) if held > 0 else min(ZERO, max(amount, held))
            _correct(self.book, self.book.layers[key], line, given, self.change)
            amount -= given
