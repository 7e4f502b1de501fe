from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ...bridge import to_decimal
from ...core import layers, revaluing
from ...core.ledger import NOT_INCOMING
from ...core.ledger_facts import Issue, Method, Receipt, Return
from ...core.rounding import round_to

ZERO = Decimal(0)


class LotValuation(models.AbstractModel):
    """Brings the cost ledger in line with what done moves say.

    What a move's lines should have booked is compared with what the ledger has booked for them, and
    the difference is booked: a first validation, an edited line, another lot on a line and a bill
    that comes late are the same act, and doing it twice books nothing new.
    """

    _name = "lot.valuation"
    _description = "Valuation by Lot"

    # -- what should be booked -------------------------------------------------------------------

    @api.model
    def _book_outgoing(self, moves):
        """Book what left; moves whose value upstream decides are booked after it did."""
        self._book(moves.filtered(lambda move: not move.is_in))

    @api.model
    def _book(self, moves):
        """Book the differences between done moves and the ledger."""
        done = moves.filtered(lambda move: move.state == "done")._lot_valued()
        for company, own in done.grouped("company_id").items():
            booker = self._as_booker(company)
            booker._book_company(own.with_env(booker.env))

    def _as_booker(self, company):
        """The valuation of a company, free of the user's rights and defaults."""
        # sudo: everybody's goods have a cost, only the cost group may read it
        env = self.env(su=True, context=clean_context(self.env.context))
        return self.with_env(env).with_company(company)

    def _book_company(self, moves, seen=None):
        seen = moves.browse() if seen is None else seen
        flows = moves._lot_flows()
        booked = self._locked_bookings(moves, flows)
        wanted = {(line.id, line.lot_id.id): sign * qty for line, sign, qty in flows if sign}
        gone = [key for key in booked if key not in wanted]
        through = {(line.id, line.lot_id.id): qty for line, sign, qty in flows if not sign}
        lines = {line.id: line for line in moves.move_line_ids}
        known = {lines[line_id].move_id.id for line_id, _lot in booked}
        concerned = set()

        less, more, back, out = [], [], [], []
        for key in [*wanted, *gone]:
            if key in through:
                continue
            quantity_in, _vi, quantity_out, _vo = booked[key]
            difference = wanted.get(key, ZERO) - quantity_in + quantity_out
            incoming = key in wanted and wanted[key] > 0
            incoming = incoming or (key not in wanted and quantity_in > quantity_out)
            if difference > 0:
                (more if incoming else back).append((*key, difference))
            elif difference < 0:
                (less if incoming else out).append((*key, -difference))
        concerned |= self._take_back(less, lines)
        targets = self._targets(moves, flows, booked)
        concerned |= self._bring_in(more, lines, wanted, targets, known)
        concerned |= self._give_back(back, lines)
        concerned |= self._pass_through(moves, through, booked, lines, known)
        concerned |= self._take_out(out, lines, known)
        unfounded = {
            key: (ZERO, ZERO)
            for key in gone
            if booked[key][0] and key not in through and lines[key[0]].move_id.is_in
        }
        concerned |= self._change_values({**unfounded, **targets}, lines)
        self._follow(concerned | set(wanted), moves, seen)

    def _follow(self, concerned, moves, seen):
        """Publish what has changed, book what the books do not know of it, and value the receipts
        that follow from it.

        :param concerned: ``{(line id or None, lot id)}`` of the rows that were booked
        :param moves: what was booked; with ``seen`` it is not valued again
        """
        self._publish(concerned)
        lines = self.env["stock.move.line"].browse({line for line, _lot in concerned if line})
        self._settle(lines.move_id)
        self._book_receipts_again(lines.move_id - moves - seen, moves | seen)

    def _book_receipts_again(self, moves, seen):
        """A receipt that brought less than it had said took the rest out of goods of others: when
        they turn out to cost something else, it has still brought what it is worth.

        :param seen: moves whose change led here
        """
        receipts = moves.filtered(
            lambda move: (
                move.is_in
                and not move.is_dropship
                and not move.lot_regroup_id
                and move._lot_layer_kind() != "return"
            )
        )
        if receipts:
            self._book_company(receipts, seen)

    def _locked_bookings(self, moves, flows):
        """Lock the lots concerned and read what is booked for the moves' lines."""
        ledger = self.env["lot.ledger"]
        lots = self.env["stock.lot"].concat(*(line.lot_id for line, _s, _q in flows))
        self.env["lot.locks"]._serialise(lots | moves.move_line_ids.lot_id)
        booked = ledger._booked(moves.move_line_ids.ids)
        before = {lot for _line, lot in booked} - set(lots.ids)
        self.env["lot.locks"]._serialise(self.env["stock.lot"].browse(before))
        return booked

    # -- the kernel's acts -----------------------------------------------------------------------

    def _methods(self, lot_ids):
        """``{Method: {lot id}}``"""
        by_method = defaultdict(set)
        for lot in self.env["stock.lot"].browse(lot_ids):
            by_method[Method(lot.product_id.cost_method)].add(lot.id)
        return by_method

    def _digits(self):
        return self.env.company.currency_id.decimal_places

    def _moment(self, line, known):
        """When goods of a line came or left: by its move, or now where a move that is booked
        already turns out to be another. So what was read of the past stays as it was.

        :param known: ids of the moves that were booked before
        """
        return fields.Datetime.now() if line.move_id.id in known else line.move_id.date

    def _last_costs(self, lot_ids):
        return {
            lot.id: to_decimal(lot.standard_price) for lot in self.env["stock.lot"].browse(lot_ids)
        }

    def _bring_in(self, more, lines, wanted, targets, known, *, settles=True):
        """Receive: ``more`` is ``[(line id, lot id, quantity)]``.

        :param settles: whether the goods make up for what left before it came
        """
        receipts = []
        first = self._first_of_lots(more, lines, wanted, known)
        for line_id, lot_id, quantity in more:
            base, _landed = targets.get((line_id, lot_id), (ZERO, ZERO))
            value = base * quantity / wanted[line_id, lot_id]
            if (line_id, lot_id) in first:
                had, value_had, returned, value_returned = first[line_id, lot_id]
                rest = wanted[line_id, lot_id] - returned
                value = (base - value_returned) * (had + quantity) / rest - value_had
            line = lines[line_id]
            receipts.append(
                Receipt(
                    lot=lot_id,
                    quantity=quantity,
                    value=round_to(value, self._digits()),
                    date=self._moment(line, known),
                    line=line_id,
                    kind=line.move_id._lot_layer_kind(),
                )
            )
        if not receipts:
            return set()
        lots = {row.lot for row in receipts if settles}
        owed = self.env["lot.ledger"]._owed(self.env.company, lots)
        booking = layers.receive(receipts, owed=owed, digits=self._digits())
        return self.env["lot.ledger"]._store(booking, self.env.company)

    def _first_of_lots(self, more, lines, wanted, known):
        """What booked lines that get more goods were first booked at, where their lots give the
        value: what comes on top is worth what is not booked yet.

        :return: as ``lot.ledger._first_booked``
        """
        moves = self.env["stock.move"].browse(
            {lines[line_id].move_id.id for line_id, _lot, _quantity in more} & known
        )
        moves = moves.filtered(
            lambda move: not move._lot_has_price() and not self._valued_by_hand(move)
        )
        keys = {
            (line_id, lot_id)
            for line_id, lot_id, _quantity in more
            if lines[line_id].move_id in moves and not lines[line_id].lot_unit_cost
        }
        if not keys:
            return {}
        first = self.env["lot.ledger"]._first_booked([line_id for line_id, _lot in keys])
        return {key: row for key, row in first.items() if key in keys and row[2] < wanted[key]}

    def _take_out(self, out, lines, known):
        """Issue: ``out`` is ``[(line id, lot id, quantity)]``."""
        concerned = set()
        ledger = self.env["lot.ledger"]
        for method, lot_ids in self._methods({lot for _line, lot, _q in out}).items():
            issues = [
                Issue(
                    lot=lot_id,
                    quantity=quantity,
                    date=self._moment(lines[line_id], known),
                    line=line_id,
                    kind=lines[line_id].move_id._lot_consumption_kind(),
                )
                for line_id, lot_id, quantity in out
                if lot_id in lot_ids
            ]
            booking = layers.issue(
                issues,
                ledger._open_layers(self.env.company, lot_ids),
                method=method,
                last_costs=self._last_costs(lot_ids),
                digits=self._digits(),
            )
            concerned |= ledger._store(booking, self.env.company)
        return concerned

    def _take_back(self, less, lines):
        """A done receipt turns out smaller: out of its own layers first, then out of the lot."""
        concerned, ledger = set(), self.env["lot.ledger"]
        now = fields.Datetime.now()
        for line_id, lot_id, quantity in less:
            own = ledger._layers(
                self.env.company,
                SQL(
                    "move_line_id = %s AND lot_id = %s "
                    "AND (remaining_qty <> 0 OR remaining_value <> 0)",
                    line_id,
                    lot_id,
                ),
            )
            first = min(quantity, sum((layer.remaining_qty for layer in own), ZERO))
            if first:
                digits = self._digits()
                forgotten = revaluing.forget(own, first, line_id, now, digits=digits)
                concerned |= ledger._store(forgotten, self.env.company)
                own = [layer for layer in own if layer.kind not in NOT_INCOMING]
                issue = Issue(lot_id, first, now, line_id, "adjustment")
                booking = layers.issue([issue], own, method=Method.FIFO, digits=self._digits())
                concerned |= ledger._store(booking, self.env.company)
            if quantity > first:
                issue = Issue(lot_id, quantity - first, now, line_id, "adjustment")
                [method] = self._methods({lot_id})
                booking = layers.issue(
                    [issue],
                    ledger._open_layers(self.env.company, [lot_id]),
                    method=method,
                    last_costs=self._last_costs([lot_id]),
                    digits=self._digits(),
                )
                concerned |= ledger._store(booking, self.env.company)
        return concerned

    def _give_back(self, back, lines):
        """A done issue turns out smaller: the goods come back at the cost they left with."""
        returns = [
            Return(lot_id, quantity, fields.Datetime.now(), line_id, line_id)
            for line_id, lot_id, quantity in back
        ]
        return self._return(returns)

    def _return(self, returns):
        if not returns:
            return set()
        ledger, company = self.env["lot.ledger"], self.env.company
        sources = [row.return_of for row in returns]
        booking = layers.return_(
            returns,
            ledger._consumptions(company, SQL("move_line_id = ANY(%s)", sources)),
            ledger._layers(company, SQL("return_of_id = ANY(%s)", sources)),
            owed=ledger._owed(company, {row.lot for row in returns}),
            digits=self._digits(),
        )
        concerned = ledger._store(booking, company)
        self._post_given_back(booking)
        return concerned
