from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...bridge import to_decimal, to_float

PAID = ("paid", "done")


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    lot_summary = fields.Char(compute="_compute_lot_summary")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._with_line_numbers(vals_list))

    @api.model
    def _with_line_numbers(self, vals_list):
        """Draw the numbers of an order's lines at once; upstream locks a row for each of them."""
        nameless = {}  # {order id: [place in vals_list]}
        for place, vals in enumerate(vals_list):
            if vals.get("order_id") and not vals.get("name"):
                nameless.setdefault(vals["order_id"], []).append(place)
        vals_list = list(vals_list)
        for order_id, places in nameless.items():
            sequence = self.env["pos.order"].browse(order_id).session_id.config_id.order_line_seq_id
            names = self._draw_numbers(sequence, len(places)) if len(places) > 1 else []
            for place, name in zip(places, names, strict=False):
                vals_list[place] = {**vals_list[place], "name": name}
        return vals_list

    @api.model
    def _draw_numbers(self, sequence, count):
        """The next numbers of a sequence without gaps; none of another kind of sequence."""
        if not sequence or sequence.implementation != "no_gap" or sequence.use_date_range:
            return []
        step = sequence.number_increment
        sequence.flush_recordset(["number_next"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE ir_sequence SET number_next = number_next + %s
                 WHERE id = (SELECT id FROM ir_sequence WHERE id = %s FOR UPDATE NOWAIT)
             RETURNING number_next
                """,
                step * count,
                sequence.id,
            )
        )
        sequence.invalidate_recordset(["number_next"])
        first = rows[0][0] - step * count
        return [sequence.get_next_char(first + step * number) for number in range(count)]

    @api.depends(
        "pack_lot_ids.lot_name",
        "pack_lot_ids.quantity",
        "pack_lot_ids.evidence",
        "pack_lot_ids.verdict",
    )
    def _compute_lot_summary(self):
        """In a line of a list: which lots, how much of each, how known, what was found."""
        evidences = dict(self.pack_lot_ids._fields["evidence"]._description_selection(self.env))
        verdicts = dict(self.pack_lot_ids._fields["verdict"]._description_selection(self.env))
        for line in self:
            line.lot_summary = "; ".join(
                f"{pack.lot_name or '?'}: {pack.quantity:g}"
                f" ({', '.join(filter(None, self._lot_words(pack, evidences, verdicts)))})"
                for pack in line.pack_lot_ids
            )

    def _lot_words(self, pack, evidences, verdicts):
        found = verdicts.get(pack.verdict) if pack.verdict != "allow" else None
        return evidences.get(pack.evidence), found

    def _lot_moved(self):
        """What of the ticket lines has moved: ``{(line id, lot id): quantity}``."""
        # sudo: a cashier reads no transfers
        rows = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [("pos_order_line_id", "in", self.ids), ("state", "=", "done")],
                ["pos_order_line_id", "lot_id"],
                ["quantity_product_uom:sum"],
            )
        )
        return {(line.id, lot.id): quantity for line, lot, quantity in rows}

    def _lot_refundable(self, except_lines=None):
        """What of each lot can still come back of these ticket lines.

        Counted by quantity, not by number, so that a second partial refund of a lot works.

        :param except_lines: refund lines that do not count yet, because they are being judged
        :return: ``{line id: {lot id or None: Decimal}}``; None holds what left without a lot.
            Nothing can come back of a ticket that was never paid.
        """
        return {line.id: line._lot_left(except_lines or self.browse()) for line in self}

    def _lot_left(self, except_lines):
        self.ensure_one()
        left = defaultdict(float)
        if self.order_id.state not in PAID:
            return {}
        refunds = self.refund_orderline_ids.filtered(lambda line: line.order_id.state in PAID)
        for line in self | (refunds - except_lines):
            sign = 1 if line == self else -1
            covered = 0.0
            for pack in line.pack_lot_ids:
                left[pack.lot_id.id or None] += sign * pack.quantity
                covered += pack.quantity
            left[None] += sign * (abs(line.qty) - covered)
        return {lot: to_decimal(quantity, self.product_uom_id) for lot, quantity in left.items()}

    def _lot_take_back_what_is_left(self):
        """Cut the lots of a new refund line down to what has not come back before."""
        self.ensure_one()
        left = self.refunded_orderline_id._lot_left(self) if self.refunded_orderline_id else {}
        for pack in self.pack_lot_ids:
            rest = to_float(left.get(pack.lot_id.id or None, 0))
            quantity = min(pack.quantity, max(rest, 0.0))
            if self.product_uom_id.is_zero(quantity):
                pack.unlink()
            else:
                pack.quantity = quantity
