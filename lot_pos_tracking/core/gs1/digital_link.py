"""GS1 Digital Link URI ⇄ elements (GS1 Digital Link Standard: URI Syntax).

``https://shop.example/01/{gtin}/10/{lot}?17=261231``: one key with its qualifiers, in a fixed
order, in the path; everything else in the query. Compressed URIs are not read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from urllib.parse import quote, unquote, unquote_plus

from ..errors import GS1Error
from .table import IDENTIFIERS, identifier_at
from .values import Element, Problem, mark_repeats, read_element

# {key: chains of qualifiers in their order; a path takes from one chain only}
QUALIFIERS: dict[str, tuple[tuple[str, ...], ...]] = {
    **{key: () for key in ("00", "253", "255", "401", "402", "8003", "8013")},
    "01": (("22", "10", "21"), ("235",)),
    "414": (("254",), ("7040",)),
    "417": (("7040",),),
    "8004": (("7040",),),
    "8006": (("22", "10", "21"),),
    "8010": (("8011",),),
    "8017": (("8019",),),
    "8018": (("8019",),),
}
# Identifiers that may not stand in the query of a link.
PATH_ONLY = frozenset(
    ["03", "21", "22", "235", "254", "7040", "7041", "8011", "8014", "8019", "8020"]
    + ["8040", "8041", "8042", "8043", "8200"]
)
# Words for identifiers, obsolete since 2022: read, never written.
ALIASES = {
    **{"gtin": "01", "cpv": "22", "lot": "10", "ser": "21", "sscc": "00", "itip": "8006"},
    **{"gln": "414", "glnx": "254", "party": "417", "cpid": "8010", "cpsn": "8011"},
    **{"gsrn": "8018", "gsrnp": "8017", "srin": "8019", "gcn": "255", "gdti": "253"},
    **{"ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004", "gmn": "8013"},
}
CANONICAL_STEM = "https://id.gs1.org"
LINK = re.compile(r"(?:https?|HTTPS?)://[A-Za-z0-9.\-:\[\]]+(/[^?#]*)(?:\?([^#]*))?(?:#.*)?")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\U0010ffff<>{}\\^`|\"]")


@dataclass(frozen=True)
class Link:
    """Elements in the order of the URI; ``key`` is the identifier that leads the path.

    ``problems`` about the link as a whole (``link_…``); those of a value are in its element.
    """

    key: str | None
    elements: tuple[Element, ...]
    problems: tuple[Problem, ...]


def is_link(text: str) -> bool:
    """Whether text claims to be a web address; a scheme in mixed case is plain text."""
    return text.startswith(("http://", "https://", "HTTP://", "HTTPS://"))


def parse(uri: str, *, today: date, aliases: bool = False, short_gtin: bool = False) -> Link:
    """What a Digital Link says, as far as it can be read.

    A lot in the query, an alias for an identifier and a GTIN of less than 14 digits are met in
    practice: they are read and listed as problems, the latter two unless permitted.
    """
    match = LINK.fullmatch(uri)
    if not match or _FORBIDDEN.search(uri):
        return Link(None, (), (Problem("link_syntax", value=uri),))
    problems: list[Problem] = []
    path = path_pairs(match[1], problems, aliases)
    if not path:
        return Link(None, (), (Problem("link_without_key", value=uri),))
    pairs = path + _query_pairs(match[2] or "", path, problems)
    elements = []
    for ai, value in pairs:
        if ai == "01" and len(value) in (8, 12, 13):
            if not short_gtin:
                problems.append(Problem("link_short_gtin", ai, value))
            value = value.rjust(14, "0")
        elements.append(read_element(ai, value, today=today))
    return Link(path[0][0], tuple(mark_repeats(elements)), tuple(problems))


def path_pairs(path: str, problems: list[Problem], aliases: bool) -> list[tuple[str, str]]:
    """(identifier, value) from the rightmost key on; empty when there is none."""
    parts = path.split("/")
    for start in range(len(parts) - 2, 0, -2):
        if ALIASES.get(parts[start], parts[start]) not in QUALIFIERS:
            continue
        pairs = []
        for name, value in zip(parts[start::2], parts[start + 1 :: 2], strict=True):
            ai = ALIASES.get(name, name)
            if ai != name and not aliases:
                problems.append(Problem("link_alias", ai, name))
            if ai in IDENTIFIERS:
                pairs.append((ai, unquote(value)))
            else:
                problems.append(Problem("link_unlisted", ai, value))
        if not is_path([ai for ai, _value in pairs]):
            problems.append(Problem("link_path", value="/".join(ai for ai, _value in pairs)))
        return pairs
    return []


def _query_pairs(
    query: str, path: list[tuple[str, str]], problems: list[Problem]
) -> list[tuple[str, str]]:
    """(identifier, value) of the query; other parameters are not ours and left out."""
    seen = [ai for ai, _value in path]
    pairs = []
    for part in query.split("&"):
        ai, equals, value = part.partition("=")
        if not equals or not re.fullmatch(r"\d+", ai, re.ASCII):
            continue
        if ai not in IDENTIFIERS:
            problems.append(Problem("link_unlisted", ai, value))
            continue
        if ai in seen:
            problems.append(Problem("link_repeated", ai, value))
        elif ai in PATH_ONLY or _fits_path(ai, [name for name, _value in path]):
            problems.append(Problem("link_in_query", ai, value))
        seen.append(ai)
        pairs.append((ai, unquote_plus(value)))
    return pairs


def is_path(ais: Sequence[str]) -> bool:
    """Whether this key and these qualifiers may stand in a path in this order."""
    return any(list(ais) == path for path in paths_of(ais[0]))


def paths_of(key: str) -> list[list[str]]:
    """All paths of a key, bare first: [["01"], ["01", "22"], …]."""
    chains = QUALIFIERS.get(key)
    if chains is None:
        return []
    found = [[key]]
    for chain in chains:
        for length in range(1, len(chain) + 1):
            found += [[key, *part] for part in combinations(chain, length)]
    return found


def _fits_path(ai: str, path: list[str]) -> bool:
    """Whether the identifier could have stood in this path, so that it must not be queried."""
    return any({ai, *path} <= set(other) for other in paths_of(path[0]))


def build(pairs: Iterable[tuple[str, str]], *, stem: str = CANONICAL_STEM) -> str:
    """The URI of these (identifier, value) pairs; the first key among them leads the path.

    :raises GS1Error: no key, or an identifier that no Digital Link may carry
    """
    values = dict(pairs)
    key = next((ai for ai in values if ai in QUALIFIERS), None)
    if key is None:
        raise GS1Error("A Digital Link needs a key.", code="link_without_key")
    chain = next((chain for chain in QUALIFIERS[key] if any(ai in values for ai in chain)), ())
    path = [key, *(ai for ai in chain if ai in values)]
    attributes = [ai for ai in values if ai not in path]
    for ai in attributes:
        if ai in PATH_ONLY or ai not in IDENTIFIERS or _fits_path(ai, path):
            raise GS1Error(
                f"({ai}) cannot stand in the query of a Digital Link.", code="link_in_query", ai=ai
            )
    attributes.sort(key=lambda ai: identifier_at(ai).separated)  # predefined lengths first
    uri = stem.rstrip("/") + "".join(f"/{ai}/{quote(values[ai], safe='')}" for ai in path)
    query = "&".join(f"{ai}={quote(values[ai], safe='')}" for ai in attributes)
    return f"{uri}?{query}" if query else uri
