from odoo import fields, models

RULES = [
    ("lot", "Named"),
    ("vendor_lot", "Lot number"),
    ("production", "Production day"),
    ("production_unknown", "Production day unknown"),
    ("product", "Product"),
    ("vendor", "Vendor"),
    ("genealogy", "Made from a recalled lot"),
]


class LotRecallLine(models.Model):
    """A lot of a recall, why it is in it, and where its goods were when last counted."""

    _name = "lot.recall.line"
    _description = "Lot of a Recall"
    _order = "recall_id, id"
    _rec_name = "lot_id"
    _check_company_auto = True

    recall_id = fields.Many2one(
        "lot.recall", required=True, index=True, ondelete="cascade", readonly=True
    )
    lot_id = fields.Many2one(
        "stock.lot", required=True, index=True, ondelete="restrict", check_company=True
    )
    product_id = fields.Many2one(related="lot_id.product_id", store=True)
    company_id = fields.Many2one(related="recall_id.company_id", store=True, index=True)
    rule = fields.Selection(RULES, required=True, string="Because of")
    received = fields.Float(digits="Product Unit", readonly=True)
    on_hand = fields.Float(digits="Product Unit", readonly=True)
    in_transit = fields.Float(digits="Product Unit", readonly=True)
    sold_known = fields.Float(string="Sold, Named", digits="Product Unit", readonly=True)
    sold_anonymous = fields.Float(string="Sold, Unnamed", digits="Product Unit", readonly=True)
    returned = fields.Float(digits="Product Unit", readonly=True)
    scrapped = fields.Float(digits="Product Unit", readonly=True)
    to_vendor = fields.Float(digits="Product Unit", readonly=True)
    consumed = fields.Float(digits="Product Unit", readonly=True)
    unaccounted = fields.Float(digits="Product Unit", readonly=True)
    accounted_pct = fields.Float(
        string="Accounted %", digits=(5, 1), readonly=True, aggregator="avg"
    )
    counted_at = fields.Datetime(readonly=True)

    _lot_unique = models.UniqueIndex("(recall_id, lot_id)", "The lot is in this recall already.")

    def _count(self):
        """Write down where the goods are now."""
        now = fields.Datetime.now()
        for recall, lines in self.grouped("recall_id").items():
            balances = recall.balance()
            for line in lines:
                values = dict(balances[line.lot_id.id])
                values.pop("accounted")
                values["accounted_pct"] = values["accounted_pct"] or 0.0
                line.write({**values, "counted_at": now})
