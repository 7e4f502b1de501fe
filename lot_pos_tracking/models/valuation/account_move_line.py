from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    """From an item of the books to the lots whose cost it carries."""

    _inherit = "account.move.line"

    cost_lot_id = fields.Many2one(
        "stock.lot",
        string="Lot",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The lot whose change of cost this item books.",
    )
    cost_lot_ids = fields.Many2many(
        "stock.lot",
        string="Lots",
        compute="_compute_cost_lot_ids",
        groups="lot_pos_tracking.group_lot_cost",
        help="Lots whose cost this item carries.",
    )

    @api.depends("account_id", "product_id", "move_id")
    def _compute_cost_lot_ids(self):
        """Two queries for all items of a list."""
        lots = defaultdict(self.env["stock.lot"].browse)  # {(entry, product): lots}
        products = defaultdict(self.env["product.product"].browse)  # {entry: products}
        for model in ("lot.cost.layer", "lot.cost.consumption"):
            rows = self.env[model]._read_group(
                Domain("account_move_id", "in", self.move_id.ids),
                ["account_move_id", "product_id", "lot_id"],
            )
            for entry, product, lot in rows:
                lots[entry, product] |= lot
                products[entry] |= product
        accounts = {}  # {product: accounts that carry its cost}
        for item in self:
            found = item.cost_lot_id
            for product in products[item.move_id] if not found else ():
                if product not in accounts:
                    own = product.with_company(item.company_id)._get_product_accounts()
                    accounts[product] = own["stock_valuation"] | own["expense"]
                if item.product_id == product or (
                    not item.product_id and item.account_id in accounts[product]
                ):
                    found |= lots[item.move_id, product]
            item.cost_lot_ids = found

    @api.readonly
    def action_lot_costs(self):
        """The movements of value behind these items: what they carry, and what they changed."""
        return self.env["lot.cost.movement"]._action_behind(self._lot_cost_domain())

    def _lot_cost_domain(self):
        domains = []
        for item in self:
            domain = item.move_id._lot_cost_domain()
            if item.cost_lot_id:
                domain &= Domain("lot_id", "=", item.cost_lot_id.id)
            elif item.product_id:
                domain &= Domain("product_id", "=", item.product_id.id)
            domains.append(domain)
        return Domain.OR(domains)
