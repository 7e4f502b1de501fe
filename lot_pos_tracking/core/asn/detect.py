"""Which syntax a document has, and the shipment it holds: the one entrance to this package."""

import re
from collections.abc import Mapping
from datetime import date

from ..errors import DocumentError
from . import csv_table, desadv, epcis_ship, json_doc, ubl, x12_856
from .mapping import merged
from .model import Shipment
from .text import LARGEST_TREE, check_size, decode_text

FORMATS = ("desadv", "x12_856", "ubl", "epcis", "csv", "xlsx", "json")
_ENDINGS = {
    **dict.fromkeys(("csv", "tsv"), "csv"),
    **{"xlsx": "xlsx", "edi": "desadv", "edifact": "desadv", "x12": "x12_856", "856": "x12_856"},
    **{"xml": "ubl", "json": "json", "jsonld": "epcis"},
}


def detect(content: bytes, filename: str | None = None) -> str:
    """One of ``FORMATS``: by what the document begins with, else by the name of the file.

    :raises DocumentError: neither tells
    """
    if content.startswith(b"PK\x03\x04"):
        return "xlsx"
    head = content[:4000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if re.match(rb"UNA.{6}|UNB[^A-Za-z0-9]|UNH[^A-Za-z0-9]", head, re.DOTALL):
        return "desadv"
    if re.match(rb"ISA[^A-Za-z0-9]", head):
        return "x12_856"
    if head.startswith(b"<"):
        return "ubl"
    if head.startswith((b"{", b"[")):
        return "epcis" if re.search(rb'"(EPCISDocument|EPCISQueryDocument)"', head) else "json"
    ending = (filename or "").lower().rpartition(".")[2]
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    if re.search(rb"[,;\t|]", head.partition(b"\n")[0]):
        return "csv"
    raise DocumentError(
        "The syntax of the document is not known",
        code="document_unknown",
        cure=f"Send one of {', '.join(FORMATS)}.",
    )


def read(
    content: bytes,
    *,
    today: date,
    filename: str | None = None,
    format: str | None = None,  # noqa: A002 the word of the contract
    mapping: Mapping[str, Mapping[str, str]] | None = None,
) -> Shipment:
    """The shipment of a document.

    :param today: decides the century of two-digit years
    :param format: one of ``FORMATS``, detected when not given
    :param mapping: how this partner departs from the book, see ``mapping.STANDARD``
    :raises DocumentError: too large, of unknown syntax or broken; nothing else
    """
    check_size(content)
    kind = format or detect(content, filename)
    if kind not in FORMATS:
        raise DocumentError(
            f"There is no format {kind!r}",
            code="document_unknown",
            cure=f"Choose one of {', '.join(FORMATS)}.",
        )
    if not content.strip():
        raise DocumentError("The document is empty", cure="Send it again.")
    if kind in ("ubl", "epcis", "json"):
        check_size(content, LARGEST_TREE)
    codes = merged(mapping)
    if kind == "xlsx":
        return csv_table.parse_xlsx(content, today=today, mapping=codes)
    if kind == "ubl":
        return ubl.parse(content, mapping=codes)
    text = decode_text(content)
    if kind == "csv":
        return csv_table.parse_csv(text, today=today, mapping=codes)
    if kind == "desadv":
        return desadv.parse(text, today=today, mapping=codes)
    if kind == "x12_856":
        return x12_856.parse(text, today=today, mapping=codes)
    if kind == "epcis":
        return epcis_ship.parse(text, mapping=codes)
    return json_doc.parse(text)
