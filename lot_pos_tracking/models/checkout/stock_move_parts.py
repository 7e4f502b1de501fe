from odoo import models

from ...bridge import to_decimal


class StockMove(models.Model):
    """The moves of the parts of kits, whose lots nobody names on the ticket."""

    _inherit = "stock.move"

    def _lot_parts_of(self, order_lines):
        """The moves of tracked parts of kits; the link to the kit is of an app that may not be."""
        if "bom_line_id" not in self._fields:
            return self.browse()
        if all(config.lot_policy == "native" for config in order_lines.order_id.config_id):
            return self.browse()
        tracked = self.filtered(lambda move: move.product_id.tracking != "none")
        # sudo: a cashier reads no bills of materials
        return tracked.filtered(lambda move: move.sudo().bom_line_id)

    def _lot_deliver_parts(self, order_lines):
        """Move lines for the parts of kits: the lots that expire first, or that came with it."""
        self.move_line_ids.unlink()
        vals_list = []
        for move in self:
            picks = self.env["lot.kit"]._picks(move, order_lines)
            lots = self.env["stock.lot"].browse([lot_id for lot_id, _quantity, _line in picks])
            places = move._lot_places(lots)
            kept_back = move._lot_kept_back(lots, order_lines)
            for lot_id, quantity, line in picks:
                need = to_decimal(quantity, move.product_id.uom_id)
                for place, part in move._lot_split(lot_id, need, places):
                    vals_list.append(
                        {
                            **move._prepare_move_line_vals(),
                            "lot_id": lot_id,
                            "quantity": part,
                            "product_uom_id": move.product_id.uom_id.id,
                            **place,
                            **kept_back.get(lot_id, {}),
                            "pos_order_line_id": line.id,
                        }
                    )
        self.env["stock.move.line"].create(vals_list)

    def _lot_kept_back(self, lots, order_lines):
        """``{lot id: values}`` of the lots of parts that come back and may not go to the shelf."""
        if self.location_id.usage != "customer":
            return {}
        config = order_lines.order_id.config_id[:1]
        quarantine = self.company_id._lot_quarantine_location()
        found = self.env["lot.kit"]._unsellable(config, lots)
        return dict.fromkeys(found, {"location_dest_id": quarantine.id} if quarantine else {})
