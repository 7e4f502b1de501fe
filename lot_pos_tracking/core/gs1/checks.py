"""Checks of single values that a format cannot express: check digits, calendars, code lists.

Each check takes a piece of a value and answers whether it is good. Which piece of which
identifier is checked by what stands in ``CHECKS``; the till has the same table and functions
of the same names. Source: GenSpecs chapters 3 and 7.
"""

import re
from datetime import date

from ..errors import GS1DateError
from .codes import COUNTRIES, COUNTRY_LETTERS, CURRENCIES
from .dates import read_date
from .table import expand

CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_CSET32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
# Any year will do to see whether a day exists; leap years repeat over a window of 100 years
# except 2100, which no window around this one reaches as yy = 00 before the year 2051.
_TODAY = date(2026, 1, 1)

# "identifiers: check check:from:to"; a slice that is empty (an optional part) is not checked.
_CHECK_LINES = """
00 01 02 03 402 410-417 8017 8018: check_digit
253 255: check_digit:0:13
8003: check_digit:1:14
8006 8026: check_digit:0:14 piece_of_total:14:18
11-17: day_or_month
4324 4325: day_or_month:0:6 hour_minute:6:10
4326 7006: day
7003 7011: day:0:6 hour_minute:6:10
7007: day:0:6 day:6:12
8008: day:0:6
7250: long_day
7251: long_day:0:8
421: country:0:3
422 424 426: country
423 425: country:0:3 country:3:6 country:6:9 country:9:12 country:12:15
7030-7039: country_or_999:0:3
4307 4317: country_letters
391n 393n: currency:0:3
4300-4306 4310-4316 4320 7253 7254 7256 7257 7259: percent_encoded
4309: latitude:0:10 longitude:10:20
7040: importer_index:3:4
7241: media_type
7252: sex
7258: place_in_sequence
8001: not_zero:0:4 not_zero:4:9 not_zero:9:12 winding:12:13
8007: iban
8011: no_leading_zero
8013: check_pair company_prefix
8014: check_pair company_prefix has_letter
8030: base64_padding
401 7023 8004 8010: company_prefix
"""


def check_digit_of(payload: str) -> str:
    """The mod-10 check digit that belongs after ``payload``, digits (GenSpecs 7.9.1)."""
    total = sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(reversed(payload)))
    return str(-total % 10)


def check_pair_of(payload: str) -> str:
    """The two check characters of an alphanumeric key (GMN, MUDI; GenSpecs 7.9.5)."""
    total = sum(
        CSET82.index(char) * prime for char, prime in zip(reversed(payload), _PRIMES, strict=False)
    )
    return _CSET32[total % 1021 >> 5] + _CSET32[total % 1021 & 31]


def is_check_digit(value: str) -> bool:
    digits = value.isascii() and value.isdecimal() and len(value) > 1
    return digits and check_digit_of(value[:-1]) == value[-1]


def _is_day(value: str, *, month_only: bool = False) -> bool:
    try:
        read_date(value, today=_TODAY, month_only=month_only)
    except GS1DateError:
        return False
    return True


def _is_long_day(value: str) -> bool:
    try:
        date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError:
        return False
    return True


def _is_check_pair(value: str) -> bool:
    known = all(char in CSET82 for char in value)
    return known and 2 < len(value) <= 25 and check_pair_of(value[:-2]) == value[-2:]


def _is_base64_padding(value: str) -> bool:
    """Padding fills up to four characters, and the bits it leaves unused are zero (RFC 4648)."""
    data = value.rstrip("=")
    unused = {0: 1, 1: 4, 2: 16}[len(value) - len(data)]
    return unused == 1 or len(value) % 4 == 0 and _BASE64.index(data[-1]) % unused == 0


def _is_iban(value: str) -> bool:
    shape = re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", value, re.ASCII)
    if not shape or value[:2] not in COUNTRY_LETTERS | {"XK"}:
        return False
    return int("".join(str(int(char, 36)) for char in value[4:] + value[:4])) % 97 == 1


def _is_piece_of_total(value: str) -> bool:
    return "00" < value[:2] <= value[2:]


def _is_place_in_sequence(value: str) -> bool:
    place, _, total = value.partition("/")
    return "0" < place <= total


FUNCTIONS = {
    "base64_padding": _is_base64_padding,
    "check_digit": is_check_digit,
    "check_pair": _is_check_pair,
    "company_prefix": lambda value: value[:4].isdecimal() and len(value) >= 4,
    "country": lambda value: value in COUNTRIES,
    "country_letters": lambda value: value in COUNTRY_LETTERS,
    "country_or_999": lambda value: value in COUNTRIES or value == "999",
    "currency": lambda value: value in CURRENCIES,
    "day": _is_day,
    "day_or_month": lambda value: _is_day(value, month_only=True),
    "has_letter": lambda value: not value.isdecimal(),
    "hour_minute": lambda value: (
        re.fullmatch(r"([01]\d|2[0-3])[0-5]\d", value, re.ASCII) is not None
    ),
    "iban": _is_iban,
    "importer_index": lambda value: value.isalnum() or value in "-_",
    "latitude": lambda value: int(value) <= 1_800_000_000,
    "long_day": _is_long_day,
    "longitude": lambda value: int(value) <= 3_600_000_000,
    "media_type": lambda value: "01" <= value <= "10" or value >= "80",
    "no_leading_zero": lambda value: value == "0" or value[0] != "0",
    "not_zero": lambda value: value.strip("0") != "",
    "percent_encoded": lambda value: not re.search(r"%(?![0-9A-Fa-f]{2})", value),
    "piece_of_total": _is_piece_of_total,
    "place_in_sequence": _is_place_in_sequence,
    "sex": lambda value: value in "0129",
    "winding": lambda value: value in "019",
}


def _parse_lines() -> dict[str, list[tuple[str, int, int]]]:
    """{identifier: [(check, from, to)]}."""
    checks: dict[str, list[tuple[str, int, int]]] = {}
    for line in _CHECK_LINES.strip().splitlines():
        names, _, texts = line.partition(": ")
        pieces = [(name, int(start), int(end)) for name, start, end in map(_piece, texts.split())]
        checks.update(dict.fromkeys(expand(names), pieces))
    return checks


def _piece(text: str) -> list[str]:
    return text.split(":") if ":" in text else [text, "0", "99"]


CHECKS = _parse_lines()


def failed_check(ai: str, value: str) -> str | None:
    """The name of the first check that ``value`` fails, None when it is good.

    The value must already have the format of its identifier.
    """
    for name, start, end in CHECKS.get(ai, ()):
        piece = value[start:end]
        if piece and not FUNCTIONS[name](piece):
            return name
    return None
