from odoo import fields, models
from odoo.exceptions import UserError


class LotRecallNotice(models.Model):
    """One customer of recalled goods: told when and how, and whether the message arrived."""

    _name = "lot.recall.notice"
    _description = "Recall Notice"
    _order = "recall_id, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    recall_id = fields.Many2one(
        "lot.recall", required=True, index=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="recall_id.company_id", store=True, index=True)
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    quantity = fields.Float(digits="Product Unit", readonly=True, help="Sold to this customer.")
    channel = fields.Selection(
        [("mail", "E-mail"), ("phone", "Phone"), ("letter", "Letter"), ("visit", "Visit")],
        required=True,
        default="mail",
    )
    state = fields.Selection(
        [("waiting", "To tell"), ("sent", "Told"), ("confirmed", "Confirmed")],
        required=True,
        default="waiting",
    )
    sent_at = fields.Datetime(readonly=True)
    confirmed_at = fields.Datetime(readonly=True)
    note = fields.Char()

    _partner_unique = models.UniqueIndex(
        "(recall_id, partner_id)", "This customer has a notice of this recall already."
    )

    def action_send(self):
        """Write to those with an address; tick off those who are told otherwise."""
        self.check_access("write")
        waiting = self.filtered(lambda notice: notice.state == "waiting")
        if any(notice.recall_id.state == "draft" for notice in waiting):
            raise UserError(self.env._("Open the recall first: block, then tell."))
        by_mail = waiting.filtered(lambda notice: notice.channel == "mail")
        if nameless := by_mail.filtered(lambda notice: not notice.email):
            raise UserError(
                self.env._(
                    "No e-mail address of %(names)s. Choose another channel for them.",
                    names=", ".join(nameless.partner_id.mapped("display_name")),
                )
            )
        # sudo: writing to customers asks for no other right than to run the recall
        self.env["mail.mail"].sudo().create([notice._prepare_mail_vals() for notice in by_mail])
        waiting.write({"state": "sent", "sent_at": fields.Datetime.now()})
        return True

    def action_confirm(self):
        """The customer answered."""
        self.check_access("write")
        self.write({"state": "confirmed", "confirmed_at": fields.Datetime.now()})
        return True

    def _prepare_mail_vals(self):
        self.ensure_one()
        notice = self.with_context(lang=self.partner_id.lang)
        body = (
            self.env["ir.qweb"]
            .with_context(lang=self.partner_id.lang)
            ._render(
                "lot_pos_tracking.recall_notice",
                {"notice": notice, "recall": notice.recall_id},
                minimal_qcontext=True,
            )
        )
        company = self.company_id
        return {
            "subject": notice.env._("Recall: %(title)s", title=self.recall_id.title),
            "body_html": body,
            "email_to": self.partner_id.email_formatted,
            "email_from": company.email_formatted or self.env.user.email_formatted,
            "model": self.recall_id._name,
            "res_id": self.recall_id.id,
        }
