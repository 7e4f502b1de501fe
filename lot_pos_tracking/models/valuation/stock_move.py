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
        self.env["lot.valuation"]._book_outgoing(self)
        return super()._create_account_move()

    def _get_value_from_returns(self, quantity, at_date=None):
        own = self._lot_valued()
        if not own:
            return super()._get_value_from_returns(quantity, at_date)
        returned, value = self.env["lot.valuation"]._returned(self, at_date)
        returned = min(returned, quantity)
        return {
            "quantity": returned,
            "value": value,
            "description": self.env._("Value at which the same lots had left")
            if returned
            else False,
        }

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
        for move_line in self.move_line_ids:
            if move_line.pos_order_line_id:
                continue
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
            return "adjustment", None, fields.Datetime.now()
        return "bill", f"account.move,{bill.id}", self._lot_moment_of(bill.date)

    def _lot_landed_cause(self):
        """The landed cost that changes the value now and the moment from which it counts."""
        self.ensure_one()
        if not hasattr(self, "_get_landed_cost"):
            return None, fields.Datetime.now()
        costs = self._get_landed_cost().get(self, self.browse()).mapped("cost_id")
        last = costs.sorted("id")[-1:]
        return f"{last._name},{last.id}", self._lot_moment_of(last.date)

    def _lot_moment_of(self, day):
        """A document's day as a moment: now for today, never before the goods came."""
        now = fields.Datetime.now()
        if day == shop_day(self.company_id, now):
            return now
        return max(self.date, end_of_day(self.company_id, day))
