from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import LotCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestNumberRules(LotCommon):
    def make_rule(self, mask="M{seq:4}", **values):
        return self.env["lot.number.rule"].create({"name": "Rule", "mask": mask, **values})

    def test_the_most_specific_rule_wins(self):
        food = self.env["product.category"].create({"name": "Food"})
        dairy = self.env["product.category"].create({"name": "Dairy", "parent_id": food.id})
        milk, salt = self.make_product("Milk", categ_id=dairy.id), self.make_product("Salt")
        everything = self.make_rule()
        for_food = self.make_rule(scope="category", category_id=food.id)
        for_vendor = self.make_rule(scope="vendor", vendor_id=self.vendor.id)
        rules = self.env["lot.number.rule"].with_user(self.stock_user)

        self.assertEqual(rules._find(salt), everything)
        self.assertEqual(rules._find(milk), for_food)
        self.assertEqual(rules._find(milk, self.vendor), for_vendor)
        for_milk = self.make_rule(scope="product", product_id=milk.id)
        self.assertEqual(rules._find(milk, self.vendor), for_milk)

    def test_a_stock_user_draws_numbers_that_follow_each_other(self):
        rule = self.make_rule("{vendor}-{date:%y%j}-{seq:3}").with_user(self.stock_user)
        facts = {"vendor": "GM", "date": date(2026, 3, 10)}

        self.assertEqual(rule._draw(2, facts), ["GM-26069-001", "GM-26069-002"])

    def test_a_mask_that_cannot_be_read_is_refused_with_its_place(self):
        with self.assertRaisesRegex(ValidationError, "moon"):
            self.make_rule("{moon}-{seq:3}")

    def test_a_number_too_long_for_a_barcode_is_refused(self):
        rule = self.make_rule("{vendor}-{seq:5}")

        with self.assertRaisesRegex(UserError, "20"):
            rule._draw(1, {"vendor": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})

    def test_looking_at_a_rule_draws_nothing(self):
        rule = self.make_rule()

        for _time in range(3):
            rule.invalidate_recordset()
            self.assertEqual(rule.example, "M0001")
        self.assertEqual(rule._draw(1, {}), ["M0001"])

    def test_another_company_has_its_own_rules(self):
        self.make_rule()
        stranger = self.make_user("stock.group_stock_manager", company=self.make_company())
        milk = self.make_product("Milk")

        found = self.env["lot.number.rule"].with_user(stranger)._find(milk)

        self.assertFalse(found)
