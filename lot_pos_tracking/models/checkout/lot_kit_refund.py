from odoo import api, models

from ...bridge import to_decimal
from ...core.verdict import Decision, Reason, Verdict
from .lot_ask import Ask
from .pos_order_line import PAID


class LotKit(models.AbstractModel):
    """Kits that come back: no more than were sold, and their parts where they may go."""

    _inherit = "lot.kit"

    @api.model
    def _overdrawn(self, order):
        """The refund lines that take back more of a kit than their ticket line has left.

        :return: ``[Answer]``; empty when there are none
        """
        back = self._lines(
            order.lines.filtered(lambda line: line.qty < 0 and line.refunded_orderline_id)
        )
        left = {}  # {ticket line id: Decimal}
        answers = []
        for line in back:
            origin, unit = line.refunded_orderline_id, line.product_uom_id
            if origin.id not in left:
                left[origin.id] = self._kits_left(origin, order)
            left[origin.id] += to_decimal(line.qty, unit)
            if left[origin.id] < 0:
                ask = Ask(
                    product=line.product_id,
                    quantity=abs(line.qty),
                    uuid=line.uuid,
                    is_refund=True,
                    line=line,
                )
                decision = Decision(Verdict.BLOCK, (Reason.WRONG_REFUND_LOT,))
                answers.append(self.env["lot.checkout"]._kit_answer(ask, decision, None))
        return answers

    @api.model
    def _kits_left(self, origin, order):
        """How many of a sold kit have not come back yet, the order's own lines left out."""
        if origin.order_id.state not in PAID:
            return to_decimal(0.0)
        others = origin.refund_orderline_ids.filtered(
            lambda line: line.order_id.state in PAID and line.order_id != order
        )
        return to_decimal(origin.qty + sum(others.mapped("qty")), origin.product_uom_id)

    @api.model
    def _unsellable(self, config, lots):
        """Ids of the lots that may not go back to the shelf."""
        asks = [
            Ask(
                product=lot.product_id,
                quantity=0.0,
                lot_id=lot.id,
                evidence="scanned",
                is_refund=True,
            )
            for lot in lots
        ]
        answers = self.env["lot.checkout"]._answers(config, asks)
        return {answer.ask.lot_id for answer in answers if answer.decision.to_quarantine}
