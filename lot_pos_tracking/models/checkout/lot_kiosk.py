from dataclasses import replace

from odoo import api, models

from ...core.verdict import Verdict


class LotCheckout(models.AbstractModel):
    """Where nobody can be asked, the only lot there is to sell is the lot that is meant."""

    _inherit = "lot.checkout"

    @api.model
    def _with_only_lots(self, asks, shelf, judge):
        """The questions, a lot for each that names none and whose product has just one to sell."""
        return [
            ask if ask.lot_id or ask.lot_name or ask.is_refund else self._only(ask, shelf, judge)
            for ask in asks
        ]

    @api.model
    def _only(self, ask, shelf, judge):
        lots = [lot for lot in shelf.values() if lot.first and lot.product_id == ask.product.id]
        wanted = replace(ask, evidence="only_lot", quantity=0.0)
        found = [lot for lot in lots if judge(wanted, lot, 0).verdict < Verdict.ASK]
        return replace(ask, evidence="only_lot", lot_id=found[0].id) if len(found) == 1 else ask

    @api.model
    def _name_only_lots(self, order, lines):
        """Write the lots that a kiosk takes by itself on the ticket, to be judged like others."""
        if not order.config_id._is_lot_kiosk():
            return
        asks = self.env["lot.ask"]._from_order(lines, offline=False)
        for answer in self._answers(order.config_id, asks, order_uuid=order.uuid):
            ask = answer.ask
            if ask.evidence == "only_lot" and answer.lot and not ask.record:
                vals = {"pos_order_line_id": ask.line.id, "lot_id": answer.lot.id}
                row = self.env["pos.pack.operation.lot"].create({**vals, "evidence": "only_lot"})
                row.quantity = ask.quantity
