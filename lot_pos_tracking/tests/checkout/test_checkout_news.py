import json
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestNews(LotPosCommon):
    """Open tills hear what changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")

    def setUp(self):
        super().setUp()
        self.lot = self.make_lot(self.milk, "L1", 5)

    def heard(self, act):
        """What tills of this company are told when the transaction commits."""
        self.env.cr.precommit.run()
        told = []

        def send(_bus, _target, kind, message):
            if kind.endswith("LOT_CHANGED"):
                told.append(json.loads(json.dumps(message)))

        with patch.object(self.env.registry["bus.bus"], "_sendone", send):
            act()
            self.env.cr.precommit.run()
        return told

    def test_holds_lifts_dates_and_stock_reach_open_tills_once(self):
        self.open_till()
        hold = self.lot.with_user(self.holder)
        told = {"ids": [self.lot.id], "version": "2026-03-10T09:00:00Z"}
        cases = {
            "hold": lambda: hold.action_hold("quality", "sample"),
            "lift": lambda: hold.hold_ids.action_lift("fine"),
            "date": lambda: self.lot.write({"use_by_date": "2026-04-01"}),
            "sale": lambda: self.sell((self.milk, self.lot, 1)),
            "delivery": lambda: self.deliver(self.milk, 1),
        }
        for name, act in cases.items():
            with self.subTest(name):
                self.assertEqual(self.heard(act), [told], name)

    def test_closed_tills_and_tills_of_other_companies_hear_nothing(self):
        self.assertEqual(self.heard(lambda: self.lot.write({"use_by_date": "2026-04-01"})), [])

    def test_many_changes_ask_for_catching_up(self):
        self.open_till()
        lots = self.env["stock.lot"].create(
            [{"name": f"M{n}", "product_id": self.milk.id} for n in range(201)]
        )
        told = self.heard(lambda: lots.write({"use_by_date": "2026-04-01"}))
        self.assertEqual(told, [{"ids": None, "version": "2026-03-10T09:00:00Z"}])
