"""Collects what a parser finds and makes the shipment of it, with the issues all syntaxes share."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ..errors import DocumentError
from ..gs1.checks import CSET82
from . import values
from .model import FUNCTIONS, Issue, Line, LogisticUnit, Shipment

MOST_LINES = 100_000
LONGEST_TEXT = 400  # characters of a name or description that are kept
_ORDERED = ("production_date", "packaging_date", "sell_by_date", "best_before_date")


class ShipmentBuilder:
    """``header`` holds the shipment's own fields; lines are added to the unit they lie in."""

    def __init__(self) -> None:
        self.header: dict[str, Any] = {"document_number": "", "function": "original"}
        self.issues: list[Issue] = []
        self._units: dict[str | None, list[Line]] = {}
        self._raw_units: set[str] = set()
        self._count = 0

    def issue(self, code: str, position: str = "", value: Any = "", cure: str = "") -> None:
        self.issues.append(Issue(code, position, _short(value), cure))

    def value(
        self, read: Callable[[str], Any], text: str | None, code: str, position: str, cure: str
    ) -> Any:
        """``read(text)``, or None and an issue when it raises ValueError."""
        if text is None or not str(text).strip():
            return None
        try:
            return read(str(text).strip())
        except (ValueError, ArithmeticError):
            self.issue(code, position, text, cure)
            return None

    def day(self, text: str | None, position: str) -> date | None:
        """The day of an ISO text."""
        return self.value(values.iso_day, text, "date_unreadable", position, "Write 2026-12-31.")

    def number(self, text: str | None, position: str) -> Decimal | None:
        """A number with a decimal point."""
        return self.value(
            values.plain_number, text, "number_unreadable", position, "Write digits and a point."
        )

    def unit(self, sscc: str | None, position: str) -> str | None:
        """Makes sure of a logistic unit and gives its key; a bad SSCC is kept as it is."""
        sscc = (sscc or "").strip()[:LONGEST_TEXT] or None
        if sscc:
            try:
                sscc = values.sscc18(sscc)
            except ValueError:
                if sscc not in self._raw_units:
                    cure = "An SSCC has 18 digits, the last a check digit."
                    self.issue("sscc_invalid", position, sscc, cure)
                    self._raw_units.add(sscc)
        self._units.setdefault(sscc, [])
        return sscc

    def line(self, unit: str | None, position: str, raw: Mapping[str, Any]) -> None:
        """Adds a line to a unit.

        :param raw: fields of ``Line``; texts for identifiers, unit and country, numbers and days
            already read, empty where unknown
        :raises DocumentError: more lines than any shipment has
        """
        self._count += 1
        if self._count > MOST_LINES:
            raise DocumentError(
                f"More than {MOST_LINES} lines", segment=position, cure="Send several documents."
            )
        facts = {
            key: value.strip()[:LONGEST_TEXT] or None if isinstance(value, str) else value
            for key, value in raw.items()
        }
        facts["line_number"] = facts.get("line_number") or str(self._count)
        facts["uom"] = values.unit_code(facts.get("uom"))
        facts["country_of_origin"] = self.value(
            values.country_code,
            facts.get("country_of_origin"),
            "country_unknown",
            position,
            "Write the ISO 3166 code of the country.",
        )
        line = Line(**facts, position=position)
        if line.gtin:
            try:
                line = replace(line, gtin=values.gtin14(line.gtin))
            except ValueError:
                cure = "A GTIN has 8, 12, 13 or 14 digits, the last a check digit."
                self._line_issue(line, "gtin_invalid", line.gtin, cure)
        self._check_line(line)
        self._units.setdefault(unit, []).append(line)

    def _line_issue(self, line: Line, code: str, value: Any, cure: str) -> None:
        self.issues.append(Issue(code, line.position, _short(value), cure, line.line_number))

    def _check_line(self, line: Line) -> None:
        if not (line.gtin or line.vendor_code or line.description):
            cure = "Name the product by GTIN, vendor code or description."
            self._line_issue(line, "product_missing", "", cure)
        if line.quantity is None:
            self._line_issue(line, "quantity_missing", "", "Give the quantity shipped.")
        elif line.quantity <= 0:
            cure = "Ship a quantity above zero or leave the line out."
            code = "quantity_zero" if line.quantity == 0 else "quantity_negative"
            self._line_issue(line, code, line.quantity, cure)
        if line.lot and (len(line.lot) > 20 or any(char not in CSET82 for char in line.lot)):
            cure = "A lot has at most 20 letters, digits and signs of GS1, without blanks."
            self._line_issue(line, "lot_unprintable", line.lot, cure)
        if line.unit_cost is not None and line.unit_cost < 0:
            self._line_issue(line, "cost_negative", line.unit_cost, "Give a cost of zero or more.")
        days = [getattr(line, name) for name in _ORDERED if getattr(line, name)]
        if line.expiration_date and days and line.expiration_date < max(days):
            days.append(line.expiration_date)
        if days != sorted(days):
            value = " > ".join(day.isoformat() for day in days)
            self._line_issue(line, "dates_disordered", value, "Check the dates on the goods.")

    def build(self) -> Shipment:
        """The shipment with all issues in the order of the document."""
        self._check_duplicates()
        header = dict(self.header)
        for name in ("document_number", "purchase_order", "supplier", "supplier_name", "ship_to"):
            text = str(header.get(name) or "").strip()[:LONGEST_TEXT]
            header[name] = text or ("" if name == "document_number" else None)
        if header["function"] not in FUNCTIONS:
            header["function"] = "original"
        if not header["document_number"]:
            self.issue("number_missing", cure="Number the document so that it is known again.")
        if not any(self._units.values()) and header["function"] != "cancel":
            self.issue("lines_missing", cure="A shipment needs at least one line.")
        own = header["purchase_order"]
        units = []
        for sscc, lines in self._units.items():
            lines = [
                replace(line, purchase_order=None) if line.purchase_order == own else line
                for line in lines
            ]
            if lines or sscc:
                units.append(LogisticUnit(sscc, tuple(lines)))
        return Shipment(**header, logistic_units=tuple(units), issues=tuple(self.issues))

    def _check_duplicates(self) -> None:
        """The same goods twice in one unit may be meant, or the line was sent twice."""
        seen: dict[tuple, Line] = {}
        for sscc, lines in self._units.items():
            for line in lines:
                key = (sscc, replace(line, line_number="", position=""))
                first = seen.setdefault(key, line)
                if first is not line:
                    cure = f"Same goods, lot and quantity as line {first.line_number}."
                    self._line_issue(line, "line_repeated", line.lot or line.gtin or "", cure)


def _short(value: Any) -> str:
    return str(value)[:80]
