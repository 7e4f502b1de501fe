from odoo import api, models
from odoo.tools import formatLang

from .pos_order import AT_TILL


class LotGate(models.AbstractModel):
    """A terminal or a payment provider reports money for an order that the gate refuses."""

    _inherit = "lot.gate"

    @api.model
    def _refuse(self, order, answers):
        if self._is_charged_unattended(order):
            self.env["lot.exception"]._open_paid_after_rollback(order, answers)
        return super()._refuse(order, answers)

    @api.model
    def _is_charged_unattended(self, order):
        """Money came, and nobody stands there who reads why the order is refused."""
        if not order.payment_ids or self.env.context.get(AT_TILL):
            return False
        config = order.config_id
        kiosk = "self_ordering_default_user_id" in config._fields  # where the app is installed
        return self.env.su or (kiosk and self.env.user == config.self_ordering_default_user_id)


class LotException(models.Model):
    """Money that was taken for goods which may not be sold waits for somebody to give it back."""

    _inherit = "lot.exception"

    @api.model
    def _open_paid_after_rollback(self, order, answers):
        """In a transaction of its own: the refused one is undone, the customer's payment is not.

        Told once, however often the provider reports the payment.
        """
        owner = order.config_id.lot_owner_id or order.session_id.user_id
        vals = {
            "kind": "paid_refused",
            "name": order.pos_reference or order.name,
            "product_id": answers[0].ask.product.id,
            "lot_id": answers[0].lot.id if answers[0].lot else False,
            "quantity": answers[0].ask.quantity,
            "reasons": ",".join(answers[0].decision.reasons),
            "message": self.with_context(lang=owner.lang)._paid_words(order, answers),
        }
        self.env["lot.refusal"]._after_rollback(
            "lot.exception", "_open_paid", order.session_id.id, order.id, vals
        )

    @api.model
    def _paid_words(self, order, answers):
        """Who reads them is no customer: the lots and reasons are named."""
        amount = sum(order.payment_ids.mapped("amount"))
        message = self.env._(
            "The customer has paid %(amount)s by %(method)s, but the order cannot be sold. Give "
            "the money back, or agree on other goods.",
            amount=formatLang(self.env, amount, currency_obj=order.currency_id),
            method=", ".join(order.payment_ids.payment_method_id.mapped("name")),
        )
        words = [self.env["lot.checkout"]._message(answer) for answer in answers]
        return "\n".join([message, *(f"- {text}" for text in dict.fromkeys(words))])

    @api.model
    def _open_paid(self, session_id, order_id, vals):
        told = [("kind", "=", vals["kind"]), ("name", "=", vals["name"])]
        if self.search_count([*told, ("session_id", "=", session_id), ("state", "=", "open")]):
            return
        order = self.env["pos.order"].browse(order_id).exists()  # it may be new, and undone
        session = self.env["pos.session"].browse(session_id)
        self._open(session, [{**vals, "order_id": order.id}])
