from odoo import models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    """Another lot in the hand than the one set aside: the line takes it, nobody loses goods.

    What is free of the lot is taken first, then what other lines that nobody has picked yet hold of
    it: they get as much of the lot that is given back.
    """

    _inherit = "stock.move.line"

    def action_change_lot(self, lot_id):
        """Let the line take another lot, as far as there is of it; the rest keeps the old one.

        :param lot_id: id of the ``stock.lot`` that was scanned
        :return: ids of the lines that are the line's share now, the line itself first
        :raises UserError: picked or moved already, wrong product, on hold, or none of it there
        """
        self.ensure_one()
        self.check_access("write")
        lot = self.env["stock.lot"].browse(lot_id)
        if lot == self.lot_id:
            return self.ids
        self._check_may_change(lot)
        unit, old = self.product_id.uom_id, self.lot_id
        need = self.quantity_product_uom
        free = min(need, max(self._free_of(lot), 0.0))
        holders = self._holders_of(lot)
        lent = min(need - free, sum(holders.mapped("quantity_product_uom")))
        if unit.compare(free + lent, 0) <= 0:
            raise UserError(
                self.env._(
                    "Nothing of lot %(lot)s of %(product)s can be taken at %(place)s.",
                    lot=lot.name,
                    product=self.product_id.display_name,
                    place=self.location_id.display_name,
                )
            )
        taken, line = unit.round(free + lent), self.with_context(skip_uom_conversion=False)
        line.write({"quantity": self._in_own_unit(taken), "lot_id": lot.id})
        rest = self.browse()
        if unit.compare(need, taken) > 0:
            rest = self._part(old, need - taken)
        holders._give(old, lent)
        return (self | rest).ids

    def _check_may_change(self, lot):
        if self.state in ("done", "cancel") or self.picked:
            raise UserError(
                self.env._(
                    "%(product)s, lot %(lot)s, is picked already: put it back before the line "
                    "takes another lot.",
                    product=self.product_id.display_name,
                    lot=self.lot_id.name or "",
                )
            )
        if lot.product_id != self.product_id:
            raise UserError(
                self.env._(
                    "Lot %(lot)s is %(other)s, the line is for %(product)s.",
                    lot=lot.name,
                    other=lot.product_id.display_name,
                    product=self.product_id.display_name,
                )
            )
        process = self.move_id._lot_process()
        if process and not lot._hold_allows(process):
            raise UserError(
                self.env._(
                    "Lot %(lot)s of %(product)s is on hold and cannot be taken.",
                    lot=lot.name,
                    product=lot.product_id.display_name,
                )
            )

    def _free_of(self, lot):
        """What nobody has set aside of a lot where this line takes its goods."""
        return self.env["stock.quant"]._get_available_quantity(
            self.product_id,
            self.location_id,
            lot_id=lot,
            package_id=self.package_id,
            owner_id=self.owner_id,
            strict=True,
        )

    def _holders_of(self, lot):
        """Lines of other transfers that have set this lot aside here and are not picked yet."""
        return self.search(
            [
                ("id", "!=", self.id),
                ("lot_id", "=", lot.id),
                ("location_id", "=", self.location_id.id),
                ("package_id", "=", self.package_id.id),
                ("owner_id", "=", self.owner_id.id),
                ("state", "in", ("assigned", "partially_available")),
                ("picked", "=", False),
                ("move_id.wanted_lot_ids", "=", False),
            ],
            order="id",
        )

    def _give(self, lot, quantity):
        """These lines, one after the other, take ``lot`` for so much of what they hold.

        :param quantity: in the product's unit
        """
        for line in self:
            part = min(quantity, line.quantity_product_uom)
            if line.product_id.uom_id.compare(part, 0) <= 0:
                return
            quantity -= part
            if line.product_id.uom_id.compare(part, line.quantity_product_uom) == 0:
                line.lot_id = lot
            else:
                line.quantity -= line._in_own_unit(part)
                line._part(lot, part)

    def _part(self, lot, quantity):
        """A new line beside this one.

        :param quantity: in the product's unit
        """
        return self.copy({"lot_id": lot.id, "quantity": self._in_own_unit(quantity)})

    def _in_own_unit(self, quantity):
        return self.product_id.uom_id._compute_quantity(
            quantity, self.product_uom_id, rounding_method="HALF-UP"
        )
