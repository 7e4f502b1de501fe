import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

PREVIEW_LINES = 50
FORMATS = [
    ("desadv", "EDIFACT DESADV"),
    ("x12_856", "ANSI X12 856"),
    ("ubl", "UBL / Peppol Despatch Advice"),
    ("epcis", "EPCIS 2.0"),
    ("csv", "CSV"),
    ("xlsx", "XLSX"),
    ("json", "JSON"),
]


class LotShipmentUpload(models.TransientModel):
    """Shows what a shipment notice says before it is taken in."""

    _name = "lot.shipment.upload"
    _description = "Import a Shipment Notice"

    document = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    document_format = fields.Selection(FORMATS, string="Format", help="Detected when left empty.")
    vendor_id = fields.Many2one(
        "res.partner",
        help="Who sent it, for a vendor with codes of its own; found in the document when empty.",
    )
    picking_id = fields.Many2one(
        "stock.picking", string="Receipt", help="Lots are taken over into it, without a notice."
    )
    error = fields.Char(compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    @api.depends("document", "filename", "document_format", "vendor_id")
    def _compute_preview(self):
        shipments = self.env["lot.shipment"]
        for upload in self:
            upload.error = upload.preview = False
            if not upload.document:
                continue
            try:
                document = shipments._read_document(
                    base64.b64decode(upload.document),
                    upload.filename,
                    upload.document_format,
                    upload.vendor_id,
                )
            except UserError as error:
                upload.error = error.args[0]
                continue
            upload.preview = self.env["ir.qweb"]._render(
                "lot_pos_tracking.lot_shipment_preview", upload._preview_values(document)
            )

    def _preview_values(self, document):
        """What the document says and what is wrong with it, before anything is written."""
        words = self.env["lot.shipment.issue"]._words()
        lines = [(unit.sscc, line) for unit in document.logistic_units for line in unit.lines]
        return {
            "document": document,
            "lines": lines[:PREVIEW_LINES],
            "more": max(0, len(lines) - PREVIEW_LINES),
            "issues": [
                (issue.position, words.get(issue.code, (issue.code, issue.cure)), issue.value)
                for issue in document.issues[:PREVIEW_LINES]
            ],
        }

    def action_import(self):
        self.ensure_one()
        if self.picking_id:
            self.picking_id.lot_import_lots(base64.b64decode(self.document), self.filename)
            return {"type": "ir.actions.act_window_close"}
        shipment = self.env["lot.shipment"].import_document(
            base64.b64decode(self.document),
            self.filename,
            self.document_format or None,
            self.vendor_id,
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.lot_shipment_action"
        )
        return {**action, "views": [(False, "form")], "res_id": shipment.id}
