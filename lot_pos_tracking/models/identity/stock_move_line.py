from odoo import fields, models
from odoo.exceptions import UserError

ADOPTING = "lot_adopting"


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    pos_order_line_id = fields.Many2one(
        "pos.order.line",
        string="Ticket Line",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The line of the ticket that these goods were sold or given back by.",
    )

    # Native lot queries go through lot_id without an index: one scan of the table per lot
    _lot_state_date_idx = models.Index("(lot_id, state, date) WHERE lot_id IS NOT NULL")

    origin_lot_id = fields.Many2one(
        "stock.lot",
        string="Lot of the Sending Company",
        index="btree_not_null",
        readonly=True,
        help="What leaves the transit between two companies; the receiver books its own lot.",
    )

    def _action_done(self):
        self._adopt_foreign_lots()
        self._check_wanted_lots()
        self._check_lot_holds()
        result = super()._action_done()
        self.exists()._refuse_negative()
        return result

    def _prepare_new_lot_vals(self):
        """A new lot belongs to the company that receives it, whoever presses the button."""
        return {"company_id": self.company_id.id, **super()._prepare_new_lot_vals()}

    def _adopt_foreign_lots(self):
        """Goods of another company arrive from the transit between the two as lots of our own."""
        for line in self:
            # sudo: the sender's lot is not readable here; only number, dates and vendor are taken
            lot = line.sudo().lot_id
            if lot.company_id in (self.env["res.company"], line.company_id):
                continue
            if line.location_id.usage == "transit" and not line.location_id.company_id:
                line.origin_lot_id = lot
                # what is set aside in the transit stays the sender's lot
                line.with_context(**{ADOPTING: True}).lot_id = lot._adopted_by(line.company_id)

    def _synchronize_quant(self, quantity, location, *args, **quants_value):
        """What lies in the transit is the sender's lot, what arrives is ours."""
        leaves_transit = self.origin_lot_id and location == self.location_id
        if leaves_transit and ("lot" not in quants_value or self.env.context.get(ADOPTING)):
            # sudo: the sender's lot, see _adopt_foreign_lots; the cache of quants knows only ours
            line = self.with_context(quants_cache=None)
            quants_value["lot"] = self.sudo().origin_lot_id
            return super(StockMoveLine, line)._synchronize_quant(
                quantity, location, *args, **quants_value
            )
        return super()._synchronize_quant(quantity, location, *args, **quants_value)

    def _check_wanted_lots(self):
        """:raises UserError: a move that is for certain lots would take another one"""
        wanted_by_move = {
            move: move._lot_wanted()
            for move in self.move_id.filtered(lambda move: move.product_id.tracking != "none")
        }
        for line in self:
            wanted = wanted_by_move.get(line.move_id)
            if wanted is None or line.lot_id in wanted or not line.quantity:
                continue
            raise UserError(
                self.env._(
                    "%(picking)s: %(product)s is to be moved from %(wanted)s only, not from "
                    "%(lot)s. Change the lot of the line, or what the operation is for.",
                    picking=line.picking_id.name or line.reference or "",
                    product=line.product_id.display_name,
                    wanted=", ".join(wanted.mapped("name")) or self.env._("lots of another date"),
                    lot=line.lot_id.name or line.lot_name or self.env._("goods without a lot"),
                )
            )

    def _check_lot_holds(self):
        """The last gate of every channel but the till, which has its own with an audit trail.

        :raises UserError: a lot on hold would be moved by a process that its holds do not allow
        """
        for line in self.filtered("lot_id.is_on_hold"):
            process = line.move_id._lot_process()
            if process not in (None, "pos") and not line.lot_id._hold_allows(process):
                raise UserError(
                    self.env._(
                        "Lot %(lot)s of %(product)s is on hold: %(reasons)s.\n"
                        "Move it to quarantine, or have the hold lifted first.",
                        lot=line.lot_id.name,
                        product=line.product_id.display_name,
                        reasons=", ".join(line.lot_id.hold_ids.reason_id.mapped("name")),
                    )
                )
