"""One element: an application identifier with its value, read and judged."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from ..errors import GS1DateError
from .checks import failed_check
from .codes import COUNTRIES, CURRENCIES
from .dates import read_date, read_minute
from .table import IDENTIFIERS, Identifier

_DAY_OR_MONTH = ("11", "12", "13", "15", "16", "17")
_DAYS = (*_DAY_OR_MONTH, "4324", "4325", "4326", "7003", "7006", "7007", "7011", "8008")


@dataclass(frozen=True)
class Problem:
    """Why a scan, or the element ``ai`` of it, is not good as it stands.

    ``code``: ``empty``, ``format``, the name of a check of ``checks.FUNCTIONS``,
    ``repeated_differently``, or one of the reader (``symbology``, ``bracket``, ``link_…``).
    """

    code: str
    ai: str = ""
    value: str = ""


@dataclass(frozen=True)
class Element:
    """``value`` as scanned; the typed fields are set where the identifier has such a type.

    An element with a ``problem`` has no typed value and is never used as data.
    """

    ai: str
    value: str
    title: str = ""
    day: date | None = None
    minute: datetime | None = None
    number: Decimal | None = None
    currency: str | None = None
    country: str | None = None
    problem: str | None = None


def read_element(ai: str, value: str, *, today: date) -> Element:
    """The element of a listed identifier; what is wrong with its value is in ``problem``."""
    identifier = IDENTIFIERS[ai]
    element = Element(ai, value, identifier.title)
    if not value:
        return replace(element, problem="empty")
    if not identifier.matches(value):
        return replace(element, problem="format")
    if failed := failed_check(ai, value):
        return replace(element, problem=failed)
    try:
        return replace(element, **_typed(identifier, value, today))
    except GS1DateError:  # 29 February, whose year depends on today
        return replace(element, problem="day")


def _typed(identifier: Identifier, value: str, today: date) -> dict:
    ai = identifier.ai
    if ai in _DAYS:
        typed = {"day": read_date(value[:6], today=today, month_only=ai in _DAY_OR_MONTH)}
        if ai == "7003":
            typed["minute"] = read_minute(value, today=today)
        return typed
    if ai in ("30", "37"):
        return {"number": Decimal(value)}
    if ai == "422":
        return {"country": COUNTRIES[value]}
    if identifier.decimals is None:
        return {}
    typed = {}
    if ai[:3] in ("391", "393"):
        typed["currency"], value = CURRENCIES[value[:3]], value[3:]
    typed["number"] = Decimal(value).scaleb(-identifier.decimals)
    return typed


def mark_repeats(elements: list[Element]) -> list[Element]:
    """The same elements; an identifier that comes twice with different values is a problem."""
    values: dict[str, set[str]] = {}
    for element in elements:
        values.setdefault(element.ai, set()).add(element.value)
    return [
        replace(Element(element.ai, element.value, element.title), problem="repeated_differently")
        if len(values[element.ai]) > 1 and not element.problem
        else element
        for element in elements
    ]
