"""What the tests of other apps stand on: landed costs that are booked, orders that are sold."""

from odoo.fields import Command

from ..valuation import valuation_case


class ModuleCase(valuation_case.ValuationCase):
    needs = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.needs not in cls.env:
            cls.skipTest(cls, f"needs an app that has the model {cls.needs}")


class LandedCase(ModuleCase):
    needs = "stock.landed.cost"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.freight_account = cls.make_account("Freight", "LSF1", "expense")
        cls.freight = cls.env["product.product"].create(
            {
                "name": "Freight",
                "type": "service",
                "landed_cost_ok": True,
                "property_account_expense_id": cls.freight_account.id,
            }
        )
        cls.boss = cls.make_user("stock.group_stock_manager", "account.group_account_manager")

    def land(self, pickings, amount, split="by_quantity"):
        cost = (
            self.env["stock.landed.cost"]
            .with_user(self.boss)
            .create(
                {
                    "picking_ids": [Command.set(pickings.ids)],
                    "account_journal_id": self.company.account_stock_journal_id.id
                    or self.env["account.journal"]
                    .search([("type", "=", "general"), ("company_id", "=", self.company.id)])[:1]
                    .id,
                    "cost_lines": [
                        Command.create(
                            {
                                "product_id": self.freight.id,
                                "price_unit": amount,
                                "split_method": split,
                            }
                        )
                    ],
                }
            )
        )
        cost.compute_landed_cost()
        cost.button_validate()
        return cost


class SaleOrderCase(ModuleCase):
    needs = "sale.order"

    def setUp(self):
        super().setUp()
        self.customer = self.env["res.partner"].create({"name": "Ms Doe"})

    def order_sold(self, product, quantity):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": 20.0,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def ship(self, order, lots):
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {**self._line_vals(picking, lot.product_id), "lot_id": lot.id, "quantity": qty}
            )
            for lot, qty in lots.items()
        ]
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def invoice(self, order):
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        return invoice

    def each_method(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                ham = self.make_valued(f"Ham {method}", method, invoice_policy="delivery")
                a = self.buy(ham, {"A": 10}, 5.0, bill=True)["A"]
                c = self.buy(ham, {"C": 10}, 9.0, bill=True)["C"]
                self.cost_before = self.balance(self.cogs_account)
                yield ham, a, c

    def cost(self):
        return round(self.balance(self.cogs_account) - self.cost_before, 2)
