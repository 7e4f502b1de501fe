from freezegun import freeze_time

from odoo.tests import tagged

from .receiving_common import ReceivingCommon

MILK = "(01)04006381333931"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestTakeScansBack(ReceivingCommon):
    """Two receivers on one truck, each with a scanner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls.make_user("stock.group_stock_user")

    def setUp(self):
        super().setUp()
        self.order = self.make_order((self.milk, 24))
        self.import_shipment(self.milk_row("A", 20), order=self.order)
        self.receipt = self.order.picking_ids
        self.mine, self.theirs = (
            self.env["lot.receiving"].with_user(user) for user in (self.receiver, self.colleague)
        )

    def counted(self):
        return {
            line.lot_name: line.quantity for line in self.receipt.move_line_ids.filtered("picked")
        }

    def test_a_receiver_takes_back_their_own_scan_and_no_other(self):
        self.mine.scan(self.receipt.id, f"{MILK}(10)A(30)3")
        self.theirs.scan(self.receipt.id, f"{MILK}(10)A(30)5")

        result = self.mine.undo(self.receipt.id)

        self.assertEqual((result["status"], result["reason"]), ("ok", "undone"))
        self.assertEqual(self.counted(), {"A": 5})
        self.assertFalse(self.mine.undo(self.receipt.id)["state"]["can_undo"])
        self.assertEqual(self.counted(), {"A": 5})
        self.theirs.undo(self.receipt.id)
        self.assertEqual(self.counted(), {})

    def test_a_lot_nobody_announced_stays_while_a_colleague_counted_it_too(self):
        self.mine.scan(self.receipt.id, f"{MILK}(10)NEW(30)1")
        self.theirs.scan(self.receipt.id, f"{MILK}(10)NEW(30)2")

        self.mine.undo(self.receipt.id)
        self.assertEqual(self.counted(), {"NEW": 2})
        self.theirs.undo(self.receipt.id)

        self.assertEqual(self.counted(), {})
        self.assertNotIn("NEW", self.receipt.move_line_ids.mapped("lot_name"))

    def test_a_scan_taken_back_without_network_is_taken_back_once(self):
        queue = [
            {"uuid": "s1", "code": f"{MILK}(10)A(30)3", "at": "2026-11-22T05:00:00Z"},
            {"uuid": "s2", "code": f"{MILK}(10)A(30)4", "at": "2026-11-22T05:00:09Z"},
            {"uuid": "s3", "undo": "s2", "at": "2026-11-22T05:00:12Z"},
        ]

        first = self.mine.replay(self.receipt.id, queue)
        again = self.mine.replay(self.receipt.id, queue)

        self.assertEqual([one["status"] for one in first["results"]], ["ok", "ok", "ok"])
        self.assertEqual([one["uuid"] for one in first["results"]], ["s1", "s2", "s3"])
        self.assertEqual(first["state"], again["state"])
        self.assertEqual(self.counted(), {"A": 3})

    def test_what_could_not_be_taken_back_is_listed_until_it_was_seen(self):
        self.mine.scan(self.receipt.id, f"{MILK}(10)A(30)4", uuid="s1")
        self.mine.finish(self.receipt.id)
        queue = [{"uuid": "s2", "undo": "s1"}, {"uuid": "s3", "code": f"{MILK}(10)A(30)1"}]

        state = self.mine.replay(self.receipt.id, queue)["state"]

        name = self.receipt.name
        self.assertEqual(
            [(one["uuid"], one["message"]) for one in state["conflicts"]],
            [
                ("s2", f"4 Units [MILK] Milk, A: could not be taken back, {name} is closed."),
                ("s3", f"{name} is closed already."),
            ],
        )
        self.assertEqual(self.mine.replay(self.receipt.id, queue)["state"], state)
        self.assertEqual(
            [one["uuid"] for one in self.theirs.seen(self.receipt.id, ["s2"])["conflicts"]], ["s3"]
        )
