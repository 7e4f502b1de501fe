from freezegun import freeze_time

from odoo.tests import tagged

from ...models.checkout.lot_snapshot import USUAL
from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestTillData(LotPosCommon):
    """What a cashier's till is given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk", shelf_life=20)

    def load(self, *names):
        session = self.open_till()
        return session.with_user(self.cashier).load_data(list(names))

    def row(self, lot):
        rows = self.config.with_user(self.cashier).lot_snapshot(lot_ids=lot.ids)["rows"]
        self.assertEqual(len(rows), 1)
        return rows[0]

    def test_the_till_loads_a_lot_with_all_it_needs_to_decide(self):
        lot = self.make_lot(
            self.milk, "L1", 5, use_by_date="2026-03-12", vendor_lot="V7", gtin="09506000134352"
        )

        loaded = {row["id"]: row for row in self.load("stock.lot")["stock.lot"]}

        self.assertEqual(
            {**USUAL, **loaded[lot.id]},
            {
                "id": lot.id,
                "name": "L1",
                "product_id": self.milk.id,
                "vendor_lot": "V7",
                "gtin": "09506000134352",
                "production_date": False,
                "best_before_date": False,
                "sell_by_date": False,
                "use_by_date": "2026-03-12",
                "use_by_time": False,
                "is_on_hold": False,
                "lot_version": 0,
                "expiration_day": "2026-03-12",
                "free_qty": 5.0,
                "in_shop": True,
                "hold_allows": [],
                "hold_names": [],
                "recalled": False,
                "price_factor": 1.0,
                "in_date": "2026-03-10 09:00:00",
            },
        )

    def test_what_is_usual_is_left_out_of_the_first_load_but_not_of_news(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-12")

        loaded = {row["id"]: row for row in self.load("stock.lot")["stock.lot"]}

        self.assertEqual(
            set(loaded[lot.id]),
            {"id", "name", "product_id", "use_by_date", "expiration_day", "free_qty", "in_date"},
        )
        self.assertEqual({**USUAL, **loaded[lot.id]}, self.row(lot))

    def test_held_and_sold_out_lots_are_loaded_so_that_the_picker_can_say_why(self):
        held = self.make_lot(self.milk, "L1", 5)
        sold_out = self.make_lot(self.milk, "L2", 5)
        held.with_user(self.holder).action_hold("recall", "glass")
        self.env["stock.quant"]._update_available_quantity(
            self.milk, self.stock_location, -5, lot_id=sold_out
        )

        loaded = {row["id"]: row for row in self.load("stock.lot")["stock.lot"]}

        found = {
            lot.name: (loaded[lot.id]["free_qty"], loaded[lot.id].get("in_shop", True))
            for lot in held | sold_out
        }
        self.assertEqual(found, {"L1": (5.0, True), "L2": (0.0, False)})
        self.assertTrue(loaded[held.id]["is_on_hold"])
        self.assertTrue(loaded[held.id]["recalled"])
        self.assertEqual(loaded[held.id]["hold_names"], ["Recall"])

    def test_lots_elsewhere_and_of_other_companies_are_not_loaded(self):
        other_shop = self.env["stock.location"].create(
            {"name": "Other", "location_id": self.warehouse.view_location_id.id}
        )
        quarantine = self.company._lot_quarantine_location()
        elsewhere = self.make_lot(self.milk, "L1", 5, location=other_shop)
        spoiled = self.make_lot(self.milk, "L2", 5, location=quarantine)
        company = self.make_company()
        foreign = self.env["stock.lot"].create(
            {"name": "L3", "product_id": self.milk.id, "company_id": company.id}
        )

        loaded = {row["id"] for row in self.load("stock.lot")["stock.lot"]}

        self.assertFalse(loaded & {elsewhere.id, spoiled.id, foreign.id})
        snapshot = self.config.with_user(self.cashier).lot_snapshot(lot_ids=foreign.ids)
        self.assertEqual(snapshot["rows"], [])

    def test_a_later_load_brings_every_lot_again(self):
        """Upstream sends only what was written since, but stock changes without a write."""
        lot = self.make_lot(self.milk, "L1", 5)
        session = self.open_till().with_user(self.cashier)

        again = session.with_context(pos_last_server_date="2026-03-10 08:59:59").load_data(
            ["stock.lot"]
        )
        much_later = session.with_context(pos_last_server_date="2099-01-01 00:00:00").load_data(
            ["stock.lot"]
        )

        self.assertIn(lot.id, [row["id"] for row in again["stock.lot"]])
        self.assertIn(lot.id, [row["id"] for row in much_later["stock.lot"]])

    def test_free_is_what_transfers_and_other_tills_have_left(self):
        lot = self.make_lot(self.milk, "L1", 10)
        self.deliver(self.milk, 3, validate=False)
        other_till = self.make_till("Second")
        line = {"product_id": self.milk.id, "lot_id": lot.id, "quantity": 2, "uuid": "a"}
        other_till.with_user(self.cashier).claim_lots("order-1", [line])
        self.config.with_user(self.cashier).claim_lots("order-2", [line])

        self.assertEqual(self.row(lot)["free_qty"], 5.0)

    def test_the_till_gets_the_shops_clock_and_policy(self):
        self.warehouse.partner_id.tz = "America/Chicago"
        self.config.lot_override_expired = True

        row = self.load("pos.config")["pos.config"][0]

        self.assertEqual(
            {key: row[key] for key in sorted(row) if "lot_" in key and "owner" not in key},
            {
                "_lot_kiosk": False,
                "_lot_kits": [],
                "_lot_override_reasons": [
                    "best_before_passed",
                    "expired",
                    "min_days",
                    "not_scanned",
                    "stale_data",
                ],
                "_lot_server_now": "2026-03-10T09:00:00Z",
                "_lot_today": "2026-03-10",
                "_lot_utc_offset_minutes": -300,
                "_lot_zone": "America/Chicago",
                "lot_best_before": "warn",
                "lot_choice": "pick",
                "lot_customer_dates": False,
                "lot_min_days": 0,
                "lot_offline_max_age": 240,
                "lot_offline_stale": "warn",
                "lot_override_best_before": True,
                "lot_override_expired": True,
                "lot_override_held": False,
                "lot_override_min_days": True,
                "lot_override_not_in_shop": False,
                "lot_override_not_scanned": True,
                "lot_override_sell_by": False,
                "lot_override_short": False,
                "lot_override_stale": True,
                "lot_policy": "enforce",
                "lot_ticket_qr": False,
            },
        )

    def test_new_tills_take_the_companys_policy(self):
        self.company.lot_pos_policy = "warn"
        self.assertEqual(self.make_till().lot_policy, "warn")
        self.assertEqual(self.config.lot_policy, "enforce")

    def test_a_product_says_whether_it_uses_dates_and_has_a_recalled_lot(self):
        lot = self.make_lot(self.milk, "L1", 5)
        cheese = self.make_product("Cheese")
        lot.with_user(self.holder).action_hold("recall", "glass")

        rows = {row["id"]: row for row in self.load("product.template")["product.template"]}

        names = ("use_expiration_date", "lot_ignore_dates", "lot_has_recall")
        found = [
            [rows[product.product_tmpl_id.id][name] for name in names]
            for product in (self.milk, cheese)
        ]
        self.assertEqual(found, [[True, False, True], [False, False, False]])

    def test_catching_up_brings_what_changed_and_nothing_else(self):
        still = self.make_lot(self.milk, "L1", 5)
        changed = self.make_lot(self.milk, "L2", 5)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_lot SET write_date = '2026-03-09 00:00:00';"
            "UPDATE stock_quant SET write_date = '2026-03-09 00:00:00';"
        )
        till = self.config.with_user(self.cashier)
        version = till.lot_snapshot(lot_ids=[])["version"]
        with freeze_time("2026-03-10 10:00:00"):
            changed.with_user(self.holder).action_hold("quality", "sample")
            answer = till.lot_snapshot(since=version)

        self.assertIn(changed.id, [row["id"] for row in answer["rows"]])
        self.assertNotIn(still.id, [row["id"] for row in answer["rows"]])
        self.assertEqual(answer["version"], "2026-03-10T10:00:00Z")

    def test_a_lot_that_is_gone_is_named(self):
        lot = self.make_lot(self.milk, "L1")
        lot_id = lot.id
        lot.unlink()
        answer = self.config.with_user(self.cashier).lot_snapshot(lot_ids=[lot_id])
        self.assertEqual((answer["rows"], answer["removed"]), ([], [lot_id]))
