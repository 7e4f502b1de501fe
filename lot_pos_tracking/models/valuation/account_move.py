from odoo import models

from .stock_move import CAUSE


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """Changes of cost that a bill brings are booked with its name."""
        posted = super(AccountMove, self.with_context(**{CAUSE: self.ids}))._post(soft)
        if not self.env.context.get("move_reverse_cancel"):
            self._lot_settle_invoices()
        return posted.with_env(self.env)

    def _lot_settle_invoices(self):
        """Customer invoices carry what exactly the sold lots cost."""
        for invoice in self.filtered(lambda move: move.is_sale_document(include_receipts=True)):
            if invoice.state == "posted":
                valuation = self.env["lot.valuation"]._as_booker(invoice.company_id)
                valuation._settle_invoice(invoice.with_env(valuation.env))

    def button_draft(self):
        result = super().button_draft()
        self._lot_revalue_receipts()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._lot_revalue_receipts()
        return result

    def _lot_revalue_receipts(self):
        """A bill that is no longer posted no longer says what the goods cost."""
        bills = self.filtered(lambda move: move.is_purchase_document())
        receipts = bills.line_ids._get_stock_moves().filtered("is_in")._lot_valued()
        receipts.with_context(**{CAUSE: bills.ids})._set_value()
