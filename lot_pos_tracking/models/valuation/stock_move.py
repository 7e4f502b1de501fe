from odoo import fields, models

from ...bridge import end_of_day, shop_day, to_decimal

DEFERRED = "lot_cost_deferred"
"""Context key: upstream's part of a valuation is running, costs follow from the ledger after it."""

CAUSE = "lot_cost_bills"
"""Context key: ids of the bills because of which values change."""


class StockMove(models.Model):
    _inherit = "stock.move"

    lot_cost_layer_ids = fields.One2many(
        "lot.cost.layer",
        "move_id",
        readonly=True,
        groups="lot_pos_tracking.group_lot_cost",
    )
    lot_cost_consumption_ids = fields.One2many(
        "lot.cost.consumption",
        "move_id",
        readonly=True,
        groups="lot_pos_tracking.group_lot_cost",
    )

    def _lot_valued(self):
        """The moves of goods whose cost is kept by lot."""
        kept = self.browse()
        for company, moves in self.grouped("company_id").items():
            valued = set(moves.product_id.with_company(company)._valued_by_lot()._ids)
            kept += moves.filtered(lambda move, valued=valued: move.product_id.id in valued)
        return kept

    # -- upstream's choke points -----------------------------------------------------------------

    def _set_value(self, *args, **kwargs):
        """Upstream says what an incoming move is worth, the ledger what each lot of it cost and
        what outgoing lots cost."""
        own = self._lot_valued()
        if not own:
            return super()._set_value(*args, **kwargs)
        valuation = self.env["lot.valuation"]
        valuation._book_returns(own)
        deferred = self.with_context(**{DEFERRED: True})
        result = super(StockMove, deferred)._set_value(*args, **kwargs)
        valuation._book(own)
        return result

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        self.env["lot.valuation"]._book_outgoing(moves)
        return moves

    def _create_account_move(self):
        """Entries of locations with an account of their own need the lots' costs first."""
        valuation = self.env["lot.valuation"]
        valuation._book_outgoing(self)
        result = super()._create_account_move()
        for entry, moves in self.filtered("account_move_id").grouped("account_move_id").items():
            valuation._mark(moves, entry)
        return result

    def _get_value_from_std_price(self, quantity, std_price=False, at_date=None):
        if std_price or not self._lot_valued():
            return super()._get_value_from_std_price(quantity, std_price, at_date)
        value = self.env["lot.valuation"]._value_at_lot_costs(self, quantity)
        return {
            "value": value,
            "quantity": quantity,
            "description": self.env._(
                "%(quantity)s %(uom)s at the cost of the lots",
                quantity=quantity,
                uom=self.product_id.uom_id.name,
            ),
        }

    # -- tickets ---------------------------------------------------------------------------------

    def _add_mls_related_to_order(self, related_order_lines, are_qties_done=True):
        result = super()._add_mls_related_to_order(related_order_lines, are_qties_done)
        self._lot_link_ticket_lines(related_order_lines)
        return result

    def _lot_link_ticket_lines(self, order_lines):
        """Say by which ticket line each lot left, where nobody has said so yet."""
        wanted = []  # [[ticket line, lot name, quantity not yet linked]]
        for line in order_lines:
            packs = line.pack_lot_ids.filtered("lot_name")
            for pack in packs:
                quantity = pack.quantity if "quantity" in pack._fields else 0
                if line.product_id.tracking == "serial":
                    quantity = 1
                wanted.append([line, pack.lot_name, quantity or abs(line.qty)])
        unlinked = self.move_line_ids.filtered(lambda line: not line.pos_order_line_id)
        for move_line in unlinked:
            name = move_line.lot_id.name or move_line.lot_name
            fits = [
                want
                for want in wanted
                if want[0].product_id == move_line.product_id and want[1] == name and want[2] > 0
            ]
            exact = [want for want in fits if want[2] == move_line.quantity]
            for want in (exact or fits)[:1]:
                move_line.pos_order_line_id = want[0]
                want[2] -= move_line.quantity_product_uom
        self._lot_after_linking(unlinked)

    # -- facts for the ledger --------------------------------------------------------------------

    def _lot_flows(self):
        """What of the moves came into the company's stock or left it, by line.

        :return: ``[(line, sign, quantity)]`` with the quantity in the product's unit; the sign is
            1 in, -1 out, 0 for goods that only passed through. Unpicked lines and other owners'
            goods are left out.
        :raises UserError: a line without a lot
        """
        flows = []
        inside = {}  # {location: valued}
        for move in self:
            through = move._is_dropshipped() or move._is_dropshipped_returned()
            for line in move.move_line_ids:
                if not line.picked or line._should_exclude_for_valuation():
                    continue
                for location in (line.location_id, line.location_dest_id):
                    if location not in inside:
                        inside[location] = location._should_be_valued()
                sign = inside[line.location_dest_id] - inside[line.location_id]
                quantity = to_decimal(line.quantity_product_uom, line.product_id.uom_id)
                if quantity > 0 and (sign or through):
                    flows.append((line, 0 if through else sign, quantity))
        lines = self.env["stock.move.line"].concat(*(line for line, _sign, _quantity in flows))
        self.env["lot.valuation"]._require_lots(lines)
        return flows

    def _lot_layer_kind(self):
        """How goods that this move brings in are called in the ledger."""
        self.ensure_one()
        if self.location_id.usage == "inventory":
            return "adjustment"
        came_back = self.origin_returned_move_id or self.location_id.usage == "customer"
        if came_back and not self._is_dropshipped():
            return "return"
        return "receipt"

    def _lot_consumption_kind(self):
        """How goods that this move takes out are called in the ledger."""
        self.ensure_one()
        if self.scrap_id:
            return "scrap"
        kinds = {
            "customer": "sale",
            "supplier": "refund",
            "inventory": "adjustment",
            "production": "production",
        }
        return kinds.get(self.location_dest_id.usage, "transfer_out")

    def _lot_has_price(self):
        """A document gave the value of the whole move, it does not come from the lots' costs."""
        self.ensure_one()
        return bool(self.purchase_line_id) or self.location_id.usage == "production"

    def _lot_cost_cause(self):
        """Why the value of this incoming move changes now.

        :return: ``(kind, document as "model,id" or None, moment from which it counts)``
        """
        self.ensure_one()
        bills = self.env["account.move"].browse(self.env.context.get(CAUSE, ()))
        bill = bills.filtered(
            lambda bill: self.purchase_line_id & bill.invoice_line_ids.purchase_line_id
        )[-1:]
        if not bill:
            by_hand = self.env["product.value"].search(
                [("move_id", "=", self.id)], order="id desc", limit=1
            )
            document = f"{by_hand._name},{by_hand.id}" if by_hand else None
            return "adjustment", document, fields.Datetime.now()
        return "bill", f"account.move,{bill.id}", self._lot_moment_of(bill.date)

    def _lot_landed_cause(self):
        """The landed cost that changes the value now and the moment from which it counts."""
        self.ensure_one()
        shares = self._get_landed_cost().get(self) if hasattr(self, "_get_landed_cost") else None
        if not shares:
            return None, fields.Datetime.now()
        last = shares.cost_id.sorted("id")[-1:]
        return f"{last._name},{last.id}", self._lot_moment_of(last.date)

    def _lot_moment_of(self, day):
        """A document's day as a moment: now for today, never before the goods came."""
        now = fields.Datetime.now()
        if day == shop_day(self.company_id, now):
            return now
        return max(self.date, end_of_day(self.company_id, day))

    # -- the books -------------------------------------------------------------------------------

    def _lot_book_route(self):
        """Who brings the cost of this move to the books.

        :return: ``location`` (an account of the place), ``sale`` (the invoice of an order), ``pos``
            (the closing of a session, the invoice of a ticket) or None: the closing of the stock
        """
        self.ensure_one()
        if self.location_id.valuation_account_id or self.location_dest_id.valuation_account_id:
            return "location"
        if "sale_line_id" in self._fields and self.sale_line_id:
            return "sale"
        picking = self.picking_id
        sold_here = picking.pos_session_id or picking.pos_order_id
        if sold_here or self.move_line_ids.pos_order_line_id:
            return "pos"
        return None

    def _lot_posted_to(self):
        """The account that carries the cost of this move already; none where it is still open."""
        self.ensure_one()
        nothing = self.env["account.account"]
        route = self._lot_book_route()
        if route == "location":
            place = self.location_id.valuation_account_id
            account = place or self.location_dest_id.valuation_account_id
            return account if self.account_move_id else nothing
        if route != "pos" or self._lot_waits_for_books():
            return nothing
        shipped_later = any(self._lot_pos_orders().mapped("shipping_date"))
        if not shipped_later and not (self | self.origin_returned_move_id)._lot_in_books():
            return nothing
        return self.product_id._get_product_accounts()["expense"]

    def _lot_in_books(self):
        """Whether a journal entry carries costs of these moves."""
        domain = [("move_id", "in", self.ids), ("account_move_id", "!=", False)]
        return any(
            self.env[model].search_count(domain, limit=1)
            for model in ("lot.cost.consumption", "lot.cost.layer")
        )

    def _lot_waits_for_books(self):
        """Whether the cost of this move will reach the books by an act that is still to come."""
        self.ensure_one()
        route = self._lot_book_route()
        if route == "pos":
            orders = self._lot_pos_orders()
            session = self.picking_id.pos_session_id or orders.session_id
            if orders and all(order.account_move for order in orders):
                return False
            return any(state != "closed" for state in session.mapped("state"))
        if route == "sale":
            items = self.sale_line_id.invoice_lines
            invoiced = sum(item.quantity for item in items if item.parent_state == "posted")
            return invoiced < self.sale_line_id.qty_delivered
        return False

    def _lot_pos_orders(self):
        return self.picking_id.pos_order_id or self.move_line_ids.pos_order_line_id.order_id

    def _lot_without_own_items(self, items):
        """The journal items without the two that upstream made for this move."""
        accounts = self.product_id._get_product_accounts()
        kept = list(items)
        for account in (accounts["expense"], accounts["stock_valuation"]):
            own = [
                item
                for item in kept
                if item["account_id"] == account.id
                and self.product_id.name in item["name"]
                and not self.company_currency_id.compare_amounts(
                    abs(item["balance"]), abs(self.value)
                )
            ]
            for item in own[:1]:
                kept.remove(item)
        return kept

    def _lot_session_items(self, partner):
        """What the entry of a session says of this move: cost of goods sold, out of stock."""
        accounts = self.product_id._get_product_accounts()
        value = -self.value if self.is_in else self.value
        common = {
            "name": self.env._("Cost of %(product)s", product=self.product_id.name),
            "partner_id": partner.id,
            "currency_id": self.company_currency_id.id,
        }
        return [
            {
                **common,
                "account_id": accounts[account].id,
                "amount_currency": sign * value,
                "balance": sign * value,
            }
            for account, sign in (("expense", 1), ("stock_valuation", -1))
        ]

    def _get_cogs_price_unit(self, quantity=0):
        """An invoice's cost is what the delivered lots cost, less what came back."""
        own = self._lot_valued()
        if own != self or not own:
            return super()._get_cogs_price_unit(quantity)
        out = self.filtered(lambda move: not move.is_in)
        sides = [(out, 1), (self - out, -1)]
        value = sum(sign * move.value for moves, sign in sides for move in moves)
        valued = sum(sign * move._get_valued_qty() for moves, sign in sides for move in moves)
        if not valued:
            value = sum(out.mapped("value"))
            valued = sum(move._get_valued_qty() for move in out)
        return value / valued if valued else 0.0
