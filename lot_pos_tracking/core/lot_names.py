"""Lot numbers as people and printers write them: match keys and near misses.

Identity always keeps the printed form. These keys only serve to compare.
"""

import re
from collections.abc import Iterable

_EDGES = re.compile(r"^[\s\x1c-\x1f\ufeff]+|[\s\x1c-\x1f\ufeff]+$")
_LOOK_ALIKES = str.maketrans({"o": "0", "i": "1", "l": "1"})


def without_edges(name: str) -> str:
    """``name`` without blanks, separators and marks of byte order around it."""
    return _EDGES.sub("", name)


def match_key(name: str) -> str:
    """``name`` without blanks or separators around it and without case: recalls match by it."""
    return without_edges(name).casefold()


def look_alike_key(name: str) -> str:
    """The match key with letters that look like digits (O, I, l) read as those digits."""
    return match_key(name).translate(_LOOK_ALIKES)


def near_matches(name: str, known: Iterable[str], limit: int = 5) -> list[str]:
    """The names of ``known`` that ``name`` may have meant, best first, at most ``limit``.

    First those that differ in case or blanks only, then look-alikes (O for 0), then those one
    typing error away: a character missing, added, wrong, or two neighbours swapped. Names of
    fewer than three characters have no typing neighbours: nearly everything would be one.
    """
    key, folded = match_key(name), look_alike_key(name)
    found = []  # [(rank, name)]
    for other in dict.fromkeys(known):
        other_folded = look_alike_key(other)
        if match_key(other) == key:
            found.append((0, other))
        elif other_folded == folded:
            found.append((1, other))
        elif len(folded) >= 3 and is_one_edit_apart(folded, other_folded):
            found.append((2, other))
    return [other for _rank, other in sorted(found)[:limit]]


def is_one_edit_apart(left: str, right: str) -> bool:
    """One insertion, deletion, substitution or swap of neighbours turns one into the other."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    short, long = sorted((left, right), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    if short[start + 1 :] == long[start + 1 :]:
        return True
    swapped = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return swapped == long[start:]
