"""UBL despatch advice and EPCIS shipping events: what is read, flagged and refused."""

import json
from datetime import date
from decimal import Decimal

from .asn_case import AsnCase, read, sample


class TestUbl(AsnCase):
    def test_bad_identifiers_are_flagged_with_their_line(self):
        document = sample("ubl").decode().replace("04012345670028", "04012345670029")
        document = document.replace("340123450000000017", "340123450000000016")

        shipment = read(document)

        self.assertEqual(
            [issue.code for issue in shipment.issues], ["sscc_invalid", "gtin_invalid"]
        )
        line = 1 + document[: document.index("340123450000000016")].count("\n")
        self.assertEqual(shipment.issues[0].position, f"line {line}")
        self.assertEqual(len(list(shipment.lines)), 4)

    def test_broken_and_hostile_xml_is_refused(self):
        whole = sample("ubl")
        error = self.refused(whole[:2000])
        self.assertGreater(error.line, 20)
        for hostile in (
            b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a []><a/>'.encode("utf-16"),
        ):
            self.assertEqual(self.refused(hostile).code, "document_entities")
        self.assertEqual(self.refused(b"<a/>").code, "document_unknown")
        self.refused(b"<a>" * 100_000)
        self.refused(b'<?xml version="1.0" encoding="martian"?><a/>')
        self.refused(whole.replace(b"M26067A", b"\xff\xfe"))

    def test_sell_by_and_status_are_read(self):
        document = sample("ubl").decode()
        extra = (
            "<cac:AdditionalItemProperty><cbc:Name>Sell by date</cbc:Name>"
            "<cbc:Value>2026-03-20</cbc:Value></cac:AdditionalItemProperty><cac:ItemInstance>"
        )
        document = document.replace("<cac:ItemInstance>", extra, 1)
        document = document.replace(
            "<cac:OrderReference>",
            "<cbc:DocumentStatusCode>1</cbc:DocumentStatusCode><cac:OrderReference>",
            1,
        )

        shipment = read(document)

        self.assertEqual(next(shipment.lines).sell_by_date, date(2026, 3, 20))
        self.assertEqual(shipment.function, "cancel")


class TestEpcis(AsnCase):
    def events(self):
        document = json.loads(sample("epcis"))
        return document, document["epcisBody"]["eventList"]

    def test_urns_and_serials_are_counted_per_product(self):
        document, events = self.events()
        serials = [f"urn:epc:id:sgtin:4012345.067001.{n}" for n in (1, 2, 3)]
        shipping = events[-1]
        shipping["epcList"] = serials
        document["epcisBody"]["eventList"] = [shipping]

        shipment = read(json.dumps(document))

        self.assertEqual(
            [(line.gtin, line.quantity, line.description) for line in shipment.lines],
            [("04012345670011", Decimal(3), "Whole milk 1 l")],
        )

    def test_goods_that_left_loose_are_a_unit_without_sscc(self):
        document, events = self.events()
        events[-1]["quantityList"] = [
            {"epcClass": "urn:epc:class:lgtin:4012345.067001.LOOSE", "quantity": 4},
            {"epcClass": "https://id.gs1.org/01/04012345670011/10/M26067A", "quantity": 120},
        ]

        shipment = read(json.dumps(document))

        loose = [unit for unit in shipment.logistic_units if unit.sscc is None]
        self.assertEqual(
            [(line.lot, line.quantity) for line in loose[0].lines], [("LOOSE", Decimal(4))]
        )
        self.assertEqual(len(list(shipment.lines)), 5)

    def test_a_case_within_a_pallet_and_an_unpacked_one(self):
        document, events = self.events()
        inner = "urn:epc:id:sscc:4012345.3000000009"
        first, second = (event for event in events if event["type"] == "AggregationEvent")
        events.insert(-1, {**first, "parentID": inner})
        events.insert(-1, {**second, "action": "DELETE"})
        first.pop("childQuantityList")
        first["childEPCs"] = [inner]
        shipment = read(json.dumps(document))

        self.assertEqual(
            [(unit.sscc[-2], len(unit.lines)) for unit in shipment.logistic_units],
            [("1", 0), ("9", 2), ("2", 0)],
        )

    def test_a_declared_error_cancels(self):
        document, events = self.events()
        events[-1]["errorDeclaration"] = {"declarationTime": "2026-03-09T10:00:00Z"}

        self.assertEqual(read(json.dumps(document)).function, "cancel")

    def test_documents_without_a_shipment_are_refused_with_the_path(self):
        document, events = self.events()
        document["epcisBody"]["eventList"] = events[:-1]
        self.assertEqual(self.refused(json.dumps(document)).segment, "epcisBody.eventList")
        other = {**events[-1], "bizTransactionList": [{"type": "desadv", "bizTransaction": "x:D2"}]}
        document["epcisBody"]["eventList"] = [events[-1], other]
        self.assertEqual(self.refused(json.dumps(document)).code, "document_several")
        document["epcisBody"]["eventList"] = [5]
        self.assertEqual(self.refused(json.dumps(document)).segment, "epcisBody.eventList[0]")
