from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    lot_post_corrections = fields.Boolean(
        string="Post Corrections of Lot Costs",
        default=True,
        help="When a bill, a landed cost or a return changes the cost of goods that were sold "
        "already, post the change to cost of goods sold at once. Otherwise the next closing of the "
        "stock valuation carries it to the variation account.",
    )
    lot_writedown_account_id = fields.Many2one(
        "account.account",
        string="Write-downs of Lots",
        check_company=True,
        help="Expense account of write-downs to net realisable value and of their reversals. Left "
        "empty: the variation of stock.",
    )
    lot_selling_cost_percent = fields.Float(
        string="Selling Costs %",
        digits=(5, 2),
        help="What selling costs, as a share of the expected price; net realisable value is the "
        "price less this.",
    )
    lot_expiry_loss_account_id = fields.Many2one(
        "account.account",
        string="Loss of Expired Lots",
        check_company=True,
        help="Expense account of expired lots that are scrapped. Left empty: the next closing of "
        "the stock valuation carries them to the variation account.",
    )

    _lot_selling_cost_range = models.Constraint(
        "CHECK(lot_selling_cost_percent >= 0 AND lot_selling_cost_percent <= 100)",
        "Selling costs are between 0 and 100 percent of the price.",
    )
