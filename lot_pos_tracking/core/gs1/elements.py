"""What a scanner sent → elements: GTIN, lot, dates, weight, whatever the carrier of the code.

``decode`` never raises: a scan is read as far as possible, what is wrong is in ``problems`` and
what is not listed in ``unread``. Data with a problem are never handed out by the properties.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from . import digital_link
from .checks import is_check_digit
from .messages import BRACKETED, GS, SEPARATORS, read_bracketed, read_message
from .table import identifier_at
from .values import Element, Problem, mark_repeats

# AIM symbology identifiers (ISO/IEC 15424, GenSpecs 5.1.2).
_GS1_CARRIERS = ("]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1")
_EAN_LENGTHS = {"]E0": 13, "]E3": 13, "]E4": 8, "]I1": 14}
_CARRIER = re.compile(r"\][A-Zcdeopsz][0-9A-Fa-f]")
_KEYS = ("00", "01", "02", "03", "253", "414", "8003", "8006", "8017", "8018", "8026")
_DATES = ("11", "12", "13", "15", "16", "17", "7003", "8008")
_COUPONS = ("255", "8110", "8112")


@dataclass(frozen=True)
class Scan:
    """One scan, read.

    ``text``: what was sent, without carrier identifier and line end. ``carrier``: the AIM
    identifier ("]C1"), None when the scanner sends none. ``kind``: ``gs1`` (element strings),
    ``ean`` (a bare GTIN), ``link`` (Digital Link) or ``text`` (anything else).
    ``unread``: pieces that belong to no listed identifier. ``problems``: see ``Problem``.
    """

    text: str
    carrier: str | None = None
    kind: str = "text"
    elements: tuple[Element, ...] = ()
    unread: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    ean: str | None = None

    def element(self, *ais: str) -> Element | None:
        """The first good element of these identifiers ("310n" means the family), in this order."""
        for ai in ais:
            for element in self.elements:
                member = element.ai[:3] == ai[:3] if ai.endswith("n") else element.ai == ai
                if member and not element.problem:
                    return element
        return None

    def value(self, *ais: str) -> str | None:
        element = self.element(*ais)
        return element.value if element else None

    def _day(self, *ais: str) -> date | None:
        element = self.element(*ais)
        return element.day if element else None

    def _number(self, *ais: str) -> Decimal | None:
        element = self.element(*ais)
        return element.number if element else None

    @property
    def gtin(self) -> str | None:
        """14 digits, of the element string or of a bare EAN, UPC or ITF code."""
        return self.value("01", "03") or (self.ean.zfill(14) if self.ean else None)

    @property
    def content_gtin(self) -> str | None:
        """The GTIN of what a logistic unit contains, with ``count`` of them."""
        return self.value("02")

    @property
    def sscc(self) -> str | None:
        return self.value("00")

    @property
    def lot(self) -> str | None:
        return self.value("10")

    @property
    def serial(self) -> str | None:
        return self.value("21", "235")

    @property
    def production_date(self) -> date | None:
        return self._day("11", "8008")

    @property
    def packaging_date(self) -> date | None:
        return self._day("13")

    @property
    def best_before_date(self) -> date | None:
        return self._day("15")

    @property
    def sell_by_date(self) -> date | None:
        return self._day("16")

    @property
    def use_by_date(self) -> date | None:
        """The last good day: AI 17, else the day of AI 7003."""
        return self._day("17", "7003")

    @property
    def use_by_time(self) -> datetime | None:
        """The minute (local, without zone) after which the goods must not be sold, AI 7003."""
        element = self.element("7003")
        return element.minute if element else None

    @property
    def count(self) -> int | None:
        """Pieces in the item (30) or in the logistic unit (37)."""
        number = self._number("30", "37")
        return None if number is None else int(number)

    @property
    def net_weight_kg(self) -> Decimal | None:
        return self._number("310n")

    @property
    def net_volume_l(self) -> Decimal | None:
        return self._number("315n")

    @property
    def price(self) -> Decimal | None:
        """The price of the item (392n, 393n), in ``currency`` or the currency of the place."""
        return self._number("392n", "393n")

    @property
    def currency(self) -> str | None:
        """Three letters, where the price says it (393n)."""
        element = self.element("393n")
        return element.currency if element and not self.element("392n") else None

    @property
    def country(self) -> str | None:
        """Country of origin (422) in two letters."""
        element = self.element("422")
        return element.country if element else None

    @property
    def order_number(self) -> str | None:
        """The customer's order (400)."""
        return self.value("400")

    @property
    def is_coupon(self) -> bool:
        """A coupon names no goods, whatever else its code holds."""
        return any(element.ai in _COUPONS for element in self.elements)

    @property
    def is_clean(self) -> bool:
        return not self.problems and not self.unread

    def to_dict(self) -> dict:
        """The scan as JSON: the till's reader returns exactly this."""
        data = {
            "text": self.text,
            "carrier": self.carrier,
            "kind": self.kind,
            "elements": [[element.ai, element.value] for element in self.elements],
            "unread": list(self.unread),
            "problems": [[one.code, one.ai, one.value] for one in self.problems],
        }
        data.update((name, _as_json(getattr(self, name))) for name in _PROPERTIES)
        return data


