from base64 import b64encode
from urllib.parse import urlencode

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

CARRIERS = [
    ("datamatrix", "GS1 DataMatrix"),
    ("qr", "QR code (Digital Link)"),
    ("gs1_128", "GS1-128 bars"),
]
SIZES = [
    ("57x32", "57 × 32 mm"),
    ("100x50", "100 × 50 mm"),
    ("70x37", "70 × 37 mm, 24 on a sheet of A4"),
    ("105x148", "105 × 148 mm (A6)"),
    ("148x210", "148 × 210 mm (A5)"),
]
NAMES_SHOWN = 5
NO_SSCC_YET = "0" * 18


class LotLabelWizard(models.TransientModel):
    """Choose how labels are printed, and see the first one before paper is spent."""

    _name = "lot.label.wizard"
    _description = "Print Labels of Lots and Pallets"

    kind = fields.Selection(
        [("lots", "Lots"), ("pallets", "Pallets")], required=True, default="lots", string="Print"
    )
    lot_ids = fields.Many2many("stock.lot", string="Lots")
    package_ids = fields.Many2many("stock.package", string="Pallets")
    picking_id = fields.Many2one("stock.picking", check_company=True)
    carrier = fields.Selection(
        CARRIERS,
        string="Code",
        required=True,
        compute="_compute_carrier",
        store=True,
        readonly=False,
        precompute=True,
    )
    size = fields.Selection(
        SIZES,
        string="Label",
        required=True,
        compute="_compute_size",
        store=True,
        readonly=False,
        precompute=True,
    )
    file_format = fields.Selection(
        [("pdf", "PDF"), ("zpl", "ZPL, for a label printer")],
        required=True,
        default="pdf",
        string="File",
    )
    density = fields.Selection(
        [("203", "203 dpi"), ("300", "300 dpi"), ("600", "600 dpi")],
        string="Printer",
        required=True,
        default="203",
    )
    per_piece = fields.Boolean(
        string="One for each piece",
        help="As many labels as pieces were received, or are on hand.",
    )
    copies = fields.Integer(default=1, required=True)
    label_count = fields.Integer(compute="_compute_label_count", string="Labels")
    without_sscc = fields.Integer(compute="_compute_without_sscc")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    problem = fields.Char(compute="_compute_preview")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    @api.model
    def default_get(self, fields):
        """The lots, packages or the transfer that the wizard was opened from."""
        values = super().default_get(fields)
        ids = self.env.context.get("active_ids") or []
        model = self.env.context.get("active_model")
        if "default_lot_ids" in self.env.context or not ids:
            return values
        if model == "stock.lot":
            values["lot_ids"] = [Command.set(ids)]
        elif model == "stock.package":
            values |= {"kind": "pallets", "package_ids": [Command.set(ids)]}
        elif model == "stock.picking":
            picking = self.env["stock.picking"].browse(ids[:1])
            lines = picking.move_line_ids
            values |= {
                "picking_id": picking.id,
                "lot_ids": [Command.set(lines.lot_id.ids)],
                "package_ids": [Command.set(lines.result_package_id.ids)],
            }
        return values

    @api.model
    def _open_for(self, lots):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "lot_pos_tracking.lot_label_wizard_action"
        )
        return {**action, "context": {"default_lot_ids": lots.ids}}

    @api.depends("kind")
    def _compute_carrier(self):
        for wizard in self:
            wizard.carrier = "gs1_128" if wizard.kind == "pallets" else "datamatrix"

    @api.depends("kind", "carrier")
    def _compute_size(self):
        for wizard in self:
            if wizard.kind == "pallets":
                wizard.size = "105x148"
            else:
                wizard.size = "100x50" if wizard.carrier == "gs1_128" else "57x32"

    @api.depends("kind", "lot_ids", "package_ids", "copies", "per_piece", "picking_id")
    def _compute_label_count(self):
        for wizard in self:
            copies = self.env["lot.label"]._copies(
                wizard._records(), wizard.copies, wizard._per_piece(), wizard.picking_id
            )
            wizard.label_count = sum(copies.values())

    @api.depends("kind", "package_ids")
    def _compute_without_sscc(self):
        for wizard in self:
            pallets = wizard.package_ids if wizard.kind == "pallets" else wizard.package_ids[:0]
            wizard.without_sscc = len(pallets.filtered(lambda one: not one.valid_sscc))

    @api.depends("kind", "lot_ids", "package_ids", "carrier", "size", "picking_id")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = wizard.problem = False
            if not wizard._records():
                wizard.problem = self.env._("There are no lots or pallets to print labels for.")
                continue
            try:
                wizard.preview = wizard._preview_html()
            except UserError as error:
                wizard.problem = error.args[0]

    def _records(self):
        self.ensure_one()
        records = self.package_ids if self.kind == "pallets" else self.lot_ids
        return records._origin

    def _per_piece(self):
        return self.per_piece and self.kind == "lots"

    def _preview_html(self):
        face = self.env["lot.label"]
        records = self._records()
        if self.kind == "pallets":
            for package in records.filtered(lambda one: not one.valid_sscc):
                self.env["lot.sscc"]._prefix(package.company_id or self.env.company)
            labels = face._of_pallets(records, placeholder=NO_SSCC_YET)
        else:
            labels = face._labels(records, self.carrier, self.picking_id)
        svg = face._preview(labels[records[0]][0], self.size)
        image = Markup(
            '<img alt="%s" class="border" style="width:100%%;max-width:%spx" '
            'src="data:image/svg+xml;base64,%s"/>'
        ) % (
            self.env._("The first label as it will be printed"),
            560 if self.kind == "lots" else 420,
            b64encode(svg.encode()).decode(),
        )
        return image + self._notes(labels)

    def _notes(self, labels):
        """Which labels say less than they could, and why."""
        by_code = {}  # {finding: [name]}
        for record, (_label, findings) in labels.items():
            for code in findings:
                by_code.setdefault(code, []).append(record.display_name)
        words = self.env["lot.label"]._finding_words()
        rows = Markup("").join(
            Markup("<li><strong>%s</strong>: %s</li>")
            % (
                ", ".join(names[:NAMES_SHOWN]) + (" …" if len(names) > NAMES_SHOWN else ""),
                words[code],
            )
            for code, names in by_code.items()
        )
        if not rows:
            return rows
        return Markup(
            '<ul class="alert alert-warning mt-2 mb-0 py-2 ps-4" role="status">%s</ul>'
        ) % (rows)

    def action_print(self):
        self.ensure_one()
        if self.problem or not self._records():
            raise UserError(self.problem or self.env._("There is nothing to print."))
        if self.copies < 1:
            raise UserError(self.env._("Print at least one copy."))
        records = self._records()
        if self.kind == "pallets":
            self.env["lot.sscc"]._issue(records)
        query = {
            "ids": ",".join(map(str, records.ids)),
            "size": self.size,
            "carrier": self.carrier,
            "copies": self.copies,
        }
        if self.picking_id and self.kind == "lots":
            query["picking"] = self.picking_id.id
        if self._per_piece():
            query["per_piece"] = 1
        if self.file_format == "zpl":
            query["density"] = self.density
        return {
            "type": "ir.actions.act_url",
            "url": f"/lot/labels/{self.kind}.{self.file_format}?{urlencode(query, safe=',')}",
            "target": "download" if self.file_format == "zpl" else "new",
            "close": True,
        }
