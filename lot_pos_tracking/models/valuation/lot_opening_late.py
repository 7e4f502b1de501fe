from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ...bridge import to_decimal
from ...core import late_cost, layers
from ...core.ledger import NOT_INCOMING
from ...core.ledger_facts import Issue, Receipt, ValueChange
from ...core.rounding import round_to, split

ZERO = Decimal(0)


class LotOpening(models.AbstractModel):
    """What is learned after the opening about goods that came before it."""

    _inherit = "lot.opening"

    @api.model
    def _follow(self, before):
        """Incoming moves of before the opening have another value now: ``{move: value then}``.

        What of their goods was still there at the opening takes its share along; the rest had
        been sold before, which is upstream's to book.
        """
        for move, value in before.items():
            change = to_decimal(move.value) - to_decimal(value)
            company = move.company_id
            product = move.product_id.with_company(company)
            if change and product._valued_by_lot():
                # sudo: everybody's goods have a cost, only the cost group may read it
                self.sudo().with_company(company)._change_opening(move, change)

    def _change_opening(self, move, change):
        company, ledger = self.env.company, self.env["lot.ledger"]
        digits = company.currency_id.decimal_places
        lines = move._get_in_move_lines()
        quantities = [to_decimal(line.quantity_product_uom) for line in lines]
        parts = split(change, quantities, digits)
        shares = {}  # {lot id: [quantity received, change]}
        for line, quantity, part in zip(lines, quantities, parts, strict=True):
            share = shares.setdefault(line.lot_id.id, [ZERO, ZERO])
            share[0], share[1] = share[0] + quantity, share[1] + part
        self.env["lot.locks"]._serialise(lines.lot_id)
        rows = ledger._layers(company, SQL("lot_id = ANY(%s)", list(shares)))
        used = ledger._consumptions(company, SQL("lot_id = ANY(%s)", list(shares)))
        kind, document, date = move._lot_cost_cause()
        concerned = set()
        for lot_id, (received, amount) in shares.items():
            own = [row for row in rows if row.lot == lot_id]
            openings = [row for row in own if row.kind == "opening" and row.quantity]
            if not openings or not received:
                continue
            base = openings[-1]
            amount = round_to(amount * min(base.quantity / received, Decimal(1)), digits)
            worth = base.value + sum(
                (
                    row.value
                    for row in own
                    if row.parent == base.key and row.kind not in NOT_INCOMING
                ),
                ZERO,
            )
            booking = late_cost.change_values(
                [ValueChange(base.key, worth + amount, date, kind, document)],
                own,
                [row for row in used if row.lot == lot_id],
                method=next(iter(self.env["lot.valuation"]._methods([lot_id]))),
                digits=digits,
            )
            booking = self.env["lot.valuation"]._corrected_today(booking)
            concerned |= ledger._store(booking, company)
            self.env["lot.valuation"]._post_given_back(booking)
        self.env["lot.valuation"]._publish(concerned)

    @api.model
    def _settle_quantities(self, lots):
        """Book what the ledger's quantities of lots differ from the stock by, at their cost."""
        for company, own in lots.grouped("company_id").items():
            company = company or self.env.company
            # sudo: everybody's goods have a cost, only the cost group may read it
            valued = own.sudo().with_company(company)._valued_by_lot()
            if valued:
                self.sudo().with_company(company)._settle_company(valued)  # sudo: as above

    def _settle_company(self, lots):
        company, ledger, now = self.env.company, self.env["lot.ledger"], fields.Datetime.now()
        valuation = self.env["lot.valuation"]
        self.env["lot.locks"]._serialise(lots)
        stock = self._stock(company, lots.product_id)
        booked = ledger._on_hand(company, lots.ids)
        digits, concerned = company.currency_id.decimal_places, set()
        for lot in lots:
            there = stock[lot.product_id.id].get(lot.id, ZERO)
            quantity = there - to_decimal(booked.get(lot.id, (0.0, 0.0))[0])
            cost = to_decimal(lot.standard_price)
            if quantity > 0:
                value = round_to(quantity * cost, digits)
                receipt = Receipt(lot.id, quantity, value, now, None, "adjustment")
                owed = ledger._owed(company, [lot.id])
                booking = layers.receive([receipt], owed=owed, digits=digits)
                concerned |= ledger._store(booking, company)
            elif quantity < 0:
                [method] = valuation._methods([lot.id])
                booking = layers.issue(
                    [Issue(lot.id, -quantity, now, None, "adjustment")],
                    ledger._open_layers(company, [lot.id]),
                    method=method,
                    last_costs={lot.id: cost},
                    digits=digits,
                )
                concerned |= ledger._store(booking, company)
        valuation._publish(concerned)
