from datetime import datetime
from itertools import product
from operator import eq, ge, gt, le, lt

from freezegun import freeze_time

from odoo.tests import tagged

from ...core.shelf_life import Stage
from ..common import LotCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestSaleStage(LotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["lot.alert.tier"].search([]).active = False
        cls.tier = cls.env["lot.alert.tier"].create({"name": "Week", "days": 7})
        cls.milk = cls.make_product("Milk", shelf_life=30)

    def lot(self, name, goods=None, **values):
        return self.make_lot(goods or self.milk, name, **values)

    def test_the_last_good_day_is_day_zero_and_every_stage_has_its_days(self):
        lots = (
            self.lot("far", use_by_date="2026-03-18")
            + self.lot("week", use_by_date="2026-03-17")
            + self.lot("today", use_by_date="2026-03-10")
            + self.lot("past", use_by_date="2026-03-09")
            + self.lot("best", best_before_date="2026-03-09", use_by_date="2026-03-30")
        )

        self.assertRecordValues(
            lots,
            [
                {"sale_stage": "fresh", "days_left": 8},
                {"sale_stage": "near_expiry", "days_left": 7},
                {"sale_stage": "near_expiry", "days_left": 0},
                {"sale_stage": "expired", "days_left": -1},
                {"sale_stage": "best_before_passed", "days_left": 20},
            ],
        )

    def test_a_lot_without_a_date_has_no_days_left_which_is_not_zero(self):
        lot = self.lot("L1", self.make_product("Soap"))

        self.assertIs(lot.days_left, None)
        self.assertEqual(lot.sale_stage, "fresh")
        self.assertIs(lot.read(["days_left"])[0]["days_left"], False)
        self.assertIn(lot, lot.search([("days_left", "=", False)]))
        self.assertNotIn(lot, lot.search([("days_left", "=", 0)]))
        self.assertNotIn(lot, lot.search([("days_left", "<", 5)]))

    def test_the_day_is_the_shops_day_not_that_of_greenwich(self):
        self.company.partner_id.tz = "America/Mexico_City"
        lot = self.lot("L1", use_by_date="2026-11-22")

        in_the_shop_still_the_22nd = lot._shelf_life(datetime(2026, 11, 23, 2, 0))[lot]
        in_the_shop_the_23rd = lot._shelf_life(datetime(2026, 11, 23, 6, 0))[lot]

        self.assertEqual(
            (in_the_shop_still_the_22nd.stage, in_the_shop_still_the_22nd.days_left),
            (Stage.NEAR_EXPIRY, 0),
        )
        self.assertEqual(
            (in_the_shop_the_23rd.stage, in_the_shop_the_23rd.days_left), (Stage.EXPIRED, -1)
        )

    def test_searching_by_days_follows_the_shops_day(self):
        self.company.partner_id.tz = "America/Mexico_City"
        lot = self.lot("L1", use_by_date="2026-11-22")

        with freeze_time("2026-11-23 02:00:00"):
            self.assertIn(lot, lot.search([("days_left", "=", 0)]))
        with freeze_time("2026-11-23 06:00:00"):
            self.assertIn(lot, lot.search([("days_left", "=", -1)]))
            self.assertNotIn(lot, lot.search([("days_left", ">=", 0)]))

    def test_search_and_compute_agree_on_every_lot(self):
        self.env["lot.alert.tier"].create({"name": "Share", "percent_of_life": 50, "days": 0})
        days = (False, "2026-03-01", "2026-03-09", "2026-03-10", "2026-03-11", "2026-04-01")
        sell_days = (False, "2026-03-09", "2026-03-20")
        lots = self.env["stock.lot"].create(
            [
                {
                    "name": f"{use_by} {best_before} {sell_by}",
                    "product_id": self.milk.id,
                    "use_by_date": use_by,
                    "best_before_date": best_before,
                    "sell_by_date": sell_by,
                }
                for use_by, best_before, sell_by in product(days, days, sell_days)
            ]
        )
        lots += self.lot("minute", use_by_time="2026-03-10 08:59:00")
        lots += self.lot("native", expiration_date="2026-03-09 12:00:00")
        lots += self.lot("half", production_date="2026-02-01", use_by_date="2026-04-01")
        lots += self.lot("none", self.make_product("Soap"))
        stopped = self.lot("stopped", self.make_product("Tea", shelf_life=5))
        stopped.product_id.use_expiration_date = False
        lots += stopped
        for stage in Stage:
            with self.subTest(stage=stage):
                expected = lots.filtered(lambda lot, stage=stage: lot.sale_stage == stage.value)
                found = lots.search([("sale_stage", "=", stage.value), ("id", "in", lots.ids)])
                self.assertEqual(set(found), set(expected))
                self.assertTrue(expected)
        found = lots.search([("sale_stage", "!=", "fresh"), ("id", "in", lots.ids)])
        self.assertEqual(set(found), set(lots.filtered(lambda lot: lot.sale_stage != "fresh")))
        for operator, compare in (("<", lt), ("<=", le), (">", gt), (">=", ge), ("=", eq)):
            found = lots.search([("days_left", operator, 0), ("id", "in", lots.ids)])
            expected = lots.filtered(
                lambda lot, compare=compare: lot.days_left is not None and compare(lot.days_left, 0)
            )
            self.assertEqual(set(found), set(expected), operator)
            self.assertTrue(expected)

    def test_near_expiry_follows_the_widest_tier_that_covers_the_category(self):
        category = self.env["product.category"].create({"name": "Chilled"})
        below = self.env["product.category"].create({"name": "Cheese", "parent_id": category.id})
        self.env["lot.alert.tier"].create(
            {"name": "Chilled", "days": 20, "category_ids": category.ids}
        )
        cheese = self.make_product("Cheese", shelf_life=60, categ_id=below.id)

        lots = self.lot("C", cheese, use_by_date="2026-03-30") + self.lot(
            "M", use_by_date="2026-03-30"
        )

        self.assertEqual(lots.mapped("sale_stage"), ["near_expiry", "fresh"])
        self.assertEqual(
            lots.search([("sale_stage", "=", "near_expiry"), ("id", "in", lots.ids)]), lots[0]
        )

    def test_an_expired_lot_has_a_reason_not_to_be_used(self):
        past = self.lot("past", use_by_date="2026-03-09")
        best = self.lot("best", best_before_date="2026-03-09")
        past.with_user(self.holder).action_hold("quality", "sample sent")

        self.assertEqual((past + best)._hold_reasons(), {past: ["quality", "expired"], best: []})

    def test_a_product_that_stopped_using_dates_is_not_shown_as_expired(self):
        lot = self.lot("L1", use_by_date="2026-03-09")
        self.assertEqual(lot.sale_stage, "expired")

        self.milk.use_expiration_date = False

        self.assertEqual((lot.sale_stage, lot.days_left), ("fresh", None))
        self.assertNotIn(lot, lot.search([("sale_stage", "=", "expired")]))

    def test_fifty_lots_cost_as_many_queries_as_one(self):
        def queries(names):
            lots = self.env["stock.lot"]
            for name in names:
                lots += self.lot(name, use_by_date="2026-03-12")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            lots.mapped("sale_stage")
            return self.cr.sql_log_count - before

        self.assertEqual(queries(["A0"]), queries([f"B{n}" for n in range(50)]))

    def test_a_cashier_reads_the_stage_and_another_company_does_not(self):
        lot = self.lot("L1", use_by_date="2026-03-12")
        cashier = self.make_user("point_of_sale.group_pos_user")
        stranger = self.make_user("stock.group_stock_manager", company=self.make_company())

        self.assertEqual(lot.with_user(cashier).sale_stage, "near_expiry")
        self.assertFalse(lot.with_user(stranger).search([("sale_stage", "=", "near_expiry")]))
        self.assertNotIn(self.tier, self.env["lot.alert.tier"].with_user(stranger).search([]))
