"""CSV and XLSX → rows → shipment.

Formulas are refused with their place: what they show depends on the program that opens them.
"""

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import date

from ..errors import DocumentError
from .model import Shipment
from .table import Row, TableReader, find_columns, is_heading

_DELIMITERS = ",;\t|"
_HEADING_ROWS = 30  # headings stand within the first rows, below a title perhaps
_HEAD = 1_000_000  # characters in which they are looked for
MOST_ROWS = 100_000
_MOST_COLUMNS = 300
_MOST_UNPACKED = 200 * 1024 * 1024


def parse_csv(text: str, *, today: date, mapping: Mapping[str, Mapping[str, str]]) -> Shipment:
    """The shipment of a delimited text.

    :raises DocumentError: no row of headings, a broken quote, a formula; with line and column
    """
    columns, rows = _find_headings(text, mapping["table_headings"])
    return TableReader(columns, today).read(rows)


def _find_headings(text: str, headings: Mapping[str, str]) -> tuple[dict[str, int], list[Row]]:
    """Columns and the rows below, with the delimiter that finds the most columns."""
    best: tuple[dict[str, int], str, int] | None = None
    lines = io.StringIO(text[:_HEAD], newline="")
    head = "".join(line for line, _row in zip(lines, range(_HEADING_ROWS), strict=False))
    for delimiter in _DELIMITERS:
        for row in _csv_rows(head, delimiter, strict=False):
            columns = find_columns(row.cells, headings)
            if is_heading(columns) and (best is None or len(columns) > len(best[0])):
                best = columns, delimiter, row.number
    if best is None:
        raise DocumentError(
            "No row of headings was found",
            line=1,
            cure="Name the columns in the first row, such as gtin, lot, quantity.",
        )
    columns, delimiter, heading = best
    rows = [row for row in _csv_rows(text, delimiter, strict=True) if row.number > heading]
    for row in rows:
        for at in columns.values():
            if at < len(row.cells) and row.cells[at].lstrip().startswith("="):
                raise _formula(row.cells[at], line=row.number, column=at + 1)
    return columns, rows


def _csv_rows(text: str, delimiter: str, *, strict: bool) -> list[Row]:
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    start = 1
    try:
        for cells in reader:
            rows.append(Row(f"line {start}", start, cells))
            start = reader.line_num + 1
            if len(rows) > MOST_ROWS:
                raise DocumentError(
                    f"More than {MOST_ROWS} rows", line=start, cure="Send several documents."
                )
    except csv.Error as error:
        if strict:
            raise DocumentError(
                f"The row is broken: {error}", line=start, cure="Check the quotes of this row."
            ) from None
    return rows


def _formula(value: str, **where) -> DocumentError:
    return DocumentError(
        f"The cell holds the formula {value[:40]!r}",
        code="document_formula",
        cure="Save values instead of formulas.",
        **where,
    )


def parse_xlsx(
    content: bytes, *, today: date, mapping: Mapping[str, Mapping[str, str]]
) -> Shipment:
    """The shipment of a workbook: its first visible sheet with a row of headings.

    :raises DocumentError: no workbook, no headings, or a formula; ``segment`` is sheet and cell
    """
    import openpyxl  # noqa: PLC0415 slow to load, rarely needed

    _check_package(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        tables = [(sheet.title, _sheet_rows(sheet)) for sheet in sheets]
    except DocumentError:
        raise
    except Exception as error:  # openpyxl promises no set of errors for broken files
        raise _no_workbook(str(error)) from error
    for title, rows in tables:
        for at, row in enumerate(rows[:_HEADING_ROWS]):
            columns = find_columns(row.cells, mapping["table_headings"])
            if is_heading(columns):
                below = rows[at + 1 :]
                _refuse_formulas(title, below, columns)
                return TableReader(columns, today).read(below)
    raise DocumentError(
        "No row of headings was found",
        segment=tables[0][0] if tables else None,
        cure="Name the columns in the first row, such as gtin, lot, quantity.",
    )


def _no_workbook(why: str) -> DocumentError:
    return DocumentError(f"Not a workbook: {why[:80]}", cure="Save it again as XLSX.")


def _check_package(content: bytes) -> None:
    """Refuses packages that unpack to a multiple of any workbook or declare XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if sum(member.file_size for member in members) > _MOST_UNPACKED:
                raise DocumentError(
                    "The workbook unpacks to too many bytes",
                    code="document_too_large",
                    cure="Save only the sheet with the goods.",
                )
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with package.open(member) as part:
                        head = part.read(4096).replace(b"\x00", b"")
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise DocumentError(
                            "The workbook declares XML entities",
                            segment=member.filename,
                            cure="Save it again as XLSX.",
                        )
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise _no_workbook(str(error)) from None
    except Exception as error:  # zlib and its relatives
        if isinstance(error, DocumentError):
            raise
        raise _no_workbook(str(error)) from None


def _sheet_rows(sheet) -> list[Row]:
    rows: list[Row] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), 1):
        if number > MOST_ROWS:
            raise DocumentError(
                f"More than {MOST_ROWS} rows", segment=sheet.title, cure="Send several documents."
            )
        if any(cell is not None for cell in cells):
            rows.append(Row(f"sheet {sheet.title}, row {number}", number, list(cells)))
    return rows


def _refuse_formulas(title: str, rows: list[Row], columns: dict[str, int]) -> None:
    for row in rows:
        for at in columns.values():
            value = row.cells[at] if at < len(row.cells) else None
            if isinstance(value, str) and value.startswith("=") or _is_array_formula(value):
                cell = f"{title}!{_column_letters(at)}{row.number}"
                raise _formula(str(value), segment=cell)


def _is_array_formula(value) -> bool:
    return type(value).__name__ in ("ArrayFormula", "DataTableFormula")


def _column_letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
