from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.verdict import Reason


class LotOverride(models.Model):
    """A manager's approval of one lot on one line, with both names and the reason."""

    _name = "lot.override"
    _description = "Approval at the Till"
    _order = "at desc, id desc"
    _rec_name = "lot_id"
    _check_company_auto = True

    order_uuid = fields.Char(required=True, index=True, readonly=True)
    line_uuid = fields.Char(required=True, readonly=True)
    order_id = fields.Many2one("pos.order", index="btree_not_null", readonly=True)
    line_id = fields.Many2one("pos.order.line", index="btree_not_null", readonly=True)
    lot_id = fields.Many2one("stock.lot", index="btree_not_null", readonly=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the product's unit of measure."
    )
    reasons = fields.Char(required=True, readonly=True, help="Codes, separated by commas.")
    reason_text = fields.Char(string="Findings", compute="_compute_reason_text")
    config_id = fields.Many2one("pos.config", string="Point of Sale", readonly=True)
    session_id = fields.Many2one("pos.session", readonly=True)
    cashier_id = fields.Many2one("res.users", required=True, readonly=True)
    approver_id = fields.Many2one("res.users", required=True, readonly=True)
    comment = fields.Char(string="Reason Given", required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True, help="By the server's clock (UTC).")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for override in self:
            override.reason_text = self.env["lot.checkout"]._reason_words(override.reasons)

    def write(self, vals):
        """Only the link to the ticket is added, when the ticket arrives."""
        if set(vals) - {"order_id", "line_id"} or not self.env.su:
            raise UserError(self.env._("An approval cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An approval cannot be deleted."))

    @api.model
    def _approved(self, order_uuid):
        """What managers approved for an order.

        :return: ``{(line uuid, lot id or None): (quantity, {Reason})}``
        """
        approved = {}
        # sudo: the till asks for its own order; the cashier need not see other approvals
        for row in self.sudo().search([("order_uuid", "=", order_uuid)]):
            key = (row.line_uuid, row.lot_id.id or None)
            quantity, reasons = approved.get(key, (0.0, frozenset()))
            found = {Reason(code) for code in row.reasons.split(",")}
            approved[key] = (max(quantity, row.quantity), reasons | found)
        return approved

    @api.model
    def _link(self, order):
        """Tie the approvals of an order to its ticket."""
        lines = {line.uuid: line.id for line in order.lines}
        # sudo: the cashier's order arrives, the approvals are written by the server only
        for override in self.sudo().search([("order_uuid", "=", order.uuid)]):
            override.write({"order_id": order.id, "line_id": lines.get(override.line_uuid, False)})

    @api.model
    def _approve(self, config, approver, answers, comment, order_uuid):
        """Write down that the approver takes these findings on himself.

        :raises UserError: a finding that nobody may approve at this till
        """
        checkout = self.env["lot.checkout"]
        for answer in answers:
            if not answer.decision.overridable:
                raise UserError(
                    self.env._(
                        "This cannot be approved. %(message)s", message=checkout._message(answer)
                    )
                )
        # sudo: approvals are written by the server after the PIN was verified, by nobody else
        overrides = self.sudo().create(
            [
                {
                    "order_uuid": order_uuid,
                    "line_uuid": answer.ask.uuid,
                    "lot_id": answer.lot.id if answer.lot else False,
                    "product_id": answer.ask.product.id,
                    "quantity": answer.ask.quantity,
                    "reasons": ",".join(answer.decision.reasons),
                    "config_id": config.id,
                    "session_id": config.current_session_id.id,
                    "cashier_id": self.env.uid,
                    "approver_id": approver.id,
                    "comment": comment,
                    "at": fields.Datetime.now(),
                    "company_id": config.company_id.id,
                }
                for answer in answers
            ]
        )
        for override in overrides:
            self.env["lot.event"]._record(
                "override",
                {override.lot_id: override.quantity} if override.lot_id else {},
                config_id=config.id,
                session_id=override.session_id.id,
                reasons=override.reasons,
                comment=comment,
                approver=approver.id,
                order=order_uuid,
            )
        return overrides
