from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...bridge import end_of_day

WANTED = "lot_wanted"
"""Context key, across upstream's signatures: ids of the only lots that a move may take."""


class StockMove(models.Model):
    """Goods that must be of certain lots: what a customer chose, what comes back, one day's batch.

    Such a move waits for its lots; no other is set aside in their place.
    """

    _inherit = "stock.move"

    wanted_lot_ids = fields.Many2many(
        "stock.lot",
        "stock_move_wanted_lot_rel",
        "move_id",
        "lot_id",
        string="Only These Lots",
        domain="[('product_id', '=', product_id)]",
        copy=False,
        help="Nothing but these lots is set aside or moved. Empty: any lot.",
    )
    wanted_expiry = fields.Date(
        string="Only Lots of This Date",
        copy=False,
        help="Only lots whose last good day is this one are set aside or moved.",
    )

    def _lot_wanted(self):
        """The only lots this move may take; None where any will do."""
        self.ensure_one()
        if not (self.wanted_lot_ids or self.wanted_expiry):
            return None
        lots = self.wanted_lot_ids
        if self.wanted_expiry:
            last = end_of_day(self.picking_id or self.company_id, self.wanted_expiry)
            dated = self.env["stock.lot"].search(
                Domain("product_id", "=", self.product_id.id)
                & Domain("company_id", "in", (False, self.company_id.id))
                & Domain("expiration_date", ">", last - timedelta(days=1))
                & Domain("expiration_date", "<=", last)
            )
            lots = lots & dated if lots else dated
        return lots

    def _lot_with_wanted(self):
        """The move with its wanted lots where the search for stock finds them."""
        lots = self._lot_wanted() if len(self) == 1 else None
        return self if lots is None else self.with_context(**{WANTED: tuple(lots.ids)})

    def _update_reserved_quantity(self, need, location_id, *args, **kwargs):
        return super(StockMove, self._lot_with_wanted())._update_reserved_quantity(
            need, location_id, *args, **kwargs
        )

    def _get_available_quantity(self, location_id, *args, **kwargs):
        return super(StockMove, self._lot_with_wanted())._get_available_quantity(
            location_id, *args, **kwargs
        )

    def _get_available_move_lines(self, *args, **kwargs):
        """Of what earlier moves brought, only the wanted lots."""
        lines = super()._get_available_move_lines(*args, **kwargs)
        lots = self._lot_wanted()
        if lots is None:
            return lines
        return {key: quantity for key, quantity in lines.items() if key[1] in lots}

    def _prepare_merge_moves_distinct_fields(self):
        fields_ = super()._prepare_merge_moves_distinct_fields()
        return [*fields_, "wanted_lot_ids", "wanted_expiry"]

    def _prepare_move_split_vals(self, qty):
        return {
            **super()._prepare_move_split_vals(qty),
            "wanted_lot_ids": [fields.Command.set(self.wanted_lot_ids.ids)],
            "wanted_expiry": self.wanted_expiry,
        }
