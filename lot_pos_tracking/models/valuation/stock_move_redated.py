from odoo import models


class StockMove(models.Model):
    """Done moves whose day turns out to have been another."""

    _inherit = "stock.move"

    def write(self, vals):
        if not vals.get("date") or "state" in vals:
            return super().write(vals)
        before = {move: move.date for move in self if move.state == "done"}
        result = super().write(vals)
        moved = self.browse([move.id for move, date in before.items() if date != move.date])
        # what never had a lot has no rows; to look for them would write the rest of a sale early
        moved = moved.filtered(lambda m: m.has_tracking != "none" or m.move_line_ids.lot_id)
        if moved:
            # sudo: the ledger is written by the system only
            self.env["lot.ledger"].sudo()._redate({move: before[move] for move in moved})
        return result
