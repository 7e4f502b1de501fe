"""A shop whose goods are valued by lot, and the laws that must hold after everything it does."""

from odoo import fields
from odoo.fields import Command

from .. import common
from .valuation_acts import ValuationActs

SETTINGS = [(m, v) for m in ("average", "fifo") for v in ("real_time", "periodic")]


class ValuationCase(ValuationActs, common.LotPosCommon):
    """Perpetual valuation, average cost, accounts of its own; a till and an accountant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.inventory_valuation = "real_time"
        cls.company.anglo_saxon_accounting = True
        cls.stock_account = cls.make_account("Stock", "LST1", "asset_current")
        cls.variation_account = cls.make_account("Variation", "LSV1", "expense")
        cls.cogs_account = cls.make_account("Cost of Goods", "LCG1", "expense_direct_cost")
        cls.income_account = cls.make_account("Sales", "LSA1", "income")
        cls.stock_account.account_stock_variation_id = cls.variation_account
        cls.accountant = cls.make_user(
            "account.group_account_user",
            "stock.group_stock_manager",
            "purchase.group_purchase_user",
        )
        cls.pos_boss = cls.make_user("point_of_sale.group_pos_manager", "stock.group_stock_user")

    # -- masters ---------------------------------------------------------------------------------

    @classmethod
    def make_account(cls, name, code, kind):
        return cls.env["account.account"].create({"name": name, "code": code, "account_type": kind})

    @classmethod
    def make_category(cls, method="average", valuation="real_time"):
        return cls.env["product.category"].create(
            {
                "name": f"{method} {valuation}",
                "property_cost_method": method,
                "property_valuation": valuation,
                "property_stock_valuation_account_id": cls.stock_account.id,
                "property_account_expense_categ_id": cls.cogs_account.id,
                "property_account_income_categ_id": cls.income_account.id,
            }
        )

    @classmethod
    def make_valued(cls, name="Ham", method="average", valuation="real_time", **values):
        """A product valued by lot."""
        category = cls.make_category(method, valuation)
        values = {"lot_valuated": True, **values}
        return cls.make_product(name, categ_id=category.id, **values)

    def each_setting(self, name="Ham"):
        """A fresh product for every costing method and valuation, inside a subtest."""
        for method, valuation in SETTINGS:
            with self.subTest(method=method, valuation=valuation):
                yield self.make_valued(f"{name} {method} {valuation}", method, valuation)

    # -- acts ------------------------------------------------------------------------------------

    def buy(self, product, lots, price, *, costs=None, bill=False, **kwargs):
        """Receive lots of an order at a price; ``costs`` gives single lots' unit costs.

        :return: ``{lot name: stock.lot}``
        """
        if costs:
            found = self.receive_at_costs(product, lots, price, costs, **kwargs)
        else:
            found = self.receive(product, lots, price=price, **kwargs)
        if bill:
            self.bill(next(iter(found.values())), price)
        return found

    def receive_at_costs(self, product, lots, price, costs, user=None):
        """As ``receive``, each line with the unit cost of its lot."""
        picking = self.order(product, sum(lots.values()), price).picking_ids
        move = picking.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    **self._line_vals(picking, product),
                    "lot_name": name,
                    "quantity": quantity,
                    "lot_unit_cost": costs.get(name, 0.0),
                }
            )
            for name, quantity in lots.items()
        ]
        move.picked = True
        picking.with_user(user or self.stock_user).button_validate()
        return {lot.name: lot for lot in picking.move_line_ids.lot_id}

    def order(self, product, quantity, price, **values):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_qty": quantity, "price_unit": price}
                    )
                ],
                **values,
            }
        )
        order.button_confirm()
        return order

    def receipt_of(self, lot):
        """The first incoming move of a lot."""
        layers = self.env["lot.cost.layer"].search(
            [("lot_id", "=", lot.id), ("kind", "=", "receipt")], order="id", limit=1
        )
        return layers.move_id

    def line_of(self, document, lot):
        """The line of a transfer or move that carries a lot."""
        return document.move_line_ids.filtered(lambda line: line.lot_id == lot)

    def bill(self, lot, price, *, quantity=None, date=None):
        """Bill the order by which a lot came, at a price for one unit; posted."""
        order = self.receipt_of(lot).purchase_line_id.order_id
        action = order.with_user(self.accountant).action_create_invoice()
        bill = self.env["account.move"].browse(action["res_id"]).with_user(self.accountant)
        bill.invoice_date = date or fields.Date.today()
        bill.invoice_line_ids.price_unit = price
        if quantity is not None:
            bill.invoice_line_ids.quantity = quantity
        bill.action_post()
        return bill

    def refund_order(self, order, lines, session=None):
        """Give back lots of a ticket: ``lines`` is ``[(ticket line, lot, quantity)]``."""
        return self.sell(
            *(
                self.ui_line(line.product_id, -qty, {lot: qty}, refunded_orderline_id=line.id)
                for line, lot, qty in lines
            ),
            session=session or order.session_id,
        ).filtered("refunded_order_id")

    def close_till(self, session):
        """Close the session as the shop's manager; the money in the drawer is right."""
        session = session.with_user(self.pos_boss)
        cash = session.cash_register_balance_end
        session.post_closing_cash_details(cash)
        session.close_session_from_ui()
        return session

    def count(self, product, lot, quantity, location=None):
        """Count a lot (record or new name): this is what lies there."""
        if isinstance(lot, str):
            lot = self.env["stock.lot"].create({"name": lot, "product_id": product.id})
        quant = (
            self.env["stock.quant"]
            .with_user(self.manager)
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": product.id,
                    "lot_id": lot.id,
                    "location_id": (location or self.stock_location).id,
                    "inventory_quantity": quantity,
                }
            )
        )
        quant.action_apply_inventory()
        return lot

    def scrap(self, lot, quantity, user=None, **values):
        scrap = (
            self.env["stock.scrap"]
            .with_user(user or self.stock_user)
            .create(
                {
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "scrap_qty": quantity,
                    "location_id": self.stock_location.id,
                    **values,
                }
            )
        )
        scrap.action_validate()
        return scrap

    def send_back(self, picking, lots, user=None, to=None):
        """Return lots of a done transfer: ``{lot: quantity}``; ``to`` is a place other than where
        they came from.

        :return: the picking of the return
        """
        wizard = (
            self.env["stock.return.picking"]
            .with_user(user or self.manager)
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model=picking._name)
            .create({})
        )
        for line in wizard.product_return_moves:
            line.quantity = sum(
                quantity for lot, quantity in lots.items() if lot.product_id == line.product_id
            )
        action = wizard.action_create_returns()
        back = self.env["stock.picking"].browse(action["res_id"])
        if to:
            back.location_dest_id = back.move_ids.location_dest_id = to
        back.move_line_ids.unlink()
        for move in back.move_ids:
            move.move_line_ids = [
                Command.create(
                    {
                        **self._line_vals(back, move.product_id),
                        "lot_id": lot.id,
                        "quantity": quantity,
                    }
                )
                for lot, quantity in lots.items()
                if lot.product_id == move.product_id
            ]
        back.move_ids.picked = True
        back.with_user(user or self.manager).button_validate()
        return back

    # -- what is asserted ------------------------------------------------------------------------

    def values(self, lots):
        """``{lot name: (quantity, value)}`` as an accountant reads them."""
        return {
            lot.name: (lot.product_qty, round(lot.total_value, 2))
            for lot in lots.with_user(self.accountant)
        }

    def balance(self, account):
        rows = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")],
            [],
            ["balance:sum"],
        )
        return round(rows[0][0] or 0.0, 2)

    def assertBooksAgree(self, *products, closed=False):
        """The laws of money, for the products' lots.

        :param closed: everything is billed and posted, so the stock account must agree as well
        """
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.env["lot.cost.layer"]._reconcile(self.company), [])
        for product in products:
            lots = self.env["stock.lot"].search([("product_id", "=", product.id)])
            layers = self.env["lot.cost.layer"].search([("product_id", "=", product.id)])
            gone = self.env["lot.cost.consumption"].search([("product_id", "=", product.id)])
            quants = self.env["stock.quant"].search(
                [("product_id", "=", product.id), ("location_id.usage", "=", "internal")]
            )
            moves = self.env["stock.move"].search(
                [("product_id", "=", product.id), ("state", "=", "done")]
            )
            total = sum(layers.mapped("remaining_value"))
            self.assertAlmostEqual(sum(lots.mapped("total_value")), total, 6)
            self.assertAlmostEqual(product.total_value, total, 6)
            self.assertAlmostEqual(sum(quants.mapped("value")), total, 2)
            signed = sum(move.value * (1 if move.is_in else -1) for move in moves)
            revalued = layers.filtered(
                lambda row: row.kind in ("revaluation", "writedown", "opening")
            )
            self.assertAlmostEqual(
                sum(layers.mapped("value")) - sum(gone.mapped("value")),
                signed + sum(revalued.mapped("value")),
                6,
            )
            self.assertAlmostEqual(sum(layers.mapped("remaining_qty")), product.qty_available, 6)
        if closed:
            stock = sum(product.total_value for product in products)
            self.assertAlmostEqual(self.balance(self.stock_account), stock, 2)
