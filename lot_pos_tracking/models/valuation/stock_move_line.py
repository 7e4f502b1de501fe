from odoo import fields, models

TRIGGERS = {"quantity", "lot_id", "owner_id", "location_id", "location_dest_id", "picked"}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    lot_unit_cost = fields.Float(
        min_display_digits="Product Price",
        groups="stock.group_stock_user,lot_pos_tracking.group_lot_cost",
        copy=False,
        help="What one unit of this lot costs by the shipment's documents, in company currency "
        "and in the product's unit of measure. It decides how the value of the receipt is shared "
        "by its lots; the receipt's total still follows its order and bills. 0 when not given.",
    )

    lot_landed_line_ids = fields.One2many(
        "lot.landed.cost.line", "move_line_id", groups="lot_pos_tracking.group_lot_cost"
    )

    def write(self, vals):
        result = super().write(vals)
        if TRIGGERS & set(vals):
            self.env["lot.valuation"]._book(self.move_id)
        return result

    def _lot_left_by(self):
        """The lines by which these goods of the lot had left, the first to be undone first."""
        self.ensure_one()
        ticket_line = self.pos_order_line_id.refunded_orderline_id
        if ticket_line:
            # sudo: who takes goods back may not see the other transfers of the shop
            lines = self.sudo().search([("pos_order_line_id", "=", ticket_line.id)], order="id")
        else:
            lines = self.move_id.origin_returned_move_id.move_line_ids
        return lines.filtered(lambda line: line.lot_id == self.lot_id)
