from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...bridge import to_decimal

STATES = [
    ("proposed", "Proposed"),
    ("approved", "Approved"),
    ("reversed", "Reversed"),
    ("dismissed", "Dismissed"),
]
DECIDED = {"state", "approver_id", "approved_at"}
"""Only the buttons write these."""

FORECAST = {"expected_price", "selling_cost_percent", "reason"}
"""What may be looked at anew after the approval, so that a reversal can be found."""


class LotWritedown(models.Model):
    """A lot that will bring in less than it cost is worth what it will bring in (IAS 2.28 to 2.33).

    Net realisable value is the expected price without taxes, less the costs of selling. What was
    written down can be reversed up to that amount, as far as the goods are still there.
    """

    _name = "lot.writedown"
    _description = "Write-down of a Lot"
    _order = "date desc, id desc"
    _rec_name = "lot_id"
    _check_company_auto = True

    lot_id = fields.Many2one(
        "stock.lot",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("product_id.lot_valuated", "=", True)],
    )
    product_id = fields.Many2one(related="lot_id.product_id", store=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, copy=False)
    state = fields.Selection(
        STATES, required=True, default="proposed", readonly=True, copy=False, index=True
    )
    reason = fields.Char(required=True)
    is_manual = fields.Boolean(
        default=True, readonly=True, help="Somebody's own proposal, with a price of his own."
    )
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_stock",
        store=True,
        readonly=False,
        help="On hand, in the product's unit.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    value_before = fields.Monetary(
        "Value on Hand", compute="_compute_stock", store=True, readonly=False
    )
    expected_price = fields.Float(
        min_display_digits="Product Price",
        required=True,
        help="What one unit will bring in, without taxes, in company currency.",
    )
    selling_cost_percent = fields.Float(
        "Selling Costs %",
        digits=(5, 2),
        default=lambda self: self.env.company.lot_selling_cost_percent,
    )
    realisable_value = fields.Monetary(
        "Net Realisable Value", compute="_compute_amount", store=True, readonly=True
    )
    amount = fields.Monetary("Write-down", compute="_compute_amount", store=True, readonly=True)
    reversed_amount = fields.Monetary("Reversed", compute="_compute_reversed_amount")
    recoverable = fields.Monetary(
        "Can Be Reversed",
        compute="_compute_reversed_amount",
        help="By how much the lot's net realisable value now is above its value on hand: at most "
        "what was written down of the goods that are still there.",
    )
    account_id = fields.Many2one(
        "account.account",
        string="Expense Account",
        check_company=True,
        default=lambda self: self.env.company.lot_writedown_account_id,
    )
    approver_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    layer_ids = fields.One2many("lot.cost.layer", compute="_compute_layer_ids", string="Booked")
    account_move_ids = fields.Many2many(
        "account.move", compute="_compute_layer_ids", string="Journal Entries"
    )

    _proposed_unique = models.UniqueIndex(
        "(lot_id, company_id) WHERE state = 'proposed'",
        "There is a proposal for this lot already.",
    )
    _price_positive = models.Constraint(
        "CHECK(expected_price >= 0)", "The expected price cannot be below zero."
    )
    _selling_cost_range = models.Constraint(
        "CHECK(selling_cost_percent >= 0 AND selling_cost_percent <= 100)",
        "Selling costs are between 0 and 100 percent of the price.",
    )

    @api.depends("reason")
    def _compute_display_name(self):
        for record in self:
            record.display_name = self.env._("Write-down: %(reason)s", reason=record.reason or "")

    @api.depends("lot_id")
    def _compute_stock(self):
        for company, own in self.grouped("company_id").items():
            on_hand = self.env["lot.ledger"]._on_hand(company, own.lot_id.ids)
            for record in own:
                quantity, value = on_hand.get(record.lot_id.id, (0.0, 0.0))
                record.quantity = quantity
                record.value_before = value

    @api.depends("quantity", "value_before", "expected_price", "selling_cost_percent", "state")
    def _compute_amount(self):
        """What was approved stays, whatever is expected later."""
        for record in self.filtered(lambda record: record.state in ("proposed", "dismissed")):
            record.realisable_value = record.currency_id.round(record._realisable(record.quantity))
            record.amount = max(0.0, record.value_before - record.realisable_value)

    def _realisable(self, quantity):
        """Net realisable value of a quantity, in company currency."""
        return quantity * self.expected_price * (1 - self.selling_cost_percent / 100)

    def _compute_layer_ids(self):
        references = [f"{self._name},{record.id}" for record in self]
        layers = self.env["lot.cost.layer"].search([("document", "in", references)])
        by_document = layers.grouped("document")
        for record in self:
            record.layer_ids = by_document.get(record, layers.browse())
            record.account_move_ids = record.layer_ids.account_move_id

    @api.depends("expected_price", "selling_cost_percent", "state")
    def _compute_reversed_amount(self):
        for record in self:
            layers = record.layer_ids
            booked = sum(layers.mapped("value"))
            record.reversed_amount = record.amount + booked if layers else 0.0
            record.recoverable = record._recoverable() if record.state == "approved" else 0.0

    def _recoverable(self):
        """At most what was written down of goods still there, and no more than brings the lot to
        its net realisable value (IAS 2.33)."""
        down = self.layer_ids.filtered(lambda layer: layer.value < 0)
        still_there = sum(down.parent_id.mapped("remaining_qty"))
        if not self.quantity or not still_there:
            return 0.0
        share = min(1.0, still_there / self.quantity)
        limit = self.amount * share - self.reversed_amount
        on_hand = self.env["lot.ledger"]._on_hand(self.company_id, self.lot_id.ids)
        quantity, value = (float(figure) for figure in on_hand.get(self.lot_id.id, (0.0, 0.0)))
        gain = self._realisable(quantity) - value
        return max(0.0, self.currency_id.round(min(limit, gain)))

    # -- decisions -------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(DECIDED & set(vals) for vals in vals_list):
            raise UserError(self.env._("Write-downs are decided by their buttons."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and (set(vals) & DECIDED):
            raise UserError(self.env._("Write-downs are decided by their buttons."))
        settled = self.filtered(lambda record: record.state in ("approved", "reversed"))
        if settled and not self.env.su and set(vals) - FORECAST:
            raise UserError(
                self.env._("What was approved stays as it is. Reverse it, or write down again.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(record.state in ("approved", "reversed") for record in self):
            raise UserError(self.env._("A write-down that was approved stays on record."))

    def action_approve(self):
        """Write the lots down to what they will bring in, and post it."""
        self._check_may_decide()
        for record in self:
            if record.state != "proposed":
                raise UserError(self.env._("This write-down was decided already."))
            record._check_is_current()
            if not record.amount:
                raise UserError(
                    self.env._(
                        "Lot %(lot)s will bring in what it cost, so there is nothing to write "
                        "down. Lower the expected price, or dismiss the proposal.",
                        lot=record.lot_id.display_name,
                    )
                )
            record._decide("approved")
            record._book(-record.amount)
        return True

    def action_reverse(self):
        """Take back what the lots turn out to bring in after all, up to the write-down."""
        self._check_may_decide()
        for record in self:
            amount = record.recoverable
            if not amount:
                raise UserError(
                    self.env._(
                        "Lot %(lot)s will not bring in more than it is worth now, or the goods "
                        "that were written down are gone. Enter the price expected now.",
                        lot=record.lot_id.display_name,
                    )
                )
            record._book(amount)
            record.invalidate_recordset(["layer_ids", "reversed_amount", "recoverable"])
            if record.currency_id.is_zero(record.amount - record.reversed_amount):
                record._decide("reversed")
        return True

    def action_dismiss(self):
        self.check_access("write")
        for record in self.filtered(lambda record: record.state == "proposed"):
            record._decide("dismissed")
        return True

    def action_refresh(self):
        """Read again what is on hand."""
        self.check_access("write")
        self.filtered(lambda record: record.state == "proposed")._compute_stock()
        return True

    def _check_may_decide(self):
        self.check_access("write")
        if not self.env.user.has_group("lot_pos_tracking.group_lot_writedown"):
            raise AccessError(
                self.env._("Only who has the right to approve write-downs may decide about them.")
            )

    def _check_is_current(self):
        seen = (self.quantity, self.value_before)
        on_hand = self.env["lot.ledger"]._on_hand(self.company_id, self.lot_id.ids)
        quantity, value = (float(figure) for figure in on_hand.get(self.lot_id.id, (0.0, 0.0)))
        changed = self.uom_id.compare(seen[0], quantity)
        if changed or self.currency_id.compare_amounts(seen[1], value):
            raise UserError(
                self.env._(
                    "The stock of lot %(lot)s has changed since the proposal. Refresh it, so that "
                    "you see what will be booked.",
                    lot=self.lot_id.display_name,
                )
            )

    def _decide(self, state):
        decided = {"state": state}
        if state == "approved":
            decided |= {"approver_id": self.env.uid, "approved_at": fields.Datetime.now()}
        # sudo: only the buttons decide
        self.sudo().write(decided)

    def _book(self, amount):
        accounts = self.product_id.with_company(self.company_id)._get_product_accounts()
        account = self.account_id or accounts["stock_variation"] or accounts["expense"]
        self.env["lot.valuation"].with_company(self.company_id)._revalue(
            {self.lot_id: to_decimal(amount)}, self, kind="writedown", account=account
        )
