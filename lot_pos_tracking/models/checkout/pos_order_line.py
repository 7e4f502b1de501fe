from collections import defaultdict

from odoo import api, fields, models

from ...bridge import to_decimal, to_float


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    lot_summary = fields.Char(compute="_compute_lot_summary")

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

    def _lot_refundable(self, except_lines=None):
        """What of each lot can still come back of these ticket lines.

        Counted by quantity, not by number, so that a second partial refund of a lot works.

        :param except_lines: refund lines that do not count yet, because they are being judged
        :return: ``{line id: {lot id or None: Decimal}}``; None holds what left without a lot
        """
        return {line.id: line._lot_left(except_lines or self.browse()) for line in self}

    def _lot_left(self, except_lines):
        self.ensure_one()
        left = defaultdict(float)
        refunds = self.refund_orderline_ids.filtered(
            lambda line: line.order_id.state in ("paid", "done")
        )
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
