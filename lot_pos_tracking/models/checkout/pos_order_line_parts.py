from odoo import api, fields, models

DAYS = ("use_by", "sell_by", "best_before", "expiration")


class PosOrderLine(models.Model):
    """The lots of a kit's parts, which have no line of their own on the ticket."""

    _inherit = "pos.order.line"

    lot_parts = fields.Json(
        "Lots of Parts",
        compute="_compute_lot_parts",
        help="For the ticket: the lots that the parts of a kit left with.",
    )

    @api.depends("product_id", "order_id.picking_ids.state")
    def _compute_lot_parts(self):
        """``[{product, lot, tracking, quantity, unit, rounding, dates}]``, the rounding being the
        unit's; dates as ``{"use_by": "YYYY-MM-DD", …}``, those that the lot has.

        Empty for what is no kit, without a query where no app brings kits.
        """
        kits = self.env["lot.kit"]._lines(self)
        (self - kits).lot_parts = False
        if not kits:
            return
        # sudo: a cashier reads no transfers; numbers and days of the goods sold leave here
        rows = (
            self.env["stock.move.line"]
            .sudo()
            .search([("pos_order_line_id", "in", kits.ids), ("state", "=", "done")], order="id")
        )
        rows_by_line = rows.grouped("pos_order_line_id")
        for line in kits:
            found = rows_by_line.get(line, rows.browse())
            line.lot_parts = [self._lot_part_row(row) for row in found.filtered("lot_id")]

    @api.model
    def _lot_part_row(self, row):
        dates, product = row.lot_id._lot_dates(), row.product_id
        days = {name: getattr(dates, name) for name in DAYS}
        return {
            "product": product.with_context(display_default_code=False).display_name,
            "lot": row.lot_id.name,
            "tracking": product.tracking,
            "quantity": row.quantity_product_uom,
            "unit": product.uom_id.name,
            "rounding": product.uom_id.rounding,
            "dates": {name: fields.Date.to_string(day) for name, day in days.items() if day},
        }

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "lot_parts"]
