"""Events → an EPCIS 2.0 document in JSON-LD, and back."""

from collections.abc import Iterable
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

from .events import AggregationEvent, Event, ObjectEvent, Quantity, Reference
from .vocabulary import CONTEXT, MASTER_DATA

# {attribute of an event: (name in the document, name of the reference's id)}
_REFERENCES = {
    "transactions": ("bizTransactionList", "bizTransaction"),
    "sources": ("sourceList", "source"),
    "destinations": ("destinationList", "destination"),
}
# {type: (name of its EPCs, of its quantities)}
_GOODS = {
    "ObjectEvent": ("epcList", "quantityList"),
    "AggregationEvent": ("childEPCs", "childQuantityList"),
}
_TYPES = {"ObjectEvent": ObjectEvent, "AggregationEvent": AggregationEvent}


def document(events: Iterable[Event], *, created: datetime) -> dict[str, Any]:
    """A capture document; :param created: with its zone."""
    return {
        "@context": [CONTEXT, {"cbvmda": MASTER_DATA}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _moment(created),
        "epcisBody": {"eventList": [to_json(event) for event in events]},
    }


def to_json(event: Event) -> dict[str, Any]:
    """One event; what is not known is left out."""
    kind = type(event).__name__
    epcs, quantities = _GOODS[kind]
    data: dict[str, Any] = {
        "type": kind,
        "eventID": event.event_id,
        "eventTime": _moment(event.time),
        "eventTimeZoneOffset": _offset(event.time),
        "recordTime": _moment(event.recorded),
        "parentID": getattr(event, "parent", None),
        epcs: list(event.epcs),
        quantities: [_quantity(quantity) for quantity in event.quantities],
        "action": event.action,
        "bizStep": event.biz_step,
        "disposition": event.disposition,
        "readPoint": {"id": event.read_point} if event.read_point else None,
        "bizLocation": {"id": event.biz_location} if event.biz_location else None,
    }
    for attribute, (name, key) in _REFERENCES.items():
        data[name] = [{"type": one.type, key: one.id} for one in getattr(event, attribute)]
    ilmd = getattr(event, "ilmd", {})
    data["ilmd"] = {f"cbvmda:{name}": _plain(value) for name, value in ilmd.items()}
    return {name: value for name, value in data.items() if value}


def from_json(data: dict[str, Any]) -> Event:
    """An event that ``to_json`` wrote."""
    epcs, quantities = _GOODS[data["type"]]
    values: dict[str, Any] = {
        "event_id": data["eventID"],
        "time": _read_moment(data["eventTime"], data["eventTimeZoneOffset"]),
        "recorded": _read_moment(data["recordTime"]),
        "biz_step": data["bizStep"],
        "disposition": data["disposition"],
        "action": data["action"],
        "read_point": data.get("readPoint", {}).get("id"),
        "biz_location": data.get("bizLocation", {}).get("id"),
        "epcs": tuple(data.get(epcs, ())),
        "quantities": tuple(
            Quantity(one["epcClass"], _decimal(one.get("quantity")), one.get("uom"))
            for one in data.get(quantities, ())
        ),
    }
    for attribute, (name, key) in _REFERENCES.items():
        values[attribute] = tuple(Reference(one["type"], one[key]) for one in data.get(name, ()))
    if data["type"] == "AggregationEvent":
        values["parent"] = data["parentID"]
    else:
        values["ilmd"] = {
            name.removeprefix("cbvmda:"): value for name, value in data.get("ilmd", {}).items()
        }
    return _TYPES[data["type"]](**values)


def _quantity(one: Quantity) -> dict[str, Any]:
    data: dict[str, Any] = {"epcClass": one.epc_class}
    if one.quantity is not None:
        whole = one.quantity == one.quantity.to_integral_value()
        data["quantity"] = int(one.quantity) if whole else float(one.quantity)
    if one.uom:
        data["uom"] = one.uom
    return data


def _decimal(number: float | int | None) -> Decimal | None:
    return None if number is None else Decimal(repr(number))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _moment(moment: datetime) -> str:
    """UTC with milliseconds, as the standard's own examples have it."""
    utc = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='milliseconds')}Z"


def _offset(moment: datetime) -> str:
    text = moment.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def _read_moment(text: str, offset: str = "+00:00") -> datetime:
    zone = datetime.strptime(offset.replace(":", ""), "%z").tzinfo
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(zone)
