from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestWhoSeesCost(valuation_case.ValuationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ham = cls.make_valued()
        cls.reader = cls.make_user("lot_pos_tracking.group_lot_cost")

    def setUp(self):
        super().setUp()
        self.lot = self.buy(self.ham, {"A": 10}, 5.0)["A"]

    def test_the_right_to_see_cost_is_a_group_of_its_own(self):
        lot = self.lot.with_user(self.reader)

        self.assertEqual((lot.unit_cost, lot.remaining_value), (5.0, 50.0))
        self.assertEqual(lot.value_at("2100-01-01"), 50.0)
        self.assertEqual(lot.cost_layer_ids.value, 50.0)

    def test_neither_the_cashier_nor_the_stock_user_reads_costs(self):
        for user in (self.cashier, self.stock_user):
            lot = self.lot.with_user(user)
            for name in ("unit_cost", "remaining_value", "cost_layer_ids"):
                with self.assertRaises(AccessError):
                    lot.read([name])
            with self.assertRaises(AccessError):
                lot.value_at("2100-01-01")
            for model in ("lot.cost.layer", "lot.cost.consumption"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            self.assertNotIn("cost", lot.twin())

    def test_the_twin_tells_the_cost_to_who_may_know_it(self):
        user = self.make_user("lot_pos_tracking.group_lot_cost", "stock.group_stock_user")

        self.assertEqual(
            self.lot.with_user(user).twin()["cost"],
            {"unit_cost": 5.0, "remaining_value": 50.0, "currency": self.company.currency_id.name},
        )

    def test_with_invoicing_alone_its_administrator_values_lots(self):
        """Upstream gives no more than Invoicing's two groups where no accounting app is."""
        boss = self.make_user("account.group_account_manager", "stock.group_stock_user")
        self.assertFalse(boss.has_group("account.group_account_user"))

        self.revalue(self.ham, 10.0, self.lot, user=boss)
        self.env["lot.landed.cost"].with_user(boss).check_access("create")
        proposal = self.env["lot.writedown"].with_user(boss)
        proposal = proposal.create(
            {"lot_id": self.lot.id, "expected_price": 4.0, "reason": "Dented"}
        )
        proposal.action_approve()
        self.assertEqual(self.values(self.lot), {"A": (10, 40)})
        self.env["lot.cutover"].with_user(boss).check_access("create")
        self.assertBooksAgree(self.ham)

    def test_nobody_changes_the_ledger(self):
        layer = self.lot.cost_layer_ids
        self.deliver(self.ham, 1, lots={self.lot: 1})
        consumption = self.lot.cost_consumption_ids
        for rows in (layer, consumption, layer.sudo(), consumption.sudo()):
            with self.assertRaises(UserError):
                rows.write({"value": 1.0})
            with self.assertRaises(UserError):
                rows.unlink()
        boss = self.env.ref("base.user_admin")
        vals = {**layer.copy_data()[0], "lot_id": self.lot.id, "value": 99.0}
        with self.assertRaisesRegex(UserError, "written by the system only"):
            self.env["lot.cost.layer"].with_user(boss).create(vals)

    def test_another_company_neither_sees_nor_counts_the_layers(self):
        stranger = self.make_user(
            "lot_pos_tracking.group_lot_cost",
            "stock.group_stock_user",
            company=self.make_company(),
        )
        layers = self.env["lot.cost.layer"].with_user(stranger)

        self.assertFalse(layers.search([("product_id", "=", self.ham.id)]))
        with self.assertRaises(AccessError):
            self.lot.with_user(stranger).read(["unit_cost"])
        self.assertEqual(self.ham.with_user(stranger).total_value, 0.0)

    def till_rows(self, product, config=None):
        """What the till gets of a product and its template, read as the cashier."""
        config = (config or self.config).with_user(self.cashier)
        if not config.current_session_id:
            self.open_till(config.sudo())
        product = product.with_user(self.cashier)
        template = product.product_tmpl_id
        return (
            product._load_pos_data_read(product, config)
            + template._load_pos_data_read(template, config)
            + template.load_product_from_pos(config.id, [("id", "=", template.id)])[
                "product.product"
            ]
        )

    def test_the_till_never_receives_the_cost_of_goods_valued_by_lot(self):
        bread = self.make_product("Bread", tracking="none", standard_price=0.8)

        rows = self.till_rows(self.ham)
        self.assertEqual([row["standard_price"] for row in rows], [0.0] * 3)
        self.assertTrue(all(row["_lot_cost_hidden"] for row in rows))
        self.assertEqual([row["standard_price"] for row in self.till_rows(bread)], [0.8] * 3)

    def test_a_till_that_prices_from_the_cost_gets_it(self):
        markup = self.env["product.pricelist"].create(
            {
                "name": "Cost plus 20 %",
                "item_ids": [
                    Command.create(
                        {"base": "standard_price", "compute_price": "formula", "price_markup": 20}
                    )
                ],
            }
        )
        staff = self.env["product.pricelist"].create(
            {
                "name": "Staff",
                "item_ids": [
                    Command.create(
                        {
                            "base": "pricelist",
                            "base_pricelist_id": markup.id,
                            "compute_price": "formula",
                            "price_discount": 5,
                        }
                    )
                ],
            }
        )
        till = self.make_till(
            "Markup",
            use_pricelist=True,
            available_pricelist_ids=[Command.set(staff.ids)],
            pricelist_id=staff.id,
        )
        self.assertEqual(
            [row["standard_price"] for row in self.till_rows(self.ham, till)], [5.0] * 3
        )
