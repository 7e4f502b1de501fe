"""How suppliers write numbers, days, units and countries; what cannot be read raises ValueError."""

import re
from datetime import date
from decimal import Decimal

from ..gs1.checks import is_check_digit
from ..gs1.codes import COUNTRIES, COUNTRY_LETTERS

LARGEST = Decimal(10) ** 12  # no quantity or price of a shipment is larger

# Units of other code lists and of daily life → UN/ECE Recommendation 20.
_UNITS = {
    **dict.fromkeys(
        "C62 PCE EA H87 PC PCS PIECE PIECES UN UNIT UNITS EACH ST STK NAR NIU".split(),  # noqa: SIM905
        "C62",
    ),
    **dict.fromkeys(("KGM", "KG", "KGS", "KILOGRAM"), "KGM"),
    **dict.fromkeys(("GRM", "GR", "G"), "GRM"),
    **dict.fromkeys(("LBR", "LB", "LBS"), "LBR"),
    **dict.fromkeys(("LTR", "LT", "L"), "LTR"),
    **dict.fromkeys(("MTR", "MR", "M"), "MTR"),
    **dict.fromkeys(("DZN", "DZ", "DOZEN"), "DZN"),
    **dict.fromkeys(("CS", "CA", "CASE", "CT", "CTN", "CARTON", "XCT", "XCS"), "CS"),
    **dict.fromkeys(("PF", "PL", "PALLET", "XPX", "XPF"), "PF"),
}


def unit_code(text: str | None) -> str:
    """The code of a unit; one we do not know is kept as written, in capitals."""
    text = (text or "").strip().upper()
    return _UNITS.get(text, text) or "C62"


def country_code(text: str | None) -> str | None:
    """Two letters, of letters or of the numeric code.

    :raises ValueError: no such country
    """
    text = (text or "").strip().upper()
    if not text:
        return None
    letters = COUNTRIES.get(text, text)
    if letters not in COUNTRY_LETTERS:
        raise ValueError(text)
    return letters


def gtin14(text: str) -> str:
    """The GTIN with leading zeros.

    :raises ValueError: not 8, 12, 13 or 14 digits, or a wrong check digit
    """
    if len(text) not in (8, 12, 13, 14) or not is_check_digit(text):
        raise ValueError(text)
    return text.zfill(14)


def sscc18(text: str) -> str:
    """The SSCC without the identifier (00) that some senders write before it.

    :raises ValueError: not 18 digits, or a wrong check digit
    """
    digits = text.removeprefix("(00)")
    if len(digits) == 20 and digits.startswith("00"):
        digits = digits[2:]
    if len(digits) != 18 or not is_check_digit(digits):
        raise ValueError(text)
    return digits


def plain_number(text: str) -> Decimal:
    """A number with a decimal point, as standards write it.

    :raises ValueError: anything else
    """
    if not re.fullmatch(r"[+-]?\d{1,20}(\.\d{0,12})?", text.strip(), re.ASCII):
        raise ValueError(text)
    number = Decimal(text.strip())
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


def human_number(text: str) -> tuple[Decimal, bool]:
    """A number as people write it, and whether it could have been meant otherwise.

    The last of point and comma is the decimal sign when both occur; one that occurs more than
    once separates thousands. "1,234" is read as 1.234 and is ambiguous.

    :raises ValueError: not a number
    """
    text = re.sub(r"[\s\u00a0\u202f']", "", text)
    ambiguous = re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text, re.ASCII) is not None
    if "," in text and "." in text:
        thousands = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(thousands, "")
    elif text.count(",") > 1 or text.count(".") > 1:
        if not re.fullmatch(r"[+-]?\d{1,3}([,.]\d{3})+", text, re.ASCII):
            raise ValueError(text)
        text = text.replace(",", "").replace(".", "")
    return plain_number(text.replace(",", ".")), ambiguous


def iso_day(text: str) -> date:
    """The day of "2026-12-31", "20261231" or "2026-12-31T10:00:00+01:00".

    :raises ValueError: anything else
    """
    match = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)([T ].*|Z|[+-]\d\d:\d\d)?", text.strip(), re.A)
    if not match:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), int(match[3]))
