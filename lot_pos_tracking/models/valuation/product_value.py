from odoo import api, models

from .cutover_keys import SWITCHING


class ProductValue(models.Model):
    """A cost written by hand on goods valued by lot is a revaluation of what is on hand."""

    _inherit = "product.value"

    def _compute_display_name(self):
        super()._compute_display_name()
        for value in self.filtered("move_id"):
            value.display_name = self.env._("Value by hand: %s", value.move_id.reference or "")
        for value in self.filtered("description"):
            value.display_name = value.description

    @api.model_create_multi
    def create(self, vals_list):
        own = [self._lot_concerns(vals) for vals in vals_list]
        if not any(own):
            return super().create(vals_list)
        if not all(own):
            return self.concat(*(self.create([vals]) for vals in vals_list))
        # upstream would value past moves again, some of them by the very cost that changes now
        quiet = self.with_context(**{SWITCHING: True})
        values = super(ProductValue, quiet).create(vals_list).with_env(self.env)
        for value in values:
            value._lot_revalue(value.value)
        return values

    def _lot_concerns(self, vals):
        """A cost of a product or a lot, not of a move, where the ledger keeps the cost."""
        if vals.get("move_id") or self.env.context.get(SWITCHING):
            return False
        lot = self.env["stock.lot"].browse(vals.get("lot_id"))
        product = lot.product_id or self.env["product.product"].browse(vals.get("product_id"))
        company = vals.get("company_id") or (lot or product).company_id.id or self.env.company.id
        return bool(product.with_company(company)._valued_by_lot())

    @api.model
    def _lot_record(self, record, cost, description):
        """Keep that the cost of a product or lot was written, and revalue what is on hand."""
        values = self.with_context(**{SWITCHING: True}).create(
            {
                "product_id": (
                    record if record._name == "product.product" else record.product_id
                ).id,
                "lot_id": record.id if record._name == "stock.lot" else False,
                "value": cost,
                "company_id": self.env.company.id,
                "description": description,
            }
        )
        values.with_env(self.env)._lot_revalue(cost)

    def _lot_revalue(self, cost):
        """:param cost: of one unit; the record has it rounded to the currency"""
        company = self.company_id
        # sudo: lots that this user may not see cost that much as well
        lots = self.lot_id.sudo() or self.env["stock.lot"].sudo().search(
            [("product_id", "=", self.product_id.id), ("company_id", "in", (company.id, False))]
        )
        self.env["lot.valuation"].with_company(company)._set_unit_costs(lots, cost, self)
