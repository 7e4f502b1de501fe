from odoo import api, fields, models
from odoo.exceptions import UserError

AT_CLOSING = "lot_at_closing"
"""Context key: tickets are asked for to move their goods, across upstream's signature."""


class PosSession(models.Model):
    _inherit = "pos.session"

    lot_exception_ids = fields.One2many("lot.exception", "session_id", string="Exceptions")
    lot_close_reason = fields.Char(
        "Closed Although Goods Did Not Move",
        readonly=True,
        copy=False,
        help="Why the session was closed while stock moves of tickets had failed.",
    )

    @api.model
    def _load_pos_data_models(self, config):
        """Lots come before the pack lots that point at them."""
        names = super()._load_pos_data_models(config)
        place = names.index("pos.pack.operation.lot")
        return [*names[:place], "stock.lot", *names[place:]]

    def _get_closed_orders(self):
        """At closing, the tickets whose goods moved at the sale do not move once more."""
        orders = super()._get_closed_orders()
        if self.env.context.get(AT_CLOSING):
            return orders.filtered(lambda order: not order.picking_ids)
        return orders

    def _create_picking_at_end_of_session(self):
        session = self.with_context(**{AT_CLOSING: True})
        return super(PosSession, session)._create_picking_at_end_of_session()

    # -- closing ---------------------------------------------------------------------------------

    def set_lot_close_reason(self, reason):
        """Close on purpose although goods of tickets did not move; who and why is kept.

        :raises UserError: no reason given
        """
        self.ensure_one()
        self.check_access("write")
        reason = str(reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the session is closed all the same."))
        self.lot_close_reason = reason
        self.message_post(
            body=self.env._("Closed although goods did not move: %(reason)s", reason=reason)
        )
        return True

    def _cannot_close_session(self, bank_payment_method_diffs=None):
        answer = super()._cannot_close_session(bank_payment_method_diffs)
        if answer or self.state == "closed":
            return answer
        if message := self._lot_closing_problem():
            return {"successful": False, "message": message, "redirect": False}
        return None

    def _validate_session(self, *args, **kwargs):
        if message := self._lot_closing_problem():
            raise UserError(message)
        return super()._validate_session(*args, **kwargs)

    def _lot_closing_problem(self):
        """What stands against closing: goods of tickets that do not move, also at a new attempt."""
        if self.lot_close_reason or self.config_id.lot_policy == "native":
            return ""
        pickings = self.order_ids.filtered(lambda order: not order.shipping_date).picking_ids
        # sudo: the cashier closes; what failed is tried again with the rights of the shop
        failed = pickings.sudo().filtered(lambda p: p.state not in ("done", "cancel"))._lot_retry()
        if not failed:
            return ""
        self.env["lot.exception"]._open_failed(self, failed)
        return self.env._(
            "Goods of these tickets did not leave the stock:\n%(tickets)s\n"
            "Correct the stock and try again, or close with a reason.",
            tickets="\n".join(
                f"- {picking.pos_order_id.pos_reference or picking.name}: "
                f"{picking._lot_why_failed()}"
                for picking in failed
            ),
        )
