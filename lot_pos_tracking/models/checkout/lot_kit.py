from collections import defaultdict
from dataclasses import replace

from odoo import api, fields, models

from ...bridge import to_decimal, to_float
from ...core.allocation import Candidate, Strategy, take
from ...core.shelf_life import last_good_day
from ...core.verdict import Verdict
from .lot_ask import Ask

LOTS_LOOKED_AT = 200
"""The first lots of a part to expire, from which a kit takes: a page, not the whole shelf."""


class LotKit(models.AbstractModel):
    """Kits at the till: one line on the ticket, and lots for each part that is tracked.

    Kits come from an app that may not be there; without it no product is one. The cashier does not
    choose lots of parts: those that expire first are presumed, and every one of them is judged.
    """

    _name = "lot.kit"
    _description = "Lots of the Parts of Kits"

    @api.model
    def _lines(self, lines):
        """Those of the ticket lines that sell or take back a kit with tracked parts."""
        if "is_kits" not in self.env["product.product"]._fields:
            return lines.browse()
        kits = lines.filtered(lambda line: line.product_id.tracking == "none")
        kits = kits.filtered(lambda line: line.product_id.is_kits)
        return kits.filtered(lambda line: self._parts(line))

    @api.model
    def _parts(self, line):
        """``{product: quantity}`` of the line's tracked parts, in the unit of each part."""
        return self._exploded(line.product_id, abs(line.qty), line.company_id)

    @api.model
    def _exploded(self, kit, quantity, company):
        """``{product: quantity}`` of the tracked parts of so many kits."""
        # sudo: a cashier reads no bills of materials; only products and quantities are used
        boms = self.env["mrp.bom"].sudo()
        product = kit.sudo()
        bom = boms._bom_find(product, company_id=company.id, bom_type="phantom")[product]
        if not bom:
            return {}
        made = product.uom_id._compute_quantity(quantity, bom.product_uom_id, round=False)
        parts = defaultdict(float)
        for bom_line, data in bom.explode(product, made / bom.product_qty)[1]:
            part = bom_line.product_id
            if part.tracking != "none":
                parts[part.with_env(self.env)] += bom_line.product_uom_id._compute_quantity(
                    data["qty"], part.uom_id, round=False
                )
        return dict(parts)

    @api.model
    def _answers(self, order, *, at, offline, taken):
        """What speaks against the kits of an order, part by part; empty when nothing does.

        :param taken: ``{lot id: Decimal}`` that the other lines of the order take
        :return: ``[Answer]``, one for each part that its lots cannot cover
        """
        sold = self._lines(order.lines.filtered(lambda line: line.qty > 0))
        answers = []
        for line in sold:
            for part, quantity in self._parts(line).items():
                ask = Ask(
                    product=part,
                    quantity=quantity,
                    uuid=line.uuid,
                    evidence="presumed",
                    line=line,
                    offline=offline,
                )
                found, missing = self._choose(order, ask, at, taken)
                if missing:
                    answers.append(missing)
                for lot_id, used in found:
                    taken[lot_id] = taken.get(lot_id, 0) + used
        return answers

    @api.model
    def _choose(self, order, ask, at, taken):
        """The lots a part is taken from, the first to expire first.

        :return: ``([(lot id, Decimal)], Answer or None)``; the answer says why not all of it can
            be taken from lots that may be sold
        """
        unit = ask.product.uom_id
        shelf = self.env["lot.shelf"]._lots(
            order.config_id,
            [],
            at=at,
            product_ids=[ask.product.id],
            limit=LOTS_LOOKED_AT,
            except_order=order.uuid,
        )
        checkout = self.env["lot.checkout"]
        judge = checkout._judge(order.config_id, [ask], shelf, at)
        rows, blocked = [], []
        for lot in shelf.values():
            free = to_decimal(lot.free, unit) - taken.get(lot.id, 0)
            if lot.quantity <= 0 or free <= 0:
                continue
            decision = judge(replace(ask, quantity=0.0, lot_id=lot.id), lot, 0)
            stops = decision.verdict >= Verdict.ASK
            if stops:
                blocked.append((lot, decision))
            rows.append(
                Candidate(
                    key=lot.id,
                    quantity=free,
                    day=last_good_day(lot.dates),
                    in_date=lot.in_date,
                    id=lot.id,
                    blocked="stopped" if stops else "",
                )
            )
        result = take(to_decimal(ask.quantity, unit), rows, Strategy.FEFO)
        found = [(line.key, line.quantity) for line in result.lines]
        if result.shortage <= 0:
            return found, None
        if blocked:
            lot, decision = blocked[0]
        else:
            lot, decision = None, judge(ask, None, 0)
        return found, checkout._kit_answer(ask, decision, lot)

    # -- the goods -------------------------------------------------------------------------------

    @api.model
    def _picks(self, move, order_lines):
        """The lots that a move of parts takes: ``[(lot id, quantity, ticket line)]``."""
        line = self._lines(order_lines).filtered(lambda x: move.product_id in self._parts(x))[:1]
        if not line:
            return []
        if line.qty < 0:
            return self._came_with(move, line)
        ask = Ask(
            product=move.product_id,
            quantity=move.product_qty,
            uuid=line.uuid,
            evidence="presumed",
            line=line,
        )
        taken = self._named_on(order_lines)
        found, missing = self._choose(line.order_id, ask, fields.Datetime.now(), taken)
        picks = [(lot_id, to_float(quantity), line) for lot_id, quantity in found]
        if missing:  # accepted all the same, offline: the goods are gone, stock has to follow
            rest = move.product_qty - sum(quantity for _lot, quantity, _line in picks)
            picks += self._whatever_is_left(move, line, rest, {lot_id for lot_id, *_r in picks})
        return picks

    @api.model
    def _named_on(self, order_lines):
        """``{lot id: Decimal}`` of what the other lines of the ticket sell by name."""
        taken = {}
        for pack in order_lines.filtered(lambda line: line.qty > 0).pack_lot_ids:
            quantity = to_decimal(pack.quantity, pack.product_id.uom_id)
            taken[pack.lot_id.id] = taken.get(pack.lot_id.id, 0) + quantity
        return taken

    @api.model
    def _whatever_is_left(self, move, line, rest, used):
        lots = self.env["lot.shelf"]._lots(
            line.order_id.config_id, [], at=fields.Datetime.now(), product_ids=[move.product_id.id]
        )
        picks = []
        for lot in lots.values():
            quantity = min(max(lot.free, 0.0), rest)
            if lot.id not in used and move.product_id.uom_id.compare(quantity, 0) > 0:
                picks.append((lot.id, quantity, line))
                rest -= quantity
        return picks

    @api.model
    def _came_with(self, move, line):
        """A kit comes back with the lots it left with, as far as they have not come back yet."""
        origin = line.refunded_orderline_id
        # sudo: a cashier reads no transfers
        moved = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("pos_order_line_id", "in", (origin | origin.refund_orderline_ids).ids),
                    ("product_id", "=", move.product_id.id),
                    ("state", "=", "done"),
                ],
                order="id",
            )
        )
        left = defaultdict(float)
        for row in moved:
            sign = 1 if row.pos_order_line_id == origin else -1
            left[row.lot_id.id] += sign * row.quantity_product_uom
        picks, rest = [], move.product_qty
        for lot_id, quantity in left.items():
            part = min(quantity, rest)
            if lot_id and move.product_id.uom_id.compare(part, 0) > 0:
                picks.append((lot_id, part, line))
                rest -= part
        return picks
