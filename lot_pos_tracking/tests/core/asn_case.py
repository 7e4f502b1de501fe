"""Documents and helpers of the tests of shipment notices."""

from datetime import date

from ...core.asn import detect
from ...core.errors import DocumentError
from .case_files import FOLDER
from .core_case import CoreCase

TODAY = date(2026, 3, 10)
SHIPMENTS = FOLDER / "shipments"
SAMPLES = {
    "desadv": "shipment.edi",
    "x12_856": "shipment.x12",
    "ubl": "shipment.xml",
    "epcis": "shipment.jsonld",
    "csv": "shipment.csv",
    "xlsx": "shipment.xlsx",
    "json": "shipment.json",
}


def sample(kind: str) -> bytes:
    return (SHIPMENTS / SAMPLES[kind]).read_bytes()


def read(content, **options):
    if isinstance(content, str):
        content = content.encode()
    return detect.read(content, today=TODAY, **options)


def codes(shipment):
    return [(issue.code, issue.position, issue.value) for issue in shipment.issues]


def desadv(*segments: str) -> str:
    """A bare message around these segments, with the right count."""
    head = ["UNH+1+DESADV:D:96A:UN:EAN005", *segments]
    return "'\n".join([*head, f"UNT+{len(head) + 1}+1", ""])


def x12(*segments: str) -> str:
    """An interchange around these segments, with the right counts."""
    isa = sample("x12_856").decode().splitlines()[0]
    notice = ["ST*856*1", *segments]
    tail = [f"SE*{len(notice) + 1}*1", "GE*1*1", "IEA*1*000000042"]
    return isa + "~\n".join(["", "GS*SH*A*B*20260309*0830*1*X*005010", *notice, *tail, ""])[1:]


class AsnCase(CoreCase):
    def refused(self, content, **options) -> DocumentError:
        with self.assertRaises(DocumentError) as caught:
            read(content, **options)
        self.assertTrue(caught.exception.cure)
        return caught.exception
