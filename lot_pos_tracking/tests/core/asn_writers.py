"""One canonical shipment written in each of the seven syntaxes, as different vendors would.

Only what all seven can say is written: parties by number, one order, pallets, and of each line
product, lot, quantity, dates of production and expiry, country.
"""

import io
import json
from urllib.parse import quote
from xml.sax.saxutils import escape

import openpyxl

_UNITS = {"C62": "EA", "KGM": "KG"}


def lines_of(data):
    """``[(sscc, line)]`` in the order of the document."""
    return [(unit["sscc"], line) for unit in data["logistic_units"] for line in unit["lines"]]


def write_json(data) -> bytes:
    return json.dumps(data).encode()


def _cells(data):
    header = ("document_number", "purchase_order", "supplier", "supplier_name", "ship_to")
    names = ("gtin", "lot", "quantity", "uom", "production_date", "expiration_date")
    names += ("country_of_origin", "line_number")
    yield [*header, "despatch_date", "sscc", *names]
    for sscc, line in lines_of(data):
        yield [
            *(data[name] or "" for name in (*header, "despatch_date")),
            sscc,
            *(line[name] or "" for name in names),
        ]


def write_csv(data) -> bytes:
    rows = ('"' + '";"'.join(cell.replace('"', '""') for cell in row) + '"' for row in _cells(data))
    return "\r\n".join(rows).encode("utf-8-sig")


def write_xlsx(data) -> bytes:
    book = openpyxl.Workbook()
    for row in _cells(data):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _released(text: str) -> str:
    return "".join(f"?{char}" if char in "?'+:" else char for char in text)


def _compact(day: str) -> str:
    return day.replace("-", "")


def write_desadv(data) -> bytes:
    segments = [
        "UNH+7+DESADV:D:96A:UN:EAN005",
        f"BGM+351+{_released(data['document_number'])}+9",
        f"DTM+11:{_compact(data['despatch_date'])}:102",
        f"RFF+ON:{_released(data['purchase_order'])}",
        f"NAD+SU+{data['supplier']}::9++{_released(data['supplier_name'])}",
        f"NAD+DP+{data['ship_to']}::9",
        "CPS+1",
    ]
    for level, unit in enumerate(data["logistic_units"], 2):
        segments += [f"CPS+{level}+1", f"GIN+BJ+{unit['sscc']}"]
        for line in unit["lines"]:
            segments += [
                f"LIN+{line['line_number']}++{line['gtin']}:SRV",
                f"QTY+12:{line['quantity']}:{line['uom']}",
                f"ALI+{line['country_of_origin']}",
                "PCI+17",
                f"DTM+94:{_compact(line['production_date'])}:102",
                f"DTM+36:{_compact(line['expiration_date'])}:102",
                f"GIN+BX+{_released(line['lot'])}",
            ]
    segments.append(f"UNT+{len(segments) + 1}+7")
    return ("UNA:+.? '" + "'".join([*segments, ""])).encode()


def write_x12(data) -> bytes:
    head = "ISA|00|          |00|          |08|4012345000009  |08|7612345000015  |260309|0830"
    body = [
        "ST|856|7",
        f"BSN|00|{data['document_number']}|20260309|0830",
        "HL|1||S",
        f"DTM|011|{_compact(data['despatch_date'])}",
        f"N1|SU|{data['supplier_name']}|UL|{data['supplier']}",
        f"N1|ST||UL|{data['ship_to']}",
        "HL|2|1|O",
        f"PRF|{data['purchase_order']}",
    ]
    number = 2
    for unit in data["logistic_units"]:
        number += 1
        pallet = number
        body += [f"HL|{pallet}|2|T", f"MAN|GM|00{unit['sscc']}"]
        for line in unit["lines"]:
            number += 1
            body += [
                f"HL|{number}|{pallet}|I",
                f"LIN|{line['line_number']}|UK|{line['gtin']}|LT|{line['lot']}"
                f"|CH|{line['country_of_origin']}",
                f"SN1||{line['quantity']}|{_UNITS[line['uom']]}",
                f"DTM|094|{_compact(line['production_date'])}",
                f"DTM|036|{_compact(line['expiration_date'])}",
            ]
    body += [f"CTT|{number}", f"SE|{len(body) + 2}|7"]
    whole = [
        head + "|^|00501|000000042|0|P|\\",
        "GS|SH|A|B|20260309|0830|42|X|005010",
        *body,
        "GE|1|42",
        "IEA|1|000000042",
    ]
    return "~".join([*whole, ""]).encode()


