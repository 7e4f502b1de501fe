"""Element strings ⇄ elements: the data of a barcode and the bracketed text under it."""

import re
from collections.abc import Iterable
from datetime import date

from ..errors import GS1Error
from .rules import pair_problems
from .table import IDENTIFIERS, PREDEFINED_LENGTHS, identifier_at
from .values import Element, Problem, read_element

GS = "\x1d"
# What keyboard wedges type where the code has FNC1. None of these can be part of a value; a
# shop may add its own scanner's habit ("#", "F8").
SEPARATORS = (GS, "{GS}", "{gs}", "[GS]", "␝", "↔")
BRACKETED = re.compile(r"\(\d{2,4}\)", re.ASCII)


def read_message(data: str, *, today: date) -> tuple[list[Element], list[str]]:
    """Elements and unread pieces of a message in which GS stands for FNC1 (GenSpecs 7.8.5)."""
    elements, unread = [], []
    rest = data
    while rest:
        if rest[0] == GS:  # at the start, or superfluous
            rest = rest[1:]
            continue
        piece = rest.partition(GS)[0]
        identifier = identifier_at(piece)
        piece = piece[: PREDEFINED_LENGTHS.get(piece[:2])]
        if identifier is None:
            unread.append(piece)
        else:
            value = piece[len(identifier.ai) :]
            elements.append(read_element(identifier.ai, value, today=today))
        rest = rest[len(piece) :]
    return elements, unread


def read_bracketed(
    text: str, *, today: date
) -> tuple[list[Element], list[str], tuple[Problem, ...]]:
    """The same for the text under a barcode, "(01)…(10)…"; ``\\(`` is a bracket in a value."""
    if not BRACKETED.match(text):
        return [], [], (Problem("bracket", value=text),)
    elements, unread = [], []
    for part in re.split(r"(?<!\\)\(", text)[1:]:
        ai, closed, value = part.partition(")")
        value = value.replace("\\(", "(")
        if not closed or not re.fullmatch(r"\d{2,4}", ai, re.ASCII):
            return elements, unread, (Problem("bracket", value=f"({part}"),)
        if ai in IDENTIFIERS:
            elements.append(read_element(ai, value, today=today))
        else:
            unread.append(f"({ai}){value}")
    return elements, unread, ()


def write_message(pairs: Iterable[tuple[str, str]], *, separator: str = GS) -> str:
    """The data of a barcode, without the leading FNC1: separators only where they are needed."""
    message, open_value = "", False
    for ai, value in pairs:
        message += (separator if open_value else "") + ai + value
        identifier = IDENTIFIERS.get(ai)
        open_value = identifier.separated if identifier else True
    return message


def write_bracketed(pairs: Iterable[tuple[str, str]]) -> str:
    """The text under a barcode; reads back with ``read_bracketed``."""
    return "".join(f"({ai}){value.replace('(', chr(92) + '(')}" for ai, value in pairs)


def check_printable(pairs: Iterable[tuple[str, str]], *, today: date) -> None:
    """Refuses a label that the standard forbids: a bad value or an illegal combination.

    :raises GS1Error: with ``code``, ``ai`` and ``value`` or ``others``
    """
    pairs = list(pairs)
    for ai, value in pairs:
        if ai not in IDENTIFIERS:
            raise GS1Error(f"({ai}) is not an identifier.", code="unlisted", ai=ai, value=value)
        if problem := read_element(ai, value, today=today).problem:
            raise GS1Error(f"({ai}){value}: {problem}", code=problem, ai=ai, value=value)
    for pair in pair_problems(pairs):
        others = " ".join(pair.others)
        raise GS1Error(
            f"({pair.ai}) {pair.code} {others}".strip(),
            code=pair.code,
            ai=pair.ai,
            others=pair.others,
        )
