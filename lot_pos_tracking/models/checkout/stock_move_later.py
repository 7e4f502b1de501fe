from odoo import models
from odoo.fields import Command


class StockMove(models.Model):
    """Goods of a ticket that are sent on a later day."""

    _inherit = "stock.move"

    def _lot_want(self, packs):
        """The customer chose all of the goods: they wait for these lots, no other is sent."""
        chosen = sum(pack.quantity for pack in packs)
        leaves = self.location_id.usage == "internal"
        if leaves and self.product_id.uom_id.compare(chosen, self.product_qty) >= 0:
            # sudo: the cashier's order is what the shop has to send
            self.sudo().wanted_lot_ids = [Command.set([pack.lot_id.id for pack in packs])]

    def _lot_reserve(self, order_lines):
        """Ship later: what was chosen at the till is set aside, and nothing else.

        What comes back later is expected under the lot it left with.
        """
        packs_by_product = self._lot_packs(order_lines)
        for move in self:
            packs = packs_by_product.pop(move.product_id, ())
            move._lot_want(packs)
            for pack in packs:
                if move.location_id.should_bypass_reservation():
                    vals = move._lot_line_vals(
                        pack, {"location_id": move.location_id.id}, pack.quantity
                    )
                    # sudo: the cashier announces the return, the shop receives it
                    self.env["stock.move.line"].sudo().create(vals)
                    continue
                # sudo: the reservation touches quants of the shop, which a cashier may not write
                move.sudo()._update_reserved_quantity(
                    pack.quantity, move.location_id, lot_id=pack.lot_id.sudo(), strict=False
                )
