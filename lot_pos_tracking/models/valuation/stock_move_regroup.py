from odoo import fields, models
from odoo.exceptions import UserError

from .stock_move_line import TRIGGERS


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


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def write(self, vals):
        """
        :raises UserError: the goods of a done split or merge would come out of another lot, or of
            themselves
        """
        wanted = {name: vals[name] for name in TRIGGERS & set(vals)}
        done = self.filtered(lambda line: line.state == "done" and line.move_id.lot_regroup_id)
        if wanted and done.filtered(lambda line: line._lot_differs(wanted)):
            raise UserError(
                self.env._(
                    "%(regroup)s is done and cannot be edited. Split or merge the lots again to "
                    "put it right.",
                    regroup=done.move_id.lot_regroup_id[0].name,
                )
            )
        return super().write(vals)

    def _lot_differs(self, vals):
        return any(
            self._fields[name].convert_to_write(self[name], self) != value
            for name, value in vals.items()
        )
