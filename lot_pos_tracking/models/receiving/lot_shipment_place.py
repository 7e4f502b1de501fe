from odoo import models


class LotShipment(models.Model):
    """The announced lots as move lines of the order's receipt, ready to be counted."""

    _inherit = "lot.shipment"

    def _unplace(self):
        """Take lines off the receipts again that nobody has counted or booked."""
        lines = self.line_ids.move_line_ids.filtered(
            lambda ml: ml.state not in ("done", "cancel") and not ml.picked
        )
        lines.unlink()

    def _place(self):
        """Put each announced lot on the receipt, up to what is open on the order.

        :return: whether anything was placed
        """
        moves = self._open_receipts().move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        self._drop_placeholders(moves)
        room = {}  # {move: quantity in the product's unit that nobody has placed anything on}
        for move in moves:
            taken = sum(move.move_line_ids.mapped("quantity_product_uom"))
            room[move] = move.product_qty - taken
        vals_list = []
        for line in self.line_ids.filtered("product_id"):
            vals_list += self._place_line(line, room)
        move_lines = self.env["stock.move.line"].create(vals_list)
        return bool(move_lines) or any(line._is_received() for line in self.line_ids)

    def _drop_placeholders(self, moves):
        """The lines Odoo reserves without a lot would count the same goods a second time."""
        products = self.line_ids.product_id
        moves.filtered(lambda move: move.product_id in products)._drop_lot_placeholders()

    def _place_line(self, line, room):
        """Values of the move lines for one announced lot; names what finds no room."""
        product = line.product_id
        moves = [move for move in room if move.product_id == product]
        if line.purchase_name:
            order = self._find_purchase(line.purchase_name)
            moves = [move for move in moves if move.purchase_line_id.order_id == order]
        booked = sum(
            line.move_line_ids.filtered(lambda ml: ml.state != "cancel").mapped(
                "quantity_product_uom"
            )
        )
        need = line._product_quantity() - booked
        if product.uom_id.compare(need, 0) <= 0:
            return []
        if not moves:
            code = "not_ordered" if self._is_not_ordered(product) else "over_delivery"
            self._add_issue(code, line, subject=self._amount(line, need), severity="error")
            return []
        line.purchase_line_id = moves[0].purchase_line_id
        vals_list = []
        for move in moves:
            take = min(need, room[move])
            if product.uom_id.compare(take, 0) > 0:
                vals_list += line._prepare_move_line_vals(move, take)
                room[move] -= take
                need -= take
        if product.uom_id.compare(need, 0) > 0:
            self._add_issue(
                "over_delivery", line, subject=self._amount(line, need), severity="error"
            )
        return vals_list

    def _is_not_ordered(self, product):
        return product not in self._orders().order_line.product_id

    def _amount(self, line, quantity):
        product = line.product_id
        return f"{quantity:g} {product.uom_id.name} {product.display_name}"
