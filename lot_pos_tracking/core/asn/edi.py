"""Segments of EDIFACT and X12 documents, and the counts of their envelopes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pydifact.control import Characters
from pydifact.exceptions import EDISyntaxError
from pydifact.token import Token
from pydifact.tokenizer import Tokenizer

from ..errors import DocumentError

LONGEST = 3_000_000  # characters; a large notice has some 100,000
_TRUNCATED = "It may have been cut off: send it again."


@dataclass
class Segment:
    """``number`` counts from 1 over the whole document; elements are lists of components."""

    number: int
    tag: str = ""
    elements: list[list[str]] = field(default_factory=list)

    def get(self, element: int, component: int = 0) -> str:
        """An element after the tag, from 0; empty when it is not there."""
        try:
            return self.elements[element][component].strip()
        except IndexError:
            return ""

    @property
    def place(self) -> str:
        return f"segment {self.number} {self.tag}"

    def error(self, message: str, cure: str, code: str = "") -> DocumentError:
        return DocumentError(message, segment=f"{self.number} {self.tag}", cure=cure, code=code)


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise DocumentError(
            f"The document has {len(text)} characters",
            code="document_too_large",
            cure="Send several documents.",
        )


def edifact_segments(text: str) -> tuple[list[Segment], str]:
    """Segments without UNA, and the decimal sign. Line ends between and in segments are no data.

    :raises DocumentError: no segments, or the last one does not end
    """
    _check_length(text)
    text = text.strip("\ufeff \r\n\t")
    characters = Characters()
    if text.startswith("UNA"):
        advice, text = text[3:9], text[9:].lstrip()
        if len(set(advice) - {" "}) < len(advice.replace(" ", "")) or len(advice) < 6:
            raise DocumentError("UNA is broken", segment="1 UNA", cure=_TRUNCATED)
        characters = Characters.from_str(advice)
        if characters.escape_character == " ":  # no release character is used
            characters.escape_character = "\x00"
    segments = []
    current = Segment(1)
    parts: list[list[str]] = [[""]]
    try:
        for token in Tokenizer().get_tokens(text, characters):
            if token.type == Token.Type.DATA_SEPARATOR:
                parts.append([""])
            elif token.type == Token.Type.COMPONENT_SEPARATOR:
                parts[-1].append("")
            elif token.type == Token.Type.TERMINATOR:
                current.tag = parts[0][0].strip().upper()
                current.elements = parts[1:]
                segments.append(current)
                current, parts = Segment(current.number + 1), [[""]]
            else:
                parts[-1][-1] += token.value.replace("\r", "").replace("\n", "")
    except (EDISyntaxError, TypeError) as error:  # TypeError: an escape at the very end
        raise current.error(f"The segment does not end: {error}", _TRUNCATED) from None
    decimal = characters.decimal_point if characters.decimal_point in ",." else "."
    return segments, decimal


def x12_segments(text: str) -> list[Segment]:
    """Segments of an interchange; separators stand at fixed places of ISA.

    :raises DocumentError: ISA is no ISA, or the last segment does not end
    """
    _check_length(text)
    text = text.lstrip("\ufeff \r\n\t")
    if len(text) < 106 or not text.startswith("ISA"):
        raise DocumentError("ISA is broken", segment="1 ISA", cure=_TRUNCATED)
    separator, component, terminator = text[3], text[104], text[105]
    if text[:105].count(separator) != 16 or len({separator, component, terminator}) < 3:
        raise DocumentError("ISA is broken", segment="1 ISA", cure=_TRUNCATED)
    pieces = text.split(terminator)
    if pieces[-1].strip():
        last = Segment(len(pieces), pieces[-1].strip()[:3])
        raise last.error("The segment does not end", _TRUNCATED)
    segments = []
    for number, piece in enumerate(pieces[:-1], 1):
        tag, *elements = piece.strip("\r\n").split(separator)
        if number == 1:
            parts = [[element] for element in elements]
        else:
            parts = [element.split(component) for element in elements]
        segments.append(Segment(number, tag.strip().upper(), parts))
    return segments


def check_count(segment: Segment, element: int, expected: int, what: str) -> None:
    """:raises DocumentError: the segment counts otherwise"""
    if segment.get(element).lstrip("0") != str(expected).lstrip("0"):
        raise segment.error(
            f"{segment.tag} counts {segment.get(element)[:20]!r} {what}, there are {expected}",
            _TRUNCATED,
            "document_count",
        )


def check_reference(opening: Segment, at: int, closing: Segment, end: int) -> None:
    """:raises DocumentError: the two segments do not belong together"""
    if opening.get(at) != closing.get(end):
        raise closing.error(
            f"{closing.tag} closes {closing.get(end)[:20]!r}, {opening.tag} opened "
            f"{opening.get(at)[:20]!r}",
            _TRUNCATED,
            "document_count",
        )


def only(segments: Iterable[Segment], tag: str) -> Segment | None:
    """The one segment with a tag, None when there is none.

    :raises DocumentError: there are several
    """
    found = [segment for segment in segments if segment.tag == tag]
    if len(found) > 1:
        raise found[1].error(
            f"There is a second {tag}", "Send one shipment per document.", "document_several"
        )
    return found[0] if found else None


def needed(segments: list[Segment], tag: str) -> Segment:
    """The one segment with a tag.

    :raises DocumentError: there is none or several
    """
    found = only(segments, tag)
    if found is None:
        last = segments[-1] if segments else Segment(1)
        raise last.error(f"There is no {tag}", _TRUNCATED)
    return found
