from odoo import models
from odoo.exceptions import UserError, ValidationError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _lot_retry(self):
        """Try again to move the goods of tickets.

        :return: ``{picking: why it still fails}``
        """
        failed = {}
        for picking in self.filtered(lambda p: p.state not in ("done", "cancel")):
            try:
                with self.env.cr.savepoint():
                    picking.move_ids.picked = True
                    picking._action_done()
            except (UserError, ValidationError) as error:
                failed[picking] = str(error)
            else:
                if picking.state != "done":
                    failed[picking] = picking._lot_why_failed()
        return failed

    def _lot_why_failed(self):
        """In words: which goods could not be moved."""
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return self.env._(
            "Not moved: %(moves)s",
            moves=", ".join(
                f"{move.product_id.display_name} {move.product_uom_qty}" for move in moves
            ),
        )
