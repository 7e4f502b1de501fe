from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .claim_note import claim_note

STATES = [
    ("draft", "Draft"),
    ("sent", "Sent"),
    ("settled", "Settled"),
    ("dropped", "Dropped"),
]


class LotVendorClaim(models.Model):
    """What a vendor announced and did not deliver, or delivered otherwise, with the evidence."""

    _name = "lot.vendor.claim"
    _description = "Claim to a Vendor"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False)
    shipment_id = fields.Many2one(
        "lot.shipment",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    vendor_id = fields.Many2one("res.partner", required=True, check_company=True)
    purchase_id = fields.Many2one(related="shipment_id.purchase_id")
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, tracking=True)
    note = fields.Text()
    line_ids = fields.One2many("lot.vendor.claim.line", "claim_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount", store=True, help="At the sent unit cost.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _shipment_unique = models.UniqueIndex(
        "(shipment_id) WHERE state != 'dropped'", "This shipment has a claim already."
    )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for claim in self:
            claim.amount = sum(claim.line_ids.mapped("amount"))

    @api.model
    def _claim_for(self, shipment):
        """The claim for what a shipment lacks beyond the tolerance, with note and documents.

        :raises UserError: nothing differs enough
        """
        if claim := self.search([("shipment_id", "=", shipment.id), ("state", "!=", "dropped")]):
            return claim
        lines = shipment.line_ids.filtered(lambda line: line._is_claimable())
        if not lines:
            raise UserError(
                self.env._(
                    "Nothing of shipment %(number)s differs by more than the tolerance.",
                    number=shipment.name,
                )
            )
        claim = self.create(
            {
                "name": self.env._("Claim %(number)s", number=shipment.name),
                "shipment_id": shipment.id,
                "vendor_id": shipment.vendor_id.id,
                "company_id": shipment.company_id.id,
                "line_ids": [Command.create(line._prepare_claim_line_vals()) for line in lines],
            }
        )
        claim._attach_evidence()
        return claim

    def _attach_evidence(self):
        """The note as PDF, and the vendor's own documents beside it."""
        self.ensure_one()
        attachments = self.env["ir.attachment"]
        attachments.create(
            {
                "name": f"{self.name}.pdf",
                "raw": claim_note(self),
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        for document in attachments.search(
            [("res_model", "=", "lot.shipment"), ("res_id", "=", self.shipment_id.id)]
        ):
            document.copy({"res_model": self._name, "res_id": self.id})

    def action_send(self):
        """Write to the vendor, with the note and the documents attached."""
        self.ensure_one()
        self.check_access("write")
        documents = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        )
        self.state = "sent"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the claim"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self.vendor_id.ids,
                "default_attachment_ids": documents.ids,
                "default_subject": self.name,
                "default_body": self.env._(
                    "What you announced and what we received differ, see the note attached."
                ),
            },
        }

    def action_settle(self):
        self.check_access("write")
        self.state = "settled"
        return True

    def action_drop(self):
        self.check_access("write")
        self.state = "dropped"
        return True
