from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...bridge import to_decimal
from ...core import layers, revaluing
from ...core.errors import NothingOnHand, ValueBelowZero
from ...core.ledger import NOT_INCOMING
from ...core.ledger_facts import Revaluation


class LotValuation(models.AbstractModel):
    """Lots on hand get another value because somebody decided it, not because a document says."""

    _inherit = "lot.valuation"

    @api.model
    def _revalue(self, amounts, document, *, kind="revaluation", account=None):
        """Book changes of value of what is on hand, and post them.

        :param amounts: ``{stock.lot: Decimal}`` in the current company's currency
        :param document: the record because of which the value changes
        :param account: the counterpart in the books; the stock's variation when left out
        :return: the new ``lot.cost.layer``
        :raises UserError: nothing on hand, or a lot would be worth less than nothing
        """
        booker = self._as_booker(self.env.company)
        rows = booker._locked_layers(self.env["stock.lot"].union(*amounts))
        reference, now = f"{document._name},{document.id}", fields.Datetime.now()
        facts = [
            Revaluation(lot.id, amount, now, kind, reference)
            for lot, amount in amounts.items()
            if amount
        ]
        try:
            booking = layers.revalue(facts, rows, digits=self._digits())
        except (NothingOnHand, ValueBelowZero) as error:
            raise self._revaluation_error(error) from error
        return booker._book_revaluation(booking, document, account)

    @api.model
    def _set_unit_costs(self, lots, cost, document):
        """Bring every unit on hand to a cost; what costs that much already stays as it is.

        :return: as ``_revalue``
        """
        booker = self._as_booker(self.env.company)
        booking = revaluing.set_unit_costs(
            dict.fromkeys(lots.ids, to_decimal(cost)),
            booker._locked_layers(lots),
            fields.Datetime.now(),
            f"{document._name},{document.id}",
            digits=self._digits(),
        )
        return booker._book_revaluation(booking, document, None)

    def _locked_layers(self, lots):
        self.env["lot.locks"]._serialise(lots)
        return self.env["lot.ledger"]._open_layers(self.env.company, lots.ids)

    def _book_revaluation(self, booking, document, account):
        model, reference = self.env["lot.cost.layer"], f"{document._name},{document.id}"
        domain = [("document", "=", reference)]
        before = model.search(domain)
        self._publish(self.env["lot.ledger"]._store(booking, self.env.company))
        booked = model.search(domain) - before
        self._post_revaluation(booked, account)
        quantities = {
            lot: sum(own.parent_id.mapped("remaining_qty"))
            for lot, own in booked.grouped("lot_id").items()
        }
        # more people read the journal than may see costs: the document is not named by its words
        self.env["lot.event"]._record("revalued", quantities, document=reference)
        return booked

    def _revaluation_error(self, error):
        lot = self.env["stock.lot"].browse(error.lot)
        if isinstance(error, NothingOnHand):
            return UserError(
                self.env._(
                    "Nothing is on hand of lot %(lot)s, so its value cannot change. Choose a lot "
                    "with stock.",
                    lot=lot.display_name,
                )
            )
        currency = self.env.company.currency_id
        return UserError(
            self.env._(
                "Lot %(lot)s is worth %(value)s, so it cannot change by %(amount)s. Take off at "
                "most what it is worth.",
                lot=lot.display_name,
                value=currency.format(float(error.value)),
                amount=currency.format(float(error.amount)),
            )
        )

    def _post_given_back(self, booking):
        """What nobody decided: lots that cost less than was taken off them are worth nothing."""
        lot_ids = {row.lot for row in booking.layers if row.kind in NOT_INCOMING}
        if not lot_ids:
            return
        open_rows = self.env["lot.cost.layer"].search(
            Domain("lot_id", "in", list(lot_ids))
            & Domain("company_id", "=", self.env.company.id)
            & Domain("kind", "in", NOT_INCOMING)
            & Domain("document", "=", False)
            & Domain("account_move_id", "=", False)
        )
        for kind, own in open_rows.grouped("kind").items():
            written_down = kind == "writedown"
            account = self.env.company.lot_writedown_account_id if written_down else None
            self._post_revaluation(own, account)

    def _post_revaluation(self, rows, account):
        """The books follow at once where they are kept at every move, else at the next closing.

        With an account of its own, as a write-down has, they follow at once everywhere.
        """
        entry_lines = []
        for product, own in rows.grouped("product_id").items():
            accounts = product._get_product_accounts()
            counterpart = account or accounts["stock_variation"] or accounts["expense"]
            wanted = account or product.valuation == "real_time"
            if wanted and counterpart and accounts["stock_valuation"] and self._stock_journal():
                entry_lines += [
                    (product, row.lot_id, counterpart, -row.value, row.note, row) for row in own
                ]
        return self._post_entry(entry_lines)
