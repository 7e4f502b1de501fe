from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from ...bridge import to_decimal
from ...core import late_cost
from ...core.ledger import NOT_INCOMING
from ...core.ledger_facts import ValueChange
from ...core.rounding import round_to, split

ZERO = Decimal(0)


class LotValuation(models.AbstractModel):
    """What incoming lots are worth: a share of what upstream says of the move."""

    _inherit = "lot.valuation"

    def _targets(self, moves, flows, booked):
        """What the incoming lines should be worth together with the landed costs.

        :return: ``{(line id, lot id): (value without landed costs, landed costs)}``
        """
        incoming = defaultdict(list)
        for line, sign, quantity in flows:
            if sign > 0:
                incoming[line.move_id].append((line, quantity))
        targets = {}
        for move, parts in incoming.items():
            total = to_decimal(move.value)
            landed = self._landed_cost(move)
            weights = self._weights(move, parts, booked, total - landed)
            base = split(total - landed, weights, self._digits())
            extra = self._landed_shares(move, parts, base, landed)
            for (line, _quantity), *values in zip(parts, base, extra, strict=True):
                targets[line.id, line.lot_id.id] = tuple(values)
        return targets

    def _landed_cost(self, move):
        if self._valued_by_hand(move):
            return ZERO
        extra = move._get_value_from_extra(move._get_valued_qty())["value"]
        return round_to(to_decimal(extra), self._digits())

    def _valued_by_hand(self, move):
        """Whether somebody said what the move is worth, with all that comes on top of it."""
        return bool(move._get_manual_value(move._get_valued_qty())["quantity"])

    def _landed_cause(self, move, shared_anew):
        """``(document as "model,id", moment from which it counts)`` of what changes on top now: a
        landed cost, or the value by hand that replaces it.

        :param shared_anew: the costs are the same, but their shares follow values that change now
        """
        _kind, by_hand, moment = move._lot_cost_cause()
        if self._valued_by_hand(move):
            return by_hand, moment
        document, day = move._lot_landed_cause()
        return document, moment if shared_anew else day

    def _weights(self, move, parts, booked, total):
        """How a receipt's value is shared by its lines: by what came back at its own cost, by the
        shipment's unit costs, by the lots' costs where nothing else gave the value, else by
        quantity."""
        whole = sum((quantity for _line, quantity in parts), ZERO)
        by_lot_cost = not move._lot_has_price()
        lines = move.move_line_ids.browse([line.id for line, _quantity in parts])
        worth = self._worth_by_lots(move, lines) if by_lot_cost else {}
        weights = []
        for line, quantity in parts:
            quantity_in, value_in, *_out = booked[line.id, line.lot_id.id]
            if move._lot_layer_kind() == "return" and quantity_in == quantity:
                weights.append(value_in)
            elif by_lot_cost:
                _rest, value, value_returned = worth[line.id]
                weights.append(value + value_returned)
            elif line.lot_unit_cost:
                weights.append(quantity * to_decimal(line.lot_unit_cost))
            else:
                weights.append(quantity * total / whole)
        if not any(weights):
            weights = [quantity for _line, quantity in parts]
        return [abs(weight) for weight in weights]

    def _value_at_lot_costs(self, move, quantity):
        """What ``quantity`` of an incoming move is worth by its lots where no document says so."""
        parts = self._worth_by_lots(move, move._get_in_move_lines()).values()
        whole = sum((part for part, _value, _returned in parts), ZERO)
        value = sum((value for _part, value, _returned in parts), ZERO)
        return float(value * to_decimal(quantity) / whole) if whole else 0.0

    def _worth_by_lots(self, move, lines):
        """What lines of an incoming move are worth where no document says so: by the
        shipment's unit cost, by what they were first booked at, else by what their lots cost now.

        :return: ``{move line id: (quantity, value, value returned)}``; the first two without what
            came back at the cost it had left with
        """
        move, lines = move.with_company(move.company_id), lines.with_company(move.company_id)
        first = self.env["lot.ledger"]._first_booked(lines.ids)
        digits = move.company_currency_id.decimal_places
        worth = {}
        for line in lines:
            # sudo: the shipment's unit cost is hidden from who has no right to costs
            given = to_decimal(line.sudo().lot_unit_cost)
            known, value, returned, value_returned = first[line.id, line.lot_id.id]
            quantity = to_decimal(line.quantity_product_uom, line.product_id.uom_id)
            quantity = max(quantity - returned, ZERO)
            cost = given or to_decimal(line.lot_id.standard_price or move.product_id.standard_price)
            if given or not known:
                value = quantity * cost
            elif quantity > known:
                value = round_to(value + (quantity - known) * cost, digits)
            else:
                value = round_to(value * quantity / known, digits)
            worth[line.id] = (quantity, value, value_returned)
        return worth

    def _change_values(self, targets, lines):
        """Bring booked values to the targets: the change follows the goods."""
        ledger, company = self.env["lot.ledger"], self.env.company
        if not targets:
            return set()
        booked = ledger._booked([line for line, _lot in targets])
        changed = {}  # {(line id, lot id): change of value}
        for key, (base, landed) in targets.items():
            _qi, value_in, _qo, value_out = booked[key]
            if base + landed != value_in - value_out:
                changed[key] = base + landed - value_in + value_out
        if not changed:
            return set()
        lot_ids = {lot for _line, lot in changed}
        rows = ledger._layers(company, SQL("lot_id = ANY(%s)", list(lot_ids)))
        used = ledger._consumptions(company, SQL("lot_id = ANY(%s)", list(lot_ids)))
        by_line = defaultdict(list)
        for row in rows:
            by_line[row.line, row.lot].append(row)
        landed = defaultdict(Decimal)  # {move: change of what it carries of landed costs}
        for key in changed:
            landed[lines[key[0]].move_id] += targets[key][1] - self._landed_booked(by_line[key])
        concerned = set()
        for method, method_lots in self._methods(lot_ids).items():
            changes = []
            for key, amount in changed.items():
                if key[1] in method_lots:
                    move = lines[key[0]].move_id
                    changes += self._value_changes(
                        by_line[key], amount, targets[key][1], move, shared_anew=not landed[move]
                    )
            booking = late_cost.change_values(
                changes,
                [row for row in rows if row.lot in method_lots],
                [row for row in used if row.lot in method_lots],
                method=method,
                digits=self._digits(),
            )
            concerned |= ledger._store(self._corrected_today(booking), company)
            self._post_given_back(booking)
        return concerned

    def _corrected_today(self, booking):
        """The change counts from its document's date, what it corrects from now on."""
        now = fields.Datetime.now()
        rows = tuple(replace(row, date=now) for row in booking.consumptions)
        return replace(booking, consumptions=rows)

    def _landed_booked(self, own):
        return sum((row.value for row in own if row.kind == "landed"), ZERO)

    def _value_changes(self, own, amount, landed_target, move, *, shared_anew):
        """The change of one incoming line, apart for landed costs and everything else.

        :param own: the line's layers of the lot
        :param shared_anew: as ``_landed_cause`` wants it
        """
        base = next(row for row in own if row.quantity)
        family = [row for row in own if row.parent == base.key or row.key == base.key]
        worth = sum((row.value for row in family if row.kind not in NOT_INCOMING), ZERO)
        landed = landed_target - self._landed_booked(own)
        changes = []
        if amount != landed:
            worth += amount - landed
            kind, document, date = move._lot_cost_cause()
            changes.append(ValueChange(base.key, worth, date, kind, document))
        if landed:
            document, date = self._landed_cause(move, shared_anew)
            changes.append(ValueChange(base.key, worth + landed, date, "landed", document))
        return changes
