from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...bridge import day_of, shop_day
from .cutover_keys import APPROVED, REVERSED

DIRECTIONS = [("on", "Begin to value by lot"), ("off", "Stop valuing by lot")]
STATES = [("draft", "Draft"), ("done", "Done"), ("reversed", "Reversed")]
CAUSES = [
    ("flag", "Valuation by lot switched"),
    ("category", "Category or its costing method changed"),
    ("install", "Installation"),
    ("undo", "Cut-over reversed"),
]


class LotCutover(models.Model):
    """Stock on hand carried over into the ledger of costs by lot, or out of it.

    A draft shows by lot what the change would do, before anything is booked.
    """

    _name = "lot.cutover"
    _description = "Valuation Cut-over"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    direction = fields.Selection(DIRECTIONS, required=True, default="on")
    cause = fields.Selection(CAUSES, required=True, default="flag", readonly=True)
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now, copy=False)
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user, copy=False
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_tmpl_ids = fields.Many2many(
        "product.template",
        string="Products",
        check_company=True,
        domain="[('is_storable', '=', True), ('tracking', '!=', 'none'), "
        "('lot_valuated', '=', direction == 'off')]",
    )
    line_ids = fields.One2many("lot.cutover.line", "cutover_id", readonly=True, copy=False)
    value_before = fields.Monetary(compute="_compute_values", store=True)
    value_after = fields.Monetary(compute="_compute_values", store=True)
    difference = fields.Monetary(compute="_compute_values", store=True)
    account_move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, copy=False, check_company=True
    )
    leader_id = fields.Many2one(
        "lot.cutover",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The cut-over of another company that happened at once, because companies share the "
        "product.",
    )
    undoes_id = fields.Many2one("lot.cutover", readonly=True, copy=False)
    ledger_mark = fields.Char(readonly=True, copy=False)

    @api.depends("direction", "date")
    def _compute_name(self):
        names = dict(self._fields["direction"]._description_selection(self.env))
        for cutover in self:
            day = format_date(self.env, day_of(cutover, cutover.date))
            cutover.name = f"{names.get(cutover.direction, '')} {day}"

    @api.depends("line_ids.value_before", "line_ids.value_after")
    def _compute_values(self):
        for cutover in self:
            cutover.value_before = sum(cutover.line_ids.mapped("value_before"))
            cutover.value_after = sum(cutover.line_ids.mapped("value_after"))
            cutover.difference = cutover.value_after - cutover.value_before

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(cutover.state != "draft" for cutover in self):
            raise UserError(self.env._("A cut-over that was done stays on record."))

    # -- buttons ---------------------------------------------------------------------------------

    def action_compare(self):
        """Fill the lines with what the change would do; nothing stays booked."""
        self._check_draft()
        for cutover in self:
            with self.env.cr.savepoint() as savepoint:
                cutover._switch()
                lines = cutover.line_ids.read(
                    ["product_id", "lot_id", "quantity", "value_before", "value_after"], load=""
                )
                savepoint.rollback()
            cutover.line_ids = [Command.clear(), *(Command.create(line) for line in lines)]
        return True

    def action_apply(self):
        """Do it, and book the difference that the lines show."""
        self._check_draft()
        for cutover in self:
            seen = cutover.difference if cutover.line_ids else None
            cutover._switch()
            if seen is None or cutover.currency_id.compare_amounts(seen, cutover.difference):
                raise UserError(
                    self.env._(
                        "The stock has changed since it was compared. Compare again, so that you "
                        "see what will be booked."
                    )
                )
        return True

    def action_reverse(self):
        """Put everything back as it was; possible until goods move or costs change."""
        self.check_access("write")
        for cutover in self:
            cutover._check_reversible()
            together = cutover._together()
            switched = cutover.product_tmpl_ids.with_context(**{REVERSED: together.ids})
            # sudo: who may cut over may not be allowed to change products otherwise
            switched.sudo().lot_valuated = cutover.direction == "off"
            # sudo: entries of the other companies as well
            entries = together.sudo().account_move_id
            entries._reverse_moves(
                [{"date": shop_day(entry.company_id)} for entry in entries], cancel=True
            )
            together.write({"state": "reversed"})
        return True

    # -- how -------------------------------------------------------------------------------------

    def _check_draft(self):
        self.check_access("write")
        for cutover in self:
            if cutover.state != "draft":
                raise UserError(self.env._("This cut-over was done already."))
            if not cutover.product_tmpl_ids:
                raise UserError(self.env._("Choose the products."))

    def _switch(self):
        wanted = self.direction == "on"
        switched = self.product_tmpl_ids.filtered(lambda product: product.lot_valuated != wanted)
        if not switched:
            raise UserError(self.env._("All of these products are valued this way already."))
        # sudo: who may cut over may not be allowed to change products otherwise
        switched.with_company(self.company_id).with_context(**{APPROVED: self.id}).sudo().write(
            {"lot_valuated": wanted}
        )
        self.invalidate_recordset()
        if self.state == "draft":
            self.state = "done"  # nothing was on hand, or the cost is a standard one

    def _lead(self):
        """Cut-overs that happened at once can only be reversed together."""
        for follower in self[1:]:
            follower.leader_id = self[0]

    def _together(self):
        leader = self.leader_id or self
        # sudo: the other companies are concerned, because they share the product
        others = self.sudo().search([("leader_id", "=", leader.id), ("state", "=", "done")])
        return leader.sudo() | others  # sudo: as above

    def _check_reversible(self):
        """:raises UserError: with the reason why it cannot be reversed"""
        if self.state != "done" or self.cause != "flag":
            raise UserError(
                self.env._(
                    "Only a cut-over by switching valuation by lot can be reversed. Change the "
                    "category back instead, or make another cut-over."
                )
            )
        for cutover in self._together():
            if cutover._moved_since():
                raise UserError(
                    self.env._(
                        "Goods have moved or costs have changed since the cut-over of "
                        "%(company)s, so it can no longer be reversed.",
                        company=cutover.company_id.name,
                    )
                )

    def _moved_since(self):
        # sudo: everybody's moves count
        moved = self.env["stock.move"].sudo()
        since = moved.search_count(
            [
                ("product_id", "in", self.line_ids.product_id.ids),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("lot_cost_opened", "=", False),
            ],
            limit=1,
        )
        return bool(since) or self.env["lot.opening"]._ledger_mark(self) != self.ledger_mark

    def _post_difference(self):
        """In perpetual valuation the stock account follows at once, under this cut-over's name.

        In periodic valuation the next closing does.
        """
        company, vals = self.company_id, []
        by_product = self.line_ids.grouped("product_id")
        for product, lines in by_product.items():
            difference = sum(lines.mapped("difference"))
            own = product.with_company(company)
            if own.valuation != "real_time" or self.currency_id.is_zero(difference):
                continue
            accounts = own._get_product_accounts()
            counterpart = accounts["stock_variation"] or accounts["expense"]
            if not accounts["stock_valuation"] or not counterpart:
                raise UserError(
                    self.env._(
                        "%(product)s has no stock valuation account or no account for its "
                        "variation, so the difference cannot be booked.",
                        product=product.display_name,
                    )
                )
            for account, amount in (
                (accounts["stock_valuation"], difference),
                (counterpart, -difference),
            ):
                vals.append(
                    Command.create(
                        {
                            "account_id": account.id,
                            "name": f"{self.name}: {product.display_name}",
                            "product_id": product.id,
                            "balance": amount,
                        }
                    )
                )
        if not vals:
            return
        journal = company.account_stock_journal_id
        if not journal:
            raise UserError(self.env._("Set the journal for inventory valuation in the settings."))
        self.account_move_id = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "company_id": company.id,
                "ref": self.name,
                "line_ids": vals,
            }
        )
        self.account_move_id._post()
