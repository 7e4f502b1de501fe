"""Price steps near the end of a lot's life, with a floor."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from .rounding import round_to, step

ZERO = Decimal(0)


@dataclass(frozen=True)
class PriceStep:
    """``percent`` off once at most ``days``, or ``percent_of_life`` of its life, are left."""

    percent: Decimal
    days: int | None = None
    percent_of_life: Decimal | None = None


@dataclass(frozen=True)
class Markdown:
    """``discount`` in percent of the list price, as a till line carries it; ``price`` what it
    makes; ``is_floored``: the step alone would have gone lower."""

    price: Decimal
    discount: Decimal
    is_floored: bool


def step_for(
    steps: Sequence[PriceStep], days_left: int | None, life_share: Decimal | None = None
) -> PriceStep | None:
    """The reached step that takes most off; None without a date or before the first step.

    ``life_share`` is remaining life, 0..1. Whether the lot may be sold at all is not asked here.
    """
    if days_left is None:
        return None
    reached = [
        row
        for row in steps
        if (row.days is not None and days_left <= row.days)
        or (
            row.percent_of_life is not None
            and life_share is not None
            and life_share * 100 <= row.percent_of_life
        )
    ]
    return max(reached, key=lambda row: row.percent, default=None)


def mark_down(
    list_price: Decimal,
    percent: Decimal,
    *,
    floor: Decimal = ZERO,
    digits: int = 2,
    discount_digits: int = 2,
) -> Markdown:
    """``list_price`` less ``percent``, never below ``floor`` and never above the list price.

    The discount is rounded down, so the price it makes never falls below the floor.
    """
    wanted = list_price * (100 - percent) / 100
    lowest = min(max(wanted, floor), list_price)
    if list_price <= 0:
        return Markdown(list_price, ZERO, False)
    discount = (100 * (list_price - lowest) / list_price).quantize(
        step(discount_digits), rounding=ROUND_DOWN
    )
    price = round_to(list_price * (100 - discount) / 100, digits)
    return Markdown(price, discount, wanted < lowest)
