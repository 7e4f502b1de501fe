from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..checkout.committed import Committed
from ..valuation.race_world import RaceWorld, button, errors, own_problems

COSTS = (12.0, 24.0, 6.0)


@tagged("post_install", "-at_install")
class TestLandedCostsAtOnce(TransactionCase):
    """Freight is posted at the moment at which its goods leave, each in a real transaction."""

    def build(self, committed, method):
        """Two lots of one receipt, costs of it and deliveries that wait for their button.

        :return: ``(jobs of the accountant, jobs of the warehouse, id of the product)``
        """
        with committed.env() as env:
            shop = RaceWorld.of(env)
            boss = shop.make_user("stock.group_stock_manager", "account.group_account_manager")
            ham = shop.make_valued("Racing Ham", method)
            lots = shop.buy(ham, {"A": 30, "B": 30}, 5.0)
            freight = env["product.product"].create(
                {
                    "name": "Freight",
                    "type": "service",
                    "landed_cost_ok": True,
                    "property_account_expense_id": shop.cogs_account.id,
                }
            )
            journal = env["account.journal"].search(
                [("type", "=", "general"), ("company_id", "=", env.company.id)], limit=1
            )
            costs = env["stock.landed.cost"].create(
                [
                    {
                        "picking_ids": [Command.set(shop.receipt_of(lots["A"]).picking_id.ids)],
                        "account_journal_id": journal.id,
                        "cost_lines": [
                            Command.create(
                                {
                                    "product_id": freight.id,
                                    "price_unit": amount,
                                    "split_method": "by_quantity",
                                }
                            )
                        ],
                    }
                    for amount in COSTS
                ]
            )
            costs.compute_landed_cost()
            leaving = shop.leaving(ham, [lots["A"], lots["B"]], len(COSTS))
            return (
                [(boss.id, button(cost, "button_validate")) for cost in costs],
                [(shop.stock_user.id, button(picking, "button_validate")) for picking in leaving],
                ham.id,
            )

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_no_landed_cost_is_lost_or_doubled_while_its_goods_leave(self):
        if "stock.landed.cost" not in self.env:
            self.skipTest("needs an app that has the model stock.landed.cost")
        for method in ("average", "fifo"):
            with self.subTest(method=method), Committed(self.registry) as committed:
                costs, deliveries, product_id = self.build(committed, method)

                results = committed.race(costs, deliveries)

                self.assertEqual(errors(results), [])
                self.check(committed, product_id)

    def check(self, committed, product_id):
        """60 came at 5.00 and 42.00 were added: each unit costs 5.70, whenever it left."""
        with committed.env() as env:
            domain = [("product_id", "=", product_id)]
            layers = env["lot.cost.layer"].search(domain)
            gone = env["lot.cost.consumption"].search(domain)
            landed = layers.filtered(lambda row: row.kind == "landed")
            self.assertAlmostEqual(sum(landed.mapped("value")), sum(COSTS), 2)
            self.assertEqual(sum(gone.mapped("quantity")), 3 * len(COSTS))
            self.assertAlmostEqual(sum(gone.mapped("value")), 3 * len(COSTS) * 5.7, 2)
            self.assertEqual(sum(layers.mapped("remaining_qty")), 60 - 3 * len(COSTS))
            self.assertEqual(own_problems(env, product_id), [])
