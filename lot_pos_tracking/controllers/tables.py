"""A table of a report as a document: PDF by reportlab, XLSX by xlsxwriter."""

import io
from xml.sax.saxutils import escape

import xlsxwriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from .. import paper

NUMBERS = {"money", "quantity", "percent"}
LINE = colors.HexColor("#8a8f98")
HEAD = colors.HexColor("#e9ecef")


def as_pdf(table) -> bytes:
    """Landscape A4, the head on every page, numbers to the right.

    :param table: as ``lot.cost.table`` builds it; ``table["text"]`` writes a cell
    """
    styles = {"fontName": paper.font()}
    title = ParagraphStyle("title", fontSize=16, leading=22, alignment=1, **styles)
    body_text = ParagraphStyle("body", fontSize=9.5, leading=12, **styles)
    small = ParagraphStyle("small", fontSize=7.5, leading=9, **styles)
    right = small.clone("right", alignment=2)
    kinds = [kind for _label, kind in table["columns"]]

    def cells(row):
        return [
            Paragraph(escape(table["text"](value, kind)), right if kind in NUMBERS else small)
            for value, kind in zip(row, kinds, strict=True)
        ]

    labels = [label for label, _kind in table["columns"]]
    heads = [
        Paragraph(escape(str(label)), right if kind in NUMBERS else small)
        for label, kind in zip(labels, kinds, strict=True)
    ]
    body = [heads, *(cells(row) for row in table["rows"])]
    rules = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, LINE),
        ("BACKGROUND", (0, 0), (-1, 0), HEAD),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    if table["totals"]:
        body.append(cells(table["totals"]))
        rules.append(("LINEABOVE", (0, -1), (-1, -1), 1, colors.black))
    subtitle = f"{table['subtitle']} ({table['currency']})"
    story = [
        Paragraph(escape(table["title"]), title),
        Paragraph(escape(subtitle), body_text),
        Spacer(1, 4 * mm),
        LongTable(body, repeatRows=1, style=TableStyle(rules)),
        Spacer(1, 4 * mm),
        *(Paragraph(escape(note), small) for note in table["notes"]),
    ]
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=landscape(A4),
        title=table["title"],
        leftMargin=12 * mm,
        rightMargin=12 * mm,
        topMargin=12 * mm,
        bottomMargin=14 * mm,
    )
    document.build(story, onFirstPage=_page_number, onLaterPages=_page_number)
    return stream.getvalue()


def _page_number(canvas, document):
    canvas.setFont(paper.font(), 7)
    width, _height = document.pagesize
    canvas.drawRightString(width - 12 * mm, 8 * mm, str(canvas.getPageNumber()))


def as_xlsx(table) -> bytes:
    """One sheet with numbers as numbers, a filter on the head and the notes below.

    Text stays text: a lot named like a formula is not computed.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#e9ecef", "bottom": 1, "text_wrap": True})
    places = "0" * table["digits"]
    patterns = {
        "money": f"#,##0.{places}" if places else "#,##0",
        "quantity": "#,##0.###",
        "percent": "0.0",
    }
    formats = {kind: book.add_format({"num_format": code}) for kind, code in patterns.items()}
    bolds = {
        kind: book.add_format({"num_format": code, "bold": True, "top": 1})
        for kind, code in patterns.items()
    }
    bolds["text"] = book.add_format({"bold": True, "top": 1})
    sheet.write_string(0, 0, table["title"], title)
    sheet.write_string(1, 0, f"{table['subtitle']} ({table['currency']})")
    kinds = [kind for _label, kind in table["columns"]]
    for column, (label, kind) in enumerate(table["columns"]):
        sheet.write_string(3, column, str(label), head)
        sheet.set_column(column, column, 14 if kind in NUMBERS else 28)
    last = 3
    for last, row in enumerate([*table["rows"], *filter(None, [table["totals"]])], 4):
        is_total = bool(table["totals"]) and last == 4 + len(table["rows"])
        for column, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            style = (bolds if is_total else formats).get(kind)
            if kind in NUMBERS and isinstance(value, int | float):
                sheet.write_number(last, column, value, style)
            else:
                sheet.write_string(last, column, str(value or ""), style)
    if table["rows"]:
        sheet.autofilter(3, 0, 3 + len(table["rows"]), len(kinds) - 1)
    sheet.freeze_panes(4, 0)
    for offset, note in enumerate(table["notes"], 2):
        sheet.write_string(last + offset, 0, note)
    book.close()
    return stream.getvalue()
