"""Bytes of a document → text, with the encodings that suppliers really use."""

import codecs

from ..errors import DocumentError

LARGEST = 50 * 1024 * 1024  # bytes
LARGEST_TREE = 16 * 1024 * 1024  # bytes of XML or JSON, which take thirty times that in memory
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def check_size(content: bytes, most: int = LARGEST) -> None:
    """:raises DocumentError: larger than any shipment notice"""
    if len(content) > most:
        raise DocumentError(
            f"The document has {len(content) // 1024 // 1024} MB",
            code="document_too_large",
            cure=f"Send at most {most // 1024 // 1024} MB, several documents if need be.",
        )


def decode_text(content: bytes) -> str:
    """The text of a document: by its byte order mark, else UTF-8, UTF-16 or Windows-1252.

    :raises DocumentError: no text in any of these
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode(content, encoding)
    if b"\x00" in content[:1000]:
        zeros_at_even = content[:1000:2].count(0)
        zeros_at_odd = content[1:1000:2].count(0)
        return _decode(content, "utf-16-be" if zeros_at_even > zeros_at_odd else "utf-16-le")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(content, "cp1252")


def _decode(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DocumentError(
            f"Byte {error.start} is no text in {encoding}",
            code="document_encoding",
            line=line,
            cure="Save the document as UTF-8.",
        ) from None
    if "\x00" in text:
        raise DocumentError(
            "The document is not a text",
            code="document_encoding",
            line=text.count("\n", 0, text.index("\x00")) + 1,
            cure="Save the document as UTF-8.",
        )
    return text
