from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...bridge import quantity_words
from .stock_move import OWN_LOTS


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _create_picking_from_pos_order_lines(
        self, location_dest_id, lines, picking_type, partner=False
    ):
        enforced = any(config.lot_policy != "native" for config in lines.order_id.config_id)
        kinds = (picking_type | picking_type.return_picking_type_id).ids
        pickings = self.with_context(**{OWN_LOTS: kinds}) if enforced else self
        return super(StockPicking, pickings)._create_picking_from_pos_order_lines(
            location_dest_id, lines, picking_type, partner
        )

    def _create_move_from_pos_order_lines(self, lines):
        picking = self
        if "is_kits" in lines.product_id._fields and any(lines.product_id.mapped("is_kits")):
            # sudo: upstream merges the moves of a kit's parts by their purchase lines, which a
            # cashier may not read
            picking = self.sudo()
        return super(StockPicking, picking)._create_move_from_pos_order_lines(lines)

    def _lot_retry(self):
        """Try again to move the goods of tickets; lots nobody named are presumed again.

        :return: the pickings that still fail
        """
        for picking in self.filtered(lambda p: p.state not in ("done", "cancel")):
            try:
                with self.env.cr.savepoint():
                    picking._lot_complete_moves()
                    picking._action_done()
            except (UserError, ValidationError) as error:
                picking.message_post(body=str(error))
        moved = self.filtered(lambda p: p.state == "done")
        self.env["lot.exception"]._settle(moved)
        return self.filtered(lambda p: p.state not in ("done", "cancel"))

    def _lot_complete_moves(self):
        """Give the moves the lots that the ticket names by now."""
        order = self.pos_order_id
        lines = order.lines.filtered(lambda line: line.product_id.tracking != "none")
        back = self.location_id.usage == "customer"
        lines = lines.filtered(lambda line: (line.qty < 0) == back)
        self.env["lot.gate"]._presume_open(order, lines)
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        moves._lot_moves_of(lines)._lot_deliver(lines, lines._lot_moved())
        moves.picked = True

    def _lot_why_failed(self):
        """In words: which goods could not be moved."""
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return self.env._(
            "Not moved: %(moves)s",
            moves="; ".join(
                f"{move.product_id.display_name}, "
                + quantity_words(self.env, move.product_uom_qty, move.product_uom)
                for move in moves
            ),
        )
