from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...core.verdict import Reason
from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestOverride(LotPosCommon):
    """A manager approves at the cashier's till, verified on the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.config.lot_override_expired = True
        cls.pos_manager._lot_set_pin("2468")

    def setUp(self):
        super().setUp()
        self.lot = self.make_lot(self.milk, "L1", 5, use_by_date="2026-03-09")

    def order_of(self, lot, quantity=1):
        return self.ui_order([(lot.product_id, lot, quantity)])

    def approve(self, order, pin="2468", reason="Fine, checked", **values):
        line = order["lines"][0][2]
        lot_id = line["pack_lot_ids"][0][2]["lot_id"]
        payload = {
            "login": self.pos_manager.login,
            "pin": pin,
            "reason": reason,
            "order_uuid": order["uuid"],
            "lines": [
                {
                    "uuid": line["uuid"],
                    "product_id": line["product_id"],
                    "lot_id": lot_id,
                    "quantity": line["qty"],
                    "evidence": "scanned",
                }
            ],
            **values,
        }
        return self.config.with_user(self.cashier).approve_lot_override(payload)

    def test_an_expired_lot_is_sold_with_both_names_reason_and_state(self):
        """B35"""
        order_data = self.order_of(self.lot)
        self.assert_refused("expired", dict(order_data, lines=list(order_data["lines"])))

        answer = self.approve(order_data)
        order = self.sync(order_data)

        self.assertTrue(answer["ok"])
        self.assertEqual(answer["lines"][0]["verdict"], "warn")
        self.assertEqual(answer["approver_name"], self.pos_manager.name)
        self.assertRecordValues(
            self.env["lot.override"].browse(answer["override_ids"]),
            [
                {
                    "order_id": order.id,
                    "line_id": order.lines.id,
                    "lot_id": self.lot.id,
                    "reasons": "expired",
                    "reason_text": "Expired",
                    "cashier_id": self.cashier.id,
                    "approver_id": self.pos_manager.id,
                    "comment": "Fine, checked",
                    "quantity": 1,
                }
            ],
        )
        self.assertRecordValues(
            order.lines.pack_lot_ids,
            [{"evidence": "override", "verdict": "warn", "reasons": "expired"}],
        )
        event = self.env["lot.event"].search([("kind", "=", "override")])
        self.assertEqual(
            (event.lot_id, event.user_id, event.facts["approver"], event.facts["reasons"]),
            (self.lot, self.cashier, self.pos_manager.id, "expired"),
        )

    def test_an_approval_is_for_this_lot_this_line_and_this_quantity(self):
        other = self.make_lot(self.milk, "L2", 5, use_by_date="2026-03-09")
        approved = self.order_of(self.lot)
        self.approve(approved)
        for name, value in (("lot_id", other.id), ("quantity", 2)):
            order = self.order_of(self.lot, 2 if name == "quantity" else 1)
            order["uuid"] = approved["uuid"]
            order["lines"][0][2]["uuid"] = approved["lines"][0][2]["uuid"]
            pack = order["lines"][0][2]["pack_lot_ids"][0][2]
            pack[name] = value
            with self.subTest(name):
                self.assert_refused("expired", order)
        elsewhere = self.order_of(self.lot)
        self.assert_refused("expired", elsewhere)

    def test_every_finding_has_words_for_the_lists(self):
        checkout = self.env["lot.checkout"]
        words = [checkout._reason_words(str(reason)) for reason in Reason]
        self.assertEqual(len(set(words)), len(Reason), words)
        self.assertEqual(checkout._reason_words("expired,min_days"), "Expired, Too few days left")
        self.assertEqual(checkout._reason_words(False), "")

    def test_what_the_till_does_not_allow_cannot_be_approved(self):
        self.config.lot_override_expired = False
        with self.assertRaisesRegex(UserError, "This cannot be approved. Milk: lot L1 expired"):
            self.approve(self.order_of(self.lot))

    def test_a_recall_is_never_approved(self):
        for name in ("lot_override_held", "lot_override_not_scanned"):
            self.config[name] = True
        self.lot.with_user(self.holder).action_hold("recall", "glass")
        with self.assertRaisesRegex(UserError, "cannot be approved. Milk: lot L1 is recalled"):
            self.approve(self.order_of(self.lot))

    def test_a_recall_after_the_approval_still_stops_the_sale(self):
        order_data = self.order_of(self.lot)
        self.approve(order_data)
        self.lot.with_user(self.holder).action_hold("recall", "glass")
        self.assert_refused("is recalled", order_data)

    def test_wrong_pins_are_counted_and_lock_for_five_minutes(self):
        order_data = self.order_of(self.lot)
        for _attempt in range(5):
            self.assertEqual(self.approve(order_data, pin="0000")["error"], "wrong_pin")
        self.assertEqual(self.approve(order_data)["error"], "locked")
        self.assertEqual(
            self.env["lot.pin.attempt"].search_count([("cashier_id", "=", self.cashier.id)]), 5
        )
        with freeze_time("2026-03-10 09:05:00"):
            self.assertTrue(self.approve(order_data)["ok"])

    def test_a_cashier_cannot_guess_on_by_changing_the_name(self):
        order_data = self.order_of(self.lot)
        for number in range(10):
            answer = self.approve(order_data, pin="0000", login=f"nobody{number}")
            self.assertEqual(answer["error"], "wrong_pin")
        self.assertEqual(self.approve(order_data)["error"], "locked")

    def test_who_has_no_right_no_pin_or_another_company_cannot_approve(self):
        order_data = self.order_of(self.lot)
        self.cashier._lot_set_pin("1357")
        foreign = self.make_user(
            "point_of_sale.group_pos_manager", company=self.make_company(), login="foreign"
        )
        foreign._lot_set_pin("1357")
        without_pin = self.make_user("point_of_sale.group_pos_manager", login="nopin")
        for user in (self.cashier, foreign, without_pin):
            with self.subTest(user.login):
                answer = self.approve(order_data, pin="1357", login=user.login)
                self.assertEqual(answer["error"], "wrong_pin")
        self.assertEqual(self.approve(order_data, pin="")["error"], "wrong_pin")
        self.assertEqual(self.approve(order_data, reason=" ")["error"], "no_reason")

    def test_nobody_reads_the_pin_and_no_till_gets_it(self):
        with self.assertRaises(AccessError):
            self.pos_manager.with_user(self.env.ref("base.user_admin")).read(["lot_pin_hash"])
        self.assertNotIn("2468", self.pos_manager.sudo().lot_pin_hash)
        session = self.open_till()
        loaded = session.with_user(self.pos_manager).load_data(["res.users"])
        self.assertNotIn("lot_pin_hash", loaded["res.users"][0])
        with self.assertRaises(UserError):
            self.pos_manager._lot_set_pin("12a4")

    def test_approvals_cannot_be_changed_or_deleted(self):
        self.approve(self.order_of(self.lot))
        override = self.env["lot.override"].search([])
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            override.write({"comment": "else"})
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            override.unlink()

    def test_missing_evidence_is_approved_without_a_lot_of_the_recalled_product(self):
        """Approving an unread pack could be approving the recalled one."""
        good = self.make_lot(self.milk, "L2", 5)
        self.config.lot_choice = "scan"
        order_data = self.order_of(good)
        order_data["lines"][0][2]["pack_lot_ids"][0][2]["evidence"] = "picked"
        lines = [
            {
                "uuid": order_data["lines"][0][2]["uuid"],
                "product_id": self.milk.id,
                "lot_id": good.id,
                "quantity": 1,
                "evidence": "picked",
            }
        ]
        self.assertTrue(self.approve(order_data, lines=lines)["ok"])
        self.assertEqual(self.sync(order_data).state, "paid")
        self.lot.with_user(self.holder).action_hold("recall", "glass")
        with self.assertRaisesRegex(UserError, "cannot be approved"):
            self.approve(order_data, order_uuid="another", lines=lines)
