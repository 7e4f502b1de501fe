"""EPCIS 2.0 events of a shipment (JSON) → shipment.

The shipping event names the document, the parties and the units or lots that left; aggregation
events say what lies in which unit; lot data come from the events that made the lots and product
names from the vocabulary of the header.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..errors import DocumentError
from .builder import ShipmentBuilder
from .epcis_parts import (
    canonical,
    dicts,
    is_step,
    keys_of,
    local_name,
    part_of,
    texts,
    transaction,
    wrong_shape,
)
from .json_doc import load
from .model import Shipment

_DEPTH = 20  # nested units


def parse(text: str, *, mapping: Mapping[str, Mapping[str, str]]) -> Shipment:
    """The shipment of an EPCISDocument.

    :raises DocumentError: not JSON, no EPCIS document, no shipping event, several shipments
    """
    data = load(text)
    if not isinstance(data, dict) or data.get("type") not in (
        "EPCISDocument",
        "EPCISQueryDocument",
    ):
        raise DocumentError("Not an EPCIS document", segment="type", cure="Send an EPCISDocument.")
    return _Reader(data, mapping).read()


@dataclass
class _Content:
    """What a unit holds, or what was shipped loose: [(class, quantity, uom, place)] and EPCs."""

    classes: list[tuple[str, Decimal | None, str, str]] = field(default_factory=list)
    epcs: list[tuple[str, str]] = field(default_factory=list)


class _Reader:
    def __init__(self, data: dict, mapping: Mapping[str, Mapping[str, str]]):
        self.data, self.mapping = data, mapping
        self.builder = ShipmentBuilder()
        self.contents: dict[str, _Content] = {}  # {unit as written canonically: content}
        self.lots: dict[str, dict[str, Any]] = {}  # {class: facts of the lot}
        self.names: dict[str, dict[str, str]] = {}  # {class or place: master data}
        self.used: set[str] = set()

    def read(self) -> Shipment:
        self._read_vocabulary()
        events = list(self._events())
        shipping = [(event, place) for event, place in events if is_step(event, "shipping")]
        for event, place in events:
            self._read_lot_data(event)
            if event.get("type") == "AggregationEvent":
                self._read_aggregation(event, place)
        if not shipping:
            raise DocumentError(
                "There is no shipping event",
                segment="epcisBody.eventList",
                cure="Send the event with bizStep shipping too.",
            )
        for event, place in shipping:
            self._read_shipping(event, place)
        return self.builder.build()

    def _events(self) -> Iterator[tuple[dict, str]]:
        body = part_of(self.data, "epcisBody")
        if "queryResults" in body:
            body = part_of(part_of(body, "queryResults"), "resultsBody")
        events = body.get("eventList", [body["event"]] if "event" in body else [])
        if not isinstance(events, list):
            raise wrong_shape("epcisBody.eventList", "a list")
        for at, event in enumerate(events):
            place = f"epcisBody.eventList[{at}]"
            if not isinstance(event, dict):
                raise wrong_shape(place, "an object")
            yield event, place

    def _read_vocabulary(self) -> None:
        """Names of products and parties, where the header brings master data."""
        header = self.data.get("epcisHeader")
        master = header.get("epcisMasterData") if isinstance(header, dict) else None
        tables = master.get("vocabularyList") if isinstance(master, dict) else None
        for table in dicts(tables):
            for element in dicts(table.get("vocabularyElementList")):
                facts = {
                    local_name(str(one.get("id"))): one["attribute"]
                    for one in dicts(element.get("attributes"))
                    if isinstance(one.get("attribute"), str)
                }
                self.names[canonical(str(element.get("id")))] = facts

    def _read_lot_data(self, event: dict) -> None:
        ilmd = event.get("ilmd")
        if not isinstance(ilmd, dict):
            return
        facts = {local_name(key): value for key, value in ilmd.items() if isinstance(value, str)}
        ids = [one.get("epcClass") for one in dicts(event.get("quantityList"))]
        ids += [one.get("epcClass") for one in dicts(event.get("outputQuantityList"))]
        ids += [*texts(event.get("epcList")), *texts(event.get("outputEPCList"))]
        for one in ids:
            if isinstance(one, str):
                self.lots.setdefault(canonical(one), {}).update(facts)

    def _read_aggregation(self, event: dict, place: str) -> None:
        """Adds to a unit or, with DELETE, takes away; OBSERVE repeats what is known."""
        parent = event.get("parentID")
        if not isinstance(parent, str):
            return
        unit = canonical(parent)
        if event.get("action") == "DELETE":
            self.contents.pop(unit, None)
            return
        content = self._content(event, "childEPCs", "childQuantityList", place)
        if event.get("action") == "ADD" and unit in self.contents:
            self.contents[unit].classes += content.classes
            self.contents[unit].epcs += content.epcs
        elif content.classes or content.epcs:
            self.contents[unit] = content

    def _content(self, event: dict, epcs: str, quantities: str, place: str) -> _Content:
        content = _Content(epcs=[(one, place) for one in texts(event.get(epcs))])
        for at, one in enumerate(dicts(event.get(quantities))):
            where = f"{place}.{quantities}[{at}]"
            if not isinstance(one.get("epcClass"), str):
                raise wrong_shape(f"{where}.epcClass", "a text")
            quantity = one.get("quantity")
            number = self.builder.number(quantity if isinstance(quantity, str) else "", where)
            uom = one.get("uom") if isinstance(one.get("uom"), str) else ""
            content.classes.append((one["epcClass"], number, uom, where))
        return content

    def _read_shipping(self, event: dict, place: str) -> None:
        header = self.builder.header
        number = transaction(event, "desadv") or header["document_number"]
        if header["document_number"] not in ("", number):
            raise DocumentError(
                f"The document ships {header['document_number']!r} and {number!r}",
                code="document_several",
                segment=place,
                cure="Send one shipment per document.",
            )
        when = event.get("eventTime")
        header.update(
            document_number=number,
            purchase_order=header.get("purchase_order") or transaction(event, "po"),
            despatch_date=self.builder.day(when if isinstance(when, str) else None, place),
            supplier=header.get("supplier") or self._party(event, "source"),
            supplier_name=header.get("supplier_name") or self._party(event, "source", name=True),
            ship_to=header.get("ship_to") or self._party(event, "destination"),
        )
        if "errorDeclaration" in event:
            header["function"] = "cancel"
        content = self._content(event, "epcList", "quantityList", place)
        if event.get("type") == "AggregationEvent" and isinstance(event.get("parentID"), str):
            content.epcs.append((event["parentID"], place))
        loose = _Content(content.classes)
        for epc, where in content.epcs:
            if not self._ship_unit(epc, where):
                loose.epcs.append((epc, where))
        shipped = {canonical(one[0]) for unit in self.used for one in self.contents[unit].classes}
        loose.classes = [one for one in loose.classes if canonical(one[0]) not in shipped]
        self._add(None, loose)

    def _ship_unit(self, epc: str, place: str) -> bool:
        """Adds the goods of a unit; False for what is no unit."""
        unit = canonical(epc)
        sscc = keys_of(unit).get("00")
        if sscc is None and unit not in self.contents:
            return False
        if unit not in self.used:
            self.used.add(unit)
            content = self.contents.setdefault(unit, _Content())
            self._add(self.builder.unit(sscc, place), content)
        return True

    def _add(self, unit: str | None, content: _Content, depth: int = 0) -> None:
        serials: dict[tuple, Decimal] = {}  # {(class, lot facts): count}
        for epc, place in content.epcs:
            inner = self.contents.get(canonical(epc))
            if inner and depth < _DEPTH and canonical(epc) not in self.used:
                self.used.add(canonical(epc))
                self._add(self._inner_unit(epc, unit, place), inner, depth + 1)
            elif not inner:
                key = (canonical(epc).partition("/21/")[0], tuple(self._facts(epc).items()), place)
                serials[key] = serials.get(key, Decimal(0)) + 1
        for (name, facts, place), count in serials.items():
            if "01" in keys_of(name):
                self.builder.line(unit, place, {**dict(facts), "quantity": count})
        for name, quantity, uom, place in content.classes:
            raw = {**self._facts(name, place), "quantity": quantity, "uom": uom}
            self.builder.line(unit, place, raw)

    def _inner_unit(self, epc: str, outer: str | None, place: str) -> str | None:
        sscc = keys_of(canonical(epc)).get("00")
        return self.builder.unit(sscc, place) if sscc else outer

    def _facts(self, name: str, place: str = "") -> dict[str, Any]:
        """Product, lot and dates of a class or an EPC."""
        keys = keys_of(canonical(name))
        product = canonical(name).partition("/10/")[0].partition("/21/")[0]
        named, lot = self.names.get(product, {}), self.lots.get(canonical(name), {})
        facts: dict[str, Any] = {
            "gtin": keys.get("01"),
            "lot": keys.get("10") or lot.get("lotNumber"),
            "description": named.get("descriptionShort") or named.get("tradeItemDescription"),
            "vendor_code": named.get("additionalTradeItemID")
            or named.get("additionalTradeItemIdentification"),
            "country_of_origin": lot.get("countryOfOrigin") or named.get("countryOfOrigin"),
        }
        if not keys.get("01"):
            facts["description"] = facts["description"] or name
        for code, field_name in self.mapping["epcis_dates"].items():
            if code in lot:
                facts[field_name] = self.builder.day(lot[code], place)
        return facts

    def _party(self, event: dict, side: str, *, name: bool = False) -> str | None:
        """The GLN of a party or place of the shipment, else its id; owners before places."""
        found = {
            local_name(str(one.get("type"))): one[side]
            for one in dicts(event.get(f"{side}List"))
            if isinstance(one.get(side), str)
        }
        for kind in ("owning_party", "possessing_party", "location"):
            if kind in found:
                link = canonical(found[kind])
                if name:
                    return self.names.get(link, {}).get("name")
                keys = keys_of(link)
                return keys.get("417") or keys.get("414") or found[kind]
        return None
