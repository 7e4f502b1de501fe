from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestRecallCases(LotPosCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.officer = cls.make_user("lot_pos_tracking.group_lot_recall")
        cls.ann = cls.env["res.partner"].create({"name": "Ann", "email": "ann@example.com"})

    def recall(self, **values):
        return self.env["lot.recall"].with_user(self.officer).create({"title": "Glass", **values})

    def names(self, recall):
        return sorted(recall.line_ids.lot_id.mapped("name"))

    # -- scope -----------------------------------------------------------------------------------

    def test_numbers_match_ours_and_the_vendors_whatever_their_case(self):
        self.make_lot(self.milk, "ab-1", 5)
        self.make_lot(self.milk, "X", 5, vendor_lot=" AB-1 ")
        self.make_lot(self.milk, "AB-10", 5)
        recall = self.recall(vendor_lot="Ab-1 , zz")

        recall.action_open()

        self.assertEqual(self.names(recall), ["X", "ab-1"])
        self.assertEqual(set(recall.line_ids.mapped("rule")), {"vendor_lot"})

    def test_a_production_window_means_unknown_days_too(self):
        for name, day in (("in", "2026-03-02"), ("out", "2026-03-06"), ("unknown", False)):
            self.make_lot(self.milk, name, 5, production_date=day)
        self.make_lot(self.make_product("Tea"), "tea", 5, production_date="2026-03-02")
        recall = self.recall(
            product_ids=self.milk.ids, production_from="2026-03-01", production_to="2026-03-05"
        )

        recall.action_open()

        rules = {line.lot_id.name: line.rule for line in recall.line_ids}
        self.assertEqual(rules, {"in": "production", "unknown": "production_unknown"})

    def test_a_vendors_lots_are_found_also_where_only_the_receipt_names_him(self):
        lot = self.receive(self.milk, {"L1": 5}, price=1)["L1"]
        other = self.receive(self.milk, {"L2": 5}, price=1, vendor=self.make_vendor("Other"))["L2"]
        (lot + other).vendor_id = False
        recall = self.recall(vendor_id=self.vendor.id)

        recall.action_open()

        self.assertEqual(self.names(recall), ["L1"])

    def test_lots_made_of_recalled_lots_are_recalled(self):
        lot = self.make_lot(self.milk, "L1", 5)
        child = self.make_lot(self.milk, "L1-a", 5, parent_lot_id=lot.id)
        recall = self.recall(lot_ids=lot.ids)

        recall.action_open()

        self.assertEqual(
            {line.lot_id: line.rule for line in recall.line_ids}, {lot: "lot", child: "genealogy"}
        )
        self.assertTrue(child.is_on_hold)
        alone = self.recall(lot_ids=lot.ids, with_descendants=False)
        alone.action_open()
        self.assertEqual(alone.line_ids.lot_id, lot)

    def test_an_empty_scope_recalls_nothing_instead_of_everything(self):
        self.make_lot(self.milk, "L1", 5)

        with self.assertRaisesRegex(UserError, "Say what is recalled"):
            self.recall().action_open()

    # -- opening and closing ---------------------------------------------------------------------

    def test_opening_holds_the_lots_and_writes_it_down(self):
        lot = self.make_lot(self.milk, "L1", 5)
        recall = self.recall(lot_ids=lot.ids)
        self.assertRegex(recall.name, r"^RC/2026/\d{4}$")
        self.assertFalse(lot.is_on_hold)

        recall.action_open()

        self.assertRecordValues(
            recall, [{"state": "open", "opened_by_id": self.officer.id, "closed_at": False}]
        )
        self.assertEqual(lot._hold_reasons(), {lot: ["recall"]})
        self.assertEqual(lot.hold_ids.source, recall)
        self.assertEqual(lot._recall_findings(), lot)
        kinds = lot.event_ids.mapped("kind")
        self.assertIn("recall", kinds)
        self.assertIn("hold", kinds)
        with self.assertRaisesRegex(UserError, "open already"):
            recall.action_open()

    def test_the_hold_of_an_open_recall_cannot_be_lifted(self):
        lot = self.make_lot(self.milk, "L1", 5)
        recall = self.recall(lot_ids=lot.ids)
        recall.action_open()

        with self.assertRaisesRegex(UserError, "Close the recall first"):
            lot.with_user(self.holder).action_lift_holds("looks fine")

        self.assertTrue(lot.is_on_hold)

    def test_closing_keeps_the_holds_unless_the_alarm_was_false(self):
        first, second = self.make_lot(self.milk, "L1", 5), self.make_lot(self.milk, "L2", 5)
        real, false_alarm = self.recall(lot_ids=first.ids), self.recall(lot_ids=second.ids)
        (real + false_alarm).action_open()
        false_alarm.release_on_close = True

        (real + false_alarm).action_close()

        self.assertEqual((first.is_on_hold, second.is_on_hold), (True, False))
        self.assertEqual(real.mapped("state"), ["closed"])
        self.assertEqual(str(real.closed_at), "2026-03-10 09:00:00")
        first.with_user(self.holder).action_lift_holds("destroyed and counted")
        self.assertFalse(first.is_on_hold)

    def test_an_exercise_counts_and_blocks_nothing(self):
        lot = self.make_lot(self.milk, "L1", 5)
        recall = self.recall(lot_ids=lot.ids, kind="mock")

        recall.action_open()

        self.assertEqual(self.names(recall), ["L1"])
        self.assertFalse(lot.is_on_hold)
        self.assertFalse(lot._recall_findings())

    def test_a_lot_that_arrives_later_is_held_whoever_receives_it(self):
        recall = self.recall(vendor_lot="L9", product_ids=self.milk.ids)
        recall.action_open()
        self.assertFalse(recall.line_ids)

        lot = self.receive(self.milk, {"l9": 5}, price=1, user=self.stock_user)["l9"]

        self.assertTrue(lot.is_on_hold)
        self.assertEqual(recall.line_ids.lot_id, lot)

    def test_a_lot_that_becomes_known_to_be_meant_is_held(self):
        recall = self.recall(vendor_lot="V9")
        recall.action_open()
        lot = self.make_lot(self.milk, "L1", 5)
        self.assertFalse(lot.is_on_hold)

        lot.with_user(self.manager).vendor_lot = "v9"

        self.assertTrue(lot.is_on_hold)

    # -- balance ---------------------------------------------------------------------------------

    def test_every_unit_is_somewhere(self):
        lot = self.receive(self.milk, {"L1": 100}, price=1)["L1"]
        self.sell((self.milk, lot, 10), partner_id=self.ann.id)
        self.sell((self.milk, lot, 5))
        self.deliver(self.milk, 7, lots={lot: 7}).partner_id = self.ann
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.milk.id, "lot_id": lot.id, "scrap_qty": 3}
        )
        scrap.action_validate()
        quant = lot.quant_ids.filtered(lambda q: q.location_id == self.stock_location)
        quant.inventory_quantity = 73
        quant.action_apply_inventory()
        recall = self.recall(lot_ids=lot.ids)

        recall.action_open()

        expected = {
            "received": 100,
            "on_hand": 73,
            "in_transit": 0,
            "sold_known": 17,
            "sold_anonymous": 5,
            "returned": 0,
            "scrapped": 3,
            "to_vendor": 0,
            "consumed": 0,
            "accounted": 98,
            "accounted_pct": 98,
            "unaccounted": 2,
        }
        self.assertEqual(recall.balance(), {lot.id: expected})
        self.assertRecordValues(
            recall.line_ids,
            [{"received": 100, "on_hand": 73, "unaccounted": 2, "accounted_pct": 98}],
        )

    def test_what_came_back_is_not_counted_twice(self):
        lot = self.receive(self.milk, {"L1": 10}, price=1)["L1"]
        sale = self.sell((self.milk, lot, 4))
        line = self.ui_line(self.milk, -1, {lot: 1}, refunded_orderline_id=sale.lines[0].id)
        self.sync(self.ui_order([line]))
        recall = self.recall(lot_ids=lot.ids, kind="mock")
        recall.action_open()

        balance = recall.balance()[lot.id]

        self.assertEqual(
            {key: balance[key] for key in ("sold_anonymous", "returned", "on_hand", "unaccounted")},
            {"sold_anonymous": 4, "returned": 1, "on_hand": 7, "unaccounted": 0},
        )

    def test_stock_found_by_a_count_is_where_the_lot_begins(self):
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": self.milk.id})
        quant = self.env["stock.quant"].create(
            {
                "product_id": self.milk.id,
                "lot_id": lot.id,
                "location_id": self.stock_location.id,
                "inventory_quantity": 8,
            }
        )
        quant.action_apply_inventory()
        recall = self.recall(lot_ids=lot.ids)

        self.assertEqual(recall.balance()[lot.id]["accounted_pct"], 100)

    def test_the_number_of_queries_does_not_grow_with_the_number_of_lots(self):
        lots = self.receive(self.milk, {f"L{n}": 2 for n in range(20)}, price=1)
        for name in ("L0", "L1", "L2", "L3"):
            self.sell((self.milk, lots[name], 1))

        def queries(names):
            recall = self.recall(lot_ids=[lots[name].id for name in names], kind="mock")
            recall.action_open()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            recall.balance()
            return self.cr.sql_log_count - before

        queries(["L0"])
        self.assertEqual(queries(["L0"]), queries(list(lots)))

    # -- who has it ------------------------------------------------------------------------------

    def test_tickets_and_customers_are_named(self):
        """B34: also who bought without a name, with what was on the ticket."""
        lot = self.receive(self.milk, {"L1": 10}, price=1)["L1"]
        known = self.sell((self.milk, lot, 2), partner_id=self.ann.id)
        nameless = self.sell((self.milk, lot, 3))
        recall = self.recall(lot_ids=lot.ids)
        recall.action_open()

        self.assertEqual(recall.affected_orders(), (known + nameless).with_user(self.officer))
        self.assertEqual(
            [(sale["order_id"], sale["quantity"]) for sale in recall.affected_sales()],
            [(known.id, 2), (nameless.id, 3)],
        )
        self.assertEqual(recall.affected_partners(), self.ann.with_user(self.officer))
        self.assertEqual(
            sorted(
                (row["document"], row["quantity"], row["partner"])
                for row in recall.affected_sales()
            ),
            sorted([(known.name, 2, "Ann"), (nameless.name, 3, None)]),
        )

    def test_customers_are_told_after_the_block_and_confirm(self):
        lot = self.receive(self.milk, {"L1": 10}, price=1)["L1"]
        bob = self.env["res.partner"].create({"name": "Bob"})
        self.sell((self.milk, lot, 2), partner_id=self.ann.id)
        self.sell((self.milk, lot, 1), partner_id=bob.id)
        recall = self.recall(lot_ids=lot.ids, reason="Glass was found.")
        recall.action_open()
        recall.action_prepare_notices()
        recall.action_prepare_notices()
        self.assertEqual(
            sorted((n.partner_id.name, n.quantity) for n in recall.notice_ids),
            [("Ann", 2), ("Bob", 1)],
        )

        with self.assertRaisesRegex(UserError, "No e-mail address of Bob"):
            recall.action_send_notices()
        recall.notice_ids.filtered(lambda n: n.partner_id == bob).channel = "phone"
        recall.action_send_notices()
        recall.notice_ids[0].action_confirm()

        self.assertEqual(sorted(recall.notice_ids.mapped("state")), ["confirmed", "sent"])
        self.assertEqual(recall.effectiveness, 50)
        mail = self.env["mail.mail"].search(
            [("model", "=", "lot.recall"), ("res_id", "=", recall.id)]
        )
        self.assertEqual(len(mail), 1)
        self.assertIn("Glass was found.", mail.body_html)
        self.assertIn("ann@example.com", mail.email_to)

    # -- rights ----------------------------------------------------------------------------------

    def test_only_recall_officers_open_cases_and_evidence_stays(self):
        lot = self.make_lot(self.milk, "L1", 5)
        recall = self.recall(lot_ids=lot.ids)

        with self.assertRaises(AccessError):
            recall.with_user(self.holder).action_open()
        with self.assertRaises(AccessError):
            self.env["lot.recall"].with_user(self.stock_user).create({"title": "No"})
        recall.action_open()
        with self.assertRaisesRegex(UserError, "evidence"):
            recall.unlink()
        recall.action_close()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            recall.vendor_lot = "L2"

    def test_another_company_sees_no_case_and_its_lots_are_not_touched(self):
        company = self.make_company()
        lot = self.make_lot(self.milk, "L1", 5)
        theirs = self.env["stock.lot"].create(
            {"name": "L1", "product_id": self.milk.id, "company_id": company.id}
        )
        stranger = self.make_user("lot_pos_tracking.group_lot_recall", company=company)
        recall = self.recall(vendor_lot="L1")
        recall.action_open()
        recall.sudo().notice_ids.create({"recall_id": recall.id, "partner_id": self.ann.id})

        self.assertEqual(recall.line_ids.lot_id, lot)
        self.assertFalse(theirs.is_on_hold)
        for model in ("lot.recall", "lot.recall.line", "lot.recall.notice"):
            self.assertFalse(self.env[model].with_user(stranger).search([]), model)
        with self.assertRaises(AccessError):
            recall.with_user(stranger).balance()
        with self.assertRaises(AccessError):
            recall.with_user(stranger).affected_partners()
