from odoo import api, fields, models

KINDS = [
    ("receipt", "Receipt"),
    ("return", "Return"),
    ("adjustment", "Adjustment"),
    ("landed", "Landed Cost"),
    ("bill", "Vendor Bill"),
    ("revaluation", "Revaluation"),
    ("writedown", "Write-down"),
    ("opening", "Opening"),
]


class LotCostLayer(models.Model):
    """What came in of a lot and what it cost.

    Written once: a value that turns out to be another is a further layer with quantity 0, so that
    every past date can be read back. Only what is left of a layer is kept up to date.
    """

    _name = "lot.cost.layer"
    _description = "Lot Cost Layer"
    _inherit = ["lot.cost.booked"]
    _order = "date desc, id desc"
    _rec_name = "lot_id"
    _check_company_auto = True
    _stored_results = frozenset({"remaining_qty", "remaining_value", "account_move_id"})

    lot_id = fields.Many2one(
        "stock.lot",
        index=True,
        required=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, readonly=True, ondelete="restrict"
    )
    product_categ_id = fields.Many2one(related="product_id.categ_id", string="Category")
    vendor_id = fields.Many2one(related="lot_id.vendor_id")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the product's unit; 0 for a change of value."
    )
    value = fields.Monetary(readonly=True)
    remaining_qty = fields.Float(digits="Product Unit", readonly=True, string="Quantity Left")
    remaining_value = fields.Monetary(readonly=True, string="Value Left")
    move_id = fields.Many2one(
        "stock.move", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    move_line_id = fields.Many2one(
        "stock.move.line", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    parent_id = fields.Many2one(
        "lot.cost.layer",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        help="The layer whose value this one changes.",
    )
    return_of_id = fields.Many2one(
        "stock.move.line",
        string="Returned from",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        help="The goods that came back had left by this line, at this cost.",
    )
    pos_order_line_id = fields.Many2one(
        "pos.order.line",
        string="Ticket Line",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    document = fields.Reference(selection="_selection_document", readonly=True)
    note = fields.Char(readonly=True)
    account_move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        index="btree_not_null",
        readonly=True,
        help="The entry by which this change of value reached the books.",
    )

    _remaining_qty_positive = models.Constraint(
        "CHECK(remaining_qty >= 0)", "A cost layer cannot be used beyond its quantity."
    )
    _quantity_positive = models.Constraint(
        "CHECK(quantity >= 0)", "A cost layer cannot bring in less than nothing."
    )
    _remaining_within_quantity = models.Constraint(
        "CHECK(remaining_qty <= quantity)", "A cost layer cannot have more left than came in."
    )
    _open_idx = models.Index(
        "(lot_id, company_id, date, id) WHERE remaining_qty <> 0 OR remaining_value <> 0"
    )
    _open_product_idx = models.Index(
        "(company_id, product_id) WHERE remaining_qty <> 0 OR remaining_value <> 0"
    )
    _document_idx = models.Index("(document) WHERE document IS NOT NULL")
    _lot_date_idx = models.Index("(lot_id, company_id, date) INCLUDE (quantity, value)")
    _company_date_idx = models.Index("(company_id, product_id, date)")

    @api.model
    def _selection_document(self):
        known = (
            ("account.move", self.env._("Bill or Entry")),
            ("stock.landed.cost", self.env._("Landed Cost")),
            ("lot.landed.cost", self.env._("Cost of Named Lots")),
            ("lot.revaluation", self.env._("Revaluation")),
            ("lot.writedown", self.env._("Write-down")),
            ("stock.picking", self.env._("Transfer")),
            ("product.value", self.env._("Manual Value")),
        )
        return [(model, name) for model, name in known if model in self.env]
