from odoo import models

from ...core.verdict import Verdict


class PosConfig(models.Model):
    _inherit = "pos.config"

    def approve_lot_override(self, payload):
        """A manager approves at the cashier's till; PIN and right are verified here.

        A wrong PIN is an answer, not an error: it must be counted, an error would undo the count.

        :param payload: ``{user_id | login, pin, reason, order_uuid, lines}``, lines as in
            ``check_lots`` (only those to approve, each with its ``uuid``)
        :return: ``{ok: True, override_ids, approver_id, approver_name, lines}`` with ``lines`` as
            ``check_lots`` answers now, or ``{ok: False, error, message}``; ``error`` is one of
            ``wrong_pin, locked, no_reason, nothing``
        """
        payload = self.env["lot.till.input"]._approval(payload)
        config = self._lot_till()
        comment = (payload.get("reason") or "").strip()
        if not comment:
            return config._lot_refusal("no_reason")
        approver = config._lot_approver(payload)
        error = config.env["lot.pin.attempt"]._verify(config, approver, payload.get("pin"))
        if error:
            return config._lot_refusal(error)
        order_uuid, lines = payload.get("order_uuid") or "", payload.get("lines") or []
        asks = config.env["lot.ask"]._from_till(config, lines)
        checkout = config.env["lot.checkout"]
        open_answers = [
            answer
            for answer in checkout._answers(config, asks, order_uuid=order_uuid)
            if answer.decision.verdict >= Verdict.ASK
        ]
        if not open_answers or not order_uuid:
            return config._lot_refusal("nothing")
        overrides = config.env["lot.override"]._approve(
            config, approver, open_answers, comment, order_uuid
        )
        answers = checkout._answers(config, asks, order_uuid=order_uuid)
        # sudo: the cashier learns the name of the manager who stands beside him
        name = approver.sudo().name
        return {
            "ok": True,
            "override_ids": overrides.ids,
            "approver_id": approver.id,
            "approver_name": name,
            "lines": [config._lot_reply(answer) for answer in answers],
        }

    def _lot_approver(self, payload):
        """The user who is said to approve, if he may; empty otherwise."""
        users = self.env["res.users"]
        key = ("id", "=", payload["user_id"]) if payload.get("user_id") else None
        key = key or ("login", "=", payload.get("login") or "")
        # sudo: a cashier cannot look up users by their login
        user = users.sudo().search([key], limit=1)
        if user and user._lot_may_approve(self.company_id):
            return users.browse(user.id)
        return users

    def _lot_refusal(self, error):
        messages = {
            "no_reason": self.env._("Say why this is approved: a reason is needed."),
            "wrong_pin": self.env._("This PIN is not right, or this person may not approve."),
            "locked": self.env._("Too many wrong PINs. Try again in five minutes."),
            "nothing": self.env._("There is nothing to approve."),
        }
        return {"ok": False, "error": error, "message": messages[error]}
