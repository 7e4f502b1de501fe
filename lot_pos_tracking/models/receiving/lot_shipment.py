from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "Draft"),
    ("matched", "Matched"),
    ("received", "Received"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]


class LotShipment(models.Model):
    """What a vendor says is on the truck: a despatch advice, whatever syntax it came in."""

    _name = "lot.shipment"
    _description = "Shipment Notice"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, help="The vendor's number.")
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, tracking=True, index=True
    )
    sender = fields.Char(
        required=True, readonly=True, help="Who sent it, as the document says; part of its key."
    )
    vendor_id = fields.Many2one(
        "res.partner", index="btree_not_null", check_company=True, tracking=True
    )
    purchase_id = fields.Many2one(
        "purchase.order",
        string="Purchase Order",
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    purchase_name = fields.Char(string="Order as Sent", readonly=True)
    picking_ids = fields.Many2many(
        "stock.picking", compute="_compute_picking_ids", string="Receipts"
    )
    despatch_date = fields.Date(readonly=True)
    expected_date = fields.Date(readonly=True)
    announced_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, help="When we got it (UTC)."
    )
    line_ids = fields.One2many("lot.shipment.line", "shipment_id", string="Lines")
    sscc_ids = fields.One2many("lot.shipment.unit", "shipment_id", string="Logistic Units")
    issue_ids = fields.One2many("lot.shipment.issue", "shipment_id", string="Issues")
    certificate_ids = fields.Many2many(
        "ir.attachment",
        relation="lot_shipment_certificate_rel",
        string="Certificates",
        copy=False,
        help="Documents that came with the lots, for example certificates of analysis.",
    )
    issue_count = fields.Integer(compute="_compute_issue_count")
    has_variance = fields.Boolean(compute="_compute_has_variance")
    document_format = fields.Char(string="Format", readonly=True)
    document_hashes = fields.Json(readonly=True, help="Documents taken in already (technical).")
    canonical = fields.Json(readonly=True, help="The document, whatever its syntax (technical).")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )

    _number_unique = models.UniqueIndex(
        "(company_id, sender, name)", "This sender's shipment with this number exists already."
    )

    @api.depends("line_ids.move_line_ids.picking_id", "purchase_id.picking_ids")
    def _compute_picking_ids(self):
        for shipment in self:
            placed = shipment.line_ids.move_line_ids.picking_id
            shipment.picking_ids = placed | shipment.purchase_id.picking_ids

    @api.depends("issue_ids.resolved", "issue_ids.severity")
    def _compute_issue_count(self):
        for shipment in self:
            open_issues = shipment.issue_ids.filtered(lambda issue: not issue.resolved)
            shipment.issue_count = len(open_issues.filtered(lambda i: i.severity != "info"))

    @api.depends("state", "line_ids.variance")
    def _compute_has_variance(self):
        for shipment in self:
            shipment.has_variance = shipment.state == "received" and any(
                line._differs() for line in shipment.line_ids
            )

    def to_canonical(self):
        """The shipment as plain data, the same whatever syntax it was sent in."""
        self.ensure_one()
        self.check_access("read")
        return self.canonical

    # -- buttons ---------------------------------------------------------------------------------

    def action_match(self):
        """Look again for order, vendor and products, and put the lots on the receipt."""
        self.check_access("write")
        for shipment in self.filtered(lambda s: s.state in ("draft", "matched")):
            shipment._match()
        return True

    def action_done(self):
        """Close the shipment with the differences it has."""
        self.check_access("write")
        wrong = self.filtered(lambda shipment: shipment.state != "received")
        if wrong:
            raise UserError(
                self.env._("Shipment %(number)s has not been received yet.", number=wrong[0].name)
            )
        self._record_variance()
        self.state = "done"
        return True

    def _record_variance(self):
        """That lots came in another quantity than announced, or never, and nobody waits for the
        rest."""
        for shipment in self:
            facts = {  # {lot: {fact: value}}
                line._lot_or_announced(): {
                    "announced": line._product_quantity(),
                    "variance": line.variance,
                }
                for line in shipment.line_ids
                if line._differs() and line.product_id
            }
            self.env["lot.event"]._record(
                "variance", list(facts), facts, shipment=shipment.name, sender=shipment.sender
            )

    def action_claim(self):
        """One click: a claim to the vendor for what differs, with the evidence attached."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("received", "done"):
            raise UserError(
                self.env._("Shipment %(number)s has not been received yet.", number=self.name)
            )
        claim = self.env["lot.vendor.claim"]._claim_for(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": claim._name,
            "res_id": claim.id,
            "views": [(False, "form")],
        }

    def action_cancel(self):
        self.check_access("write")
        for shipment in self:
            shipment._cancel()
        return True

    def action_view_pickings(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_picking_tree_all")
        action["domain"] = [("id", "in", self.picking_ids.ids)]
        action["context"] = {}
        if len(self.picking_ids) == 1:
            action.update(
                views=[(False, "form")], view_mode="form", res_id=self.picking_ids.id, domain=[]
            )
        return action

    def action_scan(self):
        """Receive this shipment by scanning."""
        self.ensure_one()
        picking = self._open_receipts()[:1]
        if not picking:
            raise UserError(
                self.env._(
                    "Shipment %(number)s has no open receipt. Choose its purchase order first.",
                    number=self.name,
                )
            )
        return picking.action_lot_scan()

    # -- state -----------------------------------------------------------------------------------

    def _open_receipts(self):
        """Receipts of the orders that still wait for goods."""
        return (
            self._orders()
            .picking_ids.filtered(
                lambda p: p.picking_type_code == "incoming" and p.state not in ("done", "cancel")
            )
            .sorted("id")
        )

    def _orders(self):
        """The order of the shipment, and those its lines name besides."""
        self.ensure_one()
        orders = self.purchase_id
        for name in set(self.line_ids.mapped("purchase_name")) - {False, self.purchase_name}:
            orders |= self._find_purchase(name)
        return orders

    def _refresh_state(self):
        """After goods were booked: received, and done when nothing differs."""
        for shipment in self.filtered(lambda s: s.state in ("draft", "matched", "received")):
            lines = shipment.line_ids
            if not any(line._is_received() for line in lines):
                continue
            shipment.state = "received" if any(line._differs() for line in lines) else "done"

    def _cancel(self):
        """Take back what was announced; what was received already stays and is named."""
        self.ensure_one()
        received = self.line_ids.filtered(lambda line: line._is_received())
        self._unplace()
        if received:
            self._add_issue(
                "cancelled_after_receipt",
                position=", ".join(line.vendor_lot or "" for line in received),
                severity="error",
            )
            if self.state != "done":
                self.state = "received"
        else:
            self.state = "cancelled"
