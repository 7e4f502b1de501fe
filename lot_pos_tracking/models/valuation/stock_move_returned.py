from odoo import models


class StockMove(models.Model):
    """What comes back is worth what it left with, whatever order or bill upstream would ask."""

    _inherit = "stock.move"

    def _lot_came_back(self, quantity, at_date=None):
        """How much of ``quantity`` came back by the ledger, and at what value."""
        if not self._lot_valued() or self._lot_layer_kind() != "return":
            return 0.0, 0.0
        returned, value = self.env["lot.valuation"]._returned(self, at_date)
        return min(returned, quantity), value

    def _get_value_from_account_move(self, quantity, at_date=None):
        returned, _value = self._lot_came_back(quantity, at_date)
        if returned and self.product_id.uom_id.compare(returned, quantity) >= 0:
            return {"value": 0.0, "quantity": 0.0, "description": False}
        return super()._get_value_from_account_move(quantity - returned, at_date)

    def _get_value_from_quotation(self, quantity, at_date=None):
        returned, _value = self._lot_came_back(quantity, at_date)
        if returned and self.product_id.uom_id.compare(returned, quantity) >= 0:
            return {"value": 0.0, "quantity": 0.0, "description": False}
        return super()._get_value_from_quotation(quantity - returned, at_date)

    def _get_value_from_returns(self, quantity, at_date=None):
        if not self._lot_valued():
            return super()._get_value_from_returns(quantity, at_date)
        returned, value = self.env["lot.valuation"]._returned(self, at_date)
        returned = min(returned, quantity)
        return {
            "quantity": returned,
            "value": value,
            "description": self.env._("Value at which the same lots had left")
            if returned
            else False,
        }
