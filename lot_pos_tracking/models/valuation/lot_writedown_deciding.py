from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...bridge import to_decimal

DECIDED = {"state", "approver_id", "approved_at"}
"""Only the buttons write these."""

FORECAST = {"expected_price", "selling_cost_percent", "reason"}
"""What may be looked at anew after the approval, so that a reversal can be found."""


class LotWritedown(models.Model):
    """Who decides about a write-down, and what a decision books."""

    _inherit = "lot.writedown"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(DECIDED & set(vals) for vals in vals_list):
            raise UserError(self.env._("Write-downs are decided by their buttons."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and (set(vals) & DECIDED):
            raise UserError(self.env._("Write-downs are decided by their buttons."))
        settled = self.filtered(lambda record: record.state in ("approved", "reversed"))
        if settled and not self.env.su and set(vals) - FORECAST:
            raise UserError(
                self.env._("What was approved stays as it is. Reverse it, or write down again.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(record.state in ("approved", "reversed") for record in self):
            raise UserError(self.env._("A write-down that was approved stays on record."))

    def action_approve(self):
        """Write the lots down to what they will bring in, and post it."""
        self._check_may_decide()
        for record in self:
            if record.state != "proposed":
                raise UserError(self.env._("This write-down was decided already."))
            record._check_is_current()
            if not record.amount:
                raise UserError(
                    self.env._(
                        "Lot %(lot)s will bring in what it cost, so there is nothing to write "
                        "down. Lower the expected price, or dismiss the proposal.",
                        lot=record.lot_id.display_name,
                    )
                )
            record._decide("approved")
            record._book(-record.amount)
        return True

    def action_reverse(self):
        """Take back what the lots turn out to bring in after all, up to the write-down."""
        self._check_may_decide()
        for record in self:
            amount = record.recoverable
            if not amount:
                raise UserError(
                    self.env._(
                        "Lot %(lot)s will not bring in more than it is worth now, or the goods "
                        "that were written down are gone. Enter the price expected now.",
                        lot=record.lot_id.display_name,
                    )
                )
            record._book(amount)
            record.invalidate_recordset(["layer_ids", "reversed_amount", "recoverable"])
            if record.currency_id.is_zero(record.amount - record.reversed_amount):
                record._decide("reversed")
        return True

    def action_dismiss(self):
        self.check_access("write")
        for record in self.filtered(lambda record: record.state == "proposed"):
            record._decide("dismissed")
        return True

    def action_refresh(self):
        """Read again what is on hand."""
        self.check_access("write")
        self.filtered(lambda record: record.state == "proposed")._compute_stock()
        return True

    def _check_may_decide(self):
        self.check_access("write")
        if not self.env.user.has_group("lot_pos_tracking.group_lot_writedown"):
            raise AccessError(
                self.env._("Only who has the right to approve write-downs may decide about them.")
            )

    def _check_is_current(self):
        seen = (self.quantity, self.value_before)
        on_hand = self.env["lot.ledger"]._on_hand(self.company_id, self.lot_id.ids)
        quantity, value = (float(figure) for figure in on_hand.get(self.lot_id.id, (0.0, 0.0)))
        changed = self.uom_id.compare(seen[0], quantity)
        if changed or self.currency_id.compare_amounts(seen[1], value):
            raise UserError(
                self.env._(
                    "The stock of lot %(lot)s has changed since the proposal. Refresh it, so that "
                    "you see what will be booked.",
                    lot=self.lot_id.display_name,
                )
            )

    def _decide(self, state):
        decided = {"state": state}
        if state == "approved":
            decided |= {"approver_id": self.env.uid, "approved_at": fields.Datetime.now()}
        # sudo: only the buttons decide
        self.sudo().write(decided)

    def _book(self, amount):
        accounts = self.product_id.with_company(self.company_id)._get_product_accounts()
        account = self.account_id or accounts["stock_variation"] or accounts["expense"]
        self.env["lot.valuation"].with_company(self.company_id)._revalue(
            {self.lot_id: to_decimal(amount)}, self, kind="writedown", account=account
        )
