from odoo import fields, models

SOURCES = [
    ("purchase", "Purchases"),
    ("sale", "Sales"),
    ("not_by_lot", "Products not valued by lot"),
    ("other", "Everything else"),
]


class LotReconciliationAccount(models.TransientModel):
    """One source of value on one stock account."""

    _name = "lot.reconciliation.account"
    _description = "Reconciliation with a Stock Account"

    reconciliation_id = fields.Many2one("lot.reconciliation", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    account_id = fields.Many2one("account.account")
    source = fields.Selection(SOURCES)
    ledger = fields.Monetary("In Stock")
    booked = fields.Monetary("In the Account")
    difference = fields.Monetary()
    message = fields.Char("Cause")
