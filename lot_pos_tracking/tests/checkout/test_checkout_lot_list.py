import json

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestListOfLots(LotPosCommon):
    """The list of lots that a till gets from the server for one product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk", shelf_life=10)

    def listed(self, config=None, user=None):
        config = config or self.config
        lines = self.env["pos.order.line"].with_user(user or self.cashier)
        return lines.get_existing_lots(self.company.id, config.id, self.milk.id)

    def test_the_lot_that_expires_first_comes_first_with_its_day_and_what_speaks_against_it(self):
        self.make_lot(self.milk, "LATE", 4, use_by_date="2026-04-01")
        self.make_lot(self.milk, "SOON", 3, use_by_date="2026-03-12")
        self.make_lot(self.milk, "GONE", 2, use_by_date="2026-03-09")
        self.make_lot(self.milk, "NONE", 0, use_by_date="2026-03-11")

        rows = {row["name"]: row for row in self.listed()}

        self.assertEqual(list(rows), ["SOON", "LATE", "GONE"])
        self.assertEqual(
            [(rows[n]["days_left"], rows[n]["verdict"], rows[n]["reasons"]) for n in rows],
            [(2, "allow", []), (22, "allow", []), (-1, "block", ["expired"])],
        )
        self.assertEqual((rows["SOON"]["day"], rows["SOON"]["product_qty"]), ("2026-03-12", 3.0))

    def test_what_another_till_claims_is_not_free(self):
        lot = self.make_lot(self.milk, "L1", 4, use_by_date="2026-04-01")
        other = self.make_till("Till 2").with_user(self.cashier)
        other.claim_lots(
            "order-2",
            [
                {
                    "product_id": self.milk.id,
                    "lot_id": lot.id,
                    "quantity": 3,
                    "uuid": "line-1",
                    "evidence": "scanned",
                }
            ],
        )
        self.assertEqual(self.listed()[0]["product_qty"], 1.0)

    def test_a_page_is_small_and_costs_the_same_for_ten_lots_and_for_a_thousand(self):
        counts = {}
        for size in (10, 1000):
            have = self.env["stock.lot"].search_count([("product_id", "=", self.milk.id)])
            lots = self.env["stock.lot"].create(
                [
                    {
                        "name": f"LOT-{number:06}",
                        "product_id": self.milk.id,
                        "use_by_date": "2026-05-01",
                    }
                    for number in range(have, size)
                ]
            )
            self.env["stock.quant"].create(
                [
                    {
                        "product_id": self.milk.id,
                        "lot_id": lot.id,
                        "location_id": self.stock_location.id,
                        "quantity": 5,
                    }
                    for lot in lots
                ]
            )
            self.listed()
            self.env.flush_all()
            start = self.cr.sql_log_count
            rows = self.listed()
            counts[size] = self.cr.sql_log_count - start
        self.assertEqual(counts[10], counts[1000])
        self.assertEqual([row["name"] for row in rows], [f"LOT-{n:06}" for n in range(50)])
        self.assertLessEqual(len(json.dumps(rows)), 10 * 1024)

    def test_without_a_policy_the_list_is_odoos_own(self):
        lot = self.make_lot(self.milk, "L1", 4, use_by_date="2026-04-01")
        self.config.lot_policy = "native"
        self.assertEqual(self.listed(), [{"id": lot.id, "name": "L1", "product_qty": 4.0}])

    def test_only_users_of_the_till_get_it(self):
        other_company = self.make_company()
        foreign = self.make_user("point_of_sale.group_pos_user", company=other_company)
        for user in (self.make_user(), foreign):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.listed(user=user)
