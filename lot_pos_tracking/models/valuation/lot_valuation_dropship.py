from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...bridge import to_decimal
from ...core import layers
from ...core.ledger_facts import Issue, Method
from ...core.rounding import split

ZERO = Decimal(0)


class LotValuation(models.AbstractModel):
    """Goods that go from the vendor to the customer, or back, and are never ours to keep."""

    _inherit = "lot.valuation"

    def _pass_through(self, moves, through, booked, lines, known):
        """Dropshipped goods come and go at once, at the cost upstream gives them."""
        more = []
        for (line_id, lot_id), quantity in through.items():
            difference = quantity - booked[line_id, lot_id][0]
            if difference > 0:
                more.append((line_id, lot_id, difference))
        targets = {}
        for move in moves.filtered("is_dropship"):
            own = {key: qty for key, qty in through.items() if lines[key[0]].move_id == move}
            if move._is_dropshipped_returned() and move.origin_returned_move_id:
                parts = [self._cost_it_left_with(lines[key[0]], qty) for key, qty in own.items()]
                move.value = float(sum(parts, ZERO))
            else:
                parts = split(to_decimal(move._get_value()), list(own.values()), self._digits())
            targets.update({key: (part, ZERO) for key, part in zip(own, parts, strict=True)})
        concerned = self._bring_in(more, lines, through, targets, known, settles=False)
        return concerned | self._take_through(more, lines, known)

    def _take_through(self, more, lines, known):
        """Out of the very layers the goods came in by, whatever else there is of their lots."""
        ledger, company = self.env["lot.ledger"], self.env.company
        ids = [line_id for line_id, _lot, _quantity in more]
        came = ledger._layers(company, SQL("move_line_id = ANY(%s) AND remaining_qty <> 0", ids))
        concerned = set()
        for line_id, lot_id, quantity in more:
            own = [layer for layer in came if (layer.line, layer.lot) == (line_id, lot_id)]
            issue = Issue(
                lot=lot_id,
                quantity=quantity,
                date=self._moment(lines[line_id], known),
                line=line_id,
                kind=lines[line_id].move_id._lot_consumption_kind(),
            )
            booking = layers.issue([issue], own, method=Method.FIFO, digits=self._digits())
            concerned |= ledger._store(booking, company)
        return concerned
