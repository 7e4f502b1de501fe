"""What the same goods would have cost under other flows of cost (IAS 2.23 to 2.27).

The quantities are those that really moved; only which goods are taken to have left differs. FEFO
here is the ideal: the goods that end first always leave first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date as Day
from datetime import datetime
from decimal import Decimal

from .rounding import round_to
from .words import Word

ZERO = Decimal(0)


class Flow(Word):
    FIFO = "fifo"
    AVCO = "average"
    FEFO = "fefo"


@dataclass(frozen=True)
class Movement:
    """Goods of one product that came (``quantity`` > 0) or left; ``value`` of what came.

    ``is_return``: sold goods come back, at the cost that the flow gave them when they left.
    ``last_day`` is the last good day of the lot, None without one.
    """

    date: datetime
    quantity: Decimal
    value: Decimal = ZERO
    last_day: Day | None = None
    is_return: bool = False


@dataclass
class _Part:
    order: tuple
    quantity: Decimal
    value: Decimal


@dataclass
class _Stock:
    flow: Flow
    parts: list[_Part] = field(default_factory=list)
    gone: list[_Part] = field(default_factory=list)
    unit: Decimal = ZERO
    cost: Decimal = ZERO

    def come(self, index: int, movement: Movement) -> None:
        self.unit = movement.value / movement.quantity
        order = (index,)
        if self.flow == Flow.FEFO:
            order = (movement.last_day is None, movement.last_day or Day.max, index)
        self._enter(_Part(order, movement.quantity, movement.value))

    def leave(self, quantity: Decimal) -> None:
        """What is not there costs what came last."""
        for part in list(self.parts):
            taken = min(part.quantity, quantity)
            self._take(part, taken)
            quantity -= taken
            if not quantity:
                return
        self.gone.append(_Part((), quantity, quantity * self.unit))
        self.cost += quantity * self.unit

    def come_back(self, quantity: Decimal) -> None:
        """The last that left comes back first."""
        while quantity and self.gone:
            last = self.gone[-1]
            taken = min(last.quantity, quantity)
            value = last.value * taken / last.quantity
            last.quantity, last.value = last.quantity - taken, last.value - value
            if not last.quantity:
                self.gone.pop()
            self.cost -= value
            self._enter(_Part(last.order or (0,), taken, value))
            quantity -= taken
        if quantity:
            self.cost -= quantity * self.unit
            self._enter(_Part((0,), quantity, quantity * self.unit))

    def _enter(self, part: _Part) -> None:
        if self.flow == Flow.AVCO and self.parts:
            pool = self.parts[0]
            pool.quantity, pool.value = pool.quantity + part.quantity, pool.value + part.value
            return
        self.parts.append(part)
        if self.flow == Flow.FEFO:
            self.parts.sort(
                key=lambda row: row.order if len(row.order) == 3 else (False, Day.min, 0)
            )
        else:
            self.parts.sort(key=lambda row: row.order)

    def _take(self, part: _Part, quantity: Decimal) -> None:
        value = part.value * quantity / part.quantity
        self.gone.append(_Part(part.order, quantity, value))
        part.quantity, part.value = part.quantity - quantity, part.value - value
        self.cost += value
        if not part.quantity:
            self.parts.remove(part)


def cost_of_goods_gone(movements: Iterable[Movement], flow: Flow, *, digits: int = 2) -> Decimal:
    """What the goods that left cost, less what came back, when cost flows this way.

    The movements of one product, opening stock first, in the order in which they happened.
    """
    stock = _Stock(flow)
    for index, movement in enumerate(movements):
        if movement.is_return:
            stock.come_back(movement.quantity)
        elif movement.quantity > 0:
            stock.come(index, movement)
        elif movement.quantity < 0:
            stock.leave(-movement.quantity)
    return round_to(stock.cost, digits)
