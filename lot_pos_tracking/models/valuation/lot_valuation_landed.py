from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ...bridge import to_decimal
from ...core.rounding import round_to, split
from .stock_move_landed import LANDING

ZERO = Decimal(0)


class LotValuation(models.AbstractModel):
    """Costs that come on top of what the goods cost: which of them each lot carries."""

    _inherit = "lot.valuation"

    @api.model
    def _land(self, cost):
        """Charge receipts with a cost of named lots and post it; what was sold is corrected."""
        booker = self._as_booker(cost.company_id)
        own = cost.with_env(booker.env)
        moves = own.line_ids.move_line_id.move_id
        booker._post_landed(own)
        moves.with_context(**{LANDING: own.id})._set_value()
        if own.account_move_id:
            charged = booker.env["lot.cost.layer"].search(
                [
                    ("document", "=", f"{own._name},{own.id}"),
                    ("return_of_id", "=", False),
                    ("account_move_id", "=", False),
                ]
            )
            charged.write({"account_move_id": own.account_move_id.id})

    def _post_landed(self, cost):
        """Out of the account where the cost was booked, into stock kept at every move."""
        entry_lines = [
            (line.product_id, line.lot_id, cost.account_id, -line.amount, cost.name, None)
            for line in cost.line_ids
            if line.product_id.valuation == "real_time"
        ]
        cost.account_move_id = self._post_entry(entry_lines)

    def _landed_shares(self, move, parts, base, total):
        """What each line of a move carries of its landed costs: its own, and its share.

        :param parts: ``[(line, quantity)]``
        :param base: what the lines are worth without landed costs
        :return: amounts that sum to ``total``
        """
        if self._valued_by_hand(move):
            return [ZERO] * len(parts)
        named = self._named_costs(move)
        own = [named.get(line.id, ZERO) for line, _quantity in parts]
        shared = total - sum(own, ZERO)
        by_value = self._landed_by_value(move) if any(base) else ZERO
        digits = self._digits()
        quantities = [quantity for _line, quantity in parts]
        shares = zip(
            own,
            split(by_value, [abs(value) for value in base], digits),
            split(shared - by_value, quantities, digits),
            strict=True,
        )
        return [sum(share, ZERO) for share in shares]

    def _named_costs(self, move, at_date=None):
        """``{move line id: amount}`` of costs of named lots that were posted.

        One query for all moves that were read together.
        """
        named = defaultdict(Decimal)
        # sudo: the value of goods follows from costs that not everybody may read
        for share in move.sudo().move_line_ids.lot_landed_line_ids:
            cost = share.cost_id
            if cost.state == "done" and not (at_date and cost.date > fields.Date.to_date(at_date)):
                named[share.move_line_id.id] += to_decimal(share.amount)
        return named

    def _landed_by_value(self, move):
        """What of a move's landed costs is to be shared by value; the rest goes by quantity."""
        if not hasattr(move, "_get_landed_cost"):
            return ZERO
        shares = move._get_landed_cost().get(move)
        if not shares:
            return ZERO
        by_value = shares.filtered(
            lambda share: share.cost_line_id.split_method == "by_current_cost_price"
        )
        total = sum(by_value.mapped("additional_landed_cost"))
        return round_to(to_decimal(total), self._digits())
