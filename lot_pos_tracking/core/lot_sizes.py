"""How many lots goods become that arrive as one amount: one lot for every so many."""

from decimal import Decimal

from .errors import LotError

MOST_LOTS = 10_000


class TooManyLots(LotError):
    """The size is too small for the amount. Data: ``quantity, size, most``."""

    code = "too_many_lots"
    sentence = "{quantity} in lots of {size} are more than {most} lots."


def lot_sizes(quantity: Decimal, size: Decimal) -> list[Decimal]:
    """The quantities of the lots: as many whole ones as there are, then the rest.

    They always sum to ``quantity``. A size of 0, or none at all, makes one lot of everything.

    :raises TooManyLots: more than ``MOST_LOTS``
    """
    if quantity <= 0:
        return []
    if size <= 0:
        return [quantity]
    whole, rest = divmod(quantity, size)
    if whole + bool(rest) > MOST_LOTS:
        raise TooManyLots(quantity=quantity, size=size, most=MOST_LOTS)
    return [size] * int(whole) + ([rest] if rest else [])
