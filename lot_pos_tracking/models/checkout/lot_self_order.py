from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...core.verdict import Verdict
from .pos_config import UNATTENDED


class LotGate(models.AbstractModel):
    """Customers send an order, at a kiosk or by their own phone, before it is paid: what is wrong
    is said then."""

    _inherit = "lot.gate"

    @api.model
    def _pass_own(self, orders):
        """Let orders through that customers have just put together by themselves.

        Where they pay at once, everything that the last gate will ask is asked here, and the
        quantities are claimed while they pay. Where a cashier takes the money, she names the lots:
        only what no lot in the shop could be sold for is refused.

        :raises UserError: nothing of these orders may be written, and no card charged
        """
        for order in orders.with_context(**{UNATTENDED: True}):
            config = order.config_id
            if order.state == "draft" and config.lot_policy != "native":
                self.with_company(config.company_id)._pass_own_order(order, config)

    @api.model
    def _pass_own_order(self, order, config):
        lines = order.lines.filtered(lambda line: line.product_id.tracking != "none")
        kits = self.env["lot.kit"]._lines(order.lines)
        if not (lines or kits):
            return
        checkout = self.env["lot.checkout"]
        checkout._name_only_lots(order, lines)
        self._settle_quantities(lines, strict=False)
        asks = self.env["lot.ask"]._from_order(lines, offline=False)
        answers = checkout._answers(config, asks, order_uuid=order.uuid)
        charges = config._lot_charges_unattended()
        refused = [
            answer
            for answer in answers
            if answer.decision.verdict >= Verdict.ASK and (charges or not answer.suggestion)
        ]
        now = fields.Datetime.now()
        refused += self._stopped_kits(order, answers, now, offline=False) if kits else []
        if refused:
            self._refuse_customer(order, refused)
        if charges:
            self.env["lot.claim"]._replace(config, order.uuid, checkout._quantities(answers))

    @api.model
    def _refuse_customer(self, order, answers):
        """The journal keeps the lots and reasons; a customer can do nothing about them."""
        self.env["lot.refusal"]._record_after_rollback(order.config_id, order.uuid, answers)
        products = self.env["product.product"].union(*(answer.ask.product for answer in answers))
        raise UserError(
            self.env._(
                "We cannot sell you this just now: %(products)s. Please take it off your order, or "
                "ask our staff.",
                products=format_list(self.env, products.mapped("name")),
            )
        )


class LotCheckout(models.AbstractModel):
    """Where nobody can be asked, the only lot there is to sell is the lot that is meant."""

    _inherit = "lot.checkout"

    @api.model
    def _with_only_lots(self, asks, shelf, judge):
        """The questions, a lot for each that names none and whose product has just one to sell."""
        return [
            ask if ask.lot_id or ask.lot_name or ask.is_refund else self._only(ask, shelf, judge)
            for ask in asks
        ]

    @api.model
    def _only(self, ask, shelf, judge):
        lots = [lot for lot in shelf.values() if lot.first and lot.product_id == ask.product.id]
        wanted = replace(ask, evidence="only_lot", quantity=0.0)
        found = [lot for lot in lots if judge(wanted, lot, 0).verdict < Verdict.ASK]
        return replace(ask, evidence="only_lot", lot_id=found[0].id) if len(found) == 1 else ask

    @api.model
    def _name_only_lots(self, order, lines):
        """Write lots that are taken without a question on the ticket, to be judged like others."""
        if not order.config_id._is_lot_kiosk():
            return
        asks = self.env["lot.ask"]._from_order(lines, offline=False)
        for answer in self._answers(order.config_id, asks, order_uuid=order.uuid):
            ask = answer.ask
            if ask.evidence == "only_lot" and answer.lot and not ask.record:
                vals = {"pos_order_line_id": ask.line.id, "lot_id": answer.lot.id}
                row = self.env["pos.pack.operation.lot"].create({**vals, "evidence": "only_lot"})
                row.quantity = ask.quantity
