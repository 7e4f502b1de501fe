"""X12 856 ship notice (004010, 005010) → shipment.

HL segments form a tree by their parent numbers, in any order and with any levels. What stands on a
level (order, SSCC, product, lot, date) holds for all levels below; a level with SN1 and none below
it is a line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ..gs1.dates import full_year
from . import edi
from .builder import ShipmentBuilder
from .mapping import first_of
from .model import LINE_DATES, Shipment
from .values import iso_day

_DEEPEST = 50  # levels; shipment, order, pallet, case, item and lot are six
_LINE_FACTS = ("gtin", "vendor_code", "description", "lot", "uom", "country_of_origin")


def parse(text: str, *, today: date, mapping: Mapping[str, Mapping[str, str]]) -> Shipment:
    """The shipment of an interchange with one 856.

    :raises DocumentError: broken syntax, a wrong count, another transaction, a tree with a
        missing parent; with the segment
    """
    segments = edi.x12_segments(text)
    notice = _check_envelope(segments)
    return _Reader(mapping, today).read(notice)


def _check_envelope(segments: list[edi.Segment]) -> list[edi.Segment]:
    """The segments from ST to SE, after all counts and references were found right."""
    header, trailer = edi.needed(segments, "ST"), edi.needed(segments, "SE")
    if header.get(0) != "856":
        raise header.error(
            f"The transaction is {header.get(0)[:20]!r}, not 856",
            "Send a ship notice.",
            "document_unknown",
        )
    notice = segments[header.number - 1 : trailer.number]
    edi.check_count(trailer, 0, len(notice), "segments")
    edi.check_reference(header, 1, trailer, 1)
    group, group_end = edi.needed(segments, "GS"), edi.needed(segments, "GE")
    edi.check_count(group_end, 0, 1, "transactions")
    edi.check_reference(group, 5, group_end, 1)
    interchange, end = edi.needed(segments, "ISA"), edi.needed(segments, "IEA")
    edi.check_count(end, 0, 1, "groups")
    edi.check_reference(interchange, 12, end, 1)
    edi.needed(notice, "BSN")
    total = edi.only(notice, "CTT")
    levels = sum(segment.tag == "HL" for segment in notice)
    lines = sum(segment.tag == "LIN" for segment in notice)
    if total and total.get(0) != str(lines):  # some count lines instead of levels
        edi.check_count(total, 0, levels, "levels")
    return notice


@dataclass
class _Level:
    """One HL with what stands on it."""

    segment: edi.Segment
    parent: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)  # of LIN: {qualifier: value}
    is_line: bool = False


class _Reader:
    def __init__(self, mapping: Mapping[str, Mapping[str, str]], today: date):
        self.mapping, self.today = mapping, today
        self.builder = ShipmentBuilder()
        self.levels: dict[str, _Level] = {}
        self.level: _Level | None = None
        self.party = ""
        self.parties: dict[str, str] = {}
        self.names: dict[str, str] = {}

    def read(self, notice: list[edi.Segment]) -> Shipment:
        for segment in notice:
            reader = getattr(self, f"_read_{segment.tag.lower()}", None)
            if reader:
                reader(segment)
        self._add_lines()
        header, parties = self.builder.header, self.mapping["x12_parties"]
        header["supplier"] = first_of(parties, self.parties, "supplier")
        header["supplier_name"] = first_of(parties, self.names, "supplier")
        header["ship_to"] = first_of(parties, self.parties, "ship_to")
        return self.builder.build()

    def _read_bsn(self, segment: edi.Segment) -> None:
        self.builder.header["document_number"] = segment.get(1)
        code = segment.get(0) or "00"
        function = self.mapping["x12_functions"].get(code)
        if not function:
            cure = "Send 00 (original), 05 (replace) or 01 (cancel)."
            self.builder.issue("function_unknown", segment.place, code, cure)
        self.builder.header["function"] = function or "original"

    def _read_hl(self, segment: edi.Segment) -> None:
        number = segment.get(0)
        if not number or number in self.levels:
            raise segment.error(
                f"The level {number[:20]!r} is not new", "Number each HL once.", "document_tree"
            )
        self.level = self.levels[number] = _Level(segment, segment.get(1))

    def _read_dtm(self, segment: edi.Segment) -> None:
        code = segment.get(0)
        name = self.mapping["x12_dates"].get(code)
        header_name = self.mapping["x12_header_dates"].get(code)
        if not name and not header_name:
            return
        text = segment.get(1) or segment.get(5).rpartition("-")[2]
        day = self.builder.value(
            self._day, text, "date_unreadable", segment.place, "Write CCYYMMDD."
        )
        if header_name:
            self.builder.header[header_name] = self.builder.header.get(header_name) or day
        elif self.level:
            self.level.facts[name] = day

    def _day(self, text: str) -> date:
        if len(text) == 6 and text.isdecimal():
            text = f"{full_year(int(text[:2]), today=self.today)}{text[2:]}"
        return iso_day(text)

    def _read_n1(self, segment: edi.Segment) -> None:
        name, code = segment.get(1), segment.get(3)
        self.parties.setdefault(segment.get(0), code or name)
        self.names.setdefault(segment.get(0), name)

    def _read_prf(self, segment: edi.Segment) -> None:
        header = self.builder.header
        header["purchase_order"] = header.get("purchase_order") or segment.get(0)
        if self.level:
            self.level.facts["purchase_order"] = segment.get(0)

    def _read_cur(self, segment: edi.Segment) -> None:
        self.builder.header["currency"] = segment.get(1)[:3].upper() or None

    def _read_man(self, segment: edi.Segment) -> None:
        if self.level and segment.get(0) in ("GM", "AA"):
            self.level.facts["sscc"] = self.builder.unit(segment.get(1), segment.place)

    def _read_ref(self, segment: edi.Segment) -> None:
        if self.level and segment.get(0) in ("LT", "BT"):
            self.level.facts["lot"] = segment.get(1)

    def _read_lin(self, segment: edi.Segment) -> None:
        if not self.level:
            return
        self.level.facts["line_number"] = segment.get(0)
        for at in range(1, len(segment.elements) - 1, 2):
            self.level.codes.setdefault(segment.get(at), segment.get(at + 1))
        table = self.mapping["x12_items"]
        for name in _LINE_FACTS:
            if value := first_of(table, self.level.codes, name):
                self.level.facts[name] = value

    def _read_sn1(self, segment: edi.Segment) -> None:
        if self.level:
            quantity = self.builder.number(segment.get(1), segment.place)
            self.level.facts.update(quantity=quantity, uom=segment.get(2))
            self.level.is_line = True

    def _read_pid(self, segment: edi.Segment) -> None:
        if self.level and segment.get(4):
            self.level.facts.setdefault("description", segment.get(4))

    def _read_ctp(self, segment: edi.Segment) -> None:
        if self.level and segment.get(2):
            self.level.facts["unit_cost"] = self.builder.number(segment.get(2), segment.place)

    def _path(self, number: str) -> list[_Level]:
        """The levels from the top down to this one."""
        path: list[_Level] = []
        while number:
            level = self.levels.get(number)
            if level is None or len(path) >= _DEEPEST:
                below = path[-1].segment if path else edi.Segment(1)
                raise below.error(
                    f"The parent {number[:20]!r} does not exist or is its own descendant",
                    "Let HL02 name the level above.",
                    "document_tree",
                )
            path.append(level)
            number = level.parent
        return path[::-1]

    def _add_lines(self) -> None:
        paths = {number: self._path(number) for number in self.levels}
        totals: dict[str, Decimal] = {}  # {number of a level: what the lines below it add up to}
        for path in paths.values():
            if path[-1].is_line:
                for level in path[:-1]:
                    totals.setdefault(level.segment.get(0), Decimal(0))
        for number, path in paths.items():
            level = path[-1]
            if not level.is_line or number in totals:
                continue
            facts = {name: value for one in path for name, value in one.facts.items() if value}
            facts["quantity"] = level.facts.get("quantity")
            for one in path[:-1]:
                totals[one.segment.get(0)] += facts["quantity"] or 0
            names = ("line_number", *_LINE_FACTS, *LINE_DATES, "quantity", "unit_cost")
            raw = {name: facts.get(name) for name in (*names, "purchase_order")}
            self.builder.line(facts.get("sscc"), level.segment.place, raw)
        for number, total in totals.items():
            level = self.levels[number]
            whole = level.facts.get("quantity")
            if level.is_line and whole is not None and whole != total:
                cure = "The quantities of the lots must add up to that of the item."
                value = f"{total} / {whole}"
                self.builder.issue("quantity_differs", level.segment.place, value, cure)
