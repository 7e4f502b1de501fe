from odoo import models
from odoo.fields import Domain

from .stock_move import PROCESS


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _get_gather_domain(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False
    ):
        """Lots on hold are not found by who looks for stock.

        A strict search names its lot: it books what really moves, so it must see the row.
        """
        domain = Domain(
            super()._get_gather_domain(
                product_id, location_id, lot_id, package_id, owner_id, strict
            )
        )
        if strict or product_id.tracking == "none":
            return domain
        process = self.env.context.get(PROCESS, "sale")
        if not process:
            return domain
        return domain & self.env["stock.lot"]._not_held_domain("lot_id", process)
