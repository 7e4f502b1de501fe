"""What documents on paper have in common: a font that knows more than western letters."""

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from odoo.tools import file_path

FONT_FILE = "web/static/fonts/sign/NotoSans-Reg.ttf"
FONT = "LotSans"


def font() -> str:
    """The name of the font for reportlab; Helvetica where the Odoo build has moved the file."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        try:
            pdfmetrics.registerFont(TTFont(FONT, file_path(FONT_FILE)))
        except FileNotFoundError:
            return "Helvetica"
    return FONT
