"""Shipments as JSON: the canonical dict itself, or a flat list of lines with ``sscc`` on each."""

import json
from typing import Any

from ..errors import DocumentError
from .builder import ShipmentBuilder
from .model import LINE_DATES, Line, Shipment

_TEXTS = ("line_number", "gtin", "vendor_code", "description", "lot", "uom", "purchase_order")
_HEADER_TEXTS = ("document_number", "function", "purchase_order", "supplier", "supplier_name")


def load(text: str) -> Any:
    """Parsed JSON; numbers stay texts so that nothing is rounded.

    :raises DocumentError: with line and column
    """
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"Not JSON: {error.msg}", line=error.lineno, column=error.colno, cure="Send it again."
        ) from error
    except RecursionError:
        raise DocumentError("Nested too deeply", cure="Send a flat document.") from None


def _refuse(name: str) -> None:
    raise DocumentError(f"{name} is not a number", cure="Leave it out or give a number.")


def parse(text: str) -> Shipment:
    """The shipment of a JSON document.

    :raises DocumentError: not JSON, or a part has the wrong shape (``segment`` is its path)
    """
    data = load(text)
    if isinstance(data, list):
        data = {"lines": data}
    _object(data, "document")
    builder = ShipmentBuilder()
    if isinstance(data.get("supplier"), dict):
        data = {**data, **_party(data["supplier"])}
    for name in (*_HEADER_TEXTS, "ship_to", "currency"):
        builder.header[name] = _text(data, name, "") or builder.header.get(name)
    for name in ("despatch_date", "expected_date"):
        builder.header[name] = builder.day(_text(data, name, ""), name)
    for at, unit in enumerate(_list(data, "logistic_units", "")):
        where = f"logistic_units[{at}]"
        _object(unit, where)
        key = builder.unit(_text(unit, "sscc", where), f"{where}.sscc")
        for place, line in enumerate(_list(unit, "lines", where)):
            _add(builder, key, line, f"{where}.lines[{place}]")
    for place, line in enumerate(_list(data, "lines", "")):
        where = f"lines[{place}]"
        _object(line, where)
        _add(builder, builder.unit(_text(line, "sscc", where), f"{where}.sscc"), line, where)
    return builder.build()


def _party(party: dict) -> dict[str, str | None]:
    """A supplier written as an object with ``gln``, ``code`` and ``name``."""
    gln, code, name = (_text(party, key, "supplier") for key in ("gln", "code", "name"))
    return {"supplier": gln or code or name, "supplier_name": name}


def _add(builder: ShipmentBuilder, unit: str | None, line: Any, where: str) -> None:
    _object(line, where)
    raw: dict[str, Any] = {name: _text(line, name, where) for name in _TEXTS}
    raw["country_of_origin"] = _text(line, "country_of_origin", where)
    for name in LINE_DATES:
        raw[name] = builder.day(_text(line, name, where), f"{where}.{name}")
    for name in ("quantity", "unit_cost"):
        raw[name] = builder.number(_text(line, name, where), f"{where}.{name}")
    unknown = sorted(set(line) - set(Line.__dataclass_fields__) - {"sscc"})
    for name in unknown:
        builder.issue("field_unknown", f"{where}.{name}", line[name], "It was not read.")
    builder.line(unit, where, raw)


def _object(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise DocumentError(f"{where} is not an object", segment=where, cure="Give an object.")


def _text(data: dict, name: str, where: str) -> str | None:
    value = data.get(name)
    if value is None or isinstance(value, str):
        return value
    path = f"{where}.{name}" if where else name
    raise DocumentError(f"{path} is not a text", segment=path, cure="Give a text or a number.")


def _list(data: dict, name: str, where: str) -> list:
    value = data.get(name)
    if value is None or isinstance(value, list):
        return value or []
    path = f"{where}.{name}" if where else name
    raise DocumentError(f"{path} is not a list", segment=path, cure="Give a list.")
