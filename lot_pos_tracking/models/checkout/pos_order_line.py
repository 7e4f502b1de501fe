from collections import defaultdict

from odoo import models

from ...bridge import to_decimal


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _lot_refundable(self):
        """What of each lot can still come back of these ticket lines.

        Counted by quantity, not by number, so that a second partial refund of a lot works.
        Two queries whatever the number of lines.

        :return: ``{line id: {lot id or None: Decimal}}``; None holds what left without a lot
        """
        return {line.id: line._lot_left() for line in self}

    def _lot_left(self):
        left = defaultdict(float)
        for line in self | self.refund_orderline_ids.filtered(
            lambda line: line.order_id.state in ("paid", "done")
        ):
            sign = 1 if line == self else -1
            named = 0.0
            for pack in line.pack_lot_ids:
                quantity = pack.quantity or abs(line.qty)
                left[pack.lot_id.id or None] += sign * quantity
                named += quantity
            left[None] += sign * (abs(line.qty) - named)
        uom = self.product_uom_id
        return {lot: to_decimal(quantity, uom) for lot, quantity in left.items()}
