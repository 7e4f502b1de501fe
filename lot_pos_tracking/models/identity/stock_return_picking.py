from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...bridge import quantity_words

BY_LOT = "lot_return_by_lot"
"""Context key of the button: one line for each lot; who calls without it gets upstream's lines."""
ALL = "lot_return_all"


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    lot_id = fields.Many2one("stock.lot", readonly=True)
    lot_returnable = fields.Float(
        "Can Come Back",
        digits="Product Unit",
        compute="_compute_lot_returnable",
        help="What was moved of this lot and has not come back yet.",
    )

    @api.depends("lot_id", "move_id")
    def _compute_lot_returnable(self):
        for line in self:
            line.lot_returnable = line._lots_left().get(line.lot_id, 0.0) if line.lot_id else 0.0

    def _lots_left(self):
        """``{lot: quantity}`` that the move brought and did not come back, in the move's unit."""
        if self.product_id.tracking == "none":
            return {}
        left = {}
        back = self.move_id.returned_move_ids.filtered(lambda move: move.state != "cancel")
        for sign, rows in ((1, self.move_id.move_line_ids), (-1, back.move_line_ids)):
            for row in rows.filtered("lot_id"):
                quantity = row.product_uom_id._compute_quantity(row.quantity, self.uom_id)
                left[row.lot_id] = left.get(row.lot_id, 0.0) + sign * quantity
        return {lot: max(self.uom_id.round(quantity), 0.0) for lot, quantity in left.items()}

    def _prepare_move_default_values(self, new_picking):
        vals = super()._prepare_move_default_values(new_picking)
        if self.lot_id:
            vals["wanted_lot_ids"] = [Command.set(self.lot_id.ids)]
        return vals

    def _check_lots_left(self):
        """:raises UserError: more of a lot is to come back than is left of it"""
        for line in self.filtered("lot_id"):
            if line.uom_id.compare(line.quantity, line.lot_returnable) > 0:
                raise UserError(
                    self.env._(
                        "Lot %(lot)s of %(product)s: %(quantity)s cannot come back, only "
                        "%(left)s can.",
                        lot=line.lot_id.name,
                        product=line.product_id.display_name,
                        quantity=quantity_words(self.env, line.quantity, line.uom_id),
                        left=quantity_words(self.env, line.lot_returnable, line.uom_id),
                    )
                )


class StockReturnPicking(models.TransientModel):
    """Returns by lot: upstream returns a quantity of a product and picks a lot of its own."""

    _inherit = "stock.return.picking"

    @api.depends("picking_id")
    @api.depends_context(BY_LOT)
    def _compute_moves_locations(self):
        super()._compute_moves_locations()
        if not self.env.context.get(BY_LOT):
            return
        for wizard in self:
            more = []
            for line in wizard.product_return_moves:
                first, *others = [*line._lots_left(), self.env["stock.lot"]]
                line.lot_id = first
                more += [wizard._return_line_of(line.move_id, lot) for lot in others if lot]
            wizard.product_return_moves = more

    def _return_line_of(self, move, lot):
        vals = self._prepare_stock_return_picking_line_vals_from_move(move)
        return Command.create({**vals, "lot_id": lot.id})

    def action_create_returns_all(self):
        wizard = self.with_context(**{ALL: True})
        return super(StockReturnPicking, wizard).action_create_returns_all()

    def action_create_returns(self):
        if self.env.context.get(ALL):
            for line in self.product_return_moves.filtered("lot_id"):
                line.quantity = line.lot_returnable
        self.product_return_moves._check_lots_left()
        return super().action_create_returns()
