"""Which element strings go on the label of a lot and of a pallet (GS1 GenSpecs 3, 4.13, 6.6).

Nothing leaves here that the standard forbids: values and combinations are judged by
``gs1.messages.check_printable``, and every symbol must read back as what was put in. Goods that
GS1 cannot describe (no GTIN, a number that is too long) get a symbol with their plain number, and
the reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from .errors import GS1Error
from .gs1 import digital_link
from .gs1.checks import CSET82, check_digit_of, is_check_digit
from .gs1.dates import write_date
from .gs1.elements import Scan, decode
from .gs1.messages import GS, check_printable, write_bracketed, write_message
from .gs1.values import read_element
from .shelf_life import LotDates
from .symbols import CARRIERS, bar_modules

Pairs = tuple[tuple[str, str], ...]

MAX_GS1_128 = 48  # characters of one symbol, separators included (GenSpecs 5.4.4.2)
_DAYS = (("production", "11"), ("best_before", "15"), ("sell_by", "16"), ("use_by", "17"))
# Numbers a shop gives to what has no GTIN; they mean nothing elsewhere (GenSpecs 1.4.3, 2.1.11).
_RESTRICTED = re.compile(r"0(0[24]|2\d)\d{11}|000000[02]\d{7}")


@dataclass(frozen=True)
class Goods:
    """What a label may say about goods of one product.

    ``gtin``: as on record, 8 to 14 digits. ``lot`` or ``serial``: the number. ``use_by_minute``:
    local time of the place, for AI 7003. ``count``: pieces in a pallet.
    """

    gtin: str = ""
    lot: str = ""
    serial: str = ""
    dates: LotDates = field(default_factory=LotDates)
    use_by_minute: datetime | None = None
    count: Decimal | None = None


@dataclass(frozen=True)
class Content:
    """What the symbols of one label carry: ``pairs``, or ``plain`` text where GS1 does not apply.

    ``findings``: why not all of it, or none of it, is in GS1 form: ``no_gtin``, ``bad_gtin``,
    ``shop_gtin``, ``bad_number``, ``bad_date``, ``unreadable``, ``mixed`` or ``count``.
    """

    pairs: Pairs = ()
    plain: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Symbol:
    """One symbol. ``data``: without the leading FNC1, GS for the others; a link; or plain text.

    ``text`` stands under it for people. ``gs1``: whether the symbol begins with FNC1.
    """

    carrier: str
    data: str
    text: str
    gs1: bool


def gtin_finding(gtin: str) -> str | None:
    """Why a number cannot stand in AI 01 on goods that leave the shop; None when it can."""
    if not gtin:
        return "no_gtin"
    if len(gtin) not in (8, 12, 13, 14) or not is_check_digit(gtin):
        return "bad_gtin"
    return "shop_gtin" if _RESTRICTED.fullmatch(gtin.zfill(14)) else None


def lot_content(goods: Goods, *, today: date) -> Content:
    """The elements of a lot's label: fixed lengths first, the number last, so that no separator
    is needed where a short symbol is possible."""
    number = goods.serial or goods.lot
    findings = [gtin_finding(goods.gtin)] if gtin_finding(goods.gtin) else []
    if not _is_printable_number(number):
        findings.append("bad_number")
    if findings:
        return _plain(number, findings, today)
    pairs = [("01", goods.gtin.zfill(14)), *_date_pairs(goods)]
    pairs.append(("21", number) if goods.serial else ("10", number))
    if goods.use_by_minute:
        pairs.append(("7003", goods.use_by_minute.strftime("%y%m%d%H%M")))
    pairs, dropped = _with_readable_dates(pairs, goods, today)
    check_printable(pairs, today=today)
    return Content(tuple(pairs), findings=tuple(dropped))


def pallet_content(sscc: str, contents: Sequence[Goods], *, today: date) -> Content:
    """The elements of a pallet's label: its SSCC, and what is in it where that is of one kind.

    AI 02 needs one GTIN and AI 37 a whole number of pieces; lot and dates are said where all
    goods share them (GenSpecs 6.6.4).

    :raises GS1Error: the SSCC is none
    """
    key = (("00", sscc),)
    check_printable(key, today=today)
    if not contents:
        return Content(key)
    shared = _shared(contents)
    if not shared.gtin and len({goods.gtin for goods in contents}) > 1:
        return Content(key, findings=("mixed",))
    if finding := gtin_finding(shared.gtin):
        return Content(key, findings=(finding,))
    if shared.count is None or shared.count != shared.count.to_integral_value():
        return Content(key, findings=("count",))
    findings = []
    pairs = [("02", shared.gtin.zfill(14)), *_date_pairs(shared)]
    pairs.append(("37", str(int(shared.count))))
    if shared.lot and _is_printable_number(shared.lot):
        pairs.append(("10", shared.lot))
    elif shared.lot:
        findings.append("bad_number")
    pairs, dropped = _with_readable_dates(pairs, shared, today)
    check_printable((*key, *pairs), today=today)
    return Content((*pairs, *key), findings=(*findings, *dropped))


def sscc(prefix: str, serial: int, *, extension: str = "0") -> str:
    """The SSCC with this serial: extension digit, company prefix, serial, check digit.

    :raises GS1Error: the serial does not fit beside the prefix
    """
    digits = str(serial).zfill(16 - len(prefix))
    payload = f"{extension}{prefix}{digits}"
    if len(payload) != 17 or not (payload.isascii() and payload.isdecimal()):
        raise GS1Error(f"{payload!r} is not an SSCC.", code="sscc", value=payload)
    return payload + check_digit_of(payload)


def sscc_capacity(prefix: str) -> int:
    """How many SSCCs one extension digit gives beside the prefix."""
    return 10 ** (16 - len(prefix))


def symbols(
    content: Content,
    carrier: str,
    *,
    today: date,
    stem: str = digital_link.CANONICAL_STEM,
    room: int | None = None,
) -> list[Symbol]:
    """The symbols of a label, none where nothing readable can be printed.

    :param carrier: one of ``symbols.CARRIERS``
    :param room: modules that a linear symbol may be wide, quiet zones included
    :raises GS1Error: a symbol would not read back as the content (a defect, not a user's fault),
        or with ``code="too_wide"`` one element alone is wider than the room
    """
    if carrier not in CARRIERS:
        raise GS1Error(f"{carrier!r} is not a carrier.", code="carrier", value=carrier)
    if not content.pairs:
        return [_plain_symbol(content.plain, carrier, room)] if content.plain else []
    if carrier == "qr":
        found = [
            Symbol(
                carrier,
                digital_link.build(content.pairs, stem=stem),
                write_bracketed(content.pairs),
                False,
            )
        ]
    elif carrier == "datamatrix":
        found = [_element_symbol(content.pairs, carrier)]
    else:
        found = _linear(content.pairs, room)
    _demand_round_trip(found, content.pairs, today)
    return found


def scan_of(symbol: Symbol, *, today: date) -> Scan:
    """What a scanner that names the carrier makes of the symbol."""
    identifier = {"gs1_128": "]C1", "datamatrix": "]d2", "qr": "]Q1"}[symbol.carrier]
    if not symbol.gs1 and symbol.carrier != "qr":
        identifier = ""
    return decode(identifier + symbol.data, today=today)


# -- pieces ----------------------------------------------------------------------------------------


def _is_printable_number(number: str) -> bool:
    return 0 < len(number) <= 20 and set(number) <= set(CSET82)


def _date_pairs(goods: Goods) -> list[tuple[str, str]]:
    """The days of the pack. A day the ERP keeps stands for use-by where the pack says nothing."""
    dates = goods.dates
    said = dates.best_before or dates.sell_by or dates.use_by or goods.use_by_minute
    if dates.expiration and not said:
        dates = replace(dates, use_by=dates.expiration)
    return [(ai, write_date(day)) for name, ai in _DAYS if (day := getattr(dates, name))]


def _with_readable_dates(pairs, goods: Goods, today: date):
    """Leaves out days whose century two digits of a year do not tell, and says so."""
    good, findings = [], []
    days = {ai: getattr(goods.dates, name) for name, ai in _DAYS}
    days["17"] = days["17"] or goods.dates.expiration
    for ai, value in pairs:
        if ai in days and read_element(ai, value, today=today).day != days[ai]:
            findings = ["bad_date"]
        else:
            good.append((ai, value))
    return good, findings


def _shared(contents: Sequence[Goods]) -> Goods:
    """What all goods of a pallet have in common; the counts are added."""
    first = contents[0]
    counts = [goods.count for goods in contents]
    names = [name for name, _ai in _DAYS] + ["expiration"]
    return Goods(
        gtin=first.gtin if all(goods.gtin == first.gtin for goods in contents) else "",
        lot=first.lot if all(goods.lot == first.lot for goods in contents) else "",
        dates=LotDates(
            **{
                name: getattr(first.dates, name)
                for name in names
                if all(
                    getattr(goods.dates, name) == getattr(first.dates, name) for goods in contents
                )
            }
        ),
        count=None if None in counts else sum(counts, Decimal(0)),
    )


def _plain(number: str, findings: Iterable[str], today: date) -> Content:
    """The number alone, unless a scanner would take it for something else or cannot show it."""
    readable = number.isascii() and number.isprintable() and 0 < len(number) <= MAX_GS1_128
    scan = decode(number, today=today) if readable else None
    if not scan or (scan.kind, scan.text) != ("text", number):
        return Content(findings=(*findings, "unreadable"))
    return Content(plain=number, findings=tuple(findings))


def _plain_symbol(text: str, carrier: str, room: int | None) -> Symbol:
    symbol = Symbol(carrier, text, text, False)
    if carrier == "gs1_128" and room and bar_modules(symbol.data, gs1=False) > room:
        raise GS1Error(f"{text!r} is too wide.", code="too_wide", value=text)
    return symbol


def _element_symbol(pairs: Sequence[tuple[str, str]], carrier: str) -> Symbol:
    return Symbol(carrier, write_message(pairs), write_bracketed(pairs), True)


def _linear(pairs: Sequence[tuple[str, str]], room: int | None) -> list[Symbol]:
    """As few symbols as the room allows; an SSCC always has one of its own, at the bottom."""
    groups: list[list[tuple[str, str]]] = [[]]
    for pair in pairs:
        wider = [*groups[-1], pair]
        if groups[-1] and (pair[0] == "00" or not _fits(wider, room)):
            groups.append([pair])
        else:
            groups[-1] = wider
    for group in groups:
        if not _fits(group, room):
            text = write_bracketed(group)
            raise GS1Error(f"{text} is too wide.", code="too_wide", value=text)
    return [_element_symbol(group, "gs1_128") for group in groups]


def _fits(pairs: Sequence[tuple[str, str]], room: int | None) -> bool:
    message = write_message(pairs)
    if len(message) > MAX_GS1_128:
        return False
    return room is None or bar_modules(message, gs1=True) <= room


def _demand_round_trip(found: Sequence[Symbol], pairs: Pairs, today: date) -> None:
    read = [scan_of(symbol, today=today) for symbol in found]
    elements = [(element.ai, element.value) for scan in read for element in scan.elements]
    if sorted(elements) != sorted(pairs) or not all(scan.is_clean for scan in read):
        raise GS1Error(
            f"{write_bracketed(pairs)} would be read as {elements}.",
            code="round_trip",
            value=GS.join(symbol.data for symbol in found),
        )
