from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockMoveLine(models.Model):
    """No stock below zero, where the company wants it so.

    A till is left out: what it sells is checked before the money moves, and a sale made without
    connection has happened.
    """

    _inherit = "stock.move.line"

    def _refuse_negative(self):
        """:raises UserError: goods left a place where there were fewer of them"""
        lines = self.filtered(
            lambda line: (
                line.company_id.lot_refuse_negative
                and line.product_id.is_storable
                and line.location_id.usage in ("internal", "transit")
                and not line.location_id.lot_may_be_negative
                and not line.product_id.lot_may_be_negative
                and line.move_id._lot_process() != "pos"
            )
        )
        if not lines:
            return
        taken = {(line.product_id, line.location_id, line.lot_id) for line in lines}
        rows = self.env["stock.quant"]._read_group(
            Domain("product_id", "in", lines.product_id.ids)
            & Domain("location_id", "in", lines.location_id.ids),
            ["product_id", "location_id", "lot_id"],
            ["quantity:sum"],
        )
        short = [
            (product, place, lot, quantity)
            for product, place, lot, quantity in rows
            if (product, place, lot) in taken and product.uom_id.compare(quantity, 0) < 0
        ]
        if short:
            raise UserError(
                self.env._(
                    "There is not enough to move:\n%(lines)s\nCount the goods first, or choose "
                    "where they really are.",
                    lines="\n".join(self._negative_words(*row) for row in short),
                )
            )

    def _negative_words(self, product, place, lot, quantity):
        return self.env._(
            "- %(product)s %(lot)s at %(place)s: %(missing)s %(unit)s too few",
            product=product.display_name,
            lot=lot.name or "",
            place=place.display_name,
            missing=product.uom_id.round(-quantity),
            unit=product.uom_id.name,
        )
