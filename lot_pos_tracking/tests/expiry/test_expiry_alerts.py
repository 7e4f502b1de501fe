from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .expiry_common import ExpiryCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestAlerts(ExpiryCommon):
    def test_an_alert_says_who_was_told_about_how_much_worth_what(self):
        lot = self.make_lot(self.milk, "L1", 40, use_by_date="2026-03-15")

        alert = self.scan()

        self.assertRecordValues(
            alert,
            [
                {
                    "lot_id": lot.id,
                    "warehouse_id": self.warehouse.id,
                    "tier_id": self.tier.id,
                    "company_id": self.company.id,
                    "quantity": 40,
                    "value": 60,
                    "at_risk_qty": 40,
                    "state": "open",
                    "user_id": self.keeper.id,
                    "days_left": 5,
                }
            ],
        )
        self.assertRecordValues(
            alert.activity_id,
            [
                {
                    "res_model": "stock.lot",
                    "res_id": lot.id,
                    "user_id": self.keeper.id,
                    "date_deadline": fields.Date.to_date("2026-03-10"),
                    "summary": f"A week left: 40.00 Units in {self.warehouse.name}",
                }
            ],
        )

    def test_only_lots_on_hand_within_reach_and_out_of_quarantine_are_told(self):
        self.make_lot(self.milk, "far", 5, use_by_date="2026-03-18")
        self.make_lot(self.milk, "empty", use_by_date="2026-03-12")
        self.make_lot(self.make_product("Soap"), "undated", 5)
        quarantine = self.company._lot_quarantine_location()
        self.make_lot(self.milk, "set aside", 5, location=quarantine, use_by_date="2026-03-12")
        near = self.make_lot(self.milk, "near", 5, use_by_date="2026-03-17")

        self.assertEqual(self.scan().lot_id, near)

    def test_a_second_scan_tells_nobody_again(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-15")
        first = self.scan()

        self.assertFalse(self.scan())

        self.assertEqual(
            self.env["mail.activity"].search(
                [("res_id", "=", lot.id), ("res_model", "=", "stock.lot")]
            ),
            first.activity_id,
        )

    def test_past_dates_give_one_alert_for_each_tier_and_one_errand_for_the_person(self):
        wide, last = self.make_tier("Month", days=30), self.make_tier("Last day", days=0)
        self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-01")

        alerts = self.scan()

        self.assertEqual(set(alerts.tier_id), {wide, self.tier, last})
        self.assertEqual(alerts.mapped("state"), ["open"] * 3)
        self.assertEqual(alerts.filtered(lambda alert: not alert.is_overtaken).tier_id, last)
        self.assertEqual(len(alerts.activity_id), 1)
        self.assertIn("Last day", alerts.activity_id.summary)
        self.assertFalse(self.scan())
        self.assertEqual(alerts.mapped("state"), ["open"] * 3)

    def test_a_narrower_tier_renews_the_errand_instead_of_adding_one(self):
        self.make_tier("Month", days=30)
        self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-25")
        month = self.scan()

        with freeze_time("2026-03-20 09:00:00"):
            week = self.scan()

        self.assertEqual(week.tier_id, self.tier)
        self.assertEqual(week.activity_id, month.activity_id)
        self.assertIn("A week left", week.activity_id.summary)
        self.assertEqual(str(week.activity_id.date_deadline), "2026-03-20")

    def test_an_extended_date_closes_the_alert_and_its_second_end_is_told_again(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-15")
        first = self.scan()
        activity = first.activity_id

        lot.use_by_date = "2026-05-14"
        self.assertFalse(self.scan())
        self.assertRecordValues(first, [{"state": "done", "outcome": "moved"}])
        self.assertFalse(activity.exists())
        with freeze_time("2026-05-08 09:00:00"):
            second = self.scan()

        self.assertEqual((second.lot_id, second.state), (lot, "open"))

    def test_a_date_moved_within_the_tier_is_the_same_alert(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-15")
        first = self.scan()

        lot.use_by_date = "2026-03-16"

        self.assertFalse(self.scan())
        self.assertEqual((first.state, str(first.last_good_day)), ("open", "2026-03-16"))

    def test_sold_out_goods_close_the_alert_and_new_ones_open_it_again(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-15")
        first = self.scan()
        self.deliver(self.milk, 5, lots={lot: 5})

        self.assertFalse(self.scan())
        self.assertRecordValues(first, [{"state": "done", "outcome": "gone", "settled_qty": 0}])
        self.env["stock.quant"]._update_available_quantity(
            self.milk, self.stock_location, 2, lot_id=lot
        )

        self.assertRecordValues(self.scan(), [{"lot_id": lot.id, "quantity": 2}])

    def test_what_was_dismissed_stays_so_until_there_is_more_of_it(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-15")
        self.scan().with_user(self.stock_user).action_dismiss()

        self.assertFalse(self.scan())
        self.env["stock.quant"]._update_available_quantity(
            self.milk, self.stock_location, 1, lot_id=lot
        )

        self.assertEqual(self.scan().quantity, 6)

    def test_a_lot_that_passed_its_day_while_nobody_acted_is_expired_meanwhile(self):
        self.make_tier("Last day", days=0)
        self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-15")
        week = self.scan()
        with freeze_time("2026-03-15 09:00:00"):
            last = self.scan()

        with freeze_time("2026-03-16 09:00:00"):
            self.assertFalse(self.scan())

        self.assertEqual((week + last).mapped("state"), ["expired", "open"])

    def test_ticking_off_the_activity_is_taking_care_of_the_alert(self):
        self.make_tier("Month", days=30)
        self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-15")
        alerts = self.scan()

        alerts.activity_id.with_user(self.keeper).action_feedback("on the reduced shelf")

        self.assertEqual(alerts.mapped("state"), ["done", "done"])
        self.assertEqual(alerts.mapped("outcome"), ["handled", "handled"])
        self.assertFalse(self.scan())

    def test_at_risk_is_what_the_sales_of_four_weeks_will_leave(self):
        old = self.make_lot(self.milk, "sold", 56, use_by_date="2026-03-30")
        with freeze_time("2026-03-01 09:00:00"):
            self.deliver(self.milk, 56, lots={old: 56})
        lot = self.make_lot(self.milk, "L1", 40, use_by_date="2026-03-20")
        self.tier.days = 10

        alert = self.scan()

        self.assertRecordValues(alert, [{"lot_id": lot.id, "quantity": 40, "at_risk_qty": 20}])

    def test_what_came_back_was_not_sold_and_earlier_lots_go_first(self):
        old = self.make_lot(self.milk, "sold", 84, use_by_date="2026-03-30")
        with freeze_time("2026-03-01 09:00:00"):
            self.deliver(self.milk, 84, lots={old: 84})
            back = self.env["stock.move"].create(
                {
                    "product_id": self.milk.id,
                    "product_uom_qty": 28,
                    "location_id": self.customer_location.id,
                    "location_dest_id": self.company._lot_quarantine_location().id,
                    "move_line_ids": [
                        fields.Command.create(
                            {"product_id": self.milk.id, "lot_id": old.id, "quantity": 28}
                        )
                    ],
                }
            )
            back._action_confirm()
            back.picked = True
            back._action_done()
        first = self.make_lot(self.milk, "first", 8, use_by_date="2026-03-12")
        second = self.make_lot(self.milk, "second", 20, use_by_date="2026-03-17")

        risk = {alert.lot_id: alert.at_risk_qty for alert in self.scan()}

        # two a day: 4 of 8 by the 12th, then 10 of 20 by the 17th
        self.assertEqual(risk, {first: 4, second: 10})

    def test_a_tier_by_share_of_life_suits_short_and_long_lives(self):
        self.tier.write({"percent_of_life": 25, "days": 0})
        short = self.make_lot(
            self.milk, "short", 5, production_date="2026-03-02", use_by_date="2026-03-12"
        )
        long_ = self.make_lot(
            self.milk, "long", 5, production_date="2025-06-13", use_by_date="2026-06-08"
        )
        self.make_lot(self.milk, "fresh", 5, production_date="2026-03-02", use_by_date="2026-03-14")

        self.assertEqual(self.scan().lot_id, short + long_)

    def test_a_tier_speaks_for_its_categories_and_warehouses_only(self):
        category = self.env["product.category"].create({"name": "Chilled"})
        other = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.tier.write({"category_ids": category.ids, "warehouse_ids": other.ids})
        yoghurt = self.make_product("Yoghurt", shelf_life=30, categ_id=category.id)
        self.make_lot(self.milk, "M", 5, location=other.lot_stock_id, use_by_date="2026-03-12")
        lot = self.make_lot(yoghurt, "Y", 5, use_by_date="2026-03-12")
        self.env["stock.quant"]._update_available_quantity(
            yoghurt, other.lot_stock_id, 3, lot_id=lot
        )

        self.assertRecordValues(
            self.scan(), [{"lot_id": lot.id, "warehouse_id": other.id, "quantity": 3}]
        )

    def test_each_warehouse_lives_in_its_own_day(self):
        east = self.env["res.partner"].create({"name": "East", "tz": "Asia/Tokyo"})
        tokyo = self.env["stock.warehouse"].create(
            {"name": "Tokyo", "code": "TYO", "partner_id": east.id}
        )
        self.tier.days = 0
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-11")
        self.env["stock.quant"]._update_available_quantity(
            self.milk, tokyo.lot_stock_id, 3, lot_id=lot
        )

        with freeze_time("2026-03-10 20:00:00"):
            alerts = self.scan()

        self.assertEqual(alerts.warehouse_id, tokyo)

    def test_who_is_told_follows_user_role_and_company(self):
        responsible = self.make_user("stock.group_stock_user")
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())
        self.milk.responsible_id = responsible
        self.tier.user_id = False
        warehouse_keeper = self.make_user("stock.group_stock_user")
        self.warehouse.lot_alert_user_id = warehouse_keeper
        by_place = self.make_tier("Place", days=7, user_id=False, role="warehouse")
        self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-15")

        told = {alert.tier_id: alert.user_id for alert in self.scan()}

        self.assertEqual(told, {self.tier: responsible, by_place: warehouse_keeper})
        with self.assertRaisesRegex(ValidationError, "would never see the alert"):
            self.tier.user_id = stranger

    def test_one_email_for_all_lots_of_a_person(self):
        self.tier.channel = "mail"
        self.keeper.email = "keeper@example.com"
        for name in ("L1", "L2"):
            self.make_lot(self.milk, name, 5, use_by_date="2026-03-15")
        known = self.env["mail.mail"].search([])

        alerts = self.scan()

        mail = self.env["mail.mail"].search([]) - known
        self.assertEqual(mail.subject, "2 lots come to their end")
        self.assertIn("keeper@example.com", mail.email_to)
        self.assertIn("L1", mail.body_html)
        self.assertIn("L2", mail.body_html)
        self.assertFalse(alerts.activity_id)

    def test_fifty_lots_cost_as_many_queries_as_one(self):
        def queries(names):
            self.alerts().unlink()
            for name in names:
                self.make_lot(self.milk, name, 5, use_by_date="2026-03-15")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.scan()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(["warm-up"])
        self.env["stock.quant"].search([("lot_id", "!=", False)]).sudo().quantity = 0
        one = queries(["A0"])
        self.assertEqual(one, queries([f"B{n}" for n in range(50)]))

    def test_refreshing_fifty_alerts_costs_as_many_queries_as_one(self):
        def queries(names):
            lots = [self.make_lot(self.milk, n, 5, use_by_date="2026-03-15") for n in names]
            self.scan()
            for lot in lots:
                self.env["stock.quant"]._update_available_quantity(
                    self.milk, self.stock_location, 1, lot_id=lot
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.scan()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        one = queries(["A0"])
        self.assertLessEqual(queries([f"B{n}" for n in range(50)]), one)

    def test_another_company_neither_sees_alerts_nor_gets_its_own_lots_mixed_in(self):
        self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-15")
        alert = self.scan()
        company = self.make_company()
        stranger = self.make_user("stock.group_stock_manager", company=company)
        theirs = self.env["lot.alert"].with_user(stranger)

        self.assertFalse(theirs.search([]))
        with self.assertRaises(AccessError):
            alert.with_user(stranger).read(["quantity"])
        with self.assertRaises(AccessError):
            alert.with_user(stranger).action_done()
        self.assertEqual(alert.company_id, self.company)

    def test_every_company_starts_with_a_month_a_week_and_the_last_day(self):
        company = self.make_company()

        tiers = self.env["lot.alert.tier"].search([("company_id", "=", company.id)])

        self.assertEqual(sorted(tiers.mapped("days")), [0, 7, 30])
        company._lot_prepare_company()
        self.assertEqual(tiers.search_count([("company_id", "=", company.id)]), 3)

    def test_odoos_own_reminder_stays_unless_the_company_switches_it_off(self):
        lots = self.make_lot(self.milk, "L1", 5) + self.make_lot(self.milk, "L2", 5)
        lots[0].alert_date = fields.Datetime.now() - timedelta(days=1)
        self.env["stock.lot"]._alert_date_exceeded()
        self.assertEqual(len(lots[0].activity_ids), 1)

        self.company.lot_native_reminders = False
        lots[1].alert_date = fields.Datetime.now() - timedelta(days=1)
        self.env["stock.lot"]._alert_date_exceeded()

        self.assertFalse(lots[1].activity_ids)
