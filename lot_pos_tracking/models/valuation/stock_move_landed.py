from odoo import fields, models

LANDING = "lot_landed_cost"
"""Context key: id of the cost of named lots because of which values change."""


class StockMove(models.Model):
    """Costs of named lots are part of what a receipt is worth."""

    _inherit = "stock.move"

    def _get_value_from_extra(self, quantity, at_date=None):
        extra = super()._get_value_from_extra(quantity, at_date=at_date)
        named = self.env["lot.valuation"]._named_costs(self, at_date) if self._lot_valued() else {}
        amount = float(sum(named.values()))
        if not amount:
            return extra
        words = self.env._(
            "+ %(value)s charged to lots by name",
            value=self.company_currency_id.format(amount),
        )
        described = [extra["description"], words] if extra["description"] else [words]
        return {
            **extra,
            "value": extra["value"] + amount,
            "description": "\n".join(described),
        }

    def _lot_landed_cause(self):
        cost = self.env["lot.landed.cost"].browse(self.env.context.get(LANDING, ()))
        if not cost:
            return super()._lot_landed_cause()
        return f"{cost._name},{cost.id}", self._lot_moment_of(fields.Date.to_date(cost.date))
