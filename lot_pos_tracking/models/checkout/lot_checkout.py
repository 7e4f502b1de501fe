from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timezone
from decimal import Decimal

from odoo import api, fields, models

from ...bridge import shop_day, shop_zone, to_decimal
from ...core.allocation import Candidate, ordered
from ...core.lot_names import match_key, near_matches
from ...core.shelf_life import LotDates, last_good_day
from ...core.verdict import Decision, LineFacts, LotFacts, Verdict, decide
from .lot_ask import Ask

ANY_QUANTITY = Decimal(0)


@dataclass(frozen=True)
class Answer:
    """``lot`` is the ``ShelfLot`` that was meant, ``suggestion`` the id of the one to take."""

    ask: Ask
    decision: Decision
    lot: object = None
    suggestion: int | None = None
    near: tuple = ()


class LotCheckout(models.AbstractModel):
    """The face of the till's domain: may these lots be sold here, now?"""

    _name = "lot.checkout"
    _description = "Decisions about Lots at the Till"

    @api.model
    def _verdicts(self, lots, config, at=None):
        """For each lot: may a unit of it be sold at this till at this moment?

        :param at: naive UTC, now when left out
        :return: ``{stock.lot: core.verdict.Decision}``
        """
        asks = [
            Ask(product=lot.product_id, quantity=0.0, lot_id=lot.id, evidence="scanned")
            for lot in lots
        ]
        answers = self._answers(config, asks, at=at)
        return {lot: answer.decision for lot, answer in zip(lots, answers, strict=True)}

    @api.model
    def _answers(self, config, asks, *, at=None, order_uuid=""):
        """The decision for every question; a lot wanted twice is not free twice.

        Two queries whatever the number of questions: numbers to lots, and the lots' state. One
        more for approvals where something is refused, and a few where lots are on hold.

        :param order_uuid: the order that asks; its own claims are not in its way
        :return: ``[Answer]`` in the order of the questions
        """
        at = at or fields.Datetime.now()
        asks = self._with_what_is_left(self._with_lots(config, asks))
        products = {ask.product.id for ask in asks if ask.product.tracking != "none"}
        shelf = self.env["lot.shelf"]._lots(
            config,
            sorted({ask.lot_id for ask in asks if ask.lot_id}),
            at=at,
            product_ids=sorted(products),
            except_order=order_uuid,
        )
        judge = self._judge(config, asks, shelf, at)
        if config._is_lot_kiosk():
            asks = self._with_only_lots(asks, shelf, judge)
        answers, taken = self._judged(asks, shelf, judge, {})
        if order_uuid and any(answer.decision.verdict >= Verdict.ASK for answer in answers):
            approved = self.env["lot.override"]._approved(order_uuid)
            answers, taken = self._judged(asks, shelf, judge, approved)
        return [self._with_suggestion(answer, shelf, judge, taken) for answer in answers]

    @api.model
    def _quantities(self, answers):
        """``{lot id: quantity}`` that the lines which sell take."""
        quantities = defaultdict(float)
        for answer in answers:
            if answer.lot and not answer.ask.is_refund and answer.ask.quantity > 0:
                quantities[answer.lot.id] += answer.ask.quantity
        return dict(quantities)

    @api.model
    def _kit_answer(self, ask, decision, lot):
        return Answer(ask, decision, lot)

    @api.model
    def _judged(self, asks, shelf, judge, approved):
        """Every question with its decision; what an earlier line takes, a later cannot."""
        taken = defaultdict(Decimal)  # {lot id: quantity}
        answers = []
        for ask in asks:
            lot = self._lot_of(ask, shelf)
            if ask.lot_id and not lot:
                ask = replace(ask, lot_name=ask.lot_name or str(ask.lot_id))
            ask = self._approved_ask(ask, approved)
            decision = judge(ask, lot, taken[lot.id] if lot else ANY_QUANTITY)
            if lot and not ask.is_refund:
                taken[lot.id] += to_decimal(ask.quantity, ask.product.uom_id)
            answers.append(Answer(ask, decision, lot))
        return answers, taken

    @api.model
    def _with_lots(self, config, asks):
        """The questions with the lot that a mere number means."""
        names = {(a.product.id, a.lot_name) for a in asks if a.lot_name and not a.lot_id}
        found = self.env["lot.shelf"]._named(config.company_id, names)
        return [
            replace(ask, lot_id=ask.lot_id or found.get((ask.product.id, ask.lot_name)))
            for ask in asks
        ]

    @api.model
    def _with_what_is_left(self, asks):
        """The questions; what one of them takes back, a later one of that ticket line cannot."""
        left = {}  # {ticket line id: {lot id or None: Decimal}}
        told = []
        for ask in asks:
            if ask.sold is not None:
                rest = left.setdefault(ask.sold_on, dict(ask.sold))
                ask = replace(ask, sold=dict(rest))
                need = to_decimal(ask.quantity, ask.product.uom_id)
                for key in (ask.lot_id, None):
                    part = min(max(rest.get(key, ANY_QUANTITY), ANY_QUANTITY), need)
                    rest[key] = rest.get(key, ANY_QUANTITY) - part
                    need -= part
            told.append(ask)
        return told

    @api.model
    def _lot_of(self, ask, shelf):
        lot = shelf.get(ask.lot_id)
        return lot if lot and lot.product_id == ask.product.id else None

    @api.model
    def _approved_ask(self, ask, approved):
        """The question with what a manager approved for this lot on this line."""
        quantity, reasons = approved.get((ask.uuid, ask.lot_id), (0.0, frozenset()))
        enough = reasons and ask.product.uom_id.compare(ask.quantity, quantity) <= 0
        return replace(ask, approved=reasons) if enough else ask

    @api.model
    def _judge(self, config, asks, shelf, at):
        """A function from question, lot and quantity taken before to the kernel's decision."""
        policy = config._lot_policy()
        day, now = shop_day(config, at), at.replace(tzinfo=timezone.utc)
        # sudo: the cashier may not see holds, the decision needs them
        lots = self.env["stock.lot"].sudo().browse([lot.id for lot in shelf.values() if lot.holds])
        by_code = lots.browse([lot.id for lot in shelf.values() if lot.has_recall_hold()])
        found = by_code | (lots - by_code)._recall_findings()
        recalled = set(found.ids)
        products = self.env["product.product"].union(*(ask.product for ask in asks))
        numbers = found._recalled_numbers(products)
        keys = {product.id: frozenset(map(match_key, names)) for product, names in numbers.items()}

        def judge(ask, lot, taken):
            return decide(
                policy,
                self._line_facts(ask, keys.get(ask.product.id)),
                self._lot_facts(lot, ask, taken, lot.id in recalled) if lot else None,
                day,
                now,
            )

        return judge

    @api.model
    def _line_facts(self, ask, recalled_keys):
        product = ask.product
        return LineFacts(
            tracking=product.tracking,
            quantity=abs(to_decimal(ask.quantity, product.uom_id)),
            precision=Decimal(str(product.uom_id.rounding)),
            evidence=ask.evidence or "",
            lot_name=ask.lot_name or "",
            pack=ask.pack,
            uses_dates=not product.lot_ignore_dates,
            product_has_recall=recalled_keys is not None,
            recalled_keys=recalled_keys or frozenset(),
            is_refund=ask.is_refund,
            sold=ask.sold,
            offline=ask.offline,
            data_age=ask.data_age,
            approved=ask.approved,
        )

    @api.model
    def _lot_facts(self, lot, ask, taken, recalled):
        unit = ask.product.uom_id
        free = to_decimal(lot.free, unit) + to_decimal(ask.set_aside.get(lot.id, 0.0), unit)
        return LotFacts(
            id=lot.id,
            name=lot.name,
            dates=lot.dates,
            holds=lot.permitted(),
            recalled=recalled,
            free=free - taken,
            in_shop=lot.quantity > 0,
        )

    @api.model
    def _with_suggestion(self, answer, shelf, judge, taken):
        """The answer with the lot to take instead, where the one asked for cannot be taken."""
        ask = answer.ask
        if ask.is_refund or answer.decision.verdict < Verdict.ASK:
            return answer
        lots = [lot for lot in shelf.values() if lot.first and lot.product_id == ask.product.id]
        rows = ordered(
            Candidate(
                key=lot,
                quantity=to_decimal(lot.free, ask.product.uom_id),
                day=last_good_day(lot.dates),
                in_date=lot.in_date,
                id=lot.id,
            )
            for lot in lots
        )
        picked = replace(ask, evidence="scanned", lot_name="", pack=LotDates(), quantity=0.0)
        suggestion = next(
            (
                row.key.id
                for row in rows
                if row.quantity - taken[row.key.id] > 0
                and judge(picked, row.key, ANY_QUANTITY).verdict < Verdict.ASK
            ),
            None,
        )
        near = ()
        if not answer.lot and ask.lot_name:
            near = tuple(near_matches(ask.lot_name, [lot.name for lot in lots]))
        return replace(answer, suggestion=suggestion, near=near)

    @api.model
    def _now_of_shop(self, config):
        """The server's clock as a till needs it: it never asks its own."""
        at = fields.Datetime.now()
        zone = shop_zone(config)
        local = at.replace(tzinfo=timezone.utc).astimezone(zone)
        return {
            "server_now": f"{at.isoformat()}Z",
            "zone": zone.key,
            "utc_offset_minutes": int(local.utcoffset().total_seconds() // 60),
            "today": str(local.date()),
        }
