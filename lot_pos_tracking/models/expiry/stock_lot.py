from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain

from ...bridge import shop_day
from ...core.shelf_life import (
    LotDates,
    Stage,
    days_left,
    hard_day,
    last_good_day,
    stage,
    total_days,
)
from ...core.verdict_facts import Reason
from .optional_integer import OptionalInteger

STAGES = [
    ("fresh", "Fresh"),
    ("near_expiry", "Near expiry"),
    ("best_before_passed", "Best before passed"),
    ("expired", "Expired"),
]
DATE_SOURCES = (
    "production_date",
    "best_before_date",
    "sell_by_date",
    "use_by_date",
    "use_by_time",
    "expiration_date",
    "product_id.lot_ignore_dates",
    "product_id.use_expiration_date",
    "company_id.partner_id.tz",
)


@dataclass(frozen=True)
class ShelfLife:
    """Where in its life a lot is on a day of the shop; ``days_left`` is None without a date."""

    stage: Stage
    days_left: int | None
    day: date


class StockLot(models.Model):
    """How long a lot is good.

    What follows from the dates alone is stored, so that lists, reports and searches are plain
    SQL; what also depends on today is worked out when asked for.
    """

    _inherit = "stock.lot"

    last_good_day = fields.Date(
        compute="_compute_life",
        store=True,
        index="btree_not_null",
        help="The day that counts as day 0, in the shop's time zone.",
    )
    last_sale_day = fields.Date(
        compute="_compute_life",
        store=True,
        help="After this day the lot may not be sold: use-by or sell-by, the earlier one.",
    )
    life_days = fields.Integer(
        string="Whole Life (days)",
        compute="_compute_life",
        store=True,
        help="From production to the last good day; else the product's shelf life. 0: unknown.",
    )
    sale_stage = fields.Selection(
        STAGES, string="Stage", compute="_compute_sale_stage", search="_search_sale_stage"
    )
    days_left = OptionalInteger(
        string="Days Left",
        compute="_compute_sale_stage",
        search="_search_days_left",
        help="Days to the last good day, which is 0; negative when past.",
    )

    @api.depends(*DATE_SOURCES, "product_id.expiration_time")
    def _compute_life(self):
        for lot in self:
            dates = lot._lot_dates()
            lot.last_good_day = last_good_day(dates)
            lot.last_sale_day = hard_day(dates)
            lot.life_days = (
                total_days(dates) or (dates != LotDates() and lot.product_id.expiration_time) or 0
            )

    @api.depends("last_good_day", "life_days", *DATE_SOURCES)
    def _compute_sale_stage(self):
        for lot, life in self._shelf_life().items():
            lot.sale_stage = life.stage.value
            lot.days_left = life.days_left

    def _shelf_life(self, at=None):
        """Where each lot is in its life: ``{lot: ShelfLife}``.

        :param at: naive UTC; now when left out. The day is the day of the lot's company.
        """
        now = at or fields.Datetime.now()
        near_days = self.env["lot.alert.tier"]._near_days(self)
        days = {}  # {company: day}
        lives = {}
        for lot in self:
            company = lot.company_id or self.env.company
            if company not in days:
                days[company] = shop_day(company, now)
            day, dates = days[company], lot._lot_dates()
            lives[lot] = ShelfLife(
                stage(dates, day, now, near_days[lot]), days_left(dates, day), day
            )
        return lives

    def _hold_reasons(self):
        """An expired lot is not to be used, without anybody placing a hold."""
        reasons = super()._hold_reasons()
        for lot, life in self._shelf_life().items():
            if life.stage == Stage.EXPIRED:
                reasons[lot].append(Reason.EXPIRED.value)
        return reasons

    @api.model
    def _alert_date_exceeded(self):
        """Odoo's reminder stays; companies that switched it off are reminded by tiers alone."""
        silent = self.env["res.company"].search([("lot_native_reminders", "=", False)])
        if silent:
            self.search(
                [
                    ("company_id", "in", silent.ids),
                    # day: upstream, which would remind otherwise, compares with this very day
                    ("alert_date", "<=", fields.Date.today()),
                    ("product_expiry_reminded", "=", False),
                ]
            ).product_expiry_reminded = True
        return super()._alert_date_exceeded()

    # -- search ----------------------------------------------------------------------------------

    @api.model
    def _by_shop_day(self, condition):
        """One domain for all companies, each by its own day; a condition for every day there is.

        :param condition: ``(companies, day) -> Domain``
        """
        # sudo: the day of a shop is no secret
        companies = self.env["res.company"].sudo().search([])
        domain = Domain.FALSE
        for day, group in companies.grouped(shop_day).items():
            ids = [*group.ids, False] if self.env.company in group else group.ids
            domain |= Domain("company_id", "in", ids) & condition(group, day)
        return domain

    @api.model
    def _search_days_left(self, operator, value):
        if operator == "in":
            days = [v for v in value if v is not None and v is not False]
            domain = self._by_shop_day(
                lambda _c, day: Domain(
                    "last_good_day", "in", [fields.Date.add(day, days=n) for n in days]
                )
            )
            return (
                domain | Domain("last_good_day", "=", False) if len(days) < len(value) else domain
            )
        if operator in ("<", "<=", ">", ">="):
            return self._by_shop_day(
                lambda _c, day: Domain("last_good_day", operator, fields.Date.add(day, days=value))
            )
        return NotImplemented

    @api.model
    def _search_sale_stage(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._by_shop_day(
            lambda companies, day: Domain.OR(
                self._stage_domain(stage_, companies, day) for stage_ in value if stage_
            )
        )

    @api.model
    def _stage_domain(self, stage_, companies, day):
        """The kernel's ``stage`` as a domain; the tests hold the two together."""
        dated = Domain("last_good_day", "!=", False)
        expired = dated & (
            Domain("use_by_time", "<=", fields.Datetime.now()) | Domain("last_sale_day", "<", day)
        )
        passed = dated & Domain("best_before_date", "<", day)
        near = self.env["lot.alert.tier"]._near_domain(companies, day)
        return {
            "expired": expired,
            "best_before_passed": ~expired & passed,
            "near_expiry": ~expired & ~passed & near,
            "fresh": ~expired & ~passed & ~near,
        }[stage_]
