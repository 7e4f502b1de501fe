from odoo.exceptions import AccessError, UserError
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
