from odoo import api, fields, models
from odoo.exceptions import UserError

EVIDENCE = [
    ("scanned", "Scanned"),
    ("picked", "Picked"),
    ("only_lot", "Only Lot in the Shop"),
    ("presumed", "Presumed (First to Expire)"),
    ("typed", "Typed"),
    ("override", "Approved by a Manager"),
]
VERDICTS = [("allow", "Allowed"), ("warn", "Warned"), ("ask", "Open"), ("block", "Blocked")]

COPYING, REFUND = "lot_copying", object()
"""Context key and its value, across upstream's refund, which copies rows of the ticket. No call
from outside can send this value."""


class PosPackOperationLot(models.Model):
    """Which lot left on a line of the ticket, how much of it, and how that was known."""

    _inherit = "pos.pack.operation.lot"

    lot_id = fields.Many2one("stock.lot", index="btree_not_null", ondelete="restrict")
    quantity = fields.Float(digits="Product Unit", help="In the product's unit of measure.")
    evidence = fields.Selection(EVIDENCE)
    verdict = fields.Selection(VERDICTS, readonly=True)
    reasons = fields.Char(readonly=True, help="Codes of the findings, the strictest first.")
    reason_text = fields.Char(string="Findings", compute="_compute_reason_text")
    offline = fields.Boolean(help="The till had no connection when the order was finalised.")
    data_age = fields.Integer(help="Minutes since the till had last heard from the server.")
    select_ms = fields.Integer("Time to Select", help="In milliseconds.")
    taps = fields.Integer(help="Keys and touches it took to choose the lot.")
    to_quarantine = fields.Boolean(readonly=True, help="What came back may not go to the shelf.")
    typed_name = fields.Char(
        "Unknown Number", readonly=True, help="What the till sent, where no lot has that number."
    )
    production_date = fields.Date("Scanned Production Date")
    best_before_date = fields.Date("Scanned Best-Before Date")
    sell_by_date = fields.Date("Scanned Sell-By Date")
    use_by_date = fields.Date("Scanned Use-By Date")
    use_by_time = fields.Datetime("Scanned Use-By Time")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for pack in self:
            pack.reason_text = self.env["lot.checkout"]._reason_words(pack.reasons)

    @api.model
    def _load_pos_data_fields(self, config):
        return [
            *super()._load_pos_data_fields(config),
            "lot_id",
            "quantity",
            "evidence",
            "verdict",
            "reasons",
            "offline",
            "data_age",
            "select_ms",
            "taps",
            "production_date",
            "best_before_date",
            "sell_by_date",
            "use_by_date",
            "use_by_time",
        ]

    @api.model_create_multi
    def create(self, vals_list):
        packs = super().create(self._lot_known(vals_list))
        packs._lot_check_not_left()
        packs._lot_complete()
        for line, rows in packs.grouped("pos_order_line_id").items():
            rows._lot_share(line)
        return packs

    @api.model
    def _lot_known(self, vals_list):
        """A lot that is gone by now is a mere number: what was sold offline is not lost for it."""
        sent = [vals.get("lot_id") for vals in vals_list]
        ids = {lot_id for lot_id in sent if isinstance(lot_id, int) and lot_id}
        known = self.env["stock.lot"].browse(ids).exists().ids
        return [
            {**vals, "lot_id": lot_id if lot_id in known else False}
            for vals, lot_id in zip(vals_list, sent, strict=True)
        ]

    def write(self, vals):
        self._lot_check_not_left()
        result = super().write(vals)
        if {"lot_name", "lot_id", "pos_order_line_id"} & set(vals):
            self._lot_complete()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_not_left(self):
        self._lot_check_not_left()

    def _lot_check_not_left(self):
        """With which lots goods have left is on record: who bought them is looked up there.

        :raises UserError: they have
        """
        # the server itself presumes lots for goods that did not move at once
        if self.env.su or self.env.context.get(COPYING) is REFUND:
            return
        for order in self.pos_order_line_id.order_id:
            if order.picking_ids and order.config_id.lot_policy != "native":
                raise UserError(
                    self.env._(
                        "%(ticket)s: the goods have left with their lots, which cannot be changed "
                        "any more. Take the goods back, and sell them again.",
                        ticket=order.pos_reference or order.name,
                    )
                )

    def _lot_complete(self):
        """Name and record of the lot belong together: the till may send either.

        A number that no lot has stays a mere number: the till never creates a lot.
        """
        for company, packs in self.grouped(lambda p: p.pos_order_line_id.company_id).items():
            open_packs = packs.filtered(lambda pack: pack.lot_name and not pack.lot_id)
            found = self.env["lot.shelf"]._named(
                company, {(pack.product_id.id, pack.lot_name) for pack in open_packs}
            )
            for pack in open_packs:
                lot_id = found.get((pack.product_id.id, pack.lot_name))
                if lot_id:
                    super(PosPackOperationLot, pack).write({"lot_id": lot_id})
            for pack in packs.filtered(lambda pack: pack.lot_id):
                if pack.lot_name != pack.lot_id.name:
                    super(PosPackOperationLot, pack).write({"lot_name": pack.lot_id.name})

    def _lot_share(self, line):
        """Quantities for those that have none: one lot takes the line, several share the rest."""
        rows = line.pack_lot_ids
        if line.product_id.tracking == "serial":
            for row in rows.filtered(lambda row: row.quantity != 1):
                row.quantity = 1
            return
        if len(rows) == 1 and rows.quantity != abs(line.qty):
            rows.quantity = abs(line.qty)
        for row in rows.filtered(lambda row: row.quantity < 0):
            row.quantity = -row.quantity
        empty = rows.filtered(lambda row: not row.quantity)
        rest = abs(line.qty) - sum(rows.mapped("quantity"))
        uom = line.product_uom_id
        for count, row in enumerate(empty):
            share = uom.round(rest / (len(empty) - count), rounding_method="DOWN")
            row.quantity = max(share, 0.0)
            rest -= row.quantity
