from odoo import models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # Native lot queries go through lot_id without an index: one scan of the table per lot
    _lot_state_date_idx = models.Index("(lot_id, state, date) WHERE lot_id IS NOT NULL")

    def _action_done(self):
        self._check_lot_holds()
        return super()._action_done()

    def _check_lot_holds(self):
        """The last gate of every channel but the till, which has its own with an audit trail.

        :raises UserError: a lot on hold would be moved by a process that its holds do not allow
        """
        for line in self.filtered("lot_id.is_on_hold"):
            process = line.move_id._lot_process()
            if process not in (None, "pos") and not line.lot_id._hold_allows(process):
                raise UserError(
                    self.env._(
                        "Lot %(lot)s of %(product)s is on hold: %(reasons)s.\n"
                        "Move it to quarantine, or have the hold lifted first.",
                        lot=line.lot_id.name,
                        product=line.product_id.display_name,
                        reasons=", ".join(line.lot_id.hold_ids.reason_id.mapped("name")),
                    )
                )
