"""Specific cost per lot: what goods bring in, take out, bring back and are revalued by.

Each function takes the facts of a whole batch and the layers of the lots concerned and returns a
:class:`~.ledger.Booking`; nothing is changed in place. Quantities and money are exact decimals, the
caller has rounded them to the unit and the currency (``digits``). Lines of one batch follow each
other: the second line of a lot sees what the first one left.

Goods leave oldest layer first. With FIFO they cost what that layer cost, with AVCO the average of
all that is left of the lot; the layers that stay carry the difference.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from .above_nothing import families, keep_above_nothing
from .errors import NothingOnHand, ReturnExceedsSale, ValueBelowZero
from .ledger import CORRECTION, NOT_INCOMING, ZERO, Book, Booking, Consumption, Layer, Owed, share
from .ledger_facts import Issue, Method, Receipt, Return, Revaluation, Transfer
from .rounding import round_to, split


def receive(receipts: Sequence[Receipt], *, owed: Iterable[Owed] = (), digits: int = 2) -> Booking:
    """One layer per receipt. What is owed of a lot is settled first, oldest line first, at the
    receipt's cost; the difference to the guess is a correction of the line that sold it."""
    book, debts = Book((), digits), list(owed)
    for receipt in receipts:
        _receive(book, receipt, debts)
    return book.booking()


def issue(
    issues: Sequence[Issue],
    layers: Iterable[Layer],
    *,
    method: Method,
    last_costs: Mapping[Hashable, Decimal] | None = None,
    digits: int = 2,
) -> Booking:
    """Consumptions of exactly these lots. ``layers`` are the lots' layers with anything left.

    What is not there is owed at the lot's last known unit cost: the average of what was left in
    this batch, else ``last_costs[lot]``, else 0.
    """
    book, costs = Book(layers, digits), dict(last_costs or {})
    for demand in issues:
        _issue(book, demand, method, costs)
    return book.booking()


def return_(
    returns: Sequence[Return],
    sold: Iterable[Consumption],
    returned: Iterable[Layer] = (),
    *,
    owed: Iterable[Owed] = (),
    digits: int = 2,
) -> Booking:
    """Layers at the cost with which the goods left, corrections since then included.

    ``sold`` are all consumptions of the lines returned, ``returned`` all layers (deltas too) that
    earlier returns of them opened; what those were revalued by since is not theirs to bring back.
    The last unit to come back takes the remaining cents; what had left for less than nothing is
    worth nothing when it is back.

    :raises ReturnExceedsSale: more than has left by that line and not come back yet
    """
    book, debts = Book((), digits), list(owed)
    left: dict[tuple, tuple[Decimal, Decimal]] = {}  # {(line, lot): (quantity, value)}
    rows = [(row.line, row, 1) for row in sold]
    rows += [(row.return_of, row, -1) for row in returned if row.kind not in NOT_INCOMING]
    for line, row, sign in rows:
        quantity, value = left.get((line, row.lot), (ZERO, ZERO))
        left[line, row.lot] = (quantity + sign * row.quantity, value + sign * row.value)
    for back in returns:
        quantity, value = left.get((back.return_of, back.lot), (ZERO, ZERO))
        if back.quantity > quantity:
            raise ReturnExceedsSale(
                lot=back.lot, line=back.return_of, quantity=back.quantity, left=quantity
            )
        cost = share(value, back.quantity, quantity, digits)
        left[back.return_of, back.lot] = (quantity - back.quantity, value - cost)
        receipt = Receipt(back.lot, back.quantity, cost, back.date, back.line, "return")
        layer = _receive(book, receipt, debts, return_of=back.return_of)
        keep_above_nothing(book, [layer], back.date)
    return book.booking()


def transfer(
    transfers: Sequence[Transfer],
    layers: Iterable[Layer],
    *,
    method: Method,
    owed: Iterable[Owed] = (),
    last_costs: Mapping[Hashable, Decimal] | None = None,
    digits: int = 2,
) -> Booking:
    """Out of one lot and into another, same line, same value. ``owed`` is of the lots received."""
    book, debts, costs = Book(layers, digits), list(owed), dict(last_costs or {})
    for move in transfers:
        start = len(book.rows)
        out = Issue(move.lot, move.quantity, move.date, move.line, "transfer_out")
        _issue(book, out, method, costs)
        value = sum((row.value for row in book.rows[start:]), ZERO)
        _receive(book, Receipt(move.to_lot, move.quantity, value, move.date, move.line), debts)
    return book.booking()


def revalue(
    revaluations: Sequence[Revaluation], layers: Iterable[Layer], *, digits: int = 2
) -> Booking:
    """Delta layers over what is on hand of each lot, in proportion to quantity.

    What is taken off leaves no layer below nothing while another one has something left.

    :raises NothingOnHand: the lot has no open layer
    :raises ValueBelowZero: the lot would be worth less than nothing
    """
    book = Book(layers, digits)
    for change in revaluations:
        lot_layers = book.of_lot(change.lot)
        value = sum((layer.remaining_value for layer in lot_layers), ZERO)
        bases = [layer for layer in lot_layers if layer.remaining_qty]
        if not bases:
            raise NothingOnHand(lot=change.lot)
        if value + change.amount < 0:
            raise ValueBelowZero(lot=change.lot, value=value, amount=change.amount)
        parts = _parts_of_change(change.amount, bases, lot_layers, digits)
        for base, part in zip(bases, parts, strict=True):
            if part:
                book.add_delta(base, part, change.kind, change.date, change.document)
    return book.booking()


