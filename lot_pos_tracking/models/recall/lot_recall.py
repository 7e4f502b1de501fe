from odoo import api, fields, models
from odoo.exceptions import UserError

MOCK = "mock"


class LotRecall(models.Model):
    """A recall case: which lots, why, where all of it is, who was told.

    Blocking comes first: opening the case holds the lots and tells the tills in one step, before
    anybody is written to.
    """

    _name = "lot.recall"
    _description = "Recall"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="New")
    title = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [
            ("recall", "Recall from consumers"),
            ("withdrawal", "Withdrawal from sale"),
            ("mock", "Mock recall (exercise)"),
        ],
        required=True,
        default="recall",
        tracking=True,
    )
    risk_class = fields.Selection(
        [
            ("1", "I: serious danger to health"),
            ("2", "II: temporary or reversible harm"),
            ("3", "III: harm unlikely"),
        ],
        tracking=True,
    )
    reason = fields.Text(help="What is wrong, as customers are told.")
    advice = fields.Text(
        string="What to Do", help="What customers shall do with the goods, as they are told."
    )

    lot_ids = fields.Many2many("stock.lot", string="Lots", check_company=True)
    vendor_id = fields.Many2one("res.partner")
    vendor_lot = fields.Char(
        string="Lot Numbers",
        help="As printed on the packs, ours or the vendor's; several separated by commas. "
        "Capitals and spaces around them do not matter.",
    )
    product_ids = fields.Many2many("product.product", string="Products", check_company=True)
    production_from = fields.Date()
    production_to = fields.Date()
    with_descendants = fields.Boolean(
        string="With Lots Made from Them",
        default=True,
        help="Also the lots that were made of the recalled ones, through all generations.",
    )

    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    opened_at = fields.Datetime(readonly=True, copy=False)
    opened_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    release_on_close = fields.Boolean(
        string="Release the Lots on Closing",
        copy=False,
        tracking=True,
        help="For a false alarm. Otherwise the lots stay on hold and cannot be sold.",
    )
    line_ids = fields.One2many("lot.recall.line", "recall_id", string="Lots Found", copy=False)
    notice_ids = fields.One2many("lot.recall.notice", "recall_id", string="Notices", copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _production_window = models.Constraint(
        "CHECK(production_from <= production_to)",
        "The production window ends before it begins.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        sequences = self.env["ir.sequence"]
        numbered = []
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            number = sequences.with_company(company_id).next_by_code("lot.recall")
            numbered.append({**vals, "name": number or self.env._("New")})
        return super().create(numbered)

    def write(self, vals):
        scope = {"lot_ids", "vendor_id", "vendor_lot", "product_ids", "production_from"}
        scope |= {"production_to", "with_descendants", "kind", "company_id"}
        if scope & set(vals) and any(recall.state == "closed" for recall in self):
            raise UserError(self.env._("The scope of a closed recall cannot be changed."))
        result = super().write(vals)
        if scope & set(vals):
            self.filtered(lambda recall: recall.state == "open")._find_lots()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(recall.state != "draft" for recall in self):
            raise UserError(self.env._("A recall that was opened is evidence and stays."))

    def action_open(self):
        """Find the lots, hold them, stop the tills; then count."""
        self.check_access("write")
        for recall in self:
            if recall.state != "draft":
                raise UserError(self.env._("Recall %(name)s is open already.", name=recall.name))
            if recall._scope().is_empty:
                raise UserError(
                    self.env._("Say what is recalled: lots, numbers, products, a vendor or days.")
                )
            recall.write(
                {
                    "state": "open",
                    "opened_at": fields.Datetime.now(),
                    "opened_by_id": self.env.uid,
                }
            )
            recall._find_lots()
        return True

    def action_refresh(self):
        """Look for lots that have come into the scope, and count again."""
        self.check_access("write")
        self.filtered(lambda recall: recall.state == "open")._find_lots()
        self.line_ids._count()
        return True

    def action_close(self):
        """End the case. Its lots stay on hold unless it says that they are to be released."""
        self.check_access("write")
        for recall in self:
            if recall.state != "open":
                raise UserError(self.env._("Only an open recall can be closed."))
            recall.line_ids._count()
            recall.write(
                {
                    "state": "closed",
                    "closed_at": fields.Datetime.now(),
                    "closed_by_id": self.env.uid,
                }
            )
            if recall.release_on_close:
                recall._own_holds().action_lift(
                    self.env._("Recall %(name)s closed: unfounded.", name=recall.name)
                )
            self.env["lot.event"]._record(
                "recall_closed", recall.line_ids.lot_id, recall=recall.name
            )
        return True

    def _own_holds(self):
        return self.env["lot.hold"].search(
            [("source", "in", [f"{recall._name},{recall.id}" for recall in self])]
        )

    def _find_lots(self):
        """Put what is in the scope and not yet on the list onto it, and hold it."""
        for recall in self:
            found = recall._lots_in_scope()
            recall._add_lots({lot: rule for lot, rule in found.items()})
            recall.line_ids._count()

    def _add_lots(self, found):
        """:param found: ``{lot: rule}``; an exercise holds nothing"""
        self.ensure_one()
        known = self.line_ids.lot_id
        new = {lot: rule for lot, rule in found.items() if lot not in known}
        if not new:
            return
        lots = self.env["stock.lot"].browse([lot.id for lot in new])
        if self.kind != MOCK:
            note = self.env._("Recall %(name)s: %(title)s", name=self.name, title=self.title)
            self.env["lot.hold"]._place(lots, "recall", note, source=self)
        self.env["lot.recall.line"].create(
            [{"recall_id": self.id, "lot_id": lot.id, "rule": rule} for lot, rule in new.items()]
        )
        self.env["lot.event"]._record(
            "recall",
            lots,
            {lot: {"rule": rule} for lot, rule in new.items()},
            recall=self.name,
            recall_kind=self.kind,
        )

    def action_journey(self):
        self.ensure_one()
        return self.line_ids.lot_id.action_journey()

    def action_view_orders(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tickets"),
            "res_model": "pos.order",
            "view_mode": "list,form",
            "domain": [("id", "in", self.affected_orders().ids)],
        }

    @api.model
    def _cron_refresh(self):
        """Lots made of recalled lots since, and lots whose dates became known."""
        for recall in self.search([("state", "=", "open")]):
            recall.with_company(recall.company_id)._find_lots()
