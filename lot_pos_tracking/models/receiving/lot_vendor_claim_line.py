from odoo import api, fields, models

REASONS = [
    ("missing", "Missing"),
    ("too_much", "Too much"),
    ("not_good", "Not in order"),
]


class LotVendorClaimLine(models.Model):
    """One lot of a claim."""

    _name = "lot.vendor.claim.line"
    _description = "Claim to a Vendor, Lot"
    _order = "claim_id, id"
    _check_company_auto = True

    claim_id = fields.Many2one(
        "lot.vendor.claim", required=True, index=True, ondelete="cascade", check_company=True
    )
    shipment_line_id = fields.Many2one(
        "lot.shipment.line", index=True, ondelete="set null", readonly=True, check_company=True
    )
    product_id = fields.Many2one("product.product", required=True, check_company=True)
    vendor_lot = fields.Char(string="Vendor's Lot")
    reason = fields.Selection(REASONS, required=True)
    announced_qty = fields.Float(string="Announced", digits="Product Unit")
    received_qty = fields.Float(string="Received", digits="Product Unit")
    claimed_qty = fields.Float(
        string="Claimed", digits="Product Unit", help="In the unit of the shipment's line."
    )
    uom_id = fields.Many2one("uom.uom")
    unit_cost = fields.Float(digits="Product Price")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount", store=True)
    finding = fields.Char(help="What was found on the lot, where it is not the quantity.")
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)

    @api.depends("claimed_qty", "unit_cost", "reason")
    def _compute_amount(self):
        for line in self:
            amount = line.claimed_qty * line.unit_cost
            line.amount = -amount if line.reason == "too_much" else amount
