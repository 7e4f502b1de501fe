import copy
import random
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from ...core.epcis import check, events, jsonld, vocabulary
from .core_case import CoreCase
from .vector_files import needs_vectors, vectors

BERLIN = timezone(timedelta(hours=1))
AT = datetime(2026, 11, 22, 10, 5, 7, tzinfo=BERLIN)
MILK = events.lot_class("04006381333931", "A/17")
FACTS = {
    "event_id": "urn:uuid:6b8c4a5e-0000-5000-8000-000000000001",
    "time": AT,
    "recorded": AT,
    "biz_step": "receiving",
    "disposition": "in_progress",
}


class TestEvents(CoreCase):
    def test_identifiers_are_canonical_links(self):
        self.assertEqual(MILK, "https://id.gs1.org/01/04006381333931/10/A%2F17")
        self.assertEqual(
            events.serial_epc("04006381333931", "S1"),
            "https://id.gs1.org/01/04006381333931/21/S1",
        )
        self.assertEqual(
            events.unit_epc("106141412345678908"), "https://id.gs1.org/00/106141412345678908"
        )
        self.assertEqual(
            events.place("4012345000115", "DOCK"), "https://id.gs1.org/414/4012345000115/254/DOCK"
        )
        self.assertEqual(events.party("4012345000115"), "https://id.gs1.org/417/4012345000115")

    def test_an_event_is_written_with_everything_it_says(self):
        event = events.ObjectEvent(
            **FACTS,
            read_point="https://id.gs1.org/414/4012345000115",
            transactions=(events.Reference("po", "urn:epcglobal:cbv:bt:4012345000115:P1"),),
            epcs=(events.unit_epc("106141412345678908"),),
            quantities=(
                events.Quantity(MILK, Decimal("12")),
                events.Quantity(MILK, Decimal("1.5"), "KGM"),
            ),
        )

        self.assertEqual(
            jsonld.to_json(event),
            {
                "type": "ObjectEvent",
                "eventID": "urn:uuid:6b8c4a5e-0000-5000-8000-000000000001",
                "eventTime": "2026-11-22T09:05:07.000Z",
                "eventTimeZoneOffset": "+01:00",
                "recordTime": "2026-11-22T09:05:07.000Z",
                "epcList": ["https://id.gs1.org/00/106141412345678908"],
                "quantityList": [
                    {"epcClass": MILK, "quantity": 12},
                    {"epcClass": MILK, "quantity": 1.5, "uom": "KGM"},
                ],
                "action": "OBSERVE",
                "bizStep": "receiving",
                "disposition": "in_progress",
                "readPoint": {"id": "https://id.gs1.org/414/4012345000115"},
                "bizTransactionList": [
                    {"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:4012345000115:P1"}
                ],
            },
        )

    def test_what_the_standard_forbids_cannot_be_built(self):
        with self.assertRaises(ValueError):
            events.ObjectEvent(**FACTS, epcs=(MILK,), ilmd={"lotNumber": "A"})
        with self.assertRaises(ValueError):
            events.ObjectEvent(**FACTS)
        with self.assertRaises(ValueError):
            events.AggregationEvent(**FACTS, epcs=(MILK,))

    def test_whatever_is_written_is_good_and_reads_back_the_same(self):
        rng = random.Random(2026)
        written = [self.any_event(rng) for _ in range(300)]

        document = jsonld.document(written, created=AT)

        self.assertEqual(check.problems(document), [])
        read = [jsonld.from_json(event) for event in document["epcisBody"]["eventList"]]
        self.assertEqual(read, written)

    def any_event(self, rng):
        quantities = tuple(
            events.Quantity(
                events.lot_class("04006381333931", f"L{rng.randrange(99)}"),
                rng.choice([None, Decimal(rng.randrange(1, 99)), Decimal("0.125")]),
                rng.choice([None, "KGM"]),
            )
            for _ in range(rng.randrange(1, 4))
        )
        zone = timezone(timedelta(minutes=15 * rng.randrange(-48, 57)))
        facts = {
            **FACTS,
            "time": AT.astimezone(zone) + timedelta(minutes=rng.randrange(9999)),
            "biz_step": rng.choice(sorted(vocabulary.BIZ_STEPS)),
            "disposition": rng.choice(sorted(vocabulary.DISPOSITIONS)),
            "quantities": quantities,
            "sources": (events.Reference("owning_party", events.party("4012345000115")),),
        }
        if rng.random() < 0.3:
            parent = events.unit_epc("106141412345678908")
            return events.AggregationEvent(**facts, action="DELETE", parent=parent)
        if rng.random() < 0.5:
            ilmd = {"lotNumber": "L1", "itemExpirationDate": "2027-01-31"}
            return events.ObjectEvent(**facts, action="ADD", ilmd=ilmd)
        return events.ObjectEvent(**facts)


class TestCheck(CoreCase):
    def good(self):
        event = events.ObjectEvent(**FACTS, quantities=(events.Quantity(MILK, Decimal(1)),))
        return jsonld.document([event], created=AT)

    def test_every_kind_of_fault_is_named_with_its_place(self):
        faults = {
            "bizStep": ("takes", "event 0.bizStep: 'takes' is not in CBV 2.0"),
            "eventTime": ("2026-11-31T00:00:00Z", "event 0.eventTime: '2026-11-31T00:00:00Z' is"),
            "eventTimeZoneOffset": ("+1", "event 0.eventTimeZoneOffset: '+1'"),
            "action": ("CREATE", "event 0.action: 'CREATE'"),
            "readPoint": ({"id": "dock"}, "event 0.readPoint: no URI"),
            "quantityList": ([{"epcClass": "A", "quantity": 1}], "event 0.quantityList.epcClass"),
            "ilmd": ({"lot": "A"}, "event 0.ilmd.lot: no namespace"),
            "type": ("Event", "event 0.type: 'Event'"),
        }
        for name, (value, expected) in faults.items():
            document = copy.deepcopy(self.good())
            document["epcisBody"]["eventList"][0][name] = value
            self.assertIn(expected, "\n".join(check.problems(document)), name)
        self.assertEqual(check.problems(self.good()), [])
        self.assertEqual(check.problems([]), ["document: not an object"])


@needs_vectors
class TestVectors(CoreCase):
    """The official examples, and documents a receiver must reject."""

    def test_the_words_are_those_of_the_official_schema(self):
        words = vectors("epcis_cbv_enums")

        self.assertEqual(
            {name: set(values) for name, values in words.items()},
            {
                "bizStep": set(vocabulary.BIZ_STEPS),
                "disposition": set(vocabulary.DISPOSITIONS),
                "bizTransaction-type": set(vocabulary.TRANSACTIONS),
                "source-dest-type": set(vocabulary.PARTIES),
                "error-reason": set(vocabulary.ERROR_REASONS),
            },
        )

    def test_every_official_example_is_accepted(self):
        documents = vectors("epcis_valid_documents")

        wrong = {one["name"]: check.problems(one["document"]) for one in documents}
        self.assertEqual({name: found for name, found in wrong.items() if found}, {})

    def test_every_document_that_must_be_rejected_is_rejected(self):
        documents = vectors("epcis_invalid_documents")

        accepted = [one["name"] for one in documents if not check.problems(one["document"])]
        self.assertEqual(accepted, [])
