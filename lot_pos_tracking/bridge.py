"""The only place where Odoo's types and the kernel's types meet.

Floats of a unit of measure and ``Decimal``; UTC datetimes and days of the shop; errors of the
kernel and sentences of the user's language.
"""

from datetime import date, datetime, time, timezone
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import formatLang

from .core.errors import DocumentError, LotError
from .core.shelf_life import LotDates


def to_decimal(value: float, uom=None) -> Decimal:
    """The quantity as the unit of measure shows it, exact."""
    rounded = uom.round(value) if uom else value
    return Decimal(repr(float(rounded or 0.0))).normalize() + 0


def to_float(value: Decimal) -> float:
    return float(value)


def quantity_words(env, quantity: float, unit) -> str:
    """A quantity with its unit, in the user's language: "10 Units", "1.5 kg"."""
    quantity = unit.round(quantity)
    whole = unit.compare(quantity, round(quantity)) == 0
    number = formatLang(env, quantity, **({"digits": 0} if whole else {"dp": "Product Unit"}))
    return env._("%(number)s %(unit)s", number=number, unit=unit.name)


@cache
def _zone_names() -> frozenset[str]:
    """Python reads every file of the time zone database to name them: once is enough."""
    return frozenset(available_timezones())


def shop_zone(record) -> ZoneInfo:
    """The time zone of a shop: of its warehouse, else of its company, else of the user.

    :param record: a till, warehouse, company, picking, lot, or anything with one of those
    """
    record = record[:1]
    warehouse = None
    if record._name == "pos.config":
        warehouse = record.picking_type_id.warehouse_id
    elif record._name == "stock.warehouse":
        warehouse = record
    elif record._name == "stock.picking":
        warehouse = record.picking_type_id.warehouse_id
    company = record if record._name == "res.company" else record.company_id
    company = company or record.env.company
    names = _named_zones(warehouse, company, record.env)
    return ZoneInfo(next((n for n in names if n and n in _zone_names()), "UTC"))


def _named_zones(warehouse, company, env):
    """One after the other: what is not needed costs no query."""
    # sudo: the shop's address may be hidden from a cashier, its time zone is no secret
    if warehouse:
        yield warehouse.sudo().partner_id.tz
    yield company.sudo().partner_id.tz
    yield env.user.tz


def shop_day(record, at: datetime | None = None) -> date:
    """The calendar day in the shop at a moment.

    :param at: naive UTC, as Odoo stores it; now when left out
    """
    moment = (at or fields.Datetime.now()).replace(tzinfo=timezone.utc)
    return moment.astimezone(shop_zone(record)).date()


def day_of(record, moment: datetime | None) -> date | None:
    """The shop's calendar day of a stored datetime (naive UTC)."""
    return shop_day(record, moment) if moment else None


def end_of_day(record, day: date | None) -> datetime | None:
    """The last second of the shop's day, as naive UTC; ``day_of`` gives the day back."""
    if not day:
        return None
    last_second = datetime.combine(day, time(23, 59, 59), tzinfo=shop_zone(record))
    return last_second.astimezone(timezone.utc).replace(tzinfo=None)


def lot_dates(values, zone: ZoneInfo, *, uses_dates: bool, ignores_dates: bool) -> LotDates:
    """The dates of a lot as the kernel reads them.

    :param values: mapping with the date fields of ``stock.lot``, days as ``date``
    :param zone: of the shop in which ``expiration_date`` (naive UTC) was the end of a day
    :param uses_dates: the product keeps an expiration date; else that field is a leftover
    :param ignores_dates: the product stopped using dates: none of them counts
    """
    if ignores_dates:
        return LotDates()
    moment = values["expiration_date"] if uses_dates else None
    return LotDates(
        production=values["production_date"] or None,
        best_before=values["best_before_date"] or None,
        sell_by=values["sell_by_date"] or None,
        use_by=values["use_by_date"] or None,
        use_by_time=values["use_by_time"] or None,
        expiration=moment.replace(tzinfo=timezone.utc).astimezone(zone).date() if moment else None,
    )


def user_error(env, error: LotError) -> UserError:
    """The kernel's error as a sentence for the user; unknown codes keep the developer's words."""
    sentences = {
        "numbering": env._(
            "The lot number mask cannot be used. At “%(token)s”: %(cure)s",
            token=error.data.get("token") or "",
            cure=error.data.get("cure") or str(error),
        ),
        "too_many_lots": env._(
            "%(quantity)s in lots of %(size)s are more than %(most)s lots. Correct the quantity, "
            "or the product's size of lots.",
            quantity=error.data.get("quantity"),
            size=error.data.get("size"),
            most=error.data.get("most"),
        ),
        "gs1_check_digit": env._(
            "The check digit of %(value)s is wrong.", value=error.data.get("value") or ""
        ),
        "gs1_date": env._("%(value)s is not a date.", value=error.data.get("value") or ""),
    }
    if isinstance(error, DocumentError):
        return UserError(
            env._(
                "The document cannot be read, nothing was imported.\n%(fault)s%(where)s. %(cure)s",
                fault=error.message,
                where=f" ({error.position})" if error.position else "",
                cure=error.data["cure"] or "",
            ).strip()
        )
    return UserError(sentences.get(error.code) or str(error))