def write_ubl(data) -> bytes:
    urn = "urn:oasis:names:specification:ubl:schema:xsd:"
    lines = [
        f"""<c:DespatchLine><b:ID>{line["line_number"]}</b:ID>
        <b:DeliveredQuantity unitCode="{line["uom"]}">{line["quantity"]}</b:DeliveredQuantity>
        <c:Item><c:StandardItemIdentification><b:ID schemeID="0160">{line["gtin"]}</b:ID>
        </c:StandardItemIdentification><c:OriginCountry>
        <b:IdentificationCode>{line["country_of_origin"]}</b:IdentificationCode></c:OriginCountry>
        <c:ItemInstance><b:ManufactureDate>{line["production_date"]}</b:ManufactureDate>
        <c:LotIdentification><b:LotNumberID>{escape(line["lot"])}</b:LotNumberID>
        <b:ExpiryDate>{line["expiration_date"]}</b:ExpiryDate></c:LotIdentification>
        </c:ItemInstance></c:Item><c:Shipment><b:ID>1</b:ID><c:TransportHandlingUnit>
        <b:ID>{sscc}</b:ID></c:TransportHandlingUnit></c:Shipment></c:DespatchLine>"""
        for sscc, line in lines_of(data)
    ]
    return f"""<DespatchAdvice xmlns="{urn}DespatchAdvice-2"
        xmlns:c="{urn}CommonAggregateComponents-2" xmlns:b="{urn}CommonBasicComponents-2">
        <b:ID>{escape(data["document_number"])}</b:ID>
        <c:OrderReference><b:ID>{escape(data["purchase_order"])}</b:ID></c:OrderReference>
        <c:DespatchSupplierParty><c:Party><c:PartyIdentification>
        <b:ID schemeID="0088">{data["supplier"]}</b:ID></c:PartyIdentification>
        <c:PartyName><b:Name>{escape(data["supplier_name"])}</b:Name></c:PartyName></c:Party>
        </c:DespatchSupplierParty><c:DeliveryCustomerParty><c:Party>
        <b:EndpointID schemeID="0088">{data["ship_to"]}</b:EndpointID></c:Party>
        </c:DeliveryCustomerParty><c:Shipment><b:ID>1</b:ID><c:Delivery><c:Despatch>
        <b:ActualDespatchDate>{data["despatch_date"]}</b:ActualDespatchDate></c:Despatch>
        </c:Delivery></c:Shipment>{"".join(lines)}</DespatchAdvice>""".encode()


def write_epcis(data) -> bytes:
    at = f"{data['despatch_date']}T09:00:00+01:00"
    base = {"eventTime": at, "eventTimeZoneOffset": "+01:00"}

    def goods(line):
        lot = quote(line["lot"], safe="")
        found = {
            "epcClass": f"https://id.gs1.org/01/{line['gtin']}/10/{lot}",
            "quantity": json.loads(line["quantity"]),
        }
        return found if line["uom"] == "C62" else {**found, "uom": line["uom"]}

    events = [
        {
            **base,
            "type": "ObjectEvent",
            "action": "ADD",
            "bizStep": "commissioning",
            "quantityList": [goods(line)],
            "ilmd": {
                "cbvmda:countryOfOrigin": line["country_of_origin"],
                "cbvmda:itemExpirationDate": line["expiration_date"],
                "cbvmda:productionDate": line["production_date"],
            },
        }
        for _sscc, line in lines_of(data)
    ]
    events += [
        {
            **base,
            "type": "AggregationEvent",
            "action": "ADD",
            "bizStep": "packing",
            "parentID": f"https://id.gs1.org/00/{unit['sscc']}",
            "childQuantityList": [goods(line) for line in unit["lines"]],
        }
        for unit in data["logistic_units"]
    ]
    order, number = quote(data["purchase_order"]), quote(data["document_number"])
    prefix = "urn:epcglobal:cbv:bt:4012345000009:"
    events.append(
        {
            **base,
            "type": "ObjectEvent",
            "action": "OBSERVE",
            "bizStep": "shipping",
            "epcList": [f"https://id.gs1.org/00/{unit['sscc']}" for unit in data["logistic_units"]],
            "bizTransactionList": [
                {"type": "po", "bizTransaction": f"{prefix}{order}"},
                {
                    "type": "desadv",
                    "bizTransaction": f"{prefix}{number}",
                },
            ],
            "sourceList": [
                {
                    "type": "possessing_party",
                    "source": f"https://id.gs1.org/417/{data['supplier']}",
                }
            ],
            "destinationList": [
                {
                    "type": "possessing_party",
                    "destination": f"https://id.gs1.org/417/{data['ship_to']}",
                }
            ],
        }
    )
    names = [
        {
            "type": "urn:epcglobal:epcis:vtype:SourceDest",
            "vocabularyElementList": [
                {
                    "id": f"https://id.gs1.org/417/{data['supplier']}",
                    "attributes": [{"id": "cbvmda:name", "attribute": data["supplier_name"]}],
                }
            ],
        }
    ]
    return json.dumps(
        {
            "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": at,
            "epcisHeader": {"epcisMasterData": {"vocabularyList": names}},
            "epcisBody": {"eventList": events},
        }
    ).encode()


WRITERS = {
    "desadv": write_desadv,
    "x12_856": write_x12,
    "ubl": write_ubl,
    "epcis": write_epcis,
    "csv": write_csv,
    "xlsx": write_xlsx,
    "json": write_json,
}
