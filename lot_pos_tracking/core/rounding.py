"""Exact arithmetic for quantities and money.

Quantities are compared at the precision of their unit (a step such as ``0.001`` or ``1``), money
is kept at the digits of its currency. Nothing here touches binary floats except
:func:`to_decimal`, the way in.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Number = Decimal | int | float | str


def to_decimal(value: Number) -> Decimal:
    """``value`` as the decimal a human would read: ``0.1`` becomes exactly 0.1."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def step(digits: int) -> Decimal:
    """The smallest amount with ``digits`` decimals: 2 gives 0.01."""
    return Decimal(1).scaleb(-digits)


def round_to(value: Decimal, digits: int) -> Decimal:
    """``value`` with ``digits`` decimals; halves go away from zero, as Odoo rounds."""
    return value.quantize(step(digits), rounding=ROUND_HALF_UP)


def round_at(value: Decimal, precision: Decimal) -> Decimal:
    """The multiple of ``precision`` (a unit's step, > 0) nearest to ``value``."""
    return (value / precision).quantize(Decimal(1), rounding=ROUND_HALF_UP) * precision


def compare(left: Decimal, right: Decimal, precision: Decimal) -> int:
    """-1, 0 or 1; equal when both are the same multiple of ``precision``."""
    left, right = round_at(left, precision), round_at(right, precision)
    return (left > right) - (left < right)


def is_zero(value: Decimal, precision: Decimal) -> bool:
    return not round_at(value, precision)


def split(total: Decimal, weights: Sequence[Decimal | int], digits: int) -> list[Decimal]:
    """``total`` in parts proportional to ``weights``, each with ``digits`` decimals.

    The parts always sum to ``total`` (rounded to ``digits``). What rounding down leaves over goes,
    one smallest amount each, to the parts that lost most; the earlier part wins a tie, so the same
    input always gives the same parts. A part of weight 0 gets nothing; when all weights are 0 the
    parts are equal.

    :raises ValueError: a negative weight, or no part to carry an amount
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    units = int(round_to(total, digits).scaleb(digits))
    if not weights:
        if units:
            raise ValueError("an amount needs at least one part")
        return []
    shares = [Fraction(weight) for weight in weights]
    if not any(shares):
        shares = [Fraction(1)] * len(shares)
    whole = sum(shares)
    exact = [abs(units) * share / whole for share in shares]
    parts = [int(amount) for amount in exact]
    left_over = abs(units) - sum(parts)
    by_loss = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_loss[:left_over]:
        parts[index] += 1
    sign = -1 if units < 0 else 1
    return [Decimal(sign * part).scaleb(-digits) for part in parts]


def running_parts(
    total: Decimal, quantities: Sequence[Decimal], whole: Decimal, digits: int
) -> list[Decimal]:
    """What each of ``quantities`` is worth, each with ``digits`` decimals, where ``whole`` (not 0)
    is worth ``total``.

    Each part is what the running total grows by, so that all parts together are worth what their
    quantities are together, negative ones included, and the same order always gives the same parts.
    """
    parts, held, given = [], Decimal(0), Decimal(0)
    for quantity in quantities:
        held += quantity
        worth = round_to(total * held / whole, digits)
        parts.append(worth - given)
        given = worth
    return parts


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """100 x part / whole, exact; None when there is no whole: that is "no data", not 0 or 100."""
    return Decimal(100) * part / whole if whole else None
