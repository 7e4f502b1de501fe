"""EPC URNs ⇄ GS1 keys (EPC Tag Data Standard 2.0, chapters 6 and 7; CBV 2.0, 8.2).

An URN writes a key with a dot after the company prefix, so writing one needs the length of
that prefix: given by the caller, else looked up in biip's copy of the GS1 prefix list.
"""

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote, unquote

from biip import ParseError
from biip.gs1_prefixes import GS1CompanyPrefix

from ..errors import GS1Error
from . import digital_link
from .checks import check_digit_of
from .table import IDENTIFIERS

_URN = re.compile(r"urn:epc:(id|idpat|class):([a-z]+):(\d{4,12})\.(.*)", re.ASCII)
_URN_SAFE = "!'()*+,-.:;=_"  # what a URN does not escape beside letters and digits


def _digits(text: str, length: int) -> str:
    if len(text) != length or not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    return text


def _trade_item(prefix: str, item: str) -> str:
    """GTIN-14: the indicator leads the item reference."""
    payload = _digits(item[:1] + prefix + item[1:], 13)
    return payload + check_digit_of(payload)


def _checked(length: int) -> Callable[[str, str], str]:
    """Prefix and reference of ``length`` digits together, then the check digit."""

    def key(prefix: str, reference: str) -> str:
        payload = _digits(prefix + reference, length)
        return payload + check_digit_of(payload)

    return key


def _sscc(prefix: str, serial: str) -> str:
    payload = _digits(serial[:1] + prefix + serial[1:], 17)
    return payload + check_digit_of(payload)


# {scheme: (AI of the key, function of prefix and reference, AI of what follows)}; the AI "+"
# means that what follows is the end of the key itself.
_SCHEMES = {
    "sgtin": ("01", _trade_item, "21"),
    "lgtin": ("01", _trade_item, "10"),
    "upui": ("01", _trade_item, "235"),
    "itip": ("8006", _trade_item, "21"),
    "sscc": ("00", _sscc, None),
    "sgln": ("414", _checked(12), "254"),
    "pgln": ("417", _checked(12), None),
    "grai": ("8003", lambda prefix, kind: "0" + _checked(12)(prefix, kind), "+"),
    "giai": ("8004", str.__add__, None),
    "gsrn": ("8018", _checked(17), None),
    "gsrnp": ("8017", _checked(17), None),
    "gdti": ("253", _checked(12), "+"),
    "sgcn": ("255", _checked(12), "+"),
    "cpi": ("8010", str.__add__, "8011"),
    "ginc": ("401", str.__add__, None),
    "gsin": ("402", _checked(16), None),
}


def urn_to_pairs(urn: str) -> list[tuple[str, str]]:
    """The (identifier, value) pairs of an EPC, a class or a pattern; ``*`` stands for no value.

    :raises GS1Error: not an EPC URN of a scheme we know
    """
    match = _URN.fullmatch(urn)
    if not match or match[2] not in _SCHEMES:
        raise GS1Error(f"{urn!r} is not an EPC URN.", code="epc_syntax", value=urn)
    key_ai, key_of, serial_ai = _SCHEMES[match[2]]
    parts = match[4].split(".", 3 if match[2] == "itip" else 1 if serial_ai else 0)
    try:
        key = key_of(match[3], unquote(parts[0]))
        if match[2] == "itip":
            key += _digits(parts[1], 2) + _digits(parts[2], 2)
        elif len(parts) != (2 if serial_ai else 1):
            raise ValueError(urn)
    except (ValueError, IndexError):
        raise GS1Error(f"{urn!r} is not an EPC URN.", code="epc_syntax", value=urn) from None
    serial = unquote(parts[-1]) if serial_ai else ""
    if serial == "*" or match[2] == "sgln" and serial == "0":
        serial = ""
    if serial_ai == "+":
        return [(key_ai, key + serial)]
    return [(key_ai, key)] + ([(serial_ai, serial)] if serial else [])


def company_prefix_length(digits: str) -> int | None:
    """How many of the leading digits of a key (without indicator) are the company's prefix."""
    try:
        prefix = GS1CompanyPrefix.extract(digits)
    except ParseError:
        return None
    return len(prefix.value) if prefix else None


def pairs_to_urn(pairs: Iterable[tuple[str, str]], *, prefix_length: int | None = None) -> str:
    """The URN of a serial, lot or class of a GTIN, an SSCC, a place or a party.

    :param prefix_length: of the company prefix, looked up when not given
    :raises GS1Error: no key that we can write, or a company prefix of unknown length
    """
    values = dict(pairs)
    if "01" in values:
        gtin = values["01"]
        prefix, item = _split(gtin[1:13], prefix_length, gtin)
        item = gtin[0] + item
        for ai, scheme in (("21", "id:sgtin"), ("235", "id:upui"), ("10", "class:lgtin")):
            if ai in values:
                return f"urn:epc:{scheme}:{prefix}.{item}.{quote(values[ai], safe=_URN_SAFE)}"
        return f"urn:epc:idpat:sgtin:{prefix}.{item}.*"
    if "00" in values:
        sscc = values["00"]
        prefix, serial = _split(sscc[1:17], prefix_length, sscc)
        return f"urn:epc:id:sscc:{prefix}.{sscc[0]}{serial}"
    if "414" in values:
        prefix, place = _split(values["414"][:12], prefix_length, values["414"])
        extension = quote(values.get("254", "0"), safe=_URN_SAFE)
        return f"urn:epc:id:sgln:{prefix}.{place}.{extension}"
    if "417" in values:
        prefix, party = _split(values["417"][:12], prefix_length, values["417"])
        return f"urn:epc:id:pgln:{prefix}.{party}"
    raise GS1Error("No key that can be written as an EPC.", code="epc_without_key")


def _split(digits: str, length: int | None, key: str) -> tuple[str, str]:
    length = length or company_prefix_length(digits)
    if not length:
        raise GS1Error(
            f"The length of the company prefix of {key} is not known.",
            code="epc_prefix_unknown",
            value=key,
        )
    return digits[:length], digits[length:]


def constrained_link(identifier: str) -> str | None:
    """The one canonical link for an identifier in EPCIS, None for what is not a GS1 key.

    A link or URN in any form becomes ``https://id.gs1.org/`` with the key and its finest
    qualifier: serial before lot, without variant and query (CBV 2.0, 8.2). Check digits are
    taken as they are.
    """
    try:
        pairs = urn_to_pairs(identifier)
    except GS1Error:
        pairs = _link_pairs(identifier)
    if not pairs:
        return None
    values = dict(pairs)
    finest = next((ai for ai in ("21", "235", "10", "254", "8011") if ai in values), None)
    return digital_link.build([pairs[0]] + ([(finest, values[finest])] if finest else []))


def _link_pairs(uri: str) -> list[tuple[str, str]]:
    match = digital_link.LINK.fullmatch(uri)
    problems: list = []
    pairs = digital_link.path_pairs(match[1], problems, True) if match else []
    pairs = [
        (ai, value.rjust(14, "0") if ai == "01" and len(value) in (8, 12, 13) else value)
        for ai, value in pairs
    ]
    if problems or not all(IDENTIFIERS[ai].matches(value) for ai, value in pairs):
        return []
    return pairs
