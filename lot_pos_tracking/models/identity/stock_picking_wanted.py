from odoo import api, fields, models
from odoo.tools import format_date, format_list

SHOWN = 10
"""Lots named for a product, before "and 5 more"."""


class StockPicking(models.Model):
    """Tells who picks the goods that only certain lots will do."""

    _inherit = "stock.picking"

    lot_wanted_text = fields.Text("Only Certain Lots", compute="_compute_lot_wanted_text")

    @api.depends("move_ids.state", "move_ids.wanted_lot_ids.name", "move_ids.wanted_expiry")
    @api.depends_context("lang")
    def _compute_lot_wanted_text(self):
        for picking in self:
            moves = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            picking.lot_wanted_text = "\n".join(
                sentence for move in moves for sentence in picking._lot_wanted_sentences(move)
            )

    def _lot_wanted_sentences(self, move):
        product = move.product_id.display_name
        if names := move.wanted_lot_ids.mapped("name"):
            more = len(names) - SHOWN
            if more > 0:
                names = [*names[:SHOWN], self.env._("%(count)s more", count=more)]
            lots = format_list(self.env, names)
            yield self.env._("%(product)s: only lot %(lots)s", product=product, lots=lots)
        if move.wanted_expiry:
            date = format_date(self.env, move.wanted_expiry)
            yield self.env._("%(product)s: only lots of %(date)s", product=product, date=date)
