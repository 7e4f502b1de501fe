from functools import partial

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestChecksAndClaims(LotPosCommon):
    """What a till asks before the customer pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk", barcode="9506000134352")
        cls.second = cls.make_till("Second")

    def line(self, lot, quantity=1, **values):
        named = {"lot_id": lot.id} if lot and not isinstance(lot, str) else {"lot_name": lot or ""}
        return {"product_id": self.milk.id, "quantity": quantity, "uuid": "u1", **named, **values}

    def check(self, *lines, till=None, at=None):
        return (till or self.config).with_user(self.cashier).check_lots(list(lines), at)

    def claim(self, uuid, *lines, till=None):
        return (till or self.config).with_user(self.cashier).claim_lots(uuid, list(lines))

    def test_a_good_lot_is_allowed(self):
        lot = self.make_lot(self.milk, "L1", 5)
        self.assertEqual(
            self.check(self.line(lot)),
            [
                {
                    "uuid": "u1",
                    "verdict": "allow",
                    "reasons": [],
                    "lot_id": lot.id,
                    "suggestion_lot_id": False,
                    "message": "",
                    "overridable": False,
                    "to_quarantine": False,
                    "near": [],
                }
            ],
        )

    def test_an_expired_lot_is_blocked_and_the_next_to_expire_suggested(self):
        expired = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-09")
        self.make_lot(self.milk, "L2", 5, use_by_date="2026-04-20")
        sooner = self.make_lot(self.milk, "L3", 5, use_by_date="2026-04-10")

        answer = self.check(self.line(expired))[0]

        self.assertEqual(
            (answer["verdict"], answer["reasons"], answer["suggestion_lot_id"]),
            ("block", ["expired"], sooner.id),
        )
        self.assertEqual(answer["message"], "Milk: lot L1 expired on 03/09/2026.")

    def test_at_asks_for_another_moment(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-09")
        self.assertEqual(
            self.check(self.line(lot), at="2026-03-09 10:00:00")[0]["verdict"], "allow"
        )

    def test_a_scan_names_product_lot_and_dates(self):
        lot = self.make_lot(self.milk, "ABC", 5)
        fine, late = self.check(
            {"scan": "(01)09506000134352(10)ABC", "uuid": "a"},
            {"scan": "(01)09506000134352(17)240101(10)ABC", "uuid": "b"},
        )
        self.assertEqual((fine["verdict"], fine["lot_id"]), ("allow", lot.id))
        self.assertEqual(
            (late["verdict"], late["reasons"], late["lot_id"]), ("block", ["expired"], lot.id)
        )

    def test_a_scan_with_lot_and_serial_names_what_the_product_is_tracked_by(self):
        """B33"""
        phone = self.make_product("Phone", tracking="serial", barcode="9506000134369")
        serial, lot = self.make_lot(phone, "S1", 1), self.make_lot(self.milk, "M1", 1)
        answers = self.check(
            {"scan": "(01)09506000134369(10)BATCH(21)S1"},
            {"scan": "(01)09506000134352(10)M1(21)XYZ"},
        )
        self.assertEqual([answer["lot_id"] for answer in answers], [serial.id, lot.id])

    def test_a_scan_without_a_number_leaves_the_lot_that_was_picked(self):
        lot, _other = (self.make_lot(self.milk, name, 5) for name in ("M1", "M2"))
        fine, late = self.check(
            self.line(lot, scan="(01)09506000134352(17)260401"),
            self.line(lot, scan="(01)09506000134352(17)260309"),
        )
        self.assertEqual((fine["verdict"], fine["lot_id"]), ("allow", lot.id))
        self.assertEqual((late["verdict"], late["reasons"]), ("block", ["expired"]))

    def test_a_scan_of_other_goods_names_no_lot_of_this_product(self):
        """Both have a lot A; the pack in the hand is cheese."""
        cheese = self.make_product("Cheese", barcode="9506000134376")
        for product in (self.milk, cheese):
            self.make_lot(product, "A", 5)
        answer = self.check(self.line(None, scan="(01)09506000134376(10)A"))[0]
        self.assertEqual(
            (answer["verdict"], answer["reasons"], answer["lot_id"]),
            ("ask", ["unknown_lot"], False),
        )

    def test_the_minute_on_a_pack_is_the_shops(self):
        """AI 7003; 09:00 UTC is 04:00 in Chicago."""
        self.company.partner_id.tz = "America/Chicago"
        self.make_lot(self.milk, "M1", 5)
        answers = self.check(
            {"scan": "(01)09506000134352(10)M1(7003)2603100430"},
            {"scan": "(01)09506000134352(10)M1(7003)2603100330"},
        )
        self.assertEqual([answer["verdict"] for answer in answers], ["allow", "block"])

    def test_an_unknown_number_asks_with_near_matches(self):
        self.make_lot(self.milk, "LOT10", 5)
        answer = self.check(self.line("L0T10"))[0]
        self.assertEqual(
            (answer["verdict"], answer["reasons"], answer["near"]),
            ("ask", ["unknown_lot"], ["LOT10"]),
        )

    def test_a_recall_of_the_product_asks_for_the_pack(self):
        good = self.make_lot(self.milk, "L1", 5)
        bad = self.make_lot(self.milk, "L2", 5)
        bad.with_user(self.holder).action_hold("recall", "glass")
        answers = self.check(
            self.line(good, evidence="only_lot"),
            self.line(good, evidence="scanned"),
            self.line(" l2 "),
        )
        self.assertEqual(
            [(a["verdict"], a["reasons"], a["overridable"]) for a in answers],
            [
                ("ask", ["not_scanned"], False),
                ("allow", [], False),
                ("block", ["recalled", "held", "not_scanned"], False),
            ],
        )

    def test_of_two_tills_one_gets_the_last_unit(self):
        lot = self.make_lot(self.milk, "L1", 1)
        first = self.claim("order-1", self.line(lot))
        second = self.claim("order-2", self.line(lot), till=self.second)
        self.assertEqual([a["verdict"] for a in first + second], ["allow", "block"])
        self.assertEqual(second[0]["reasons"], ["short_quantity"])
        self.assertEqual(self.env["lot.claim"].search([]).mapped("order_uuid"), ["order-1"])

    def test_claiming_again_replaces_what_the_order_had(self):
        lot, other = (self.make_lot(self.milk, name, 5) for name in ("L1", "L2"))
        self.claim("order-1", self.line(lot, 5))
        self.assertEqual(self.claim("order-1", self.line(lot, 5))[0]["verdict"], "allow")
        self.claim("order-1", self.line(other, 2), self.line(lot, 1))
        self.assertEqual(
            {claim.lot_id: claim.quantity for claim in self.env["lot.claim"].search([])},
            {lot: 1, other: 2},
        )

    def test_a_refused_line_claims_nothing_and_keeps_what_was_claimed(self):
        lot, short = (self.make_lot(self.milk, name, 2) for name in ("L1", "L2"))
        self.claim("order-1", self.line(lot, 1))
        answers = self.claim("order-1", self.line(lot, 2), self.line(short, 3))
        self.assertEqual([a["verdict"] for a in answers], ["allow", "block"])
        self.assertRecordValues(
            self.env["lot.claim"].search([]), [{"lot_id": lot.id, "quantity": 1}]
        )

    def test_a_claim_ends_after_two_minutes_by_the_servers_clock(self):
        lot = self.make_lot(self.milk, "L1", 1)
        self.claim("order-1", self.line(lot))
        with freeze_time("2026-03-10 09:01:59"):
            self.assertEqual(self.check(self.line(lot), till=self.second)[0]["verdict"], "block")
        with freeze_time("2026-03-10 09:02:00"):
            answer = self.claim("order-2", self.line(lot), till=self.second)
            self.assertEqual(answer[0]["verdict"], "allow")

    def test_a_released_claim_is_free_at_once(self):
        lot = self.make_lot(self.milk, "L1", 1)
        self.claim("order-1", self.line(lot))
        self.config.with_user(self.cashier).release_lots("order-1")
        self.assertEqual(self.check(self.line(lot), till=self.second)[0]["verdict"], "allow")

    def test_a_paid_and_a_cancelled_order_need_their_claims_no_more(self):
        lot = self.make_lot(self.milk, "L1", 5)
        order = self.ui_order([(self.milk, lot, 1)])
        self.claim(order["uuid"], self.line(lot))
        self.sync(order)
        draft = self.ui_order([(self.milk, lot, 1)], state="draft", payment_ids=[], amount_paid=0)
        saved = self.sync(draft)
        self.claim(draft["uuid"], self.line(lot))
        saved.with_user(self.cashier).action_pos_order_cancel()
        self.assertFalse(self.env["lot.claim"].search([]))

    def test_a_till_of_another_company_ends_no_claim_of_ours(self):
        lot = self.make_lot(self.milk, "L1", 1)
        self.claim("order-1", self.line(lot))
        other = self.make_company()
        journal, books = self.env["account.journal"].create(
            [
                {"name": kind, "type": kind, "code": kind[:3], "company_id": other.id}
                for kind in ("cash", "general")
            ]
        )
        cash = {"name": "Cash", "journal_id": journal.id, "company_id": other.id}
        method = self.env["pos.payment.method"].create(cash)
        till = self.env["pos.config"].create(
            {
                "name": "Other",
                "company_id": other.id,
                "journal_id": books.id,
                "invoice_journal_id": False,
                "payment_method_ids": [Command.set(method.ids)],
                "use_pricelist": False,
            }
        )
        stranger = self.make_user("point_of_sale.group_pos_user", company=other)

        till.with_user(stranger).claim_lots("order-1", [])
        till.with_user(stranger).release_lots("order-1")

        self.assertEqual(self.env["lot.claim"].search([("order_uuid", "=", "order-1")]).lot_id, lot)

    def test_what_another_order_claimed_cannot_be_sold_without_asking(self):
        lot = self.make_lot(self.milk, "L1", 1)
        self.claim("order-1", self.line(lot), till=self.second)
        self.assert_refused("lot L1 has only", self.ui_order([(self.milk, lot, 1)]))

    def test_a_refused_claim_is_written_down(self):
        lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-09")
        self.claim("order-1", self.line(lot))
        event = self.env["lot.event"].search([("kind", "=", "refusal")])
        self.assertRecordValues(
            event, [{"lot_id": lot.id, "quantity": 1, "user_id": self.cashier.id}]
        )
        self.assertEqual((event.facts["order"], event.facts["reasons"]), ("order-1", "expired"))

    def test_only_users_of_the_till_may_ask(self):
        lot = self.make_lot(self.milk, "L1", 5)
        stranger = self.make_user()
        other_company = self.make_company()
        foreign = self.make_user("point_of_sale.group_pos_user", company=other_company)
        for user in (stranger, foreign):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.config.with_user(user).check_lots([self.line(lot)])

    def test_the_questions_cost_the_same_for_one_line_and_for_fifty(self):
        self.assertEqual(self.query_counts(), {1: (1, 3), 50: (1, 3)})

    def test_the_first_questions_of_a_request_cost_little_more(self):
        """Nothing of the shop and its products is known yet: check reads it by a query of its own,
        claim while it waits for its turn."""
        self.assertEqual(self.query_counts(fresh=True), {1: (2, 3), 50: (2, 3)})

    def test_an_open_recall_costs_no_query(self):
        self.env["lot.recall"].create(
            {
                "title": "Glass",
                "vendor_lot": "NEVER-RECEIVED",
                "product_ids": [Command.set(self.milk.ids)],
            }
        ).action_open()
        self.assertEqual(self.query_counts(), {1: (1, 3), 50: (1, 3)})

    def query_counts(self, fresh=False):
        """``{number of lines: (queries of check_lots, queries of claim_lots)}``"""
        lots = [self.make_lot(self.milk, f"L{number}", 5) for number in range(50)]
        till = self.config.with_user(self.cashier)
        counts = {}
        for size in (1, 50):
            lines = [self.line(lot, uuid=lot.name, evidence="scanned") for lot in lots[:size]]
            till.check_lots(lines)
            till.claim_lots("order-1", lines)
            spent = []
            for ask in (
                partial(till.check_lots, lines),
                partial(till.claim_lots, "order-1", lines),
            ):
                self.env.flush_all()
                if fresh:
                    self.env.invalidate_all()
                start = self.cr.sql_log_count
                ask()
                spent.append(self.cr.sql_log_count - start)
            counts[size] = tuple(spent)
        return counts
