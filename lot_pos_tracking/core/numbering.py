"""The mask language of lot numbers: ``{vendor}{date:%y%j}-{seq:4}``.

A number must be readable from a barcode: at most 20 characters of GS1's character set 82
(GS1 GenSpecs 3.4.1, AI 10). What is generated uses no letters that look like digits.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from stdnum.iso7064 import mod_37_36

from .errors import NumberingError
from .gs1.checks import CSET82

MAX_LENGTH = 20
CSET_82 = frozenset(CSET82)
WORDS = frozenset({"vendor", "vendor_lot", "po", "asn", "gtin", "sku", "wh"})
DAYS = frozenset({"date", "prod", "exp"})
DIRECTIVES = frozenset("yYmdjVUWGu")
#: Digits and capitals without I and O, which look like 1 and 0.
CHECK_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LOOK_ALIKES = str.maketrans("IO", "10")

_PIECE = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
_SPEC = re.compile(r"([a-z_]+)(?::(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """Literal text (``token`` empty) or a token with what stands after its colon."""

    text: str
    token: str = ""
    form: str = ""


@dataclass(frozen=True)
class Mask:
    """A mask that has been read; ``render`` turns facts and a counter into a number."""

    source: str
    pieces: tuple[Piece, ...]

    @property
    def tokens(self) -> frozenset[str]:
        return frozenset(piece.token for piece in self.pieces if piece.token)

    def render(self, facts: Mapping[str, str | date | None], *, seq: int) -> str:
        """The number for these facts.

        :param facts: texts for ``vendor vendor_lot po asn gtin sku wh``, days for ``date prod exp``
        :param seq: the counter, used by ``{seq}``
        :raises NumberingError: a fact is missing, or the number could not be printed as AI (10)
        """
        parts = []
        for piece in self.pieces:
            if piece.token == "check":
                parts.append(check_character("".join(parts)))
            elif piece.token == "seq":
                parts.append(str(seq).zfill(int(piece.form or 1)))
            elif piece.token in DAYS:
                parts.append(self._day(piece, facts.get(piece.token)))
            elif piece.token:
                parts.append(self._word(piece, facts.get(piece.token)))
            else:
                parts.append(piece.text)
        return validated("".join(parts), mask=self.source)

    def _day(self, piece: Piece, value) -> str:
        if isinstance(value, datetime):
            value = value.date()
        if not isinstance(value, date):
            raise self._missing(piece)
        return value.strftime(piece.form)

    def _word(self, piece: Piece, value) -> str:
        text = re.sub(r"\s+", "", str(value or ""))
        if not text:
            raise self._missing(piece)
        return text[-int(piece.form) :] if piece.form else text

    def _missing(self, piece: Piece) -> NumberingError:
        return NumberingError(
            mask=self.source,
            token=piece.text,
            cure="nothing is known for it; enter it on the document or leave it out of the mask",
        )


def validated(number: str, *, mask: str = "") -> str:
    """The number, if a GS1 barcode can carry it as AI (10).

    :raises NumberingError: empty, longer than 20, or with a character outside set 82
    """
    if not number:
        raise NumberingError(mask=mask, token=number, cure="the number is empty")
    if len(number) > MAX_LENGTH:
        cure = (
            f"the number has {len(number)} characters, {MAX_LENGTH} are possible; shorten the mask"
        )
        raise NumberingError(mask=mask, token=number, cure=cure)
    if wrong := sorted(set(number) - CSET_82):
        cure = f"a barcode cannot carry {' '.join(map(repr, wrong))} in a lot number"
        raise NumberingError(mask=mask, token=number, cure=cure)
    return number


@lru_cache(maxsize=256)
def parse_mask(mask: str) -> Mask:
    """Read a mask.

    :raises NumberingError: an unknown token, a form it cannot have, a brace without its partner
    """
    if not (mask or "").strip():
        raise NumberingError(mask=mask, token="", cure="the mask is empty")
    pieces = []
    for match in _PIECE.finditer(mask):
        inside, literal, brace = match.groups()
        if brace:
            raise NumberingError(mask=mask, token=brace, cure="this brace has no partner")
        if literal is not None:
            if wrong := sorted(set(literal) - CSET_82):
                cure = f"a barcode cannot carry {' '.join(map(repr, wrong))} in a lot number"
                raise NumberingError(mask=mask, token=literal, cure=cure)
            pieces.append(Piece(literal))
        else:
            pieces.append(_token(mask, inside))
    if not any(piece.token and piece.token != "check" for piece in pieces):
        cure = "every lot would get the same number; add {seq:5} or a fact of the receipt"
        raise NumberingError(mask=mask, token="", cure=cure)
    return Mask(mask, tuple(pieces))


def _token(mask: str, inside: str) -> Piece:
    shown = f"{{{inside}}}"
    match = _SPEC.fullmatch(inside)
    name, form = match.groups() if match else (inside, None)
    form = form or ""
    if name not in WORDS | DAYS | {"seq", "check"}:
        known = " ".join(sorted(WORDS | DAYS | {"seq", "check"}))
        raise NumberingError(mask=mask, token=shown, cure=f"unknown token; use one of: {known}")
    if name in DAYS:
        directives = re.findall(r"%(.)", form)
        if not directives or set(directives) - DIRECTIVES:
            cure = "say how the day is written, for example {" + name + ":%y%m%d}"
            raise NumberingError(mask=mask, token=shown, cure=cure)
    elif name == "check":
        if form:
            raise NumberingError(mask=mask, token=shown, cure="{check} takes nothing after it")
    elif form and not (form.isdigit() and 1 <= int(form) <= MAX_LENGTH):
        cure = f"after the colon stands a number of characters, 1 to {MAX_LENGTH}"
        raise NumberingError(mask=mask, token=shown, cure=cure)
    return Piece(shown, name, form)


def check_character(number: str) -> str:
    """The check character of what stands before it (ISO 7064 hybrid system, 34 characters).

    Capitals and small letters count alike, punctuation does not count.
    """
    counted = number.upper().translate(LOOK_ALIKES)
    counted = "".join(c for c in counted if c in CHECK_ALPHABET)
    return mod_37_36.calc_check_digit(counted, alphabet=CHECK_ALPHABET)


def has_valid_check(number: str) -> bool:
    """Whether the last character is the check character of the others."""
    return len(number) > 1 and check_character(number[:-1]) == number[-1].upper()
