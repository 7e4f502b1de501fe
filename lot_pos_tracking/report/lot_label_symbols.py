"""The modules of symbols, by ReportLab: it knows patterns, error correction and placement.

ReportLab's own encoders are not used for GS1 symbols: that of Code 128 loses a digit where an odd
number of digits follows FNC1 (4.5), that of Data Matrix knows one size and no FNC1.
"""

from functools import lru_cache

from reportlab.graphics.barcode import qr
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix

from ..core.labels import Symbol
from ..core.symbols import DATA_MATRIX_SIZES, STOP, code128_words, data_matrix_words


class _Words128(Code128):
    """Draws the words it is given."""

    def __init__(self, words):
        self.words = words
        super().__init__("", quiet=0)

    def encode(self):
        self.encoded = [*self.words, STOP]
        return self.encoded


class _WordsMatrix(ECC200DataMatrix):
    """A square of any size with one block of error correction."""

    def __init__(self, side, words):
        super().__init__("")
        self.row_modules = self.col_modules = side
        self.row_regions = self.col_regions = 1 if side < 32 else 2
        self.cw_data, self.cw_ecc = DATA_MATRIX_SIZES[side]
        self.row_usable_modules = self.col_usable_modules = side - 2 * self.row_regions
        self.words = words

    def _encode_c40(self, _value):
        return list(self.words)

    def _create_matrix(self, data):
        """Where the words do not reach the last corner, it has a pattern (ISO/IEC 16022, F.3)."""
        rows = super()._create_matrix(data)
        if self.row_usable_modules % 4:
            rows[-1][-1] = rows[-2][-2] = 1
            rows[-1][-2] = rows[-2][-1] = 0
        return rows


def bars(symbol: Symbol) -> list[tuple[int, int]]:
    """(place, width) of each bar in modules, from the left edge of the first."""
    code = _Words128(code128_words(symbol.data, gs1=symbol.gs1))
    code.validate()
    code.encode()
    found, at = [], 0
    for letter in code.decompose():  # small letters are spaces, capitals bars: a is 1, b is 2
        width = ord(letter.lower()) - ord("a") + 1
        if letter.isupper():
            found.append((at, width))
        at += width
    return found


@lru_cache(maxsize=256)
def square(symbol: Symbol) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules from the top, without a quiet zone."""
    if symbol.carrier == "qr":
        widget = qr.QrCodeWidget(symbol.data, barLevel="M")
        widget.qr.make()
        return tuple(tuple(map(bool, row)) for row in widget.qr.modules)
    matrix = _WordsMatrix(*data_matrix_words(symbol.data, gs1=symbol.gs1))
    matrix.validate()
    return tuple(tuple(map(bool, row)) for row in reversed(matrix.encode()))


def rectangles(symbol: Symbol, height: int):
    """(x, y, width, height) in modules, y downwards; ``height`` for bars only."""
    if symbol.carrier == "gs1_128":
        return [(at, 0, width, height) for at, width in bars(symbol)]
    found = []
    for y, row in enumerate(square(symbol)):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                found.append((start, y, x - start, 1))
            x += 1
    return found
