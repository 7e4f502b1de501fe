"""Which identifiers may, must and must not stand together on one label (GenSpecs 4.13, 4.14).

A reader stays tolerant: a label that breaks a pair rule still names its goods. These rules say
what may be *printed*. Within a name ``n`` stands for any digit.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .table import expand, is_member

# "identifiers: one of these is needed", "+" joins what is needed together.
_REQUIRED_LINES = """
02: 37
10 11 13 15 16 20 240 241 422: 01 02 03 8006 8026
12: 8020
17: 01 02 03 255 8006 8026
21: 01 03 8006
22 235 710-717 8001 8014 8200: 01
242 7001: 01 02 8006 8026
243: 01 03
250: 01+21 03+21 8006+21
251 7021 8012: 01 03 8006
254: 414
30 310n-316n 320n-329n 350n 351n 352n 356n 357n 360n 361n 364n 365n 366n: 01 02
330n-336n 340n-349n 353n 354n 355n 362n 363n 367n 368n 369n: 00 01
337n: 01
37: 00+02 00+8026
390n: 255 8020
391n 415: 8020
392n: 01+30 01+31nn 01+32nn 01+35nn 01+36nn
393n 395n: 30 31nn 32nn 35nn 36nn
394n 8111: 255
403 4300-4302 4304-4312 4314-4326 4330-4333 7041: 00
423-426 7010 7011 7003 8008: 01 02 03
427: 01+422 02+422 03+422
4303: 4302
4313: 4312
7002 7005-7009 7030-7039 8005: 01 02
7004: 01+10 03+10
7020: 01+416 03+416 8006+416
7022: 01+7021 03+7021 8006+7021
7230-7239: 01 8004
7240: 01 8006
7241 7242 7253-7256 8019: 8017 8018
7250-7252 7257 7259: 8018
7258: 8018+7259
8007 8020: 415
8009: 00 01 03
8011: 8010
8026: 37
8030: 00 01+21 03+21 253 255 8003 8004 8006+21 8010+8011 8017 8018
8040: 01+21
8041-8043: 01+21+8040
"""

# "identifiers: none of these beside them"; a family never stands twice with other decimals.
_EXCLUDED_LINES = """
01: 02 03 37 255 8006
02: 03 255 8026
03: 37 235 7240 8006 8026
21: 235
255: 415 8006 8020 8026
37: 8006
390n: 391n 394n 8111
392n: 393n 395n
393n: 395n
394n: 8111
395n: 8005
420: 421
421: 4307
422-425: 426
4330: 4331
4332: 4333
7250: 7251
7253-7255: 7256 7259
7256: 7259
8006: 8026
8017: 8018
"""
FAMILIES = ("31", "32", "33", "34", "35", "36", "390", "391", "392", "393", "394", "395")
# Keys whose serial part is optional: with a digital signature it must be there (GenSpecs 4.13).
SERIAL_STARTS = {"253": 13, "255": 13, "8003": 14}


def _lines(text: str) -> dict[str, list[str]]:
    """{identifier: names after the colon}."""
    result: dict[str, list[str]] = {}
    for line in text.strip().splitlines():
        names, _, others = line.partition(": ")
        for ai in expand(_families_of_ranges(names)):
            result.setdefault(ai, []).extend(others.split())
    return result


def _families_of_ranges(names: str) -> str:
    """ "310n-316n" becomes "310n 311n … 316n"."""
    result = []
    for name in names.split():
        first, _, last = name.partition("-")
        if last and first.endswith("n"):
            result += [f"{start}n" for start in range(int(first[:-1]), int(last[:-1]) + 1)]
        else:
            result.append(name)
    return " ".join(result)


REQUIRED = _lines(_REQUIRED_LINES)  # {"10": ["01", "02", …]}
EXCLUDED = _lines(_EXCLUDED_LINES)  # {"01": ["02", …]}; read in both directions


@dataclass(frozen=True)
class PairProblem:
    """``code``: ``repeated_differently``, ``excluded``, ``missing`` or ``serial_missing``.

    ``others`` are the identifiers that must not stand here, or of which one is missing.
    """

    code: str
    ai: str
    others: tuple[str, ...] = ()


def pair_problems(pairs: Iterable[tuple[str, str]]) -> list[PairProblem]:
    """What is wrong with these (identifier, value) pairs as one label; empty when printable."""
    pairs = list(pairs)
    values: dict[str, str] = {}
    problems = []
    for ai, value in pairs:
        if values.setdefault(ai, value) != value:
            problems.append(PairProblem("repeated_differently", ai))
    for ai in values:
        if others := tuple(other for other in values if other != ai and excludes(ai, other)):
            problems.append(PairProblem("excluded", ai, others))
        needed = REQUIRED.get(ai)
        if needed and not any(_is_met(choice, values) for choice in needed):
            problems.append(PairProblem("missing", ai, tuple(needed)))
    if "8030" in values:
        problems += [
            PairProblem("serial_missing", ai)
            for ai, start in SERIAL_STARTS.items()
            if ai in values and len(values[ai]) == start
        ]
    return problems


def excludes(ai: str, other: str) -> bool:
    """Whether the two must not stand on one label."""
    same_family = len(ai) == len(other) == 4 and ai[:3] == other[:3] and ai.startswith(FAMILIES)
    return same_family or any(
        is_member(second, name)
        for first, second in ((ai, other), (other, ai))
        for name in EXCLUDED.get(first, ())
    )


def _is_met(choice: str, values: dict[str, str]) -> bool:
    return all(any(is_member(ai, name) for ai in values) for name in choice.split("+"))
