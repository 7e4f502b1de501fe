from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...bridge import to_decimal
from ...core.rounding import split

STATES = [("draft", "Draft"), ("done", "Done")]


class LotRevaluation(models.Model):
    """An amount by which somebody decides that stock is worth more or less, with the reason.

    Written on single lots, or on a product: then every unit on hand gets the same share.
    """

    _name = "lot.revaluation"
    _description = "Revaluation of Lots"
    _order = "date desc, id desc"
    _rec_name = "reason"
    _check_company_auto = True

    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        check_company=True,
        domain=[("lot_valuated", "=", True)],
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        string="Lots",
        check_company=True,
        domain="[('product_id', '=', product_id), ('product_qty', '>', 0)]",
        help="All lots on hand when left empty.",
    )
    amount = fields.Monetary(
        required=True, help="By how much the stock's value changes; negative to lower it."
    )
    value_before = fields.Monetary("Value on Hand", compute="_compute_value_before")
    value_after = fields.Monetary(compute="_compute_value_before")
    reason = fields.Char(required=True)
    account_id = fields.Many2one(
        "account.account",
        string="Counterpart",
        check_company=True,
        help="Where the change is posted to at once. Left empty: the variation of stock, at once "
        "in perpetual valuation and by the next closing in periodic valuation.",
    )
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, copy=False)
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user, copy=False
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    layer_ids = fields.One2many(
        "lot.cost.layer", compute="_compute_layer_ids", string="Booked by Lot"
    )
    account_move_id = fields.Many2one("account.move", compute="_compute_layer_ids")

    @api.depends("product_id", "lot_ids", "amount", "state", "company_id")
    def _compute_value_before(self):
        """What the lots are worth now, and would be; nothing once it is booked."""
        ledger = self.env["lot.ledger"]
        for record in self:
            if record.state != "draft" or not record.product_id:
                record.value_before = record.value_after = 0.0
                continue
            company, lots, product = record.company_id, record.lot_ids, record.product_id
            sums = (
                ledger._on_hand(company, lots._origin.ids)
                if lots
                else ledger._product_sums(company, product._origin.ids)
            )
            record.value_before = sum(float(value) for _quantity, value in sums.values())
            record.value_after = record.value_before + record.amount

    def _compute_layer_ids(self):
        references = {f"{self._name},{record.id}": record for record in self}
        layers = self.env["lot.cost.layer"].search([("document", "in", list(references))])
        by_document = layers.grouped(lambda layer: layer.document)
        for record in self:
            record.layer_ids = by_document.get(record, layers.browse())
            record.account_move_id = record.layer_ids.account_move_id[:1]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(record.state == "done" for record in self):
            raise UserError(
                self.env._("What was revalued stays on record. Revalue by the opposite amount.")
            )

    def action_apply(self):
        """Book the amounts: each unit on hand gets the same share, cents to the larger lots."""
        self.check_access("write")
        for record in self:
            if record.state != "draft":
                raise UserError(self.env._("This revaluation was booked already."))
            record.date = fields.Datetime.now()
            record.state = "done"
            valuation = self.env["lot.valuation"].with_company(record.company_id)
            valuation._revalue(record._amounts(), record, account=record.account_id)
        return True

    def _amounts(self):
        """``{lot: Decimal}`` that sum to the amount."""
        product = self.product_id.with_company(self.company_id)
        if not product._valued_by_lot():
            raise UserError(
                self.env._(
                    "%(product)s is not valued by lot. Change its cost on the product instead.",
                    product=product.display_name,
                )
            )
        ledger, company = self.env["lot.ledger"], self.company_id
        layers = ledger._layers(
            company, SQL("product_id = %s AND remaining_qty <> 0", self.product_id.id)
        )
        on_hand = {}  # {lot id: quantity}
        for layer in layers:
            if not self.lot_ids or layer.lot in self.lot_ids.ids:
                on_hand[layer.lot] = on_hand.get(layer.lot, 0) + layer.remaining_qty
        missing = self.lot_ids.filtered(lambda lot: lot.id not in on_hand)
        if missing or not on_hand:
            raise UserError(
                self.env._(
                    "Nothing is on hand of %(what)s, so its value cannot change. Choose lots with "
                    "stock.",
                    what=", ".join((missing or self.product_id).mapped("display_name")),
                )
            )
        parts = split(
            to_decimal(self.amount), list(on_hand.values()), company.currency_id.decimal_places
        )
        lots = self.env["stock.lot"].browse(list(on_hand))
        return dict(zip(lots, parts, strict=True))
