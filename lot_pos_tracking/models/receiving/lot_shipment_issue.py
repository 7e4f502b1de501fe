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
        # one name for many texts, so that each entry stays readable
        # pylint: disable=prefer-env-translation
        _ = self.env._
        return {
            "gtin_invalid": (
                _("This is not a GTIN, or its check digit is wrong:"),
                _("Ask the vendor for the right one; set the product on the line if none is set."),
            ),
            "sscc_invalid": (
                _("This is not an SSCC, or its check digit is wrong:"),
                _("Compare it with the label of the pallet."),
            ),
            "product_missing": (
                _("The line does not name a product."),
                _("Ask the vendor for the GTIN; set the product on the line."),
            ),
            "quantity_missing": (
                _("The quantity is missing."),
                _("Ask the vendor what was shipped."),
            ),
            "quantity_negative": (
                _("The quantity is below zero:"),
                _("Ask the vendor what was shipped."),
            ),
            "lot_unprintable": (
                _("A barcode cannot carry this lot number:"),
                _("Compare it with the pack; it is kept as printed."),
            ),
            "dates_disordered": (
                _("The dates cannot follow each other:"),
                _("Compare them with the pack."),
            ),
            "date_unreadable": (
                _("This is not a date:"),
                _("Read the date from the pack at receipt."),
            ),
            "number_unreadable": (
                _("This is not a number:"),
                _("Ask the vendor what is meant."),
            ),
            "number_missing": (
                _("The document has no number."),
                _("A number was made of its content, so that it is known again."),
            ),
            "lines_missing": (
                _("The document announces no goods."),
                _("Ask the vendor for a complete document."),
            ),
            "line_repeated": (
                _("The same goods are announced twice:"),
                _("Count them: the line may have been sent twice."),
            ),
            "unknown_product": (
                _("No product of ours has this number or name:"),
                _("Set the product on the line, or add the number to the product's vendor list."),
            ),
            "ambiguous_product": (
                _("Several products of ours have this number or name:"),
                _("Set the product on the line."),
            ),
            "unknown_vendor": (
                _("The sender is not a contact of ours:"),
                _("Set the vendor, or write its GLN or VAT number on the contact."),
            ),
            "other_vendor": (
                _("The sender is not the vendor of the purchase order:"),
                _("Ask purchasing whether this vendor delivers for the other."),
            ),
            "unreadable_document": (_("A document of the mail cannot be read:"), ""),
            "no_document": (
                _("A mail came without a document that can be read:"),
                _("Read the mail below; import its document by hand if there is one."),
            ),
            "no_purchase_order": (
                _("The shipment names no purchase order."),
                _("Choose the purchase order, then match again."),
            ),
            "no_open_receipt": (
                _("The purchase order has no open receipt:"),
                _("Confirm the order, or look for the receipt that was validated already."),
            ),
            "not_ordered": (
                _("The product is not on the purchase order:"),
                _("Ask purchasing; the line is not placed on the receipt."),
            ),
            "over_delivery": (
                _("More is announced than is open on the order:"),
                _("The extra is not placed on the receipt. Accept or refuse it when it arrives."),
            ),
            "extra_received": (
                _("More than ordered was received by decision of the receiver:"),
                _("Tell purchasing and check the bill."),
            ),
            "unknown_unit": (
                _("The unit of measure is not known:"),
                _("The quantity was taken in the product's unit. Check it."),
            ),
            "quantity_zero": (
                _("The quantity is zero."),
                _("Ask the vendor what was shipped."),
            ),
            "no_lot": (
                _("A lot is missing for a product that is kept by lot:"),
                _("Scan or type it at receipt, or keep a number rule for the product."),
            ),
            "arrival_short_life": (
                _("Too little shelf life is left:"),
                _("Refuse the goods, or agree on a price; they arrive as the rule says."),
            ),
            "arrival_expired": (
                _("The goods are past their date:"),
                _("Refuse them, or receive them on hold."),
            ),
            "arrival_no_date": (_("A date is missing:"), _("Read it from the pack.")),
            "arrival_date_order": (
                _("The dates cannot follow each other:"),
                _("Compare them with the pack."),
            ),
            "arrival_other_vendor": (
                _("Not a vendor of this product:"),
                _("Add the vendor to the product, or refuse the goods."),
            ),
            "arrival_not_announced": (
                _("A lot came that was not announced:"),
                _("Ask the vendor for a corrected document."),
            ),
            "arrival_over_announced": (
                _("More came than announced:"),
                _("Ask the vendor for a corrected document."),
            ),
            "arrival_over_delivery": (
                _("More came than ordered:"),
                _("Tell purchasing and check the bill."),
            ),
            "arrival_missing_document": (
                _("A document is missing:"),
                _("Ask the vendor for it, attach it, then lift the hold."),
            ),
            "arrival_always": (_("Lots of this product are looked at:"), _("See the hold.")),
            "other_content": (
                _("The same number came again with other content."),
                _("It was not taken over. Ask the vendor for a replacement message."),
            ),
            "replaced_after_receipt": (
                _("A replacement changed or dropped what was received already:"),
                _("Compare the received lot with the new document."),
            ),
            "cancelled_after_receipt": (
                _("The vendor cancelled the shipment, but lots of it were received:"),
                _("Ask the vendor what was shipped."),
            ),
            "unknown_cancelled": (
                _("A cancellation came for a shipment that never came."),
                _("Nothing has to be done."),
            ),
            "date_conflict": (
                _("The lot is known with other dates:"),
                _("The dates on record were kept. Compare them with the pack."),
            ),
            "vendor_conflict": (
                _("The lot is known from another vendor:"),
                _("A lot of its own was made. Compare the packs."),
            ),
        }

    def action_resolve(self):
        self.check_access("write")
        self.resolved = True
        return True
