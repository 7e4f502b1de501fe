"""Labels as PDF: a page for each on a roll, or sheets of many."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from odoo.tools import file_path

from .lot_label_layout import DOTS, SIZES, Label, Text, lay_out
from .lot_label_symbols import rectangles, square

POINTS = 72 / 25.4 / DOTS  # of a dot
FONTS = {
    False: ("LotLabel", "web/static/fonts/google/Roboto/Roboto-Regular.ttf"),
    True: ("LotLabelBold", "web/static/fonts/google/Roboto/Roboto-Bold.ttf"),
}


def font(bold: bool) -> str:
    """Latin, Greek, Cyrillic and Vietnamese letters, embedded in the file."""
    name, path = FONTS[bold]
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, file_path(path)))
    return name


def measure(text: str, height: int, bold: bool) -> float:
    return pdfmetrics.stringWidth(text, font(bold), height)


def items_of(label: Label, size: str) -> list:
    return lay_out(label, SIZES[size], measure, lambda symbol: len(square(symbol)))


def make_pdf(labels: list[tuple[Label, int]], size: str, title: str) -> bytes:
    """The labels, each as often as its number says."""
    paper = SIZES[size]
    width, height = (side * DOTS * POINTS for side in (paper.width, paper.height))
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4 if paper.per_row else (width, height))
    canvas.setTitle(title)
    place = 0
    per_page = (paper.per_row * paper.per_column) or 1
    for label, copies in labels:
        items = items_of(label, size)
        for _copy in range(copies):
            if place and place % per_page == 0:
                canvas.showPage()
            canvas.saveState()
            if paper.per_row:
                row, column = divmod(place % per_page, paper.per_row)
                canvas.translate(column * width, A4[1] - (row + 1) * height)
            _draw(canvas, items, height)
            canvas.restoreState()
            place += 1
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw(canvas: Canvas, items: list, height: float) -> None:
    for item in items:
        if isinstance(item, Text):
            size = item.height * POINTS
            canvas.setFont(font(item.bold), size)
            canvas.drawString(item.x * POINTS, height - item.y * POINTS - size * 0.92, item.text)
            continue
        module = item.module * POINTS
        path = canvas.beginPath()
        for x, y, wide, high in rectangles(item.symbol, 1):
            tall = item.height * POINTS if item.symbol.carrier == "gs1_128" else high * module
            top = height - item.y * POINTS - y * module
            path.rect(item.x * POINTS + x * module, top - tall, wide * module, tall)
        canvas.drawPath(path, stroke=0, fill=1)
