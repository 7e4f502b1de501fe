from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...core.ledger_facts import Return
from ...core.rounding import round_to

ZERO = Decimal(0)


class LotValuation(models.AbstractModel):
    """Goods that come back cost what they left with."""

    _inherit = "lot.valuation"

    @api.model
    def _book_returns(self, moves):
        """Book goods that come back before upstream asks what they are worth."""
        done = moves.filtered(lambda move: move.state == "done" and move.is_in)
        done = done.filtered(lambda move: move._lot_layer_kind() == "return")
        for company, own in done.grouped("company_id").items():
            booker = self._as_booker(company)
            booker._book_returns_company(own.with_env(booker.env))

    def _book_returns_company(self, moves):
        flows = [(line, qty) for line, sign, qty in moves._lot_flows() if sign > 0]
        sources = {line: line._lot_left_by() for line, _quantity in flows}
        if not any(sources.values()):
            return
        ledger, company = self.env["lot.ledger"], self.env.company
        booked = self._locked_bookings(moves, [(line, 1, qty) for line, qty in flows])
        known = {
            line.move_id.id for line, _quantity in flows if (line.id, line.lot_id.id) in booked
        }
        ids = [source.id for lines in sources.values() for source in lines]
        left = self._still_out(
            ledger._consumptions(company, SQL("move_line_id = ANY(%s)", ids)),
            ledger._layers(company, SQL("return_of_id = ANY(%s)", ids)),
        )
        returns = []
        for line, quantity in flows:
            missing = quantity - booked[line.id, line.lot_id.id][0]
            for source in sources[line]:
                key = (source.id, line.lot_id.id)
                taken = min(missing, left[key])
                if taken > 0:
                    missing, left[key] = missing - taken, left[key] - taken
                    moment = self._moment(line, known)
                    returns.append(Return(line.lot_id.id, taken, moment, line.id, source.id))
        own = set(moves.move_line_ids.ids)
        others = {key for key in self._return(returns) if key[0] not in own}
        self._follow(others, moves, moves.browse())

    def _still_out(self, consumptions, returned):
        """``{(outgoing line id, lot id): quantity that has not come back}``"""
        left = defaultdict(Decimal)
        for row in consumptions:
            left[row.line, row.lot] += row.quantity
        for row in returned:
            left[row.return_of, row.lot] -= row.quantity
        return left

    def _cost_it_left_with(self, line, quantity):
        """What ``quantity`` of a line that passes us by on its way back had left with."""
        sources = line._lot_left_by()
        booked = self.env["lot.ledger"]._booked(sources.ids)
        rows = [booked[source.id, line.lot_id.id] for source in sources]
        whole = sum((row[2] for row in rows), ZERO)
        value = sum((row[3] for row in rows), ZERO)
        return round_to(value * quantity / whole, self._digits()) if whole else ZERO

    @api.model
    def _returned(self, move, at_date=None):
        """Quantity and value of what a move brought back at the cost it had left with."""
        at = move.product_id.with_company(move.company_id)._lot_cost_moment(at_date)
        # sudo: the value of a move is upstream's to show
        layer_model = self.env["lot.cost.layer"].sudo()
        domain = [
            ("move_id", "=", move.id),
            ("return_of_id", "!=", False),
            ("kind", "not in", ("revaluation", "writedown")),
        ]
        if at:
            domain.append(("date", "<=", at))
        [(quantity, value)] = layer_model._read_group(domain, [], ["quantity:sum", "value:sum"])
        return quantity or 0.0, value or 0.0
