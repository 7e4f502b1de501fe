from odoo import api, fields, models


class LotShipmentIssue(models.Model):
    """Something in a shipment notice that somebody should know, with its place and its cure."""

    _name = "lot.shipment.issue"
    _description = "Shipment Notice Issue"
    _order = "resolved, id"
    _check_company_auto = True

    shipment_id = fields.Many2one(
        "lot.shipment", required=True, index=True, ondelete="cascade", check_company=True
    )
    line_id = fields.Many2one("lot.shipment.line", index="btree_not_null", ondelete="cascade")
    code = fields.Char(required=True, help="Stable name for integrations.")
    position = fields.Char(help="Where in the document: line, segment, item.")
    message = fields.Char(compute="_compute_words")
    cure = fields.Char(compute="_compute_words")
    hint = fields.Char(help="What the reader of the document advises, in English.")
    subject = fields.Char(help="The value at fault.")
    severity = fields.Selection(
        [("info", "Information"), ("warning", "Warning"), ("error", "Error")],
        required=True,
        default="warning",
    )
    resolved = fields.Boolean()
    company_id = fields.Many2one(related="shipment_id.company_id", store=True, index=True)

    @api.depends("code", "subject")
    @api.depends_context("lang")
    def _compute_words(self):
        words = self._words()
        for issue in self:
            plain = (issue.code or "").replace("_", " ").capitalize()
            message, cure = words.get(issue.code, (plain, issue.hint or ""))
            issue.message = f"{message} {issue.subject or ''}".strip()
            issue.cure = cure or issue.hint

    @api.model
    def _words(self):
        """{code: (what is wrong, what to do)} in the user's language."""
        return {
            "gtin_invalid": (
                self.env._("This is not a GTIN, or its check digit is wrong:"),
                self.env._(
                    "Ask the vendor for the right one; set the product on the line if none is set."
                ),
            ),
            "sscc_invalid": (
                self.env._("This is not an SSCC, or its check digit is wrong:"),
                self.env._("Compare it with the label of the pallet."),
            ),
            "product_missing": (
                self.env._("The line does not name a product."),
                self.env._("Ask the vendor for the GTIN; set the product on the line."),
            ),
            "quantity_missing": (
                self.env._("The quantity is missing."),
                self.env._("Ask the vendor what was shipped."),
            ),
            "quantity_negative": (
                self.env._("The quantity is below zero:"),
                self.env._("Ask the vendor what was shipped."),
            ),
            "lot_unprintable": (
                self.env._("A barcode cannot carry this lot number:"),
                self.env._("Compare it with the pack; it is kept as printed."),
            ),
            "dates_disordered": (
                self.env._("The dates cannot follow each other:"),
                self.env._("Compare them with the pack."),
            ),
            "date_unreadable": (
                self.env._("This is not a date:"),
                self.env._("Read the date from the pack at receipt."),
            ),
            "number_unreadable": (
                self.env._("This is not a number:"),
                self.env._("Ask the vendor what is meant."),
            ),
            "number_missing": (
                self.env._("The document has no number."),
                self.env._("A number was made of its content, so that it is known again."),
            ),
            "lines_missing": (
                self.env._("The document announces no goods."),
                self.env._("Ask the vendor for a complete document."),
            ),
            "line_repeated": (
                self.env._("The same goods are announced twice:"),
                self.env._("Count them: the line may have been sent twice."),
            ),
            "unknown_product": (
                self.env._("No product of ours has this number or name:"),
                self.env._(
                    "Set the product on the line, or add the number to the product's vendor list."
                ),
            ),
            "ambiguous_product": (
                self.env._("Several products of ours have this number or name:"),
                self.env._("Set the product on the line."),
            ),
            "unknown_vendor": (
                self.env._("The sender is not a contact of ours:"),
                self.env._("Set the vendor, or write its GLN or VAT number on the contact."),
            ),
            "other_vendor": (
                self.env._("The sender is not the vendor of the purchase order:"),
                self.env._("Ask purchasing whether this vendor delivers for the other."),
            ),
            "unreadable_document": (self.env._("A document of the mail cannot be read:"), ""),
            "no_document": (
                self.env._("A mail came without a document that can be read:"),
                self.env._("Read the mail below; import its document by hand if there is one."),
            ),
            "no_purchase_order": (
                self.env._("The shipment names no purchase order."),
                self.env._("Choose the purchase order, then match again."),
            ),
            "no_open_receipt": (
                self.env._("The purchase order has no open receipt:"),
                self.env._(
                    "Confirm the order, or look for the receipt that was validated already."
                ),
            ),
            "not_ordered": (
                self.env._("The product is not on the purchase order:"),
                self.env._("Ask purchasing; the line is not placed on the receipt."),
            ),
            "over_delivery": (
                self.env._("More is announced than is open on the order:"),
                self.env._(
                    "The extra is not placed on the receipt. Accept or refuse it when it arrives."
                ),
            ),
            "extra_received": (
                self.env._("More than ordered was received by decision of the receiver:"),
                self.env._("Tell purchasing and check the bill."),
            ),
            "unknown_unit": (
                self.env._("The unit of measure is not known:"),
                self.env._("The quantity was taken in the product's unit. Check it."),
            ),
            "quantity_zero": (
                self.env._("The quantity is zero."),
                self.env._("Ask the vendor what was shipped."),
            ),
            "no_lot": (
                self.env._("A lot is missing for a product that is kept by lot:"),
                self.env._("Scan or type it at receipt, or keep a number rule for the product."),
            ),
            "arrival_short_life": (
                self.env._("Too little shelf life is left:"),
                self.env._("Refuse the goods, or agree on a price; they arrive as the rule says."),
            ),
            "arrival_expired": (
                self.env._("The goods are past their date:"),
                self.env._("Refuse them, or receive them on hold."),
            ),
            "arrival_no_date": (
                self.env._("A date is missing:"),
                self.env._("Read it from the pack."),
            ),
            "arrival_date_order": (
                self.env._("The dates cannot follow each other:"),
                self.env._("Compare them with the pack."),
            ),
            "arrival_other_vendor": (
                self.env._("Not a vendor of this product:"),
                self.env._("Add the vendor to the product, or refuse the goods."),
            ),
            "arrival_unit": (
                self.env._("The unit of measure does not fit:"),
                self.env._("Count the goods, and tell the vendor which unit you order in."),
            ),
            "arrival_pack_size": (
                self.env._("A pack is broken:"),
                self.env._("Count the goods, and tell purchasing."),
            ),
            "arrival_not_ordered": (
                self.env._("Goods came that nobody ordered:"),
                self.env._("Ask purchasing, or refuse them."),
            ),
            "arrival_unknown_lot": (
                self.env._("A lot comes that is not on record:"),
                self.env._("Put the lot on record first, or refuse the goods."),
            ),
            "arrival_date_conflict": (
                self.env._("A lot comes with other dates than before:"),
                self.env._("Compare the packs; who receives them decides."),
            ),
            "arrival_vendor_conflict": (
                self.env._("A lot of another vendor has this number:"),
                self.env._("Compare the packs; who receives them decides."),
            ),
            "arrival_not_announced": (
                self.env._("A lot came that was not announced:"),
                self.env._("Ask the vendor for a corrected document."),
            ),
            "arrival_over_announced": (
                self.env._("More came than announced:"),
                self.env._("Ask the vendor for a corrected document."),
            ),
            "arrival_over_delivery": (
                self.env._("More came than ordered:"),
                self.env._("Tell purchasing and check the bill."),
            ),
            "arrival_missing_document": (
                self.env._("A document is missing:"),
                self.env._("Ask the vendor for it, attach it, then lift the hold."),
            ),
            "arrival_always": (
                self.env._("Lots of this product are looked at:"),
                self.env._("See the hold."),
            ),
            "other_content": (
                self.env._("The same number came again with other content."),
                self.env._("It was not taken over. Ask the vendor for a replacement message."),
            ),
            "replaced_after_receipt": (
                self.env._("A replacement changed or dropped what was received already:"),
                self.env._("Compare the received lot with the new document."),
            ),
            "cancelled_after_receipt": (
                self.env._("The vendor cancelled the shipment, but lots of it were received:"),
                self.env._("Ask the vendor what was shipped."),
            ),
            "unknown_cancelled": (
                self.env._("A cancellation came for a shipment that never came."),
                self.env._("Nothing has to be done."),
            ),
            "date_conflict": (
                self.env._("The lot is known with other dates:"),
                self.env._("The dates on record were kept. Compare them with the pack."),
            ),
            "vendor_conflict": (
                self.env._("The lot is known from another vendor:"),
                self.env._("A lot of its own was made. Compare the packs."),
            ),
        }

    def action_resolve(self):
        self.check_access("write")
        self.resolved = True
        return True
