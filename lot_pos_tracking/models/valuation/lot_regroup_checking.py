from odoo import models
from odoo.exceptions import UserError


class LotRegroup(models.Model):
    """What must hold before goods get another lot."""

    _inherit = "lot.regroup"

    def _check(self):
        """:raises UserError: with what is wrong and how to mend it"""
        uom = self.product_id.uom_id
        single, many = (
            (self.from_ids, self.to_ids) if self.kind == "split" else (self.to_ids, self.from_ids)
        )
        problem = None
        if self.state != "draft":
            problem = self.env._("This was done already.")
        elif self.product_id.tracking != "lot":
            problem = self.env._("Only products tracked by lots can be split or merged.")
        elif len(single) != 1 or len(many) < 1:
            problem = self.env._("Split one lot into others, or merge others into one.")
        elif any(uom.compare(line.quantity, 0) <= 0 for line in self.from_ids | self.to_ids):
            problem = self.env._("Every quantity must be above zero.")
        elif uom.compare(
            sum(self.from_ids.mapped("quantity")), sum(self.to_ids.mapped("quantity"))
        ):
            problem = self.env._(
                "%(out)s leave their lots and %(into)s come into others. The quantities must be "
                "the same.",
                out=f"{sum(self.from_ids.mapped('quantity')):g}",
                into=f"{sum(self.to_ids.mapped('quantity')):g}",
            )
        elif self.from_ids.lot_id.product_id != self.product_id:
            problem = self.env._("All lots must be of the product.")
        if problem:
            raise UserError(problem)
        self._check_free()

    def _check_free(self):
        """The goods must lie there, and nobody may have put a hold on them or reserved them."""
        for line in self.from_ids:
            if line.lot_id.is_on_hold:
                raise UserError(
                    self.env._(
                        "Lot %(lot)s is on hold. Lift the hold first, else it would be lost.",
                        lot=line.lot_id.name,
                    )
                )
            free = self.env["stock.quant"]._get_available_quantity(
                self.product_id, self.location_id, lot_id=line.lot_id
            )
            if self.product_id.uom_id.compare(free, line.quantity) < 0:
                raise UserError(
                    self.env._(
                        "Only %(free)s of lot %(lot)s are free in %(location)s.",
                        free=f"{free:g}",
                        lot=line.lot_id.name,
                        location=self.location_id.display_name,
                    )
                )
