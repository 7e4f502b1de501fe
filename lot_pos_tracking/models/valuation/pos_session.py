from odoo import models


class PosSession(models.Model):
    _inherit = "pos.session"

    def _create_account_move(self, *args, **kwargs):
        """The entry of the session carries the costs of what it sold."""
        data = super()._create_account_move(*args, **kwargs)
        if self.move_id and self.company_id.inventory_valuation == "real_time":
            valuation = self.env["lot.valuation"]._as_booker(self.company_id)
            session = self.with_env(valuation.env)
            sold = session._lot_moves_in_entry()
            valuation._mark(sold, session.move_id)
            later = session._lot_moves_shipped_later()
            if later and session._lot_entry_carries(sold, later):
                valuation._mark(later, session.move_id)
            valuation._post_rows(later)
        return data

    def _lot_moves_in_entry(self):
        """The moves whose cost upstream puts into the entry of the session."""
        self.ensure_one()
        orders = self.order_ids.filtered(
            lambda order: not order.is_invoiced and not order.shipping_date
        )
        pickings = orders.picking_ids | self.picking_ids.filtered(lambda p: not p.pos_order_id)
        moves = pickings.move_ids.filtered(lambda move: move.state == "done")
        return moves.filtered(
            lambda move: (
                move.product_id.valuation == "real_time"
                and move.product_id.categ_id.property_valuation == "real_time"
            )
        )

    def _lot_moves_shipped_later(self):
        """The done moves of tickets that are shipped later, of goods valued by lot."""
        orders = self.order_ids.filtered(
            lambda order: not order.is_invoiced and order.shipping_date
        )
        return orders.picking_ids.move_ids._lot_valued().filtered(
            lambda move: move.state == "done" and move.product_id.valuation == "real_time"
        )

    def _lot_entry_carries(self, sold, later):
        """Whether upstream put goods shipped later into the entry of the session by itself."""
        accounts = self.env["account.account"]
        for product in later.product_id:
            accounts |= product._get_product_accounts()["stock_valuation"]
        items = self.move_id.line_ids.filtered(lambda item: item.account_id in accounts)
        expected = -sum(
            move.value * (-1 if move.is_in else 1)
            for move in sold
            if move.product_id._get_product_accounts()["stock_valuation"] in accounts
        )
        currency = self.company_id.currency_id
        return not currency.is_zero(sum(items.mapped("balance")) - expected)
