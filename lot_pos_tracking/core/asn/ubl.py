"""UBL 2.1 / Peppol despatch advice → shipment.

XML is read without entities, without network and without a document type: a document that
declares one is refused before it is parsed.
"""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from ..errors import DocumentError
from .builder import ShipmentBuilder
from .mapping import first_of
from .model import Shipment

_CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_ROOT = "{urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2}DespatchAdvice"
_PREFIXES = {"cac": _CAC, "cbc": _CBC}
_INSTANCE = "cac:Item/cac:ItemInstance"
_LOT = f"{_INSTANCE}/cac:LotIdentification"
_LINE_TEXTS = {
    "line_number": "cbc:ID",
    "gtin": "cac:Item/cac:StandardItemIdentification/cbc:ID",
    "vendor_code": "cac:Item/cac:SellersItemIdentification/cbc:ID",
    "description": "cac:Item/cbc:Name",
    "lot": f"{_LOT}/cbc:LotNumberID",
    "country_of_origin": "cac:Item/cac:OriginCountry/cbc:IdentificationCode",
    "purchase_order": "cac:OrderLineReference/cac:OrderReference/cbc:ID",
}
_LINE_DAYS = {
    "ExpiryDate": f"{_LOT}/cbc:ExpiryDate",
    "BestBeforeDate": f"{_INSTANCE}/cbc:BestBeforeDate",
    "ManufactureDate": f"{_INSTANCE}/cbc:ManufactureDate",
}
_DESPATCH = "cac:Shipment/cac:Delivery/cac:Despatch/cbc:ActualDespatchDate"
_PERIOD = "cac:Shipment/cac:Delivery/cac:EstimatedDeliveryPeriod/cbc:"
_ARRIVAL = "cac:Shipment/cac:Delivery/cbc:LatestDeliveryDate"


def parse(content: bytes, *, mapping: Mapping[str, Mapping[str, str]]) -> Shipment:
    """The shipment of an XML document.

    :raises DocumentError: not well-formed (line and column), with a document type, or no
        despatch advice
    """
    root = _root(content)
    builder = ShipmentBuilder()
    _read_header(builder, root, mapping)
    for line in root.iterfind("cac:DespatchLine", _PREFIXES):
        _read_line(builder, line, mapping)
    return builder.build()


def _root(content: bytes) -> etree._Element:
    plain = content.replace(b"\x00", b"")
    if at := re.search(rb"<!(DOCTYPE|ENTITY)", plain):
        line = plain.count(b"\n", 0, at.start()) + 1
        raise _forbidden(line)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise DocumentError(
            f"Not well-formed: {error.msg}", line=line, column=column, cure="Send it again."
        ) from None
    except (ValueError, LookupError) as error:
        raise DocumentError(f"Not XML: {error}", line=1, cure="Send it again.") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _forbidden(1)
    if root.tag != _ROOT:
        raise DocumentError(
            f"The document is {etree.QName(root).localname!r}, not a despatch advice",
            code="document_unknown",
            line=root.sourceline,
            cure="Send a UBL 2 DespatchAdvice.",
        )
    return root


def _forbidden(line: int) -> DocumentError:
    return DocumentError(
        "The document declares a document type or entities",
        code="document_entities",
        line=line,
        cure="Send plain XML without DOCTYPE.",
    )


def _text(element: etree._Element, path: str) -> str | None:
    found = element.find(path, _PREFIXES)
    return None if found is None else (found.text or "").strip() or None


def _place(element: etree._Element) -> str:
    return f"line {element.sourceline}"


def _read_header(
    builder: ShipmentBuilder, root: etree._Element, mapping: Mapping[str, Mapping[str, str]]
) -> None:
    supplier = "cac:DespatchSupplierParty/cac:Party"
    despatched = _text(root, _DESPATCH)
    expected = _text(root, f"{_PERIOD}EndDate") or _text(root, f"{_PERIOD}StartDate")
    builder.header.update(
        document_number=_text(root, "cbc:ID"),
        purchase_order=_text(root, "cac:OrderReference/cbc:ID"),
        supplier=_party(root, supplier),
        supplier_name=_party_name(root, supplier),
        ship_to=_text(root, "cac:Shipment/cac:Delivery/cac:DeliveryAddress/cbc:ID")
        or _text(root, "cac:Shipment/cac:Delivery/cac:DeliveryLocation/cbc:ID")
        or _party(root, "cac:DeliveryCustomerParty/cac:Party"),
        despatch_date=builder.day(despatched, _DESPATCH),
        expected_date=builder.day(expected or _text(root, _ARRIVAL), _PERIOD),
    )
    status = (_text(root, "cbc:DocumentStatusCode") or "9").strip()
    function = mapping["ubl_functions"].get(status)
    if not function:
        cure = "Send 9 (original), 5 (replace) or 1 (cancel)."
        builder.issue("function_unknown", "cbc:DocumentStatusCode", status, cure)
    builder.header["function"] = function or "original"


def _party(root: etree._Element, path: str) -> str | None:
    """The GLN of a party, else its first identifier, else its name."""
    party = root.find(path, _PREFIXES)
    if party is None:
        return None
    ids = [
        *party.iterfind("cac:PartyIdentification/cbc:ID", _PREFIXES),
        *party.iterfind("cbc:EndpointID", _PREFIXES),
    ]
    ids = [one for one in ids if (one.text or "").strip()]
    ids.sort(key=lambda one: one.get("schemeID") not in ("0088", "GLN"))
    return ids[0].text.strip() if ids else _party_name(root, path)


def _party_name(root: etree._Element, path: str) -> str | None:
    names = ("cac:PartyName/cbc:Name", "cac:PartyLegalEntity/cbc:RegistrationName")
    return next(filter(None, (_text(root, f"{path}/{name}") for name in names)), None)


def _read_line(
    builder: ShipmentBuilder, line: etree._Element, mapping: Mapping[str, Mapping[str, str]]
) -> None:
    place = _place(line)
    raw: dict[str, Any] = {name: _text(line, path) for name, path in _LINE_TEXTS.items()}
    raw["description"] = raw["description"] or _text(line, "cac:Item/cbc:Description")
    days = {code: _text(line, path) or "" for code, path in _LINE_DAYS.items()}
    for name in dict.fromkeys(mapping["ubl_dates"].values()):
        raw[name] = builder.day(first_of(mapping["ubl_dates"], days, name), place)
    for found in line.iterfind("cac:Item/cac:AdditionalItemProperty", _PREFIXES):
        key = "".join((_text(found, "cbc:Name") or "").lower().split())
        if name := mapping["ubl_properties"].get(key):
            raw[name] = builder.day(_text(found, "cbc:Value"), _place(found))
    quantity = line.find("cbc:DeliveredQuantity", _PREFIXES)
    if quantity is not None:
        raw["quantity"] = builder.number(quantity.text, _place(quantity))
        raw["uom"] = quantity.get("unitCode")
    units = line.iterfind("cac:Shipment/cac:TransportHandlingUnit", _PREFIXES)
    codes = [(_text(unit, "cbc:ID"), _place(unit)) for unit in units]
    keys = [builder.unit(code, where) for code, where in codes if code]
    if len(keys) > 1:
        cure = "Send one line per logistic unit so that its goods are known."
        builder.issue("sscc_several", place, ", ".join(key or "" for key in keys[1:]), cure)
    builder.line(keys[0] if keys else None, place, raw)
