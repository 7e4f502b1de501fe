from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import LotCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestWantedLots(LotCommon):
    """Moves that are for certain lots, or for the lots of one day, and for no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk", shelf_life=30)

    def order_goods(self, quantity, **wanted):
        """A confirmed delivery that waits for its goods."""
        picking = self.deliver(self.milk, quantity, lots={}, validate=False)
        picking.do_unreserve()
        picking.move_ids.write(wanted)
        return picking

    def reserve(self, picking):
        picking.with_user(self.stock_user).action_assign()
        lines = picking.move_line_ids
        return picking.move_ids.state, {line.lot_id.name: line.quantity for line in lines}

    def test_a_move_waits_for_its_lot_while_another_lies_there(self):
        """D07"""
        wanted = self.make_lot(self.milk, "L")
        self.make_lot(self.milk, "K", 10)
        picking = self.order_goods(5, wanted_lot_ids=[Command.set(wanted.ids)])

        self.assertEqual(self.reserve(picking), ("confirmed", {}))

        self.env["stock.quant"]._update_available_quantity(
            self.milk, self.stock_location, 5, lot_id=wanted
        )
        self.assertEqual(self.reserve(picking), ("assigned", {"L": 5.0}))

    def test_who_picks_reads_which_lots_will_do(self):
        wanted = self.make_lot(self.milk, "L1", 5) | self.make_lot(self.milk, "L2", 5)
        picking = self.order_goods(5, wanted_lot_ids=[Command.set(wanted.ids)])
        picking.move_ids.copy({"wanted_expiry": "2026-03-24"})
        many = self.env["stock.lot"].create(
            [{"name": f"S{number:02}", "product_id": self.milk.id} for number in range(12)]
        )

        picking = picking.with_user(self.stock_user)
        self.assertEqual(
            picking.lot_wanted_text.splitlines(),
            ["Milk: only lot L1 and L2", "Milk: only lots of 03/24/2026"],
        )

        picking.move_ids[0].wanted_lot_ids = many
        text = picking.lot_wanted_text.splitlines()[0]
        self.assertTrue(text.endswith("S08, S09, and 2 more"), text)
        picking.action_cancel()
        self.assertFalse(picking.lot_wanted_text)

    def test_another_lot_is_refused_when_the_move_is_done(self):
        """D08"""
        wanted, other = self.make_lot(self.milk, "L", 5), self.make_lot(self.milk, "K", 5)
        picking = self.order_goods(5, wanted_lot_ids=[Command.set(wanted.ids)])
        self.reserve(picking)
        picking.move_line_ids.lot_id = other
        picking.move_ids.picked = True

        with self.assertRaisesRegex(UserError, "Milk is to be moved from L only, not from K"):
            picking.with_user(self.stock_user).button_validate()

        self.assertEqual((self.on_hand(wanted), self.on_hand(other)), (5.0, 5.0))

    def test_a_demand_for_one_day_waits_for_a_lot_of_that_day(self):
        """C07"""
        for name, day in (("EARLY", "2026-04-01"), ("LATE", "2026-04-03")):
            self.make_lot(self.milk, name, 10, use_by_date=day)
        picking = self.order_goods(4, wanted_expiry="2026-04-02")

        self.assertEqual(self.reserve(picking), ("confirmed", {}))

        self.make_lot(self.milk, "RIGHT", 10, use_by_date="2026-04-02")
        self.assertEqual(self.reserve(picking), ("assigned", {"RIGHT": 4.0}))

    def test_what_stays_behind_waits_for_the_same_lot(self):
        wanted = self.make_lot(self.milk, "L", 3)
        self.make_lot(self.milk, "K", 10)
        picking = self.order_goods(5, wanted_lot_ids=[Command.set(wanted.ids)])
        self.assertEqual(self.reserve(picking), ("partially_available", {"L": 3.0}))
        picking.move_ids.picked = True

        picking.with_user(self.stock_user)._action_done()

        behind = picking.backorder_ids
        self.assertEqual(behind.move_ids.wanted_lot_ids, wanted)
        self.assertEqual(self.reserve(behind), ("confirmed", {}))

    def test_two_moves_for_two_lots_are_not_merged_into_one(self):
        lots = self.make_lot(self.milk, "A", 5) | self.make_lot(self.milk, "B", 5)
        picking = self.order_goods(2, wanted_lot_ids=[Command.set(lots[0].ids)])
        picking.move_ids.copy({"wanted_lot_ids": [Command.set(lots[1].ids)]})._action_confirm()

        picking.with_user(self.stock_user).action_assign()

        self.assertEqual(
            sorted((line.lot_id.name, line.quantity) for line in picking.move_line_ids),
            [("A", 2.0), ("B", 2.0)],
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestReturnsByLot(LotCommon):
    """D13: what was delivered of two lots comes back lot by lot."""

    def setUp(self):
        super().setUp()
        self.milk = self.make_product("Milk")
        self.first, self.second = (self.make_lot(self.milk, n, 5) for n in ("lot1", "lot2"))
        self.delivery = self.deliver(self.milk, 3, lots={self.first: 1, self.second: 2})

    def wizard(self):
        context = {
            "active_id": self.delivery.id,
            "active_model": "stock.picking",
            "lot_return_by_lot": True,
        }
        wizards = self.env["stock.return.picking"].with_user(self.stock_user)
        return wizards.with_context(**context).create({})

    def offered(self, wizard):
        return {line.lot_id.name: line.lot_returnable for line in wizard.product_return_moves}

    def send_back(self, wizard, **quantities):
        for line in wizard.product_return_moves:
            line.quantity = quantities.get(line.lot_id.name, 0)
        picking = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        picking.move_ids.picked = True
        picking.with_user(self.stock_user)._action_done()
        return picking

    def test_one_of_each_comes_back_and_then_one_is_left(self):
        """D13"""
        wizard = self.wizard()
        self.assertEqual(self.offered(wizard), {"lot1": 1.0, "lot2": 2.0})

        picking = self.send_back(wizard, lot1=1, lot2=1)

        self.assertEqual(
            sorted((m.lot_ids.mapped("name"), m.quantity) for m in picking.move_ids),
            [(["lot1"], 1.0), (["lot2"], 1.0)],
        )
        self.assertEqual((self.on_hand(self.first), self.on_hand(self.second)), (5.0, 4.0))
        again = self.wizard()
        self.assertEqual(self.offered(again), {"lot1": 0.0, "lot2": 1.0})

        self.send_back(again, lot2=1)

        self.assertEqual((self.on_hand(self.first), self.on_hand(self.second)), (5.0, 5.0))

    def test_more_than_was_delivered_of_a_lot_is_refused(self):
        wizard = self.wizard()
        with self.assertRaisesRegex(
            UserError, "Lot lot1 of Milk: 2 Units cannot come back, only 1 Units"
        ):
            self.send_back(wizard, lot1=2)
        self.assertFalse(self.delivery.return_ids)

    def test_everything_comes_back_lot_by_lot(self):
        picking = self.env["stock.picking"].browse(
            self.wizard().action_create_returns_all()["res_id"]
        )
        self.assertEqual(
            sorted((line.lot_id.name, line.quantity) for line in picking.move_line_ids),
            [("lot1", 1.0), ("lot2", 2.0)],
        )
