from odoo import models

TAKES_EXPIRED = "lot_takes_expired"
"""Context key, across upstream's signatures: expired goods are wanted too."""


class StockMove(models.Model):
    _inherit = "stock.move"

    def _lot_with_expired(self):
        kinds = self.picking_type_id
        wanted = len(kinds) == 1 and kinds.lot_takes_expired
        return self.with_context(**{TAKES_EXPIRED: True}) if wanted else self

    def _update_reserved_quantity(self, need, location_id, *args, **kwargs):
        return super(StockMove, self._lot_with_expired())._update_reserved_quantity(
            need, location_id, *args, **kwargs
        )

    def _get_available_quantity(self, location_id, *args, **kwargs):
        return super(StockMove, self._lot_with_expired())._get_available_quantity(
            location_id, *args, **kwargs
        )
