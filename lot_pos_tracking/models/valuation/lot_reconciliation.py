from odoo import Command, api, fields, models
from odoo.tools import format_date

from ...bridge import end_of_day, shop_day


class LotReconciliation(models.TransientModel):
    """Ledger of costs by lot, upstream's stock value and the stock accounts, side by side."""

    _name = "lot.reconciliation"
    _description = "Reconciliation of Stock by Lot"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=lambda self: shop_day(self.env.company))
    ledger_value = fields.Monetary(readonly=True, help="Of all lots on hand.")
    native_value = fields.Monetary(
        "Stock Value", readonly=True, help="What products valued by lot are worth in Odoo."
    )
    other_value = fields.Monetary(
        "Other Products", readonly=True, help="On the same accounts and not valued by lot."
    )
    account_value = fields.Monetary("Stock Accounts", readonly=True)
    difference = fields.Monetary(readonly=True)
    account_line_ids = fields.One2many("lot.reconciliation.account", "reconciliation_id")
    problem_ids = fields.One2many("lot.reconciliation.problem", "reconciliation_id")

    @api.depends("company_id", "date")
    def _compute_display_name(self):
        for record in self:
            day = format_date(self.env, record.date)
            record.display_name = f"{record.company_id.display_name}, {day}"

    def action_compare(self):
        """Read everything as of the end of the day."""
        self.ensure_one()
        self.env["lot.cost.layer"].check_access("read")
        company = self.company_id
        today = self.date >= shop_day(company)
        at = None if today else end_of_day(company, self.date)
        # sudo: the books are compared as a whole, whatever parts of them this user may see
        ledger = self.env["lot.cost.layer"].sudo().with_company(company)
        accounts = ledger._reconcile_accounts(company, at)
        problems = ledger._reconcile_native(company, at)
        problems += ledger._reconcile(company) if today else []
        products = ledger.env["product.product"].browse(ledger._valued_product_ids(company))
        sums = ledger.env["lot.ledger"]._product_sums(company, products.ids, at)
        value = company.currency_id.round(sum(amount for _qty, amount in sums.values()))
        native = products.with_company(company).with_context(to_date=at)
        other = sum(row["ledger"] for row in accounts if row["source"] == "not_by_lot")
        booked = sum(row["booked"] for row in accounts)
        self.write(
            {
                "ledger_value": value,
                "native_value": sum(native.mapped("total_value")),
                "other_value": other,
                "account_value": booked,
                "difference": value + other - booked,
                "account_line_ids": [Command.clear(), *map(Command.create, accounts)],
                "problem_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                **problem,
                                "expected": self._text(problem["expected"]),
                                "found": self._text(problem["found"]),
                            }
                        )
                        for problem in problems
                    ),
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reconciliation"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _text(self, figures):
        figures = figures if isinstance(figures, tuple) else (figures,)
        return " / ".join(f"{figure:g}" for figure in figures)
