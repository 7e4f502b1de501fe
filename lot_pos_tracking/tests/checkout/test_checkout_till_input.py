from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import LotPosCommon

NO_LINES = (None, 5, "x", [None], ["x"], [1] * 5001)
NO_IDS = ("x", [1], -1, 10**12, True, 1.5)
NO_TEXTS = (5, ["x"], {}, "a\0b", "x" * 10001)
NO_NUMBERS = ("x", [1], True, float("nan"), float("inf"), 1e30)
NO_MOMENTS = ("x", 5, True, ["x"], "2026-13-01 00:00:00")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestWhatATillSends(LotPosCommon):
    """Whoever may use a till may call its methods with whatever he likes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")

    def setUp(self):
        super().setUp()
        self.lot = self.make_lot(self.milk, "L1", 5)
        self.till = self.config.with_user(self.cashier)

    def line(self, **values):
        return {"product_id": self.milk.id, "lot_id": self.lot.id, "quantity": 1, **values}

    def assert_told(self, message, method, *args):
        place = self.subTest(method=method, args=str(args)[:80])
        refused = self.assertRaisesRegex(UserError, message)
        with place, refused, self.env.cr.savepoint():
            getattr(self.till, method)(*args)

    def test_lines_that_cannot_be_read_are_told_with_their_place(self):
        for lines in NO_LINES:
            self.assert_told("Line 1|list of at most 5000", "check_lots", lines)
            self.assert_told("Line 1|list of at most 5000", "claim_lots", "order-1", lines)
        wrong = {
            **dict.fromkeys(("product_id", "lot_id", "refunded_orderline_id"), NO_IDS),
            **dict.fromkeys(("uuid", "lot_name", "scan", "evidence"), NO_TEXTS),
            "quantity": NO_NUMBERS,
            "use_by_date": ("yesterday", [1], 5),
            "use_by_time": NO_MOMENTS,
        }
        for name, values in wrong.items():
            for value in values:
                lines = [self.line(), self.line(**{name: value})]
                told = f"Line 2: .* cannot be read as {name}"
                self.assert_told(told, "check_lots", lines)
                self.assert_told(told, "claim_lots", "order-1", lines)
        self.assertFalse(self.env["lot.claim"].search([("order_uuid", "=", "order-1")]))

    def test_a_claim_belongs_to_an_order(self):
        """Claims of no order would not be in each other's way."""
        for uuid in (None, "", False, 5, ["x"], {}):
            self.assert_told("Say for which order", "claim_lots", uuid, [self.line()])
            self.assert_told("Say for which order", "release_lots", uuid)
        self.assertFalse(self.env["lot.claim"].search([("lot_id", "=", self.lot.id)]))

    def test_ids_moments_and_approvals_that_cannot_be_read_are_told(self):
        for ids in (["x"], "x", 5, [None], [10**12], [[1]], {"a": 1}):
            self.assert_told("a list of ids is expected", "lot_snapshot", None, ids)
            self.assert_told("a list of ids is expected", "lot_snapshot", None, None, ids)
        for moment in NO_MOMENTS:
            self.assert_told("is no moment", "lot_snapshot", moment)
            self.assert_told("is no moment", "check_lots", [self.line()], moment)
        for payload in (None, 5, "x", {"reason": 5}, {"reason": "x", "user_id": "x"}):
            self.assert_told("The approval cannot be read", "approve_lot_override", payload)
        lines = self.env["pos.order.line"].with_user(self.cashier)
        for config_id, product_id in ((self.config.id, "x"), ("x", self.milk.id)):
            with self.assertRaisesRegex(UserError, "a list of ids is expected"):
                lines.get_existing_lots(self.company.id, config_id, product_id)

    def test_what_a_till_refuses_is_not_the_cashiers_to_say(self):
        """Upstream lets a cashier write her till."""
        for vals in ({"lot_policy": "native"}, {"lot_override_expired": True}):
            with self.assertRaisesRegex(AccessError, "set by managers"):
                self.till.write(vals)
        self.till.write({"cash_rounding": False})

        self.config.with_user(self.pos_manager).lot_policy = "warn"

        self.assertEqual(self.config.lot_policy, "warn")

    def test_a_moment_may_name_its_zone(self):
        self.lot.use_by_time = "2026-03-10 12:00:00"
        verdicts = [
            self.till.check_lots([self.line()], at)[0]["verdict"]
            for at in (
                "2026-03-10 11:59:00",
                "2026-03-10T11:59:00Z",
                "2026-03-10T13:59:00+02:00",
                "2026-03-10T14:01:00+02:00",
            )
        ]
        self.assertEqual(verdicts, ["allow", "allow", "allow", "block"])
