"""A table with one line of goods per row → shipment: what CSV and XLSX have in common.

Columns are found by their headings in English, German, French or Spanish; columns we do not
know are left alone. Facts of the whole shipment (number, order, supplier) repeat on the rows.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..errors import DocumentError
from ..gs1.dates import full_year
from . import values
from .builder import ShipmentBuilder
from .headings import plain_heading
from .model import LINE_DATES, Shipment

_HEADER_TEXTS = ("document_number", "purchase_order", "supplier", "supplier_name", "ship_to")
_FUNCTIONS = {
    **dict.fromkeys(("", "9", "00", "original", "new"), "original"),
    **dict.fromkeys(("5", "05", "replace", "replacement", "change"), "replace"),
    **dict.fromkeys(("1", "01", "cancel", "cancellation"), "cancel"),
}
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\.?")
_NEEDED = {"quantity", "gtin", "lot", "vendor_code", "sscc"}


@dataclass(frozen=True)
class Row:
    """Cells of a row as texts, numbers or days, with the place for messages ("line 3")."""

    place: str
    number: int
    cells: list[Any]

    def is_empty(self) -> bool:
        return all(cell is None or cell == "" for cell in self.cells)


def find_columns(cells: Iterable[Any], headings: Mapping[str, str]) -> dict[str, int]:
    """{field: column} of a row of headings; the first of two columns for a field wins.

    :param headings: {plain heading: field}
    """
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if name := headings.get(plain_heading(cell)):
            columns.setdefault(name, at)
    return columns


def is_heading(columns: dict[str, int]) -> bool:
    """Whether these columns can describe goods, so that the row is one of headings."""
    return len(columns) >= 2 and bool(_NEEDED & set(columns))


class TableReader:
    """Reads rows below a row of headings.

    :param columns: {field: column}
    :param today: decides the century of two-digit years
    """

    def __init__(self, columns: dict[str, int], today: date):
        self.columns, self.today = columns, today
        self.builder = ShipmentBuilder()
        self.day_first: bool | None = None

    def read(self, rows: list[Row]) -> Shipment:
        rows = [row for row in rows if not row.is_empty()]
        self.day_first = self._guess_day_first(rows)
        self._read_header(rows)
        for row in rows:
            self._read_row(row)
        return self.builder.build()

    def _cell(self, row: Row, name: str) -> Any:
        at = self.columns.get(name)
        value = row.cells[at] if at is not None and at < len(row.cells) else None
        return value.strip() if isinstance(value, str) else value

    def _text(self, row: Row, name: str) -> str:
        """A cell as text; a number without decimals is written as its digits."""
        value = self._cell(row, name)
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
            value = int(value)
        return "" if value is None else str(value)

    def _read_header(self, rows: list[Row]) -> None:
        """The facts of the whole shipment, which must not differ between rows."""
        header = self.builder.header
        for row in rows:
            for name in _HEADER_TEXTS:
                value = self._text(row, name)
                if not value:
                    continue
                if name == "document_number" and header.get(name, "") not in ("", value):
                    raise DocumentError(
                        f"The table holds {header[name]!r} and {value!r}",
                        code="document_several",
                        line=row.number,
                        cure="Send one shipment per document.",
                    )
                header[name] = header.get(name) or value
            function = self._text(row, "function").lower()
            if function not in _FUNCTIONS:
                cure = "Write original, replace or cancel."
                self.builder.issue("function_unknown", row.place, function, cure)
            elif function:
                header["function"] = _FUNCTIONS[function]
            for name in ("despatch_date", "expected_date"):
                header[name] = header.get(name) or self._day(row, name)
            header["currency"] = header.get("currency") or self._text(row, "currency") or None

    def _read_row(self, row: Row) -> None:
        unit = self.builder.unit(self._text(row, "sscc"), self._place(row, "sscc"))
        raw: dict[str, Any] = {name: self._day(row, name) for name in LINE_DATES}
        for name in ("quantity", "unit_cost"):
            raw[name] = self._number(row, name)
        for name in ("line_number", "gtin", "vendor_code", "description", "lot", "uom"):
            raw[name] = self._text(row, name)
        raw["gtin"] = self._barcode(raw["gtin"])
        raw["purchase_order"] = self._text(row, "purchase_order")
        raw["country_of_origin"] = self._text(row, "country_of_origin")
        self.builder.line(unit, row.place, raw)

    def _barcode(self, text: str) -> str:
        """Spreadsheets drop the leading zeros of a barcode; they are put back when that is so."""
        for length in (8, 12, 13, 14):
            try:
                return values.gtin14(text.rjust(length, "0")) if len(text) >= 7 else text
            except ValueError:
                continue
        return text

    def _place(self, row: Row, name: str) -> str:
        return f"{row.place}, column {self.columns.get(name, 0) + 1}"

    def _number(self, row: Row, name: str) -> Decimal | None:
        value, place = self._cell(row, name), self._place(row, name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = Decimal(str(value))
            return self.builder.number(format(value, "f") if value.is_finite() else "?", place)
        read = self.builder.value(
            values.human_number, value, "number_unreadable", place, "Write a number."
        )
        if read is None:
            return None
        number, ambiguous = read
        if ambiguous:
            cure = f"It was read as {number}; write it without separator of thousands."
            self.builder.issue("number_ambiguous", place, value, cure)
        return number

    def _day(self, row: Row, name: str) -> date | None:
        value, place = self._cell(row, name), self._place(row, name)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = self._text(row, name)
        match = _SLASHES.fullmatch(text)
        if match and self.day_first is None and match[1] != match[2]:
            self.builder.issue("date_ambiguous", place, text, "Write 2026-12-31.")
            return None
        return self.builder.value(
            self._read_day, text, "date_unreadable", place, "Write 2026-12-31."
        )

    def _read_day(self, text: str) -> date:
        if match := _SLASHES.fullmatch(text):
            first, second, year = (int(part) for part in match.groups())
            day, month = (first, second) if self.day_first else (second, first)
            return date(year, month, day)
        if match := _DOTS.fullmatch(text):
            day, month, year = (int(part) for part in match.groups())
            return date(year if year > 99 else full_year(year, today=self.today), month, day)
        return values.iso_day(text.replace("/", "-").replace(".", "-"))

    def _guess_day_first(self, rows: list[Row]) -> bool | None:
        """Whether 03/04/2026 is in April: only when another date of the table proves it."""
        proofs = set()
        for row in rows:
            for name in (*LINE_DATES, "despatch_date", "expected_date"):
                if match := _SLASHES.fullmatch(self._text(row, name)):
                    if int(match[1]) > 12:
                        proofs.add(True)
                    if int(match[2]) > 12:
                        proofs.add(False)
        return proofs.pop() if len(proofs) == 1 else None
