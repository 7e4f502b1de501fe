"""EDIFACT DESADV (D.96A, EANCOM) → shipment.

CPS opens a packaging level, GIN+BJ gives its SSCC, LIN opens goods; PCI, GIN+BX and the DTM and
QTY behind it describe one lot of the line, so a line of several lots becomes several lines.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ..gs1.dates import full_year
from . import edi
from .builder import ShipmentBuilder
from .mapping import first_of
from .model import Shipment
from .values import iso_day

_TRUNCATED = "It may have been cut off: send it again."


def parse(text: str, *, today: date, mapping: Mapping[str, Mapping[str, str]]) -> Shipment:
    """The shipment of an interchange with one DESADV, or of a bare message.

    :raises DocumentError: broken syntax, a wrong count, another message; with the segment
    """
    segments, decimal = edi.edifact_segments(text)
    message = _check_envelope(segments)
    return _Reader(mapping, decimal, today).read(message)


def _check_envelope(segments: list[edi.Segment]) -> list[edi.Segment]:
    """The segments from UNH to UNT, after all counts and references were found right."""
    header = edi.needed(segments, "UNH")
    trailer = edi.needed(segments, "UNT")
    if header.get(1).upper() != "DESADV":
        raise header.error(
            f"The message is {header.get(1)[:20]!r}, not DESADV",
            "Send a despatch advice.",
            "document_unknown",
        )
    message = segments[header.number - 1 : trailer.number]
    edi.check_count(trailer, 0, len(message), "segments")
    edi.check_reference(header, 0, trailer, 1)
    opening = edi.only(segments, "UNB")
    if opening:
        closing = edi.needed(segments, "UNZ")
        edi.check_count(closing, 0, 1, "messages")
        edi.check_reference(opening, 4, closing, 1)
    lines = sum(segment.tag == "LIN" for segment in message)
    for segment in message:
        if segment.tag == "CNT" and segment.get(0) == "2":
            counted = edi.Segment(segment.number, "CNT", [[segment.get(0, 1)]])
            edi.check_count(counted, 0, lines, "lines")
    edi.needed(message, "BGM")
    return message


@dataclass
class _Lot:
    """What follows one PCI or GIN+BX of a line."""

    lot: str | None = None
    quantity: Decimal | None = None
    uom: str = ""
    days: dict[str, date | None] = field(default_factory=dict)

    def raw(self) -> dict[str, Any]:
        found = {"lot": self.lot, "quantity": self.quantity, "uom": self.uom, **self.days}
        return {name: value for name, value in found.items() if value not in (None, "")}


class _Reader:
    def __init__(self, mapping: Mapping[str, Mapping[str, str]], decimal: str, today: date):
        self.mapping, self.decimal, self.today = mapping, decimal, today
        self.builder = ShipmentBuilder()
        self.parties: dict[str, str] = {}  # {qualifier: GLN, code or name}
        self.names: dict[str, str] = {}
        self.parents: dict[str, str] = {}  # {packaging level: the one above}
        self.sscc: dict[str, str] = {}  # {packaging level: key of its unit}
        self.level = ""
        self.line: edi.Segment | None = None
        self.facts: dict[str, Any] = {}
        self.whole = _Lot()
        self.lots: list[_Lot] = []

    def read(self, message: list[edi.Segment]) -> Shipment:
        for segment in message:
            reader = getattr(self, f"_read_{segment.tag.lower()}", None)
            if reader:
                reader(segment)
        self._close_line()
        header, parties = self.builder.header, self.mapping["desadv_parties"]
        header["supplier"] = first_of(parties, self.parties, "supplier")
        header["supplier_name"] = first_of(parties, self.names, "supplier")
        header["ship_to"] = first_of(parties, self.parties, "ship_to")
        return self.builder.build()

    def _read_bgm(self, segment: edi.Segment) -> None:
        self.builder.header["document_number"] = segment.get(1)
        code = segment.get(2) or "9"
        function = self.mapping["desadv_functions"].get(code)
        if not function:
            cure = "Send 9 (original), 5 (replace) or 1 (cancel)."
            self.builder.issue("function_unknown", segment.place, code, cure)
        self.builder.header["function"] = function or "original"

    def _read_dtm(self, segment: edi.Segment) -> None:
        table = "desadv_dates" if self.line else "desadv_header_dates"
        name = self.mapping[table].get(segment.get(0))
        if not name:
            return
        day = self.builder.value(
            lambda value: self._day(value, segment.get(0, 2)),
            segment.get(0, 1),
            "date_unreadable",
            segment.place,
            "Write CCYYMMDD with format 102.",
        )
        if self.line:
            self._current().days[name] = day
        else:
            self.builder.header[name] = day

    def _day(self, value: str, form: str) -> date:
        """The day of a DTM; of a period its end, of a month its last day."""
        digits = value.rpartition("-")[2] if form in ("718", "719") else value
        if form in ("101", "201") and len(digits) >= 6:
            return iso_day(f"{full_year(int(digits[:2]), today=self.today)}{digits[2:6]}")
        if form == "610" and len(digits) == 6 and digits.isdecimal():
            year, month = int(digits[:4]), int(digits[4:])
            if not (1 <= month <= 12 and year):
                raise ValueError(value)
            return date(year, month, monthrange(year, month)[1])
        return iso_day(digits[:8])

    def _read_rff(self, segment: edi.Segment) -> None:
        if segment.get(0) == "ON":
            target = self.facts if self.line else self.builder.header
            target["purchase_order"] = target.get("purchase_order") or segment.get(0, 1)
        elif self.line and segment.get(0) in ("BT", "LT"):
            self._set_lot(segment.get(0, 1))

    def _read_nad(self, segment: edi.Segment) -> None:
        name = segment.get(3) or segment.get(2)
        self.parties.setdefault(segment.get(0), segment.get(1) or name)
        self.names.setdefault(segment.get(0), name)

    def _read_cux(self, segment: edi.Segment) -> None:
        self.builder.header["currency"] = segment.get(0, 1)[:3].upper() or None

    def _read_cps(self, segment: edi.Segment) -> None:
        self._close_line()
        self.level = segment.get(0)
        self.parents[self.level] = segment.get(1)

    def _read_gin(self, segment: edi.Segment) -> None:
        values = [part[0].strip() for part in segment.elements[1:] if part[0].strip()]
        if segment.get(0) == "BJ":
            for value in values:
                key = self.builder.unit(value, segment.place)
                if key and self.sscc.setdefault(self.level, key) != key:
                    cure = "Give each logistic unit its own CPS so that its goods are known."
                    self.builder.issue("sscc_several", segment.place, value, cure)
        elif segment.get(0) == "BX" and self.line:
            for value in values:
                self._set_lot(value)

    def _read_lin(self, segment: edi.Segment) -> None:
        self._close_line()
        self.line = segment
        self.facts = {"line_number": segment.get(0), "gtin": segment.get(2)}

    def _read_pia(self, segment: edi.Segment) -> None:
        for at in range(1, len(segment.elements)):
            code, kind = segment.get(at), segment.get(at, 1)
            if not self.line or not code:
                continue
            if kind == "NB":
                self._set_lot(code)
            elif kind == "SA":
                self.facts["vendor_code"] = code
            elif kind in ("EN", "SRV", "UP") and not self.facts["gtin"]:
                self.facts["gtin"] = code

    def _read_imd(self, segment: edi.Segment) -> None:
        text = " ".join(filter(None, (segment.get(2, 3), segment.get(2, 4))))
        if self.line and text:
            self.facts["description"] = self.facts.get("description") or text

    def _read_qty(self, segment: edi.Segment) -> None:
        kind = segment.get(0)
        if not self.line or kind not in ("12", "11"):
            return
        current = self._current()
        current.quantity = self._number(segment.get(0, 1), segment.place)
        current.uom = segment.get(0, 2)

    def _read_ali(self, segment: edi.Segment) -> None:
        if self.line:
            self.facts["country_of_origin"] = segment.get(0)

    def _read_pri(self, segment: edi.Segment) -> None:
        if self.line and segment.get(0) in ("AAA", "AAB", "INV"):
            self.facts["unit_cost"] = self._number(segment.get(0, 1), segment.place)

    def _read_pci(self, _segment: edi.Segment) -> None:
        if self.line:
            self.lots.append(_Lot())

    def _number(self, text: str, place: str) -> Decimal | None:
        return self.builder.number(text.replace(self.decimal, "."), place)

    def _current(self) -> _Lot:
        return self.lots[-1] if self.lots else self.whole

    def _set_lot(self, lot: str) -> None:
        if not self.lots or self.lots[-1].lot:
            self.lots.append(_Lot())
        self.lots[-1].lot = lot

    def _unit(self) -> str | None:
        """The unit the current level lies in: its own, or the nearest above."""
        level, seen = self.level, set()
        while level and level not in seen:
            if level in self.sscc:
                return self.sscc[level]
            seen.add(level)
            level = self.parents.get(level, "")
        return None

    def _close_line(self) -> None:
        line, lots, whole = self.line, self.lots, self.whole
        self.line, self.lots, self.whole = None, [], _Lot()
        if line is None:
            return
        if len(lots) == 1 and lots[0].quantity is None:
            lots[0].quantity, lots[0].uom = whole.quantity, whole.uom
        for at, lot in enumerate(lots or [whole]):
            raw = {**self.facts, **whole.raw(), **lot.raw(), "quantity": lot.quantity}
            if at:
                raw["line_number"] = f"{line.get(0)}.{at + 1}"
            self.builder.line(self._unit(), line.place, raw)
        total = sum((lot.quantity for lot in lots if lot.quantity is not None), Decimal(0))
        if len(lots) > 1 and whole.quantity is not None and total != whole.quantity:
            cure = "The quantities of the lots must add up to that of the line."
            self.builder.issue("quantity_differs", line.place, f"{total} / {whole.quantity}", cure)
