import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Who the shop is on a label, and what it lets a vendor differ by."""

    _inherit = "res.company"

    lot_gs1_prefix = fields.Char(
        string="GS1 Company Prefix",
        help="4 to 12 digits, licensed by GS1; numbers of pallets (SSCC) begin with it.",
    )
    lot_sscc_extension = fields.Char(
        string="SSCC Extension Digit",
        size=1,
        default="0",
        help="First digit of the SSCC; a new one opens another range of numbers.",
    )
    lot_sscc_sequence_id = fields.Many2one(
        "ir.sequence", string="SSCC Counter", copy=False, check_company=True
    )
    lot_link_domain = fields.Char(
        string="Digital Link Address",
        help="Where QR codes lead, for example https://shop.example; GS1's resolver when empty.",
    )

    lot_variance_tolerance = fields.Float(
        string="Tolerance for Differences",
        help="In percent of what a vendor announced of a lot; more than that is claimed.",
    )

    @api.constrains("lot_gs1_prefix", "lot_sscc_extension")
    def _check_lot_gs1_prefix(self):
        for company in self:
            if not re.fullmatch(r"[0-9]{4,12}", company.lot_gs1_prefix or "0000"):
                raise ValidationError(
                    self.env._("A GS1 company prefix has 4 to 12 digits and nothing else.")
                )
            if not re.fullmatch(r"[0-9]", company.lot_sscc_extension or "0"):
                raise ValidationError(self.env._("The extension of an SSCC is one digit."))

    @api.constrains("lot_link_domain")
    def _check_lot_link_domain(self):
        for company in self:
            if not re.fullmatch(
                r"https?://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~/-]*)?",
                company.lot_link_domain or "https://id.gs1.org",
            ):
                raise ValidationError(
                    self.env._(
                        "The Digital Link address must look like https://shop.example, "
                        "without a query."
                    )
                )

    def _lot_prepare_company(self):
        super()._lot_prepare_company()
        for company in self:
            company._lot_sscc_counter()

    def _lot_sscc_counter(self):
        """The counter of SSCCs, one for the company, whatever its prefix."""
        self.ensure_one()
        if not self.lot_sscc_sequence_id:
            self.lot_sscc_sequence_id = self.env["ir.sequence"].create(
                {"name": self.env._("SSCC"), "company_id": self.id, "code": "lot.sscc"}
            )
        return self.lot_sscc_sequence_id
