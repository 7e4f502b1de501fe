from odoo import api, fields, models

KINDS = [
    ("sale", "Sale"),
    ("refund", "Return to Vendor"),
    ("scrap", "Scrap"),
    ("transfer_out", "Transfer Out"),
    ("production", "Production"),
    ("adjustment", "Adjustment"),
    ("correction", "Correction"),
]


class LotCostConsumption(models.Model):
    """What left of a lot, out of which layer, and what it cost. Written once.

    A consumption without a layer is owed: it left before it was received, at a guessed value that
    the next receipt of the lot settles.
    """

    _name = "lot.cost.consumption"
    _description = "Lot Cost Consumption"
    _inherit = ["lot.cost.booked"]
    _order = "date desc, id desc"
    _rec_name = "lot_id"
    _check_company_auto = True
    _stored_results = frozenset({"account_move_id"})

    layer_id = fields.Many2one(
        "lot.cost.layer", index="btree_not_null", readonly=True, ondelete="restrict"
    )
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
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the product's unit; 0 for a correction."
    )
    value = fields.Monetary(readonly=True)
    move_id = fields.Many2one(
        "stock.move", index="btree_not_null", readonly=True, ondelete="restrict"
    )
    move_line_id = fields.Many2one(
        "stock.move.line", index="btree_not_null", readonly=True, ondelete="restrict"
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
        help="The entry by which this cost reached the books.",
    )

    _owed_idx = models.Index("(lot_id, company_id, id) WHERE layer_id IS NULL")
    _owed_product_idx = models.Index("(company_id, product_id) WHERE layer_id IS NULL")
    _document_idx = models.Index("(document) WHERE document IS NOT NULL")
    _lot_date_idx = models.Index("(lot_id, company_id, date) INCLUDE (quantity, value)")
    _company_date_idx = models.Index("(company_id, product_id, date)")

    @api.model
    def _selection_document(self):
        return self.env["lot.cost.layer"]._selection_document()
