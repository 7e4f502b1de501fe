from odoo import models
from odoo.fields import Domain

from .stock_move import PROCESS
from .stock_move_wanted import WANTED


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _get_gather_domain(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False
    ):
        """Lots on hold are not found by who looks for stock, nor others than those wanted.

        A strict search names its lot: it books what really moves, so it must see the row.
        """
        domain = Domain(
            super()._get_gather_domain(
                product_id, location_id, lot_id, package_id, owner_id, strict
            )
        )
        if strict or product_id.tracking == "none":
            return domain
        wanted = self.env.context.get(WANTED)
        if wanted is not None:
            domain &= Domain("lot_id", "in", wanted)
        process = self.env.context.get(PROCESS, "sale")
        if not process:
            return domain
        return domain & self.env["stock.lot"]._not_held_domain("lot_id", process)
