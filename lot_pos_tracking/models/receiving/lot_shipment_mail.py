from odoo import api, models
from odoo.exceptions import UserError

READABLE = (".edi", ".edifact", ".txt", ".x12", ".856", ".xml", ".csv", ".tsv", ".xlsx", ".json")
READABLE += (".jsonld",)


class LotShipment(models.Model):
    """Shipment notices that vendors send by mail."""

    _inherit = "lot.shipment"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Take in the documents of a mail; without a readable one, the mail waits as a draft."""
        company_id = (custom_values or {}).get("company_id") or self.env.company.id
        shipments = self.with_company(company_id)
        author = self.env["res.partner"].browse(msg_dict.get("author_id") or ())
        taken, refusals = shipments.browse(), []
        for attachment in msg_dict.get("attachments") or []:
            if not attachment.fname.lower().endswith(READABLE):
                continue
            content = attachment.content
            data = content.encode() if isinstance(content, str) else content
            try:
                taken |= shipments.import_document(data, attachment.fname, vendor=author)
            except UserError as error:
                refusals.append((attachment.fname, error.args[0]))
        if not taken:
            taken = shipments._waiting_mail(msg_dict)
        for filename, reason in refusals:
            taken[0]._add_issue(
                "unreadable_document", subject=filename, hint=reason, severity="error"
            )
        return taken[0]

    @api.model
    def _waiting_mail(self, msg_dict):
        """A draft that keeps a mail nobody could read; a second delivery of it finds the same."""
        sender = msg_dict.get("email_from") or "-"
        number = msg_dict.get("message_id") or msg_dict.get("subject") or "-"
        known = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("sender", "=", sender),
                ("name", "=", number),
            ]
        )
        if known:
            return known
        shipment = self.create({"name": number, "sender": sender, "document_format": "mail"})
        shipment._add_issue("no_document", subject=msg_dict.get("subject"), severity="error")
        return shipment
