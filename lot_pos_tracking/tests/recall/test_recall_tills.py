from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestRecallTills(LotPosCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.officer = cls.make_user("lot_pos_tracking.group_lot_recall")

    def recall(self, **values):
        recall = self.env["lot.recall"].with_user(self.officer)
        recall = recall.create({"title": "Glass", **values})
        recall.action_open()
        return recall

    def verdict(self, **line):
        config = self.config.with_user(self.cashier)
        lines = [{"product_id": self.milk.id, "quantity": 1, "uuid": "u1", **line}]
        return config.check_lots(lines)[0]

    def test_an_open_recall_stops_the_lot_at_the_till(self):
        lot = self.make_lot(self.milk, "L1", 5)
        self.open_till()
        self.assertEqual(self.verdict(lot_id=lot.id)["verdict"], "allow")

        self.recall(lot_ids=lot.ids)

        answer = self.verdict(lot_id=lot.id)
        self.assertEqual((answer["verdict"], answer["reasons"][0]), ("block", "recalled"))
        with self.assertRaises(UserError):
            self.sell((self.milk, lot, 1))

    def test_a_pack_of_a_recalled_number_that_nobody_received_is_stopped(self):
        self.make_lot(self.milk, "L1", 5)
        self.open_till()

        self.recall(vendor_lot="L9", product_ids=self.milk.ids)

        answer = self.verdict(lot_name="l9")
        self.assertEqual((answer["verdict"], answer["reasons"][0]), ("block", "recalled"))

    def test_an_exercise_stops_nobody(self):
        lot = self.make_lot(self.milk, "L1", 5)
        self.open_till()

        self.recall(lot_ids=lot.ids, kind="mock")

        self.assertEqual(self.verdict(lot_id=lot.id)["verdict"], "allow")
