"""Dates of GS1 elements (GenSpecs 7.12): two-digit years, day 00, hours and minutes."""

import re
from calendar import monthrange
from datetime import date, datetime

from ..errors import GS1DateError


def full_year(yy: int, *, today: date) -> int:
    """The year within -49/+50 years of ``today`` that ends in ``yy``."""
    year = today.year - today.year % 100 + yy
    if yy - today.year % 100 >= 51:
        return year - 100
    if yy - today.year % 100 <= -50:
        return year + 100
    return year


def read_date(yymmdd: str, *, today: date, month_only: bool = False) -> date:
    """The day encoded by six digits; day 00, where allowed, is the last day of the month.

    :param month_only: the identifier allows day 00 (11 to 17, not 7003)
    :raises GS1DateError: not six digits, or no such day
    """
    if not re.fullmatch(r"\d{6}", yymmdd, re.ASCII):
        raise GS1DateError(value=yymmdd)
    year, month, day = (int(yymmdd[at : at + 2]) for at in (0, 2, 4))
    year = full_year(year, today=today)
    if not 1 <= month <= 12:
        raise GS1DateError(value=yymmdd)
    last = monthrange(year, month)[1]
    if day == 0 and month_only:
        day = last
    if not 1 <= day <= last:
        raise GS1DateError(value=yymmdd)
    return date(year, month, day)


def read_minute(yymmddhhmi: str, *, today: date) -> datetime:
    """The local minute encoded by ten digits (AI 7003), without a time zone.

    :raises GS1DateError: not ten digits, or no such day or minute
    """
    day = read_date(yymmddhhmi[:6], today=today)
    if not re.fullmatch(r"([01]\d|2[0-3])[0-5]\d", yymmddhhmi[6:], re.ASCII):
        raise GS1DateError(value=yymmddhhmi)
    return datetime(day.year, day.month, day.day, int(yymmddhhmi[6:8]), int(yymmddhhmi[8:10]))  # noqa: DTZ001 local time of the pack


def write_date(day: date) -> str:
    """Six digits ``yymmdd``."""
    return day.strftime("%y%m%d")
