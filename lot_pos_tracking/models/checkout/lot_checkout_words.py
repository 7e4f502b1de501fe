from collections import defaultdict

from odoo import api, models
from odoo.tools import format_date

from ...bridge import quantity_words
from ...core.shelf_life import last_good_day


class LotCheckout(models.AbstractModel):
    _inherit = "lot.checkout"

    @api.model
    def _message(self, answer):
        """What to tell the cashier, in a whole sentence; empty when there is nothing to say."""
        reasons = answer.decision.reasons
        if not reasons:
            return ""
        if not answer.ask.product:
            return self.env._("Neither a product nor its lot could be read from this code.")
        values = {
            "product": answer.ask.product.display_name,
            "lot": answer.lot.name if answer.lot else answer.ask.lot_name,
            "day": self._day_words(reasons[0], answer),
            "free": self._free_words(answer),
            "reasons": ", ".join(self._hold_names(answer.lot)) if answer.lot else "",
        }
        words = self._sentences(**values) if values["lot"] else self._lotless_sentences(**values)
        kit = self._kit_of(answer.ask)
        if kit:
            return self._kit_message(kit, str(reasons[0]), words)
        return words[str(reasons[0])]

    @api.model
    def _kit_of(self, ask):
        """The kit on the ticket that a question about one of its parts is about."""
        sold = ask.line.product_id if ask.line else ask.product
        return sold if sold != ask.product else sold.browse()

    @api.model
    def _kit_message(self, kit, reason, words):
        """Which line of the ticket is stopped by one of its parts, and what to do about it."""
        values = {"kit": kit.display_name, "part": words[reason]}
        if reason == "not_scanned":
            return self.env._(
                "%(kit)s cannot be sold. %(part)s The packs of a kit are not read one by one: "
                "sell its parts on lines of their own.",
                **values,
            )
        return self.env._("%(kit)s cannot be sold. %(part)s", **values)

    @api.model
    def _lotless_sentences(self, **values):
        """``{reason: sentence}`` where no lot is named; a defaultdict for what cannot be then."""
        words = {
            "not_scanned": self.env._(
                "The lot of %(product)s is not named: scan or choose the lot.", **values
            ),
            "stale_data": self.env._("%(product)s was judged on old data.", **values),
            "wrong_refund_lot": self.env._(
                "More of %(product)s than this ticket sold cannot come back.", **values
            ),
        }
        other = self.env._(
            "The lot of %(product)s cannot be sold: scan or choose another one.", **values
        )
        return defaultdict(lambda: other, words)

    @api.model
    def _sentences(self, **values):
        """``{reason: sentence}``: whole sentences, because word order differs by language."""
        return {
            "recalled": self.env._(
                "%(product)s: lot %(lot)s is recalled. It must not be sold.", **values
            ),
            "held": self.env._("%(product)s: lot %(lot)s is on hold: %(reasons)s.", **values),
            "expired": self.env._("%(product)s: lot %(lot)s expired on %(day)s.", **values),
            "sell_by_passed": self.env._(
                "%(product)s: lot %(lot)s was to be sold by %(day)s.", **values
            ),
            "best_before_passed": self.env._(
                "%(product)s: lot %(lot)s was best before %(day)s.", **values
            ),
            "min_days": self.env._(
                "%(product)s: lot %(lot)s is too close to its last day, %(day)s.", **values
            ),
            "unknown_lot": self.env._(
                "%(product)s: lot %(lot)s is not known in this shop.", **values
            ),
            "not_scanned": self.env._(
                "%(product)s: the number on the pack must be read; lot %(lot)s is only presumed.",
                **values,
            ),
            "not_in_shop": self.env._("%(product)s: lot %(lot)s is not in this shop.", **values),
            "short_quantity": self.env._(
                "%(product)s: lot %(lot)s has only %(free)s left to sell.", **values
            ),
            "stale_data": self.env._("%(product)s: lot %(lot)s was judged on old data.", **values),
            "date_mismatch": self.env._(
                "%(product)s: lot %(lot)s has another date on the pack than on record.", **values
            ),
            "wrong_refund_lot": self.env._(
                "%(product)s: lot %(lot)s was not sold on this ticket, or came back already.",
                **values,
            ),
        }

    @api.model
    def _reason_words(self, codes):
        """The findings of a decision in a few words each, as lists show them.

        :param codes: ``"expired,short_quantity"`` or False
        """
        words = {
            "recalled": self.env._("Recalled"),
            "held": self.env._("On hold"),
            "expired": self.env._("Expired"),
            "sell_by_passed": self.env._("Sell-by date passed"),
            "wrong_refund_lot": self.env._("Not sold on this ticket"),
            "unknown_lot": self.env._("Unknown lot number"),
            "not_scanned": self.env._("Number on the pack not read"),
            "not_in_shop": self.env._("Not in this shop"),
            "short_quantity": self.env._("Not enough free in this shop"),
            "best_before_passed": self.env._("Best-before date passed"),
            "min_days": self.env._("Too few days left"),
            "stale_data": self.env._("Judged on old data"),
            "date_mismatch": self.env._("Another date on the pack"),
        }
        return ", ".join(words[code] for code in (codes or "").split(",") if code)

    @api.model
    def _day_words(self, reason, answer):
        """The day that a reason about dates is about, the earlier one of record and pack."""
        field_name = {
            "sell_by_passed": "sell_by",
            "best_before_passed": "best_before",
        }.get(str(reason))
        days = []
        for dates in filter(None, (answer.lot and answer.lot.dates, answer.ask.pack)):
            days.append(getattr(dates, field_name) if field_name else last_good_day(dates))
        days = [day for day in days if day]
        return format_date(self.env, min(days)) if days else ""

    @api.model
    def _free_words(self, answer):
        """The quantity left to sell with its unit."""
        free = max(answer.lot.free, 0.0) if answer.lot else 0.0
        return quantity_words(self.env, free, answer.ask.product.uom_id)

    @api.model
    def _hold_names(self, lot):
        # sudo: the names of hold reasons are what the cashier needs to tell the customer
        reasons = self.env["lot.hold.reason"].sudo()
        return reasons.browse([hold["reason"] for hold in lot.holds]).mapped("name")
