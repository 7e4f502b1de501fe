"""The canonical shipment: what a supplier announced, whatever the syntax it came in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from ..errors import DocumentError

FUNCTIONS = ("original", "replace", "cancel")
LINE_DATES = (
    "production_date",
    "packaging_date",
    "best_before_date",
    "sell_by_date",
    "expiration_date",
)


@dataclass(frozen=True)
class Issue:
    """Something a person should look at; the document itself is accepted.

    ``code`` names the kind for translation, ``position`` the place in the sender's own terms
    ("line 12, column 3", "segment 14 LIN"), ``value`` what stands there, ``cure`` what to do.
    """

    code: str
    position: str = ""
    value: str = ""
    cure: str = ""
    line_number: str | None = None


@dataclass(frozen=True)
class Line:
    """Goods of one product, lot and set of dates in one logistic unit.

    ``gtin``: 14 digits, or as written when it is none. ``uom``: code of UN/ECE
    Recommendation 20, "C62" (one) when the document names no unit. ``country_of_origin``: two
    letters. ``unit_cost``: per ``uom`` in the currency of the shipment. ``purchase_order``:
    where it differs from the shipment's. ``position`` is not part of the canonical form.
    """

    line_number: str
    gtin: str | None = None
    vendor_code: str | None = None
    description: str | None = None
    lot: str | None = None
    quantity: Decimal | None = None
    uom: str = "C62"
    production_date: date | None = None
    packaging_date: date | None = None
    best_before_date: date | None = None
    sell_by_date: date | None = None
    expiration_date: date | None = None
    country_of_origin: str | None = None
    unit_cost: Decimal | None = None
    purchase_order: str | None = None
    position: str = field(default="", compare=False)


@dataclass(frozen=True)
class LogisticUnit:
    """A pallet or parcel; ``sscc`` is None for goods announced without one."""

    sscc: str | None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Shipment:
    """``supplier`` and ``ship_to``: GLN where given, else the sender's code or name."""

    document_number: str
    function: str = "original"
    purchase_order: str | None = None
    supplier: str | None = None
    supplier_name: str | None = None
    ship_to: str | None = None
    despatch_date: date | None = None
    expected_date: date | None = None
    currency: str | None = None
    logistic_units: tuple[LogisticUnit, ...] = ()
    issues: tuple[Issue, ...] = field(default=(), compare=False)

    @property
    def lines(self) -> Iterator[Line]:
        return (line for unit in self.logistic_units for line in unit.lines)

    def to_canonical(self) -> dict:
        """The shipment as JSON: dates ISO, quantities and costs as plain decimal texts.

        The same shipment gives the same dict in whatever syntax it came; issues and positions,
        which belong to the document, are left out.
        """
        return {
            **_as_json(self, _HEADER),
            "logistic_units": [
                {
                    "sscc": unit.sscc,
                    "lines": [_as_json(line, _LINE) for line in unit.lines],
                }
                for unit in self.logistic_units
            ],
        }


_HEADER = [one.name for one in fields(Shipment) if one.name not in ("logistic_units", "issues")]
_LINE = [one.name for one in fields(Line) if one.name != "position"]
_DATES = {*LINE_DATES, "despatch_date", "expected_date"}
_NUMBERS = {"quantity", "unit_cost"}


def plain(number: Decimal) -> str:
    """ "12", "0.5": no exponent, no zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _as_json(record: Shipment | Line, names: Iterable[str]) -> dict[str, str | None]:
    values = {}
    for name in names:
        value = getattr(record, name)
        if isinstance(value, Decimal):
            value = plain(value)
        elif isinstance(value, date):
            value = value.isoformat()
        values[name] = value
    return values


def from_canonical(data: Any) -> Shipment:
    """The shipment of a canonical dict, exactly as it says; undoes ``to_canonical``.

    :raises DocumentError: a value has the wrong type; ``segment`` is its path
    """
    header = _read(data, _HEADER, "")
    units = []
    for at, unit in enumerate(_list(data, "logistic_units", "")):
        where = f"logistic_units[{at}]"
        sscc = _read(unit, ["sscc"], where)["sscc"]
        lines = [
            Line(**_read(line, _LINE, f"{where}.lines[{place}]"))
            for place, line in enumerate(_list(unit, "lines", where))
        ]
        units.append(LogisticUnit(sscc, tuple(lines)))
    if header["function"] not in FUNCTIONS:
        raise _wrong("function", header["function"], " or ".join(FUNCTIONS))
    return Shipment(**header, logistic_units=tuple(units))


_REQUIRED = {"document_number": "", "function": "original", "line_number": "", "uom": "C62"}


def _read(data: Any, names: Iterable[str], where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise _wrong(where or "document", data, "an object")
    values = {}
    for name in names:
        value = data.get(name)
        path = f"{where}.{name}" if where else name
        if value is None:
            value = _REQUIRED.get(name)
        elif name in _DATES:
            value = _date(value, path)
        elif name in _NUMBERS:
            value = _number(value, path)
        elif not isinstance(value, str):
            raise _wrong(path, value, "a text")
        values[name] = value
    return values


def _list(data: dict, name: str, where: str) -> list:
    value = data.get(name) or []
    if not isinstance(value, list):
        raise _wrong(f"{where}.{name}" if where else name, value, "a list")
    return value


def _date(value: Any, path: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(path, value, "a day such as 2026-12-31") from None


def _number(value: Any, path: str) -> Decimal:
    try:
        number = Decimal(value) if isinstance(value, str | int) else None
    except ArithmeticError:
        number = None
    if number is None or isinstance(value, bool) or not number.is_finite():
        raise _wrong(path, value, 'a decimal text such as "12.5"')
    return number


def _wrong(path: str, value: Any, expected: str) -> DocumentError:
    return DocumentError(
        f"{path} is {str(value)[:40]!r}, not {expected}", segment=path, cure=f"Give {expected}."
    )
