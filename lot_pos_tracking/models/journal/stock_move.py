from collections import defaultdict

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, *args, **kwargs):
        moves = super()._action_done(*args, **kwargs)
        moves._record_quarantine()
        return moves

    def _record_quarantine(self):
        """That lots of the house went into quarantine or left it, and to which place.

        What arrives from a vendor is told with the receipt.
        """
        groups = defaultdict(lambda: defaultdict(float))  # {(kind, place, papers): {lot: quantity}}
        for line in self.move_line_ids:
            source, target = line.location_id, line.location_dest_id
            if not line.lot_id or source.lot_quarantine == target.lot_quarantine:
                continue
            if source.usage == "supplier":
                continue
            kind = "quarantined" if target.lot_quarantine else "left_quarantine"
            papers = line.picking_id.name or line.reference or None
            groups[kind, target, papers][line.lot_id] += line.quantity_product_uom
        for (kind, target, papers), lots in groups.items():
            self.env["lot.event"]._record(
                kind,
                dict(lots),
                transfer=papers,
                location_id=target.id,
                location=target.complete_name,
            )
