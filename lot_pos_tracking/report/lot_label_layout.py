"""Where everything stands on a label: computed once for PDF, ZPL and the screen.

Measures are dots of an eighth of a millimetre, the finest most label printers can place; y grows
downwards. Bars are as wide as the paper allows, never finer than scanners in a shop can read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..core.errors import GS1Error
from ..core.labels import Symbol
from ..core.symbols import QUIET_ZONE, bar_modules

DOTS = 8  # in a millimetre
MARGIN = 2 * DOTS
GAP = DOTS
#: Width of a bar's module, widest first: 0.495 mm and more is asked for on pallets, 0.250 mm the
#: least anywhere (GenSpecs 5.12.3); 0.5 and 0.25 mm are the next that a printer can place.
BARS = (4, 3, 2)
SQUARES = (6, 5, 4, 3)
#: Height of bars: what GenSpecs 5.12.3 asks for, and the least that is allowed where room is short.
PALLET_HEIGHT = (254, 102)
LOT_HEIGHT = (160, 64)
ELLIPSIS = "…"


@dataclass(frozen=True)
class Size:
    """A label in millimetres; ``per_row`` and ``per_column`` on a sheet, 0 for a roll."""

    width: int
    height: int
    per_row: int = 0
    per_column: int = 0


SIZES = {
    "57x32": Size(57, 32),
    "100x50": Size(100, 50),
    "70x37": Size(70, 37, 3, 8),
    "105x148": Size(105, 148),
    "148x210": Size(148, 210),
}


@dataclass(frozen=True)
class Label:
    """What is on one label. ``lines``: (caption, value), the caption may be empty.

    ``number``: the caption and value that stand out. ``build(room)`` gives the symbols for a
    width in modules, None where they are not linear.
    """

    title: str
    number: tuple[str, str]
    lines: tuple[tuple[str, str], ...]
    build: Callable[[int | None], Sequence[Symbol]]
    carrier: str
    pallet: bool = False


@dataclass(frozen=True)
class Text:
    """``height`` of the font; ``y`` is the top of the line."""

    x: int
    y: int
    height: int
    text: str
    bold: bool = False


@dataclass(frozen=True)
class Placed:
    """A symbol; ``height`` of its bars, or of the square."""

    x: int
    y: int
    module: int
    height: int
    symbol: Symbol


class LabelTooSmall(Exception):
    """The label has no room for its symbols or its text."""


#: Gives the width of a text in dots: (text, height in dots, bold) → width
Measure = Callable[[str, int, bool], float]


def lay_out(label: Label, size: Size, measure: Measure, side_of: Callable[[Symbol], int]) -> list:
    """``Text`` and ``Placed`` items of the label.

    :param side_of: modules a side of a two-dimensional symbol
    :raises LabelTooSmall: choose a larger label or another symbol
    """
    width, height = size.width * DOTS, size.height * DOTS
    if label.carrier == "gs1_128":
        return _with_bars(label, width, height, measure)
    found = list(label.build(None))
    if not found:
        return _text_only(label, width, height, measure)
    return _with_square(label, found[0], width, height, measure, side_of(found[0]))


def _with_square(label, symbol, width, height, measure, side) -> list:
    """The square at the right, the facts at its left, the text of the symbol at the bottom."""
    note = 18 if height > 300 else 14
    inner = width - 2 * MARGIN
    readable = _wrap_elements(symbol.text, note, inner, measure)
    floor = height - MARGIN - len(readable) * (note + 2)
    quiet = 4 if symbol.carrier == "qr" else 1
    room = min(floor - MARGIN, int(width * 0.45))
    module = next((one for one in SQUARES if (side + 2 * quiet) * one <= room), None)
    if module is None:
        raise LabelTooSmall
    square = side * module
    x = width - MARGIN - square - (quiet - 1) * module
    facts = _facts(label, MARGIN, x - quiet * module - GAP - MARGIN, floor, measure)
    if not facts:
        raise LabelTooSmall
    items = [Placed(x, MARGIN + (quiet - 1) * module, module, square, symbol), *facts]
    items += _lines(readable, MARGIN, floor + 2, note)
    return items


def _with_bars(label, width, height, measure) -> list:
    """The facts above, the bars below each other, the symbol that matters most at the bottom."""
    room = width - 2 * GAP
    for module in BARS:
        try:
            found = list(label.build(room // module))
        except GS1Error as error:
            if error.code != "too_wide":
                raise
            continue
        if not found:
            return _text_only(label, width, height, measure)
        if len(found) == 1 or label.pallet or module == BARS[-1]:
            return _stack(label, found, room, width, height, measure)
    raise LabelTooSmall


def _stack(label, found, room, width, height, measure) -> list:
    """Each symbol with the widest bars that fit, so that the SSCC is never finer than 0.495 mm."""
    note = 24 if label.pallet else 18 if height > 300 else 15
    most, least = PALLET_HEIGHT if label.pallet else LOT_HEIGHT
    per_symbol = note + 2 * GAP
    inner = width - 2 * MARGIN
    bars = most
    items = []
    while bars >= least and not items:
        floor = height - MARGIN - len(found) * (bars + per_symbol)
        items = _facts(label, MARGIN, inner, floor, measure, keep_all=bars > least)
        bars -= 0 if items else max(1, (bars - least) // 4 or 1)
    if not items:
        raise LabelTooSmall
    y = floor + GAP
    for symbol in found:
        modules = bar_modules(symbol.data, gs1=symbol.gs1)
        module = next(one for one in BARS if modules * one <= room)
        x = (width - modules * module) // 2 + QUIET_ZONE * module
        items.append(Placed(x, y, module, bars, symbol))
        y += bars + 3
        type_height = _fitting(symbol.text, note, inner, measure)
        centre = (width - measure(symbol.text, type_height, False)) / 2
        items.append(Text(max(GAP, int(centre)), y, type_height, symbol.text))
        y += note + 2 * GAP - 3
    return items


def _text_only(label, width, height, measure) -> list:
    items = _facts(label, MARGIN, width - 2 * MARGIN, height - MARGIN, measure)
    if not items:
        raise LabelTooSmall
    return items


# -- text ------------------------------------------------------------------------------------------


def _facts(label: Label, x: int, width: int, floor: int, measure: Measure, keep_all=False) -> list:
    """Title, number and lines from the top, in the largest type that fits; empty if none does.

    A long title ends in an ellipsis before the type gets too small to read, then lines are left
    out from the last one on; the number is never cut.

    :param keep_all: rather nothing than leave out lines
    """
    largest = max(26, min(52, floor // 7))
    fewer = () if keep_all else (label.lines[: max(2, len(label.lines) // 2)], ())
    for lines, whole_title, smallest in (
        (label.lines, True, 24),
        (label.lines, False, 20),
        *((some, False, 16) for some in fewer),
    ):
        for type_height in range(largest, smallest - 1, -2):
            items, bottom = _try_facts(label, lines, x, width, type_height, whole_title, measure)
            if items and bottom <= floor:
                return items
    return []


def _try_facts(label, lines, x, width, type_height, whole_title, measure):
    """(items, bottom); items are empty where the number, or the whole title, is too wide."""
    items, y = [], MARGIN
    title = wrap(label.title, type_height, width, 3, True, measure)
    if whole_title and title and title[-1].endswith(ELLIPSIS):
        return [], 0
    for line in title:
        items.append(Text(x, y, type_height, line, True))
        y += type_height + 2
    small = max(14, int(type_height * 0.8))
    caption, number = label.number
    text = f"{caption} {number}".strip()
    big = _fitting(text, int(type_height * 1.3), width, measure, smallest=small, bold=True)
    if measure(text, big, True) <= width:
        items.append(Text(x, y + 2, big, text, True))
        y += big + 6
    else:
        big = _fitting(number, small, width, measure, smallest=12, bold=True)
        if measure(number, big, True) > width:
            return [], 0
        items += [Text(x, y + 2, small, caption), Text(x, y + small + 4, big, number, True)]
        y += small + big + 8
    for caption, value in lines:
        for line in wrap(f"{caption} {value}".strip(), small, width, 2, False, measure):
            items.append(Text(x, y, small, line))
            y += small + 3
    return items, y


def _fitting(text, height, width, measure, *, smallest=11, bold=False) -> int:
    """The largest type up to ``height`` in which the text fits, ``smallest`` if none does."""
    return next(
        (one for one in range(height, smallest, -1) if measure(text, one, bold) <= width), smallest
    )


def wrap(text, height, width, most, bold, measure) -> list[str]:
    """The text in at most ``most`` lines; what does not fit ends in an ellipsis."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if measure(longer, height, bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while measure(line, height, bold) > width and len(line) > 1:
            cut = len(line) - 1
            while cut > 1 and measure(line[:cut], height, bold) > width:
                cut -= 1
            lines.append(line[:cut])
            line = line[cut:]
    lines.append(line)
    if len(lines) > most:
        last = lines[most - 1]
        while last and measure(last + ELLIPSIS, height, bold) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + ELLIPSIS]
    return [line for line in lines if line]


def _wrap_elements(text: str, height: int, width: int, measure: Measure) -> list[str]:
    """The text of a symbol, broken between its elements only (GenSpecs 4.14)."""
    lines, line = [], ""
    for part in text.replace("(", "\n(").split("\n"):
        if line and measure(line + part, height, False) > width:
            lines.append(line)
            line = ""
        line += part
    return [line for line in (*lines, line) if line]


def _lines(texts: Sequence[str], x: int, y: int, height: int) -> list[Text]:
    return [Text(x, y + at * (height + 2), height, text) for at, text in enumerate(texts)]