def _parts_of_change(
    amount: Decimal, bases: list[Layer], rows: list[Layer], digits: int
) -> list[Decimal]:
    """The amount for each base, by quantity; what is taken off ends at what the base is worth."""
    quantities = [base.remaining_qty for base in bases]
    if amount >= 0:
        return split(amount, quantities, digits)
    worth = [sum((row.remaining_value for row in own), ZERO) for own in families(rows)]
    parts = [ZERO] * len(bases)
    while left := amount - sum(parts, ZERO):
        able = [index for index, value in enumerate(worth) if value + parts[index] > 0]
        if not able:  # the rest belongs to layers whose goods are gone
            parts[0] += left
            break
        for index, part in zip(
            able, split(left, [quantities[index] for index in able], digits), strict=True
        ):
            parts[index] += max(part, -worth[index] - parts[index])
    return parts


def _receive(book: Book, receipt: Receipt, debts: list[Owed], return_of=None) -> Layer:
    layer = book.add(
        lot=receipt.lot,
        kind=receipt.kind,
        date=receipt.date,
        quantity=receipt.quantity,
        value=receipt.value,
        line=receipt.line,
        return_of=return_of,
    )
    # goods that were owed come back: their own debt goes first, they were never another's
    for index in sorted(range(len(debts)), key=lambda index: debts[index].line != return_of):
        debt, layer = debts[index], book.layers[layer.key]
        if debt.lot != receipt.lot or not debt.quantity or not layer.remaining_qty:
            continue
        settled = min(debt.quantity, layer.remaining_qty)
        guess = share(debt.value, settled, debt.quantity, book.digits)
        cost = share(layer.remaining_value, settled, layer.remaining_qty, book.digits)
        day = receipt.date
        release = Consumption(None, debt.lot, debt.line, debt.kind, day, -settled, -guess)
        book.note(release)
        book.consume(layer.key, debt.line, debt.kind, day, settled, guess)
        book.consume(layer.key, debt.line, CORRECTION, day, ZERO, cost - guess, receipt.line)
        debts[index] = replace(debt, quantity=debt.quantity - settled, value=debt.value - guess)
    return book.layers[layer.key]


def _issue(book: Book, demand: Issue, method: Method, costs: dict[Hashable, Decimal]) -> None:
    layers = book.of_lot(demand.lot)
    bases = [layer for layer in layers if layer.remaining_qty]
    on_hand = sum((layer.remaining_qty for layer in bases), ZERO)
    taken, missing = {}, demand.quantity  # {key: quantity}
    for base in bases:
        if missing:
            taken[base.key] = min(base.remaining_qty, missing)
            missing -= taken[base.key]
    if on_hand:
        worth = sum((layer.remaining_value for layer in layers), ZERO)
        costs[demand.lot] = worth / on_hand
        values = (
            _average_values(layers, taken, worth, on_hand, book.digits)
            if method == Method.AVCO
            else _fifo_values(layers, taken, book.digits)
        )
        for layer in layers:
            quantity, value = taken.get(layer.key, ZERO), values.get(layer.key, ZERO)
            book.consume(layer.key, demand.line, demand.kind, demand.date, quantity, value)
    if missing:
        guess = round_to(missing * costs.get(demand.lot, ZERO), book.digits)
        book.note(
            Consumption(None, demand.lot, demand.line, demand.kind, demand.date, missing, guess)
        )


def _fifo_values(layers: list[Layer], taken: dict, digits: int) -> dict:
    """``{key: value}`` each layer gives: its own share, its deltas' shares drawn along."""
    values: dict = {}
    for base in layers:
        if quantity := taken.get(base.key):
            pockets = [layer for layer in layers if base.key in (layer.key, layer.parent)]
            worth = sum((pocket.remaining_value for pocket in pockets), ZERO)
            if quantity == base.remaining_qty:
                values |= {pocket.key: pocket.remaining_value for pocket in pockets}
            else:
                amount = share(worth, quantity, base.remaining_qty, digits)
                values |= _draw(pockets, amount, base)
    return values


def _average_values(
    layers: list[Layer], taken: dict, worth: Decimal, on_hand: Decimal, digits: int
) -> dict:
    """``{key: value}``: layers used up give all they have, the rest of the average comes from the
    others, first from deltas whose goods are gone, then oldest first."""
    quantity = sum(taken.values(), ZERO)
    amount = share(worth, quantity, on_hand, digits)
    stays = {
        layer.key: layer for layer in layers if layer.remaining_qty != taken.get(layer.key, ZERO)
    }
    if not stays:
        return {layer.key: layer.remaining_value for layer in layers}
    values: dict = {}
    loose, attached = [], []
    for layer in layers:
        if layer.key in stays or layer.parent in stays:
            attached.append(layer)
        elif layer.key in taken or layer.parent in taken:
            values[layer.key] = layer.remaining_value
        else:
            loose.append(layer)
    rest = amount - sum(values.values(), ZERO)
    return values | _draw(loose + attached, rest, next(iter(stays.values())))


def _draw(pockets: list[Layer], amount: Decimal, base: Layer) -> dict:
    """``{key: value}`` summing to ``amount``: what the pockets hold, in order; what they cannot
    give, or a negative amount, falls to ``base``."""
    values = {}
    for pocket in pockets:
        given = max(ZERO, min(amount, pocket.remaining_value))
        values[pocket.key] = given
        amount -= given
    values[base.key] = values.get(base.key, ZERO) + amount
    return values
