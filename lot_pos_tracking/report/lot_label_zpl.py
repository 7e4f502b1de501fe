"""Labels in ZPL II, which the printer draws itself, error correction included."""

from ..core.gs1.messages import GS
from ..core.symbols import code128_words, code128_zpl
from .lot_label_layout import DOTS, SIZES, Label, Text
from .lot_label_pdf import items_of

#: Dots in a millimetre of the usual print heads, by dots an inch.
DENSITIES = {"203": 8, "300": 12, "600": 24}
#: No GS1 element contains the first of them; a plain number cannot contain all.
ESCAPES = "#" + "".join(chr(code) for code in range(33, 127) if chr(code) not in "#^~,\\")


def make_zpl(labels: list[tuple[Label, int]], size: str, density: str = "203") -> str:
    """UTF-8 text for the printer, each label with its number of copies."""
    scale = DENSITIES[density] / DOTS
    paper = SIZES[size]
    width, height = (round(side * DOTS * scale) for side in (paper.width, paper.height))
    pages = []
    for label, copies in labels:
        fields = [_field(item, scale) for item in items_of(label, size)]
        pages.append(
            "\n".join(
                ["^XA", "^CI28", f"^PW{width}", f"^LL{height}", "^LH0,0", *fields]
                + [f"^PQ{copies}", "^XZ"]
            )
        )
    return "\n".join(pages) + "\n"


def _field(item, scale: float) -> str:
    x, y = round(item.x * scale), round(item.y * scale)
    if isinstance(item, Text):
        height = round(item.height * scale)
        return f"^FO{x},{y}^A0N,{height},{round(height * 0.9)}{_data(item.text)}"
    symbol, module = item.symbol, max(1, int(item.module * scale))
    if symbol.carrier == "gs1_128":
        words = code128_zpl(code128_words(symbol.data, gs1=symbol.gs1))
        return f"^FO{x},{y}^BY{module}^BCN,{round(item.height * scale)},N,N,N,N{_data(words)}"
    if symbol.carrier == "qr":
        return f"^FO{x},{y}^BQN,2,{module}{_data('MA,' + symbol.data)}"
    # the sign before 1 makes it FNC1; one that the data do not have, so that none is doubled
    sign = next(char for char in ESCAPES if char not in symbol.data)
    data = (GS if symbol.gs1 else "") + symbol.data
    data = data.replace(GS, f"{sign}1")
    return f"^FO{x},{y}^BXN,{module},200,,,,{sign}{_data(data)}"


def _data(text: str) -> str:
    """A field with the characters that mean something to the printer in hexadecimal."""
    safe = "".join(f"\\{ord(char):02X}" if char in "^~\\" else char for char in text)
    return f"^FH\\^FD{safe}^FS"
