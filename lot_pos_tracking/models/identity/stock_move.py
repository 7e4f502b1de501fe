from odoo import models

PROCESS = "lot_process"
"""Context key: for which process stock is looked for, across upstream's signatures."""


class StockMove(models.Model):
    _inherit = "stock.move"

    def _lot_process(self):
        """Which of the processes of ``lot.hold.reason`` this move is; None where a hold has no say.

        Goods that come from outside are not stopped: they are put on hold where they arrive.
        """
        self.ensure_one()
        source, destination = self.location_id, self.location_dest_id
        if source.usage not in ("internal", "transit"):
            return None
        if destination.lot_quarantine:
            return None
        if self.scrap_id:
            return "scrap"
        if self.is_inventory or destination.usage == "inventory":
            return "count"
        if destination.usage == "supplier":
            return "return_vendor"
        if destination.usage == "production":
            return "production"
        if destination.usage == "customer":
            return "pos" if self.picking_id.pos_session_id else "sale"
        return "transfer"

    def _lot_after_linking(self, lines):
        """Move lines of upstream's making may have a ticket line now; domains above extend this."""

    def _lot_with_process(self):
        """The move with its process where the search for stock finds it; only lots can be held."""
        if len(self) != 1 or self.product_id.tracking == "none":
            return self
        return self.with_context(**{PROCESS: self._lot_process()})

    def _update_reserved_quantity(self, need, location_id, *args, **kwargs):
        move = self._lot_with_process()
        return super(StockMove, move)._update_reserved_quantity(need, location_id, *args, **kwargs)

    def _get_available_quantity(self, location_id, *args, **kwargs):
        move = self._lot_with_process()
        return super(StockMove, move)._get_available_quantity(location_id, *args, **kwargs)
