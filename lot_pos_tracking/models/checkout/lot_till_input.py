import math
from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

MOST_LINES = 5000
MOST_CHARACTERS = 10000
LARGEST_ID = 2**31 - 1
LARGEST_QUANTITY = 10**9

IDS = ("product_id", "lot_id", "refunded_orderline_id", "sale_order_line_id")
TEXTS = ("uuid", "lot_name", "scan", "evidence")
DAYS = ("production_date", "best_before_date", "sell_by_date", "use_by_date")


class LotTillInput(models.AbstractModel):
    """What a till sends, checked before anything reads it.

    Every user of a till may call its methods with whatever he likes. Nothing that is refused here
    reaches the database.
    """

    _name = "lot.till.input"
    _description = "What a Till Sends, Checked"

    @api.model
    def _lines(self, lines):
        """:raises UserError: which line, and what of it, cannot be read"""
        if not isinstance(lines, list | tuple) or len(lines) > MOST_LINES:
            raise UserError(
                self.env._(
                    "The lines of an order are expected as a list of at most %(most)s entries.",
                    most=MOST_LINES,
                )
            )
        return [self._line(number, line) for number, line in enumerate(lines, start=1)]

    @api.model
    def _line(self, number, line):
        if not isinstance(line, dict):
            raise UserError(
                self.env._("Line %(number)s: names and values are expected.", number=number)
            )
        checks = {
            **dict.fromkeys(IDS, self._id),
            **dict.fromkeys(TEXTS, self._text),
            **dict.fromkeys(DAYS, self._day),
            "use_by_time": self._moment,
            "quantity": self._number,
        }
        checked = dict(line)
        for name in checks.keys() & line.keys():
            if line[name] is None or line[name] is False:
                del checked[name]
                continue
            try:
                checked[name] = checks[name](line[name])
            except (TypeError, ValueError, OverflowError) as error:
                raise UserError(
                    self.env._(
                        "Line %(number)s: “%(value)s” cannot be read as %(name)s.",
                        number=number,
                        value=str(line[name])[:50],
                        name=name,
                    )
                ) from error
        return checked

    @api.model
    def _approval(self, payload):
        """:raises UserError: what of a manager's approval cannot be read"""
        checks = {"user_id": self._id, "pin": self._pin}
        checks.update(dict.fromkeys(("login", "reason", "order_uuid"), self._text))
        checked, name = {}, "payload"
        try:
            for name, check in checks.items():
                checked[name] = check(payload[name]) if payload.get(name) else None
        except (AttributeError, TypeError, ValueError) as error:
            raise UserError(
                self.env._("The approval cannot be read: its %(name)s.", name=name)
            ) from error
        return {**checked, "lines": self._lines(payload.get("lines") or [])}

    @api.model
    def _uuid_of_order(self, order_uuid):
        """The order's uuid.

        :raises UserError: there is none
        """
        if not isinstance(order_uuid, str) or not order_uuid or "\0" in order_uuid:
            raise UserError(self.env._("Say for which order: its uuid is expected."))
        return order_uuid

    @api.model
    def _record_ids(self, ids):
        """:raises UserError: something else than a list of ids"""
        try:
            return [self._id(one) for one in self._listed(ids)]
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("“%(value)s”: a list of ids is expected.", value=str(ids)[:50])
            ) from error

    @api.model
    def _at(self, moment):
        """The moment as naive UTC, None where none is told.

        :raises UserError: it cannot be read
        """
        try:
            return self._moment(moment) if moment else None
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(
                self.env._(
                    "“%(value)s” is no moment: expected is UTC as in 2026-03-10 09:00:00.",
                    value=str(moment)[:50],
                )
            ) from error

    # -- one value -------------------------------------------------------------------------------

    def _listed(self, ids):
        if not isinstance(ids, list | tuple):
            raise TypeError(ids)
        return ids

    def _id(self, value):
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(value)
        if not 0 < value <= LARGEST_ID:
            raise ValueError(value)
        return value

    def _text(self, value):
        if not isinstance(value, str):
            raise TypeError(value)
        if "\0" in value or len(value) > MOST_CHARACTERS:
            raise ValueError(value)
        return value

    def _pin(self, value):
        return self._text(value if isinstance(value, str) else str(self._id(value)))

    def _number(self, value):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(value)
        if not math.isfinite(value) or abs(value) > LARGEST_QUANTITY:
            raise ValueError(value)
        return float(value)

    def _day(self, value):
        return fields.Date.to_date(value)

    def _moment(self, value):
        if isinstance(value, str):
            value = datetime.fromisoformat(value.replace("Z", "+00:00"))
        if not isinstance(value, datetime):
            raise TypeError(value)
        return value.astimezone(timezone.utc).replace(tzinfo=None) if value.tzinfo else value
