from odoo import fields, models

from .lot_receiving_sizes import FACTS


class StockMoveLine(models.Model):
    """One line of a receipt becomes several, one for each lot or serial number."""

    _inherit = "stock.move.line"

    lot_planned = fields.Boolean(
        copy=False, help="Made by the size of lots of the product, not by hand (technical)."
    )

    def _split_serials(self):
        """Each serial number is a line of its own; a line of several without numbers is split.

        :return: the lines, new ones included
        """
        lines = self
        for line in self:
            pieces = line.quantity_product_uom
            if line.product_id.tracking != "serial" or pieces <= 1 or not line._lacks_number():
                continue
            line.write({"product_uom_id": line.product_id.uom_id.id, "quantity": 1})
            lines |= line._copies([1.0] * (int(pieces) - 1))
        return lines

    def _copies(self, quantities):
        """More lines for the same goods, each with one of the quantities (product's unit)."""
        self.ensure_one()
        if not quantities:
            return self.browse()
        facts = {name: self[name] for name in FACTS}
        same = {"picked": self.picked, "lot_planned": self.lot_planned, **facts}
        vals = self.with_context(active_test=False).copy_data(same)[0]
        return self.create([{**vals, "quantity": quantity} for quantity in quantities])
