from odoo import models

from .cutover_keys import QUANTITY_EDIT
from .stock_move_line import TRIGGERS


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def write(self, vals):
        """Lines of before the opening: the ledger follows the stock, at the cost of the lots."""
        history = self.browse()
        if TRIGGERS & set(vals):
            history = self.filtered(lambda line: line.move_id.lot_cost_opened)
        if not history:
            return super().write(vals)
        lots = history.lot_id
        result = super(StockMoveLine, self.with_context(**{QUANTITY_EDIT: True})).write(vals)
        self.env["lot.opening"]._settle_quantities(lots | history.lot_id)
        return result
