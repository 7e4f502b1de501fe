from dataclasses import dataclass
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core.shelf_life import LotDates, check_minimum_life, last_good_day
from .lot_arrival_rule import DEFAULTS


@dataclass
class Arrival:
    """What is known about goods at the door, announced or counted."""

    record: models.BaseModel
    product: models.BaseModel
    vendor: models.BaseModel
    company: models.BaseModel
    dates: LotDates
    has_date: bool = True
    announced: bool | None = None
    over_announced: float = 0.0
    over_ordered: float = 0.0
    documents: tuple[str, ...] = ()  # names of the files that came with the lots
    channels: models.BaseModel | tuple = ()
    unit_fits: bool = True
    broken_packs: str = ""
    ordered: bool = True
    known: str | None = None  # "new", "dates" or "vendor"; None: as on record, or not known yet


@dataclass
class Finding:
    """A check that an arrival failed, and what the rules say about it."""

    arrival: Arrival
    check: str
    action: str
    text: str
    rule: models.BaseModel


class LotReceiving(models.AbstractModel):
    """Checks against master data before anything is stored."""

    _inherit = "lot.receiving"

    @api.model
    def _findings(self, arrivals, day):
        """What is wrong with the arrivals, ``ignore`` left out.

        :param arrivals: list of ``Arrival``
        :param day: the day of receipt
        """
        found, rules = [], {}
        for arrival in arrivals:
            if arrival.company not in rules:
                rules[arrival.company] = self.env["lot.arrival.rule"]._rules_by_check(
                    arrival.company
                )
            own = rules[arrival.company]
            for check in {*DEFAULTS, *own}:
                for rule in self._rules_that_count(arrival, own.get(check, [()])):
                    action = rule.action or DEFAULTS.get(check, "ignore")
                    if action == "ignore":
                        continue
                    if text := getattr(self, f"_check_{check}")(arrival, rule, day):
                        found.append(Finding(arrival, check, action, text, rule))
        return found

    def _rules_that_count(self, arrival, lists):
        return [rule for rules in lists for rule in self._rules_for(arrival, rules)]

    def _rules_for(self, arrival, rules):
        """The rule that counts for each channel the goods are for, each once; an empty one where
        the default counts."""
        nobody = self.env["lot.customer.channel"]
        chosen = []
        for channel in arrival.channels or [nobody]:
            rule = next(
                (r for r in rules if r._fits(arrival.product, arrival.vendor, channel)),
                self.env["lot.arrival.rule"],
            )
            if rule not in chosen:
                chosen.append(rule)
        return chosen

    # -- the checks: each gives a sentence when the arrival fails it ------------------------------

    def _check_short_life(self, arrival, rule, day):
        life = check_minimum_life(
            arrival.dates,
            day,
            min_days=rule.min_days or None,
            min_percent=Decimal(repr(rule.min_percent)) if rule.min_percent else None,
            life=arrival.product.expiration_time or None,
        )
        if life.ok:
            return None
        facts = {"days": life.days_left, "required": life.required_days}
        if channel := rule.channel_id:
            return self.env._(
                "%(days)s days left, %(channel)s asks for %(required)s.",
                channel=channel.name,
                **facts,
            )
        return self.env._("%(days)s days left, %(required)s are asked.", **facts)

    def _check_expired(self, arrival, _rule, day):
        last = last_good_day(arrival.dates)
        if last is None or last >= day:
            return None
        return self.env._("The last good day was %(day)s.", day=format_date(self.env, last))

    def _check_no_date(self, arrival, _rule, _day):
        return None if arrival.has_date else self.env._("The date of the lot is missing.")

    def _check_date_order(self, arrival, _rule, day):
        dates = arrival.dates
        if dates.production and dates.production > day:
            day = format_date(self.env, dates.production)
            return self.env._("Its day of production, %(day)s, is to come.", day=day)
        order = (dates.production, dates.sell_by, dates.best_before, dates.use_by)
        days = [one for one in order if one]
        if days == sorted(days):
            return None
        return self.env._("Its dates cannot follow each other.")

    def _check_unit(self, arrival, _rule, _day):
        if arrival.unit_fits:
            return None
        return self.env._("The vendor's unit of measure does not fit the product.")

    def _check_pack_size(self, arrival, _rule, _day):
        if not arrival.broken_packs:
            return None
        return self.env._(
            "What came is no whole number of packs of %(pack)s.", pack=arrival.broken_packs
        )

    def _check_not_ordered(self, arrival, _rule, _day):
        return None if arrival.ordered else self.env._("Nobody ordered it.")

    def _check_unknown_lot(self, arrival, _rule, _day):
        return self.env._("The lot is not on record.") if arrival.known == "new" else None

    def _check_date_conflict(self, arrival, _rule, _day):
        if arrival.known != "dates":
            return None
        return self.env._("The lot is on record with other dates.")

    def _check_vendor_conflict(self, arrival, _rule, _day):
        if arrival.known != "vendor":
            return None
        return self.env._("The lot is on record from another vendor.")

    def _check_other_vendor(self, arrival, _rule, _day):
        sellers = arrival.product.seller_ids.partner_id.commercial_partner_id
        if not sellers or not arrival.vendor or arrival.vendor.commercial_partner_id in sellers:
            return None
        return self.env._(
            "%(vendor)s is not a vendor of the product.", vendor=arrival.vendor.display_name
        )

    def _check_not_announced(self, arrival, _rule, _day):
        return self.env._("Nobody announced the lot.") if arrival.announced is False else None

    def _check_over_announced(self, arrival, _rule, _day):
        if not arrival.over_announced:
            return None
        return self.env._("%(extra)s more than announced.", extra=f"{arrival.over_announced:g}")

    def _check_over_delivery(self, arrival, _rule, _day):
        if not arrival.over_ordered:
            return None
        return self.env._("%(extra)s more than ordered.", extra=f"{arrival.over_ordered:g}")

    def _check_missing_document(self, arrival, rule, _day):
        words = rule._wanted_words()
        names = [name.casefold() for name in arrival.documents]
        if any(not words or any(word in name for word in words) for name in names):
            return None
        return self.env._(
            "Missing: %(document)s.", document=rule.document_name or self.env._("certificate")
        )

    def _check_always(self, _arrival, rule, _day):
        return rule.note or self.env._("Every lot of it is looked at.")

    # -- at receipt ------------------------------------------------------------------------------

    @api.model
    def _check_arrival(self, move_lines):
        """Findings of the lines, ready to be booked.

        :raises UserError: a rule refuses some of them; every one is named
        """
        findings = []
        for company, lines in move_lines.grouped("company_id").items():
            arrivals = self._arrivals(lines)
            findings += self._findings(arrivals, self._today(lines.picking_id[:1] or company))
        refused = [finding for finding in findings if finding.action == "refuse"]
        if refused:
            raise UserError(
                "\n".join(
                    [
                        self.env._("These goods may not be received:"),
                        *(self._named(finding) for finding in refused),
                    ]
                )
            )
        return findings

    def _named(self, finding):
        record, product = finding.arrival.record, finding.arrival.product
        lot = record._scan_lot() if record._name == "stock.move.line" else record.vendor_lot
        return f"{product.display_name} {lot or ''}".strip() + f": {finding.text}"

    @api.model
    def _apply_findings(self, findings):
        """After the lots exist: holds are placed, warnings written where people look for them."""
        by_picking, held = {}, {}  # held: {(lot, receipt): {sentence: None}}
        for finding in findings:
            line = finding.arrival.record
            by_picking.setdefault(line.picking_id, []).append(finding)
            if finding.action == "hold" and line.lot_id:
                said = held.setdefault((line.lot_id, line.picking_id), {})
                said |= dict.fromkeys(filter(None, (finding.text, finding.rule.note)))
            if shipment_line := line.shipment_line_id:
                shipment_line.shipment_id._add_issue(
                    f"arrival_{finding.check}",
                    shipment_line,
                    subject=finding.text,
                    severity="error" if finding.action == "hold" else "warning",
                    hint=finding.rule.note or "",
                )
        for (lot, picking), said in held.items():
            # sudo: the rule holds the lot; a receiver need not have the right to
            self.env["lot.hold"].sudo()._place(lot, "receipt", "\n".join(said), source=picking)
        for picking, own in by_picking.items():
            self._post_findings(picking, own)

    def _post_findings(self, picking, findings):
        words = {"hold": self.env._("on hold"), "warn": self.env._("to look at")}
        lines = [f"{self._named(finding)} ({words[finding.action]})" for finding in findings]
        picking.message_post(body="\n".join([self.env._("Found at receipt:"), *lines]))

    @api.model
    def _hold_new_lots(self, lots):
        """Lots of a category whose lots start on hold."""
        by_reason = lots.filtered("product_id.categ_id").grouped(
            lambda lot: lot.product_id.categ_id._lot_hold_reason()
        )
        for reason, held in by_reason.items():
            if reason:
                # sudo: the category holds its lots; a receiver need not have the right to
                self.env["lot.hold"].sudo()._place(
                    held, reason.code, self.env._("Lots of this category start on hold.")
                )

    @api.model
    def _send_to_quarantine(self, findings):
        """Lots that a rule wants out of reach are booked into quarantine, not into stock."""
        for finding in findings:
            if finding.action == "hold" and finding.rule.to_quarantine:
                line = finding.arrival.record
                if place := line.company_id._lot_quarantine_location():
                    line.location_dest_id = place
