"""What is wrong with an EPCIS 2.0 document: its shape, and what a JSON schema does not see.

Bare words must be CBV's, moments must be moments with a zone, and master data of lots have a
namespace. Fields with a prefix or a URI as name are extensions and are not looked into.
"""

import re
from datetime import datetime
from typing import Any

from . import vocabulary

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_OFFSET = re.compile(r"[+-](0\d|1[0-4]):[0-5]\d")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
# {type: (needs, one of these)}
_TYPES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ObjectEvent": (("action",), ("epcList", "quantityList", "sensorElementList")),
    "AggregationEvent": (("action",), ("parentID", "childEPCs", "childQuantityList")),
    "AssociationEvent": (("action",), ("parentID",)),
    "TransactionEvent": (
        ("action", "bizTransactionList"),
        ("epcList", "quantityList", "parentID"),
    ),
    "TransformationEvent": (
        (),
        ("inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList"),
    ),
}
_WORDS = {"bizStep": vocabulary.BIZ_STEPS, "disposition": vocabulary.DISPOSITIONS}
_LISTS = {
    "bizTransactionList": ("bizTransaction", vocabulary.TRANSACTIONS, False),
    "sourceList": ("source", vocabulary.PARTIES, True),
    "destinationList": ("destination", vocabulary.PARTIES, True),
}
_QUANTITIES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_EPCS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")


def problems(document: Any) -> list[str]:
    """Each problem as ``place: what``; empty for a good document or a single event."""
    if not isinstance(document, dict):
        return ["document: not an object"]
    kind = document.get("type")
    found = [] if document.get("@context") else ["@context: missing"]
    if kind in _TYPES:
        return found + _event(document, kind)
    if kind not in ("EPCISDocument", "EPCISQueryDocument"):
        return [*found, f"type: {kind!r} is no document of events"]
    if document.get("schemaVersion") != "2.0":
        found.append("schemaVersion: not 2.0")
    found += _moment(document, "creationDate", "creationDate")
    events = document.get("epcisBody")
    if kind == "EPCISQueryDocument":
        events = (events or {}).get("queryResults")
        events = (events or {}).get("resultsBody")
    events = (events or {}).get("eventList")
    if not isinstance(events, list):
        return [*found, "epcisBody: no list of events"]
    for number, event in enumerate(events):
        found += _event(event, f"event {number}")
    return found


def _event(event: Any, place: str) -> list[str]:
    if not isinstance(event, dict):
        return [f"{place}: not an object"]
    kind = event.get("type")
    if ":" in str(kind):
        return []  # an event of somebody's own
    if kind not in _TYPES:
        return [f"{place}.type: {kind!r}"]
    needs, goods = _TYPES[kind]
    found = [f"{place}.{name}: missing" for name in needs if name not in event]
    if not any(event.get(name) for name in goods):
        found.append(f"{place}: none of {', '.join(goods)}")
    found += _moment(event, "eventTime", f"{place}.eventTime")
    if "recordTime" in event:
        found += _moment(event, "recordTime", f"{place}.recordTime")
    if not _OFFSET.fullmatch(str(event.get("eventTimeZoneOffset"))):
        found.append(f"{place}.eventTimeZoneOffset: {event.get('eventTimeZoneOffset')!r}")
    if event.get("action", "ADD") not in vocabulary.ACTIONS:
        found.append(f"{place}.action: {event['action']!r}")
    for name, words in _WORDS.items():
        found += _word(event[name], words, f"{place}.{name}") if name in event else []
    for name in ("readPoint", "bizLocation"):
        if name in event and not _is_uri((event[name] or {}).get("id")):
            found.append(f"{place}.{name}: no URI")
    found += _identifiers(event, place)
    for name, (key, words, needs_type) in _LISTS.items():
        found += _references(event.get(name, ()), f"{place}.{name}", key, words, needs_type)
    return found + _ilmd(event, kind, place)


def _identifiers(event: dict, place: str) -> list[str]:
    found = []
    for name in ("parentID", "eventID", "certificationInfo"):
        values = event.get(name, ())
        values = values if isinstance(values, list | tuple) else [values]
        found += [f"{place}.{name}: no URI" for value in values if not _is_uri(value)]
    for name in _EPCS:
        found += [f"{place}.{name}: {one!r}" for one in event.get(name, ()) if not _is_uri(one)]
    for name in _QUANTITIES:
        for one in event.get(name, ()):
            found += _quantity(one, f"{place}.{name}")
    return found


def _quantity(one: Any, place: str) -> list[str]:
    if not isinstance(one, dict):
        return [f"{place}: not an object"]
    found = [
        f"{place}: {name} is not known"
        for name in one
        if name not in ("epcClass", "quantity", "uom") and ":" not in name
    ]
    if not _is_uri(one.get("epcClass")):
        found.append(f"{place}.epcClass: {one.get('epcClass')!r}")
    number = one.get("quantity", 0)
    if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
        found.append(f"{place}.quantity: {number!r}")
    return found


def _references(
    values: Any, place: str, key: str, words: frozenset[str], needs_type: bool
) -> list[str]:
    found = []
    for one in values:
        if not _is_uri(one.get(key)):
            found.append(f"{place}.{key}: {one.get(key)!r}")
        if needs_type or "type" in one:
            found += _word(one.get("type"), words, f"{place}.type")
    return found


def _ilmd(event: dict, kind: str, place: str) -> list[str]:
    ilmd = event.get("ilmd")
    if not ilmd:
        return []
    found = [f"{place}.ilmd.{name}: no namespace" for name in ilmd if ":" not in name]
    creates = kind == "TransformationEvent" or (
        kind == "ObjectEvent" and event.get("action") == "ADD"
    )
    return found if creates else [*found, f"{place}.ilmd: nothing came into being"]


def _word(value: Any, words: frozenset[str], place: str) -> list[str]:
    return [] if value in words or _is_uri(value) else [f"{place}: {value!r} is not in CBV 2.0"]


def _is_uri(value: Any) -> bool:
    return isinstance(value, str) and bool(_URI.fullmatch(value))


def _moment(data: dict, name: str, place: str) -> list[str]:
    text = data.get(name)
    if isinstance(text, str) and _MOMENT.fullmatch(text):
        try:
            datetime.fromisoformat(f"{text[:19]}+00:00")
            return []
        except ValueError:
            pass
    return [f"{place}: {text!r} is no moment with a zone"]
