from odoo import api, fields, models

STATES = [
    ("proposed", "Proposed"),
    ("approved", "Approved"),
    ("reversed", "Reversed"),
    ("dismissed", "Dismissed"),
]


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
        layers.account_move_id.fetch(["company_id"])
        by_document = layers.grouped("document")
        for record in self:
            own = by_document.get(record, layers.browse()).with_prefetch(layers._prefetch_ids)
            record.layer_ids = own
            record.account_move_ids = own.account_move_id

    @api.depends("expected_price", "selling_cost_percent", "state")
    def _compute_reversed_amount(self):
        for record in self:
            layers = record.layer_ids
            booked = sum(layers.mapped("value"))
            record.reversed_amount = record.amount + booked if layers else 0.0
            record.recoverable = 0.0
        approved = self.filtered(lambda record: record.state == "approved")
        approved.layer_ids.parent_id.fetch(["remaining_qty"])
        for company, own in approved.grouped("company_id").items():
            on_hand = self.env["lot.ledger"]._on_hand(company, own.lot_id.ids)
            given_back = self._given_back(company, own.lot_id)
            for record in own:
                record.recoverable = record._recoverable(
                    *map(float, on_hand.get(record.lot_id.id, (0.0, 0.0))),
                    given_back.get(record.lot_id, 0.0),
                )

    def _recoverable(self, quantity, value, given_back):
        """At most what was written down of goods still there, and no more than brings the lot to
        its net realisable value (IAS 2.33).

        :param quantity: of the lot on hand, in the product's unit
        :param value: of the lot on hand, in company currency
        :param given_back: see ``_given_back``
        """
        down = self.layer_ids.filtered(lambda layer: layer.value < 0)
        still_there = sum(down.parent_id.mapped("remaining_qty"))
        if not self.quantity or not still_there:
            return 0.0
        share = min(1.0, still_there / self.quantity)
        limit = self.amount * share - self.reversed_amount - given_back
        gain = self._realisable(quantity) - value
        return max(0.0, self.currency_id.round(min(limit, gain)))

    @api.model
    def _given_back(self, company, lots):
        """``{lot: value}`` taken back already because the lot turned out to cost less."""
        domain = [
            ("lot_id", "in", lots.ids),
            ("company_id", "=", company.id),
            ("kind", "in", ("revaluation", "writedown")),
            ("document", "=", False),
        ]
        sums = ["remaining_value:sum"]
        return dict(self.env["lot.cost.layer"]._read_group(domain, ["lot_id"], sums))
