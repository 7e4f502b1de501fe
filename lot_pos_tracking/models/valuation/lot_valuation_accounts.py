from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.fields import Command, Domain

from ...bridge import shop_day

#: Changes of value that are no part of what goods cost when they came or left.
REVALUED = ("revaluation", "writedown", "opening")


class LotValuation(models.AbstractModel):
    """Costs that changed after they had reached the books reach them as well, once.

    A row of the ledger names the journal entry that carries it. Rows of a move whose entry exists
    already get an entry of their own; the others wait for the session's closing or the invoice.
    """

    _inherit = "lot.valuation"

    @api.model
    def _settle(self, moves):
        """Post what the books do not know yet about moves whose cost they carry already."""
        done = moves.filtered(lambda move: move.state == "done")
        losses = done.filtered("lot_loss_account_id")
        entry_lines = []  # [(product, lot, counterpart account, amount, note, rows)]
        for move in losses:
            self._settle_rows(move, move._lot_posted_to(), entry_lines)
        self._post_entry(entry_lines)
        if not self.env.company.lot_post_corrections:
            return
        perpetual = (done - losses).filtered(lambda move: move.product_id.valuation == "real_time")
        entry_lines = []
        self._settle_landed_costs(perpetual, entry_lines)
        for move in perpetual:
            account = move._lot_posted_to()
            if account:
                self._settle_rows(move, account, entry_lines)
        self._post_entry(entry_lines)
        self._settle_sales(perpetual)

    # -- rows of moves that are in the books -----------------------------------------------------

    def _open_rows(self, moves):
        """The ledger's rows of moves that no journal entry carries.

        :return: ``[(record, amount)]``; the amount is what cost of goods sold has to carry
        """
        domain = Domain("move_id", "in", moves.ids) & Domain("account_move_id", "=", False)
        layers = self.env["lot.cost.layer"].search(domain & Domain("kind", "not in", REVALUED))
        gone = self.env["lot.cost.consumption"].search(domain)
        return [(row, row.value) for row in gone] + [(row, -row.value) for row in layers]

    def _settle_rows(self, move, account, entry_lines):
        for row, amount in self._open_rows(move):
            note = row.note or move.lot_loss_reason
            entry_lines.append((move.product_id, row.lot_id, account, amount, note, row))

    def _post_entry(self, entry_lines):
        """One entry for all changes, two items for each lot and document.

        :param entry_lines: ``[(product, lot, counterpart account, amount, note, row or None)]``;
            the amount goes from stock to the counterpart
        """
        totals, rows = defaultdict(float), []
        for product, lot, account, amount, note, row in entry_lines:
            totals[product, lot, account, note] += amount
            rows += [row] if row else []
        company = self.env.company
        items = []
        for (product, lot, account, note), amount in totals.items():
            if not company.currency_id.is_zero(amount):
                items += self._entry_items(product, lot, account, amount, note)
        if not items:
            return self.env["account.move"]
        # sudo: who validates a transfer has no rights in accounting, the cost must follow it
        entry = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "entry",
                    "journal_id": self._stock_journal().id,
                    "date": self._first_open_day(),
                    "ref": self.env._("Cost of lots"),
                    "line_ids": [Command.create(item) for item in items],
                }
            )
        )
        entry._post()
        for model in ("lot.cost.layer", "lot.cost.consumption"):
            own = [row.id for row in rows if row._name == model]
            # sudo: the ledger is written by the system only
            self.env[model].sudo().browse(own).write({"account_move_id": entry.id})
        return entry

    def _entry_items(self, product, lot, account, amount, note):
        stock = product._get_product_accounts()["stock_valuation"]
        name = self.env._(
            "%(product)s, lot %(lot)s: %(reason)s",
            product=product.display_name,
            lot=lot.name or "",
            reason=note or self.env._("change of cost"),
        )
        common = {"name": name, "product_id": product.id, "quantity": 0, "cost_lot_id": lot.id}
        return [
            {**common, "account_id": account.id, "balance": amount},
            {**common, "account_id": stock.id, "balance": -amount},
        ]

    def _stock_journal(self):
        company = self.env.company
        return company.account_stock_journal_id or self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "general")], limit=1
        )

    def _first_open_day(self):
        """Today, or the day after the books were locked."""
        company = self.env.company
        locked = company._get_user_fiscal_lock_date(self._stock_journal())
        return max(shop_day(company), locked + timedelta(days=1))

    # -- landed costs ----------------------------------------------------------------------------

    def _settle_landed_costs(self, moves, entry_lines):
        """A landed cost's own entry brings into stock what upstream believes is left.

        What has left was an expense from the start. The difference between upstream's belief and
        the ledger is posted; what left but is not in the books yet belongs to stock until then.
        """
        if "stock.landed.cost" not in self.env:
            return
        gone = self.env["lot.cost.consumption"].search(
            Domain("move_id", "in", moves.ids)
            & Domain("kind", "=", "correction")
            & Domain("layer_id.kind", "=", "landed")
            & Domain("account_move_id", "=", False)
        )
        layers = self.env["lot.cost.layer"].search(
            Domain("move_id", "in", moves.ids)
            & Domain("kind", "=", "landed")
            & Domain("account_move_id", "=", False)
        )
        by_document = defaultdict(lambda: [layers.browse(), gone.browse()])
        for layer in layers:
            by_document[layer.document, layer.product_id][0] |= layer
        for row in gone:
            by_document[row.document, row.product_id][1] |= row
        for (document, product), (own_layers, own_gone) in by_document.items():
            if not document or document._name != "stock.landed.cost":
                continue
            entry = document.account_move_id
            gone_later = own_gone.filtered(lambda row: row.move_id._lot_waits_for_books())
            back_later = own_layers.filtered(
                lambda row: row.return_of_id and row.move_id._lot_waits_for_books()
            )
            accounts = product._get_product_accounts()
            believed = sum(
                entry.line_ids.filtered(
                    lambda item, product=product, account=accounts["stock_valuation"]: (
                        item.product_id == product and item.account_id == account
                    )
                ).mapped("balance")
            )
            left = sum((own_layers - back_later).mapped("value"))
            left -= sum((own_gone - gone_later).mapped("value"))
            (own_gone - gone_later).write({"account_move_id": entry.id})
            (own_layers - back_later).write({"account_move_id": entry.id})
            entry_lines.append(
                (
                    product,
                    own_layers.lot_id if len(own_layers.lot_id) == 1 else own_layers.lot_id[:0],
                    self._landed_counterpart(entry, product),
                    believed - left,
                    document.display_name,
                    None,
                )
            )

    def _landed_counterpart(self, entry, product):
        """The account a landed cost took its amount from."""
        accounts = product._get_product_accounts()
        others = entry.line_ids.account_id - accounts["stock_valuation"]
        return others[:1] or accounts["expense"]

    # -- invoices of sale orders -----------------------------------------------------------------

    def _settle_sales(self, moves):
        """Once everything delivered is invoiced, cost of goods sold is what the lots cost."""
        if "sale_line_id" not in moves._fields:
            return
        for sale_line in moves.filtered("sale_line_id").mapped("sale_line_id"):
            self._settle_sale_line(sale_line)

    def _settle_sale_line(self, sale_line):
        items = sale_line.invoice_lines.filtered(lambda item: item.parent_state == "posted")
        moves = sale_line.move_ids.filtered(lambda move: move.state == "done")
        moves = moves.filtered(lambda move: not move.is_dropship)._lot_valued()
        product = moves.product_id
        if not items or len(product) != 1 or product != sale_line.product_id:
            return
        if product.valuation != "real_time":
            return  # the closing of the stock has it
        invoiced = sum(
            item.product_uom_id._compute_quantity(item.quantity, product.uom_id)
            * (-1 if item.move_id.move_type == "out_refund" else 1)
            for item in items
        )
        delivered = sum(move._get_valued_qty() * (-1 if move.is_in else 1) for move in moves)
        if product.uom_id.compare(invoiced, delivered):
            return
        accounts = product._get_product_accounts()
        posted = -sum(
            self.env["account.move.line"]
            .search(
                [
                    ("cogs_origin_id", "in", sale_line.invoice_lines.ids),
                    ("account_id", "=", accounts["stock_valuation"].id),
                    ("parent_state", "=", "posted"),
                ]
            )
            .mapped("balance")
        )
        difference = self._cost_in_books(moves) - posted
        if self.env.company.currency_id.is_zero(difference):
            return
        lots = moves.move_line_ids.lot_id
        entry = self._post_entry(
            [
                (
                    product,
                    lots if len(lots) == 1 else lots[:0],
                    accounts["expense"],
                    difference,
                    sale_line.order_id.name,
                    None,
                )
            ]
        )
        # sudo: as the entry itself
        entry.sudo().line_ids.cogs_origin_id = items[:1]

    def _cost_in_books(self, moves):
        """What cost of goods sold should carry for moves: their rows, landed costs that were an
        expense from the start left out."""
        domain = Domain("move_id", "in", moves.ids)
        gone = self.env["lot.cost.consumption"].search(domain)
        back = self.env["lot.cost.layer"].search(domain & Domain("kind", "not in", REVALUED))
        return sum(row.value for row in gone if not self._in_landed_cost(row)) - sum(
            row.value for row in back if not self._in_landed_cost(row)
        )

    def _in_landed_cost(self, row):
        """The landed cost's own entry carries this row."""
        document = row.document
        if not document or document._name != "stock.landed.cost":
            return False
        return bool(row.account_move_id) and row.account_move_id == document.account_move_id

    # -- entries that others make ----------------------------------------------------------------

    @api.model
    def _mark(self, moves, entry):
        """The journal entry carries the costs of these moves."""
        # sudo: who closes a session may not read costs
        for row, _amount in self.sudo()._open_rows(moves._lot_valued()):
            row.write({"account_move_id": entry.id})

    @api.model
    def _post_rows(self, moves):
        """Bring the costs of moves to the books that nobody else brings there."""
        entry_lines = []
        for move in moves._lot_valued():
            account = move.product_id._get_product_accounts()["expense"]
            self._settle_rows(move, account, entry_lines)
        return self._post_entry(entry_lines)

    @api.model
    def _settle_invoice(self, invoice):
        """An invoice carries the costs of the tickets and orders it is for, to the cent."""
        moves = invoice.pos_order_ids.picking_ids.move_ids.filtered(
            lambda move: move.state == "done" and move.product_id.valuation == "real_time"
        )
        for product, own in moves._lot_valued().grouped("product_id").items():
            accounts = product._get_product_accounts()
            carried = invoice.line_ids.filtered(
                lambda item, product=product, account=accounts["stock_valuation"]: (
                    item.display_type == "cogs"
                    and item.product_id == product
                    and item.account_id == account
                )
            )
            rows = self._open_rows(own)
            if not carried or not rows:
                continue
            difference = sum(amount for _row, amount in rows) + sum(carried.mapped("balance"))
            lots = own.move_line_ids.lot_id
            lot = lots if len(lots) == 1 else lots[:0]
            note = invoice.display_name
            self._post_entry([(product, lot, accounts["expense"], difference, note, None)])
            self._mark(own, invoice)
        if "sale_line_ids" in invoice.line_ids._fields:
            for sale_line in invoice.line_ids.sale_line_ids:
                self._settle_sale_line(sale_line)
