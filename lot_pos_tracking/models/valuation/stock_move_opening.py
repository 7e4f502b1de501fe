from odoo import fields, models

from .cutover_keys import QUANTITY_EDIT, SWITCHING


class StockMove(models.Model):
    """Moves of before the ledger opened: what they brought in is in the opening."""

    _inherit = "stock.move"

    lot_cost_opened = fields.Boolean(
        string="Before the Cost Ledger", readonly=True, copy=False, index=False
    )

    def _lot_valued(self):
        return super()._lot_valued().filtered(lambda move: not move.lot_cost_opened)

    def _set_value(self, *args, **kwargs):
        """A bill that comes after the opening changes the opening."""
        if self.env.context.get(SWITCHING):
            return None
        history = self.filtered(lambda move: move.lot_cost_opened and move.is_in)
        if not history or self.env.context.get(QUANTITY_EDIT):
            return super()._set_value(*args, **kwargs)
        before = {move: move.value for move in history}
        result = super()._set_value(*args, **kwargs)
        self.env["lot.opening"]._follow(before)
        return result
