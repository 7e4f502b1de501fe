import base64
import random
from pathlib import Path

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .receiving_common import ReceivingCommon

ROUNDS = 70
CASES = Path(__file__).parents[1] / "cases" / "shipments"
XML_BOMB = b"""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;">]><DespatchAdvice><ID>&c;</ID></DespatchAdvice>"""


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestHostileDocuments(ReceivingCommon):
    """Whatever is sent: a shipment, or a refusal in words, and nothing half-written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipments = cls.env["lot.shipment"].with_user(cls.receiver)

    def counts(self):
        self.env.flush_all()
        names = ("lot.shipment", "lot.shipment.line", "lot.shipment.issue", "lot.shipment.unit")
        return [self.env[name].search_count([]) for name in names]

    def offer(self, content, **options):
        """:return: the shipment, or None when it was refused in words and nothing was written"""
        before = self.counts()
        try:
            with self.env.cr.savepoint():
                shipment = self.shipments.import_document(content, **options)
                self.env.flush_all()
        except UserError as error:
            self.assertTrue(error.args[0].strip())
            self.assertEqual(self.counts(), before)
            return None
        self.assertEqual(len(shipment), 1)
        return shipment

    def setUp(self):
        super().setUp()
        self.make_order((self.milk, 500), partner_ref="P00012")

    def documents(self):
        """One and the same shipment in each of the seven syntaxes."""
        names = ("csv", "edi", "json", "jsonld", "x12", "xlsx", "xml")
        return [(CASES / f"shipment.{name}").read_bytes() for name in names]

    def mutated(self, content, chance):
        data = bytearray(content)
        for _change in range(chance.randint(1, 8)):
            at = chance.randrange(len(data) or 1)
            act = chance.choice(("cut", "drop", "double", "flip", "junk"))
            if act == "cut":
                del data[at:]
            elif act == "drop":
                del data[at : at + chance.randint(1, 9)]
            elif act == "double":
                data[at:at] = data[at : at + chance.randint(1, 40)]
            elif act == "flip" and data:
                data[min(at, len(data) - 1)] = chance.randrange(256)
            else:
                data[at:at] = chance.choice(
                    (b"\x00", b"'", b'"', b"=1+1", b"-1", b"\xff\xfe", b"\n")
                )
            if not data:
                break
        return bytes(data)

    def test_damaged_documents_of_every_kind(self):
        chance = random.Random(20261122)  # noqa: S311 (a repeatable test, no secret)
        documents, taken = self.documents(), 0
        for number in range(ROUNDS):
            shipment = self.offer(self.mutated(documents[number % len(documents)], chance))
            taken += bool(shipment)
        self.assertTrue(0 < taken < ROUNDS, f"{taken} of {ROUNDS} were taken in")

    def test_one_shipment_in_seven_syntaxes_is_one_shipment(self):
        shipments = [self.offer(content) for content in self.documents()]

        self.assertEqual(len(set(shipments)), 1)
        self.assertEqual(shipments[0].name, "DES-2026-0042")
        self.assertNotIn("other_content", self.codes(shipments[0]))

    def test_what_is_no_document(self):
        for content in (
            b"",
            b"\x00" * 100,
            b"not base64 and no table",
            "no base64!",
            base64.b64encode(b"").decode(),
            XML_BOMB,
            b"PK\x03\x04 not a workbook",
            b"[" * 20_000,
            b"UNB+UNOC:3+A+B+",
            "Ünïcode,Ünïcode\n".encode("utf-16"),
        ):
            self.assertIsNone(self.offer(content))
        self.assertIsNone(self.offer(b"a,b\n1,2\n", format="nonsense"))

    def test_fifty_megabytes_are_refused_before_they_are_read(self):
        self.assertIsNone(self.offer(b"document_number,gtin\n" + b"x" * 52_428_800))
