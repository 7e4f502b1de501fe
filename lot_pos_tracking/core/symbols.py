"""Messages as the code words of a symbol: which ones, not how they are drawn.

Code 128 (ISO/IEC 15417) and Data Matrix (ISO/IEC 16022) with FNC1, which makes them GS1 symbols.
Drawing, error correction and placement of modules are the business of the printer or of a library.
"""

from functools import lru_cache

from .errors import GS1Error
from .gs1.messages import GS

CARRIERS = ("datamatrix", "gs1_128", "qr")
#: Modules of white that a scanner needs left and right of bars (GenSpecs 5.4.4.4).
QUIET_ZONE = 10

START_B, START_C, STOP = 104, 105, 106
TO_C, TO_B, FNC1 = 99, 100, 102
# Modules a side → data and check code words of square symbols of one block (GenSpecs 5.6.3.2).
DATA_MATRIX_SIZES = {
    **{10: (3, 5), 12: (5, 7), 14: (8, 10), 16: (12, 12), 18: (18, 14), 20: (22, 18)},
    **{22: (30, 20), 24: (36, 24), 26: (44, 28), 32: (62, 36), 36: (86, 42)},
    **{40: (114, 48), 44: (144, 56)},
}
_MATRIX_FNC1, _PAD = 232, 129


@lru_cache(maxsize=512)
def code128_words(data: str, *, gs1: bool) -> tuple[int, ...]:
    """The shortest words of a linear symbol, from the start to the check character.

    ``GS`` in the data stands for FNC1. Sets B and C are used, so control characters cannot be
    written: a lot number has none.

    :raises GS1Error: a character that sets B and C do not have
    """
    if wrong := [char for char in data if char != GS and not " " <= char <= "~"]:
        raise GS1Error(f"Code 128 cannot carry {wrong[0]!r}.", code="character", value=wrong[0])
    text = (GS if gs1 else "") + data
    # best[code set] = words so far that end in this set, cheapest first step to last
    best: dict[int, dict[str, tuple[int, ...]]] = {0: {"B": (START_B,), "C": (START_C,)}}
    for at in range(len(text)):
        here = best.pop(at, {})
        for code_set, words in here.items():
            for length, word, wanted in _steps(text, at, code_set):
                switch = () if wanted == code_set else (TO_B if wanted == "B" else TO_C,)
                longer = (*words, *switch, word)
                there = best.setdefault(at + length, {})
                if wanted not in there or len(longer) < len(there[wanted]):
                    there[wanted] = longer
    words = min(best[len(text)].values(), key=len)
    check = (words[0] + sum(at * word for at, word in enumerate(words))) % 103
    return (*words, check)


def _steps(text: str, at: int, code_set: str) -> list[tuple[int, int, str]]:
    """(characters read, word, code set of the word) that may come next."""
    if text[at] == GS:
        return [(1, FNC1, code_set)]
    steps = [(1, ord(text[at]) - 32, "B")]
    if text[at : at + 2].isdecimal() and len(text) > at + 1:
        steps.append((2, int(text[at : at + 2]), "C"))
    return steps


def bar_modules(data: str, *, gs1: bool) -> int:
    """How wide the symbol is, in modules, with both quiet zones; the stop character has 13."""
    return 11 * len(code128_words(data, gs1=gs1)) + 13 + 2 * QUIET_ZONE


def code128_zpl(words: tuple[int, ...]) -> str:
    """The same words as a ZPL printer reads them after ``^BC`` in mode N, which adds the check."""
    start, *others = words[:-1]
    in_c = start == START_C
    text = ">;" if in_c else ">:"
    for word in others:
        if word == FNC1:
            text += ">8"
        elif in_c and word == TO_B:
            text, in_c = text + ">6", False
        elif not in_c and word == TO_C:
            text, in_c = text + ">5", True
        elif in_c:
            text += f"{word:02d}"
        else:
            text += ">0" if word == ord(">") - 32 else chr(word + 32)
    return text


def data_matrix_words(data: str, *, gs1: bool) -> tuple[int, tuple[int, ...]]:
    """Modules a side and data words, padded, of the smallest square symbol.

    ASCII encodation: two digits in one word. What a lot's label carries is mostly digits, other
    encodations would seldom give a smaller symbol.

    :raises GS1Error: too long, or a character outside ASCII
    """
    if not data.isascii():
        raise GS1Error(f"{data!r} is not ASCII.", code="character", value=data)
    words = [_MATRIX_FNC1] if gs1 else []
    at = 0
    while at < len(data):
        pair = data[at : at + 2]
        if len(pair) == 2 and pair.isdecimal():
            words.append(130 + int(pair))
            at += 2
        else:
            words.append(_MATRIX_FNC1 if pair[0] == GS and gs1 else ord(pair[0]) + 1)
            at += 1
    side = next((side for side, (room, _) in DATA_MATRIX_SIZES.items() if room >= len(words)), None)
    if side is None:
        raise GS1Error("Too long for a Data Matrix.", code="too_long", value=data)
    room = DATA_MATRIX_SIZES[side][0]
    if len(words) < room:
        words.append(_PAD)
    while len(words) < room:  # pads are scrambled by their place (ISO/IEC 16022, annex B.1.1)
        padded = _PAD + 149 * (len(words) + 1) % 253 + 1
        words.append(padded if padded <= 254 else padded - 254)
    return side, tuple(words)
