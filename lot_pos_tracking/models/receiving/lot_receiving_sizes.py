from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_repr

from ...bridge import to_decimal, to_float, user_error
from ...core.errors import LotError
from ...core.lot_sizes import lot_sizes

FACTS = (
    "lot_vendor_number",
    "lot_production_date",
    "lot_best_before_date",
    "lot_sell_by_date",
    "lot_use_by_date",
    "lot_use_date",
    "lot_removal_date",
    "lot_alert_date",
    "expiration_date",
)
SAME = (*FACTS, "move_id", "location_dest_id", "result_package_id", "owner_id", "picked")


class LotReceiving(models.AbstractModel):
    """Lots of so many pieces: planned on the receipt, made to fit when the goods are booked.

    Only goods without a number are concerned: a lot that its vendor numbered stays one lot.
    """

    _inherit = "lot.receiving"

    @api.model
    def _plan_lots(self, moves):
        """A line for each lot that will be made, before anybody counts."""
        lines = moves.move_line_ids.filtered(
            lambda ml: (
                ml.state not in ("done", "cancel")
                and not ml.picked
                and not ml.shipment_line_id
                and not ml.result_package_id
            )
        )
        self._fit_lots(lines._arriving())

    @api.model
    def _fit_lots(self, move_lines):
        """Split and join lines without a number, so that each is one lot.

        What the receiver split by hand stays as it is, as long as no lot is larger than it may be
        and, where lots were planned, there are no more of them than needed.

        :return: the lines, new ones included
        """
        result, sizes = move_lines, {}  # {template: (size, only whole lots)}
        for line in move_lines:
            template = line.product_id.product_tmpl_id
            if template not in sizes:
                sizes[template] = template._lot_size()
        sized = move_lines.filtered(
            lambda ml: sizes[ml.product_id.product_tmpl_id][0] and ml._lacks_number()
        )
        for _facts, lines in sized.grouped(lambda ml: tuple(ml[name] for name in SAME)).items():
            size = sizes[lines.product_id.product_tmpl_id][0]
            planned = lines
            if not any(lines.mapped("lot_planned")):
                planned = lines.filtered(
                    lambda ml, size=size: (
                        ml.product_id.uom_id.compare(ml.quantity_product_uom, size) > 0
                    )
                )
            if planned:
                result = (result - planned) | self._fit(planned, size)
        return result

    def _fit(self, lines, size):
        """:return: the lines for the same goods, none above the size"""
        uom = lines.product_id.uom_id
        total = to_decimal(sum(lines.mapped("quantity_product_uom")), uom)
        try:
            quantities = [to_float(part) for part in lot_sizes(total, to_decimal(size, uom))]
        except LotError as error:
            raise user_error(self.env, error) from error
        fits = all(uom.compare(line.quantity_product_uom, size) <= 0 for line in lines)
        if fits and len(lines) <= len(quantities):
            return lines
        kept = lines[: len(quantities)]
        (lines - kept).unlink()
        for line, quantity in zip(kept, quantities, strict=False):
            line.write({"product_uom_id": uom.id, "quantity": quantity, "lot_planned": True})
        return kept | kept[-1]._copies(quantities[len(kept) :])

    @api.model
    def _refuse_broken_lots(self, move_lines):
        """:raises UserError: goods that come only in whole lots, and one is not whole"""
        for line in move_lines.filtered(lambda ml: ml._lacks_number()):
            product = line.product_id
            size, full_only = product.product_tmpl_id._lot_size()
            if full_only and size and product.uom_id.compare(line.quantity_product_uom, size):
                raise UserError(
                    self.env._(
                        "%(product)s is received in whole lots of %(size)s %(unit)s, one of "
                        "%(quantity)s would be left. Correct the quantity, or the product's "
                        "size of lots.",
                        product=product.display_name,
                        size=self._shown_size(size),
                        unit=product.uom_id.name,
                        quantity=self._shown_size(line.quantity_product_uom),
                    )
                )

    def _shown_size(self, quantity):
        return float_repr(quantity, 3).rstrip("0").rstrip(".")
