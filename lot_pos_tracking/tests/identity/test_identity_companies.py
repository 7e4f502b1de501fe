"""Two companies in one database: every own model at once, however young it is."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import LotPosCommon

MODES = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestIdentityCompanies(LotPosCommon):
    """What the other company's user may do, who has every right that the add-on knows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company()
        groups = (
            cls.env["res.groups"]
            .search([])
            .filtered(
                lambda group: (group.get_external_id()[group.id] or "").startswith(
                    "lot_pos_tracking."
                )
            )
        )
        cls.stranger = cls.make_user(
            "stock.group_stock_manager", "point_of_sale.group_pos_manager", company=cls.other
        )
        cls.stranger.group_ids += groups
        data = cls.env["ir.model.data"].search(
            [("module", "=", "lot_pos_tracking"), ("model", "=", "ir.model")]
        )
        names = cls.env["ir.model"].browse(data.mapped("res_id")).mapped("model")
        cls.own_models = [
            cls.env[name]
            for name in sorted(names)
            if name.startswith("lot.")
            and cls.env[name]._auto
            and not cls.env[name]._transient
            and not cls.env[name]._abstract
        ]

    def test_the_rules_shut_out_the_records_of_the_first_company(self):
        self.assertGreater(len(self.own_models), 25)
        for model in self.own_models:
            mine, theirs = (
                model.new({"company_id": company.id}) for company in (self.other, self.env.company)
            )
            for mode in MODES:
                domain = (
                    self.env["ir.rule"].with_user(self.stranger)._compute_domain(model._name, mode)
                )
                with self.subTest(model=model._name, mode=mode):
                    self.assertTrue(mine.filtered_domain(domain), "shut out of the own company")
                    self.assertFalse(theirs.filtered_domain(domain), "reads the other company")

    def test_what_stands_in_the_first_company_is_not_found_and_not_opened(self):
        lot = self.receive(self.make_product(), {"L1": 5})["L1"]
        lot.action_hold("quality", "sample")
        self.env["lot.number.rule"].create({"name": "Own", "mask": "OWN{seq:4}"})

        seen = []
        for model in self.own_models:
            theirs = model.search([("company_id", "=", self.env.company.id)], limit=5)
            if not theirs:
                continue
            seen.append(model._name)
            with self.subTest(model=model._name):
                if model.with_user(self.stranger).has_access("read"):
                    found = model.with_user(self.stranger).search([("id", "in", theirs.ids)])
                    self.assertFalse(found)
                with self.assertRaises(AccessError):
                    theirs[0].with_user(self.stranger).check_access("read")

        for name in ("lot.hold", "lot.event", "lot.number.rule", "lot.alert.tier"):
            self.assertIn(name, seen)

    def test_claims_approvals_and_exceptions_of_the_till_stay_in_their_company(self):
        """Made by cashier and manager of the first shop, out of reach of the second's staff."""
        self.config.lot_override_expired = True
        self.pos_manager._lot_set_pin("2468")
        milk = self.make_product("Milk")
        good = self.make_lot(milk, "GOOD", 5)
        old = self.make_lot(milk, "OLD", 5, use_by_date="2020-01-01")
        till = self.config.with_user(self.cashier)
        line = {"product_id": milk.id, "quantity": 1, "uuid": "line-1", "evidence": "scanned"}
        till.claim_lots("order-1", [{**line, "lot_id": good.id}])
        approval = {
            "login": self.pos_manager.login,
            "pin": "2468",
            "reason": "Seen and tasted",
            "order_uuid": "order-2",
            "lines": [{**line, "lot_id": old.id}],
        }
        self.assertTrue(till.approve_lot_override(approval)["ok"])
        offline = {"lot_offline": True, "date_order": "2024-01-01 09:00:00"}
        self.sync(self.ui_order([(milk, old, 1)], **offline))

        for name, domain in (
            ("lot.claim", [("order_uuid", "=", "order-1")]),
            ("lot.override", [("lot_id", "=", old.id)]),
            ("lot.exception", [("lot_id", "=", old.id)]),
        ):
            with self.subTest(model=name):
                records = self.env[name].search(domain)
                self.assertEqual(records.company_id, self.company)
                self.assertFalse(self.env[name].with_user(self.stranger).search(domain))
                with self.assertRaises(AccessError):
                    records.with_user(self.stranger).check_access("read")
        abroad = self.config.with_user(self.stranger)
        for call in (
            lambda: abroad.check_lots([{**line, "lot_id": good.id}]),
            lambda: abroad.claim_lots("order-3", [{**line, "lot_id": good.id}]),
            lambda: abroad.release_lots("order-1"),
            lambda: abroad.approve_lot_override(approval),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertTrue(self.env["lot.claim"].search([("order_uuid", "=", "order-1")]))