_PROPERTIES = [name for name, member in vars(Scan).items() if isinstance(member, property)]


def _as_json(value):
    """Dates "2026-12-31", minutes "2026-12-31 10:30:00", decimals as written, never "1E-8"."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else value


def decode(scan: str, *, today: date, separators: Sequence[str] = SEPARATORS) -> Scan:
    """The scan, read: never raises, see the module.

    :param today: decides the century of two-digit years
    :param separators: strings that stand for FNC1, as the shop's scanners send them
    """
    text = scan.strip(" \r\n\t")
    carrier = None
    if text.startswith("]"):
        if not _CARRIER.match(text):
            return Scan(text, problems=(Problem("symbology", value=text[:3]),))
        carrier, text = text[:3], text[3:]
    if carrier in _EAN_LENGTHS:
        return _ean_scan(text, carrier, today, separators)
    if carrier is None and not text:
        return Scan(text, problems=(Problem("empty"),))
    if carrier in (None, "]d1", "]Q1", "]J0") and digital_link.is_link(text):
        return _link_scan(text, carrier, today)
    if carrier is None and len(text) in (8, 12, 13, 14) and is_check_digit(text):
        return Scan(text, kind="ean", ean=text)
    if BRACKETED.match(text) and (carrier is None or carrier in _GS1_CARRIERS):
        return _scan(text, carrier, *read_bracketed(text, today=today))
    data = text
    for separator in separators:
        data = data.replace(separator, GS)
    if carrier in _GS1_CARRIERS or carrier is None and _is_element_string(data, today):
        return _scan(text, carrier, *read_message(data, today=today))
    return Scan(text, carrier)


def _scan(text, carrier, elements, unread, problems=(), *, kind="gs1", ean=None) -> Scan:
    """Joins what is wrong with the whole and what is wrong with single elements."""
    elements = mark_repeats(elements)
    problems = [*problems, *(Problem(e.problem, e.ai, e.value) for e in elements if e.problem)]
    if not elements and not unread and not problems and ean is None:
        problems = [Problem("empty")]
    return Scan(text, carrier, kind, tuple(elements), tuple(unread), tuple(problems), ean)


def _ean_scan(text: str, carrier: str, today: date, separators: Sequence[str]) -> Scan:
    """A bare GTIN, perhaps with a composite component after ``|]e0`` or an add-on."""
    digits, composite, data = text.partition("|]e0")
    if carrier == "]E3":  # two or five digits of add-on (periodicals, books)
        digits = digits[:13]
    elements, unread, problems, ean = [], [], [], None
    if len(digits) == _EAN_LENGTHS[carrier] and is_check_digit(digits):
        ean = digits
    else:
        problems.append(Problem("check_digit" if digits else "empty", value=digits))
    if composite:
        for separator in separators:
            data = data.replace(separator, GS)
        elements, unread = read_message(data, today=today)
    return _scan(text, carrier, elements, unread, problems, kind="ean", ean=ean)


def _link_scan(text: str, carrier: str | None, today: date) -> Scan:
    link = digital_link.parse(text, today=today)
    kind = "link" if link.key else "text"
    return _scan(text, carrier, list(link.elements), (), link.problems, kind=kind)


def _is_element_string(data: str, today: date) -> bool:
    """Whether a scan without carrier identifier is meant as element strings.

    It is when it has a separator, when it begins with a key, or when all of it reads cleanly as
    several elements among them a date. Else it is a text, perhaps a lot number of our own.
    """
    if identifier_at(data.lstrip(GS)) is None:
        return False
    if GS in data:
        return True
    elements, unread = read_message(data, today=today)
    if elements[0].ai in _KEYS:
        return elements[0].problem in (None, "check_digit")
    clean = not unread and not any(element.problem for element in elements)
    return clean and len(elements) > 1 and any(element.ai in _DATES for element in elements)
