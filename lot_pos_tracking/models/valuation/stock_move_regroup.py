from odoo import fields, models


class StockMove(models.Model):
    """The two moves by which goods change their lot: what comes in cost what went out."""

    _inherit = "stock.move"

    lot_regroup_id = fields.Many2one(
        "lot.regroup",
        string="Split or Merge",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    def _get_value_from_production(self, quantity, at_date=None):
        if not self.lot_regroup_id:
            return super()._get_value_from_production(quantity, at_date)
        gone = self.lot_regroup_id.move_ids.filtered(lambda move: move.is_out)
        value = sum(gone.mapped("value"))
        if self._lot_valued():
            # while both moves are valued together, upstream's value of the first is provisional
            ledger = self.env["lot.valuation"]._gone_at(gone, at_date or fields.Datetime.now())
            value = ledger if at_date else ledger or value
        return {
            "value": value,
            "quantity": quantity,
            "description": self.lot_regroup_id.name,
        }

    def _lot_has_price(self):
        return bool(self.lot_regroup_id) or super()._lot_has_price()

    def _lot_layer_kind(self):
        return "receipt" if self.lot_regroup_id else super()._lot_layer_kind()

    def _lot_consumption_kind(self):
        return "transfer_out" if self.lot_regroup_id else super()._lot_consumption_kind()

    def _lot_regroup_value(self):
        """Bring what came in to what went out, where that has changed."""
        made = self.lot_regroup_id.move_ids.filtered(lambda move: move.is_in)
        # sudo: the value of goods follows from costs that not everybody may read
        stale = made.filtered(
            lambda move: move.company_currency_id.compare_amounts(
                move.value, move.sudo()._get_value()
            )
        )
        if stale:
            stale._set_value()
