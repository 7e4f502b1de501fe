from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...bridge import shop_day, to_decimal, to_float
from ...core.rounding import split

STATES = [("draft", "Draft"), ("done", "Posted")]
METHODS = [
    ("by_hand", "Amounts by hand"),
    ("by_quantity", "By quantity"),
    ("by_value", "By value"),
    ("equal", "Equal"),
    ("by_weight", "By weight"),
    ("by_volume", "By volume"),
]


class LotLandedCost(models.Model):
    """A cost that belongs to certain lots: their freight, duty, test or repair.

    What is left of a lot costs more by its share, what was sold of it was dearer by its share, as
    with a bill that comes late. Where landed costs are installed, theirs count beside these.
    """

    _name = "lot.landed.cost"
    _description = "Cost of Named Lots"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Description", required=True)
    date = fields.Date(required=True, default=lambda self: shop_day(self.env.company))
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, help="Below zero to take a cost back.")
    split_method = fields.Selection(METHODS, required=True, default="by_quantity")
    lot_ids = fields.Many2many(
        "stock.lot",
        string="Lots",
        check_company=True,
        domain=[("product_id.lot_valuated", "=", True)],
    )
    picking_ids = fields.Many2many(
        "stock.picking",
        string="Receipts",
        check_company=True,
        domain=[("state", "=", "done"), ("picking_type_code", "=", "incoming")],
        help="Only what these transfers brought; everything that came of the lots when empty.",
    )
    line_ids = fields.One2many("lot.landed.cost.line", "cost_id", copy=False)
    account_id = fields.Many2one(
        "account.account",
        string="Counterpart",
        required=True,
        check_company=True,
        help="The account from which the cost goes to the stock: where its bill was booked.",
    )
    bill_id = fields.Many2one(
        "account.move",
        string="Vendor Bill",
        check_company=True,
        domain=[("move_type", "in", ("in_invoice", "in_refund"))],
    )
    account_move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, copy=False, check_company=True
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(cost.state == "done" for cost in self):
            raise UserError(
                self.env._("A posted cost stays on record. Post the opposite amount instead.")
            )

    # -- buttons ---------------------------------------------------------------------------------

    def action_share(self):
        """List what came of the lots, and share the amount."""
        self.check_access("write")
        for cost in self:
            cost._check_draft()
            receipts = cost._receipts()
            kept = {line.move_line_id: line.amount for line in cost.line_ids}
            if cost.split_method == "by_hand":
                amounts = [kept.get(receipt, 0.0) for receipt in receipts]
            else:
                digits = cost.currency_id.decimal_places
                weights = cost._weights(receipts)
                amounts = map(to_float, split(to_decimal(cost.amount), weights, digits))
            cost.line_ids = [
                Command.clear(),
                *(
                    Command.create({"move_line_id": receipt.id, "amount": amount})
                    for receipt, amount in zip(receipts, amounts, strict=True)
                ),
            ]
        return True

    def action_post(self):
        """Let the lots cost what they were charged with, and what was sold of them as well."""
        self.check_access("write")
        for cost in self:
            cost._check_draft()
            if not cost.line_ids:
                cost.action_share()
            total = sum(cost.line_ids.mapped("amount"))
            if cost.currency_id.compare_amounts(total, cost.amount):
                raise UserError(
                    self.env._(
                        "The lots carry %(total)s of %(amount)s. Make the lines add up, or share "
                        "the amount again.",
                        total=cost.currency_id.format(total),
                        amount=cost.currency_id.format(cost.amount),
                    )
                )
            cost.state = "done"
            self.env["lot.valuation"].with_company(cost.company_id)._land(cost)
        return True

    def _check_draft(self):
        if self.state != "draft":
            raise UserError(self.env._("This cost was posted already."))

    # -- what came -------------------------------------------------------------------------------

    def _receipts(self):
        """The lines that brought the lots, as the ledger has them.

        :raises UserError: a lot that came by no receipt in the ledger
        """
        if not (self.lot_ids or self.picking_ids):
            raise UserError(self.env._("Name the lots, or the receipts that brought them."))
        domain = [
            ("company_id", "=", self.company_id.id),
            ("kind", "in", ("receipt", "adjustment")),
            ("quantity", ">", 0),
            ("move_line_id", "!=", False),
        ]
        if self.lot_ids:
            domain.append(("lot_id", "in", self.lot_ids.ids))
        if self.picking_ids:
            domain.append(("move_id.picking_id", "in", self.picking_ids.ids))
        # sudo: who books the cost may not see every transfer
        layers = self.env["lot.cost.layer"].sudo().search(domain, order="id")
        missing = self.lot_ids - self.lot_ids.browse(layers.lot_id.ids)
        if missing or not layers:
            raise UserError(
                self.env._(
                    "No receipt of %(lots)s is in the ledger of costs, so nothing of it could be "
                    "charged. Revalue these lots instead.",
                    lots=", ".join((missing or self.picking_ids).mapped("display_name")),
                )
            )
        return self.env["stock.move.line"].browse(layers.move_line_id.ids)

    def _weights(self, receipts):
        """By what the amount is shared; by quantity where the method finds nothing."""
        # sudo: as above
        lines = receipts.sudo()
        quantities = [to_decimal(line.quantity_product_uom) for line in lines]
        if self.split_method == "equal":
            return [1] * len(lines)
        weights = quantities
        if self.split_method == "by_value":
            booked = self.env["lot.ledger"]._booked(lines.ids)
            weights = [booked[line.id, line.lot_id.id][1] for line in lines]
        elif self.split_method in ("by_weight", "by_volume"):
            name = self.split_method.removeprefix("by_")
            weights = [
                quantity * to_decimal(line.product_id[name])
                for line, quantity in zip(lines, quantities, strict=True)
            ]
        return weights if any(weights) else quantities
