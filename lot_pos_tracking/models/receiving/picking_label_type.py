from odoo import models


class PickingLabelType(models.TransientModel):
    _inherit = "picking.label.type"

    def process(self):
        """Labels with GS1 codes are ours: upstream's have no FNC1 and the days of UTC."""
        lots = self.picking_ids.move_line_ids.lot_id
        ours = self.label_type == "lots" and self.env.user.has_group(
            "stock.group_stock_lot_print_gs1"
        )
        if ours and lots:
            return self.env["lot.label.wizard"]._open_for(lots)
        return super().process()
