from odoo import api, fields, models
from odoo.fields import Domain

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

    # -- drill down ------------------------------------------------------------------------------

    lot_cost_count = fields.Integer(
        "Movements of Value",
        compute="_compute_lot_cost_count",
        groups="lot_pos_tracking.group_lot_cost",
    )

    def _compute_lot_cost_count(self):
        for entry in self:
            domain = entry._lot_cost_domain()
            entry.lot_cost_count = sum(
                self.env[model].search_count(domain)
                for model in ("lot.cost.layer", "lot.cost.consumption")
            )

    def _lot_cost_domain(self):
        """Movements whose cost these entries carry, whose value they changed, or, for bills, that
        brought the goods."""
        domain = Domain("account_move_id", "in", self.ids)
        domain |= Domain("document", "in", [f"account.move,{entry.id}" for entry in self])
        bills = self.filtered(lambda entry: entry.is_purchase_document())
        # sudo: only which goods a bill is for, whoever may read its order
        receipts = bills.sudo().line_ids.purchase_line_id.move_ids
        return domain | Domain("move_id", "in", receipts.ids)

    @api.readonly
    def action_lot_costs(self):
        return self.env["lot.cost.movement"]._action_behind(self._lot_cost_domain())

    # -- bills that are taken back ---------------------------------------------------------------

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
