from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import LotCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestHolds(LotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")

    def test_a_held_lot_is_not_reserved(self):
        held = self.make_lot(self.milk, "L1", 5)
        free = self.make_lot(self.milk, "L2", 5)
        held.with_user(self.holder).action_hold("quarantine", "smells")

        picking = self.deliver(self.milk, 8, validate=False)

        self.assertRecordValues(picking.move_line_ids, [{"lot_id": free.id, "quantity": 5}])
        self.assertEqual(picking.move_ids.state, "partially_available")

    def test_a_hold_releases_what_is_reserved_and_another_lot_takes_its_place(self):
        first = self.make_lot(self.milk, "L1", 5)
        second = self.make_lot(self.milk, "L2", 5)
        picking = self.deliver(self.milk, 5, validate=False)
        self.assertEqual(picking.move_line_ids.lot_id, first)

        first.with_user(self.holder).action_hold("quarantine", "smells")

        self.assertRecordValues(picking.move_line_ids, [{"lot_id": second.id, "quantity": 5}])

    def test_a_picked_line_of_a_held_lot_cannot_be_validated(self):
        """D05"""
        lot = self.make_lot(self.milk, "L1", 5)
        picking = self.deliver(self.milk, 5, validate=False)
        picking.move_ids.picked = True
        lot.with_user(self.holder).action_hold("quarantine", "smells")

        with self.assertRaisesRegex(UserError, "Lot L1 of Milk is on hold: Quarantine"):
            picking._action_done()

        self.assertEqual(self.on_hand(lot), 5)

    def test_what_the_reason_allows_stays_possible(self):
        lot = self.make_lot(self.milk, "L1", 5)
        lot.with_user(self.holder).action_hold("quality", "sample sent")
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock_location.id}
        )

        lot.quant_ids.filtered(lambda q: q.location_id.usage == "internal").move_quants(
            location_dest_id=shelf
        )

        self.assertEqual(self.on_hand(lot, shelf), 5)

    def test_quarantine_takes_a_held_lot_whatever_the_reason(self):
        """D05"""
        lot = self.make_lot(self.milk, "L1", 5)
        lot.with_user(self.holder).action_hold("quarantine", "smells")
        quarantine = self.env["stock.location"].create(
            {
                "name": "Quarantine",
                "location_id": self.warehouse.view_location_id.id,
                "lot_quarantine": True,
            }
        )
        quants = lot.quant_ids.filtered(lambda q: q.location_id.usage == "internal")

        quants.move_quants(location_dest_id=quarantine)

        self.assertEqual(self.on_hand(lot, quarantine), 5)

    def test_lifting_needs_a_note_and_makes_the_lot_available_again(self):
        lot = self.make_lot(self.milk, "L1", 5)
        lot.with_user(self.holder).action_hold("quarantine", "smells")
        hold = lot.hold_ids

        with self.assertRaisesRegex(UserError, "a note is needed"):
            hold.with_user(self.holder).action_lift("")
        hold.with_user(self.holder).action_lift("laboratory: fine")

        self.assertFalse(lot.is_on_hold)
        self.assertRecordValues(
            hold,
            [{"active": False, "lifted_by_id": self.holder.id, "lift_note": "laboratory: fine"}],
        )
        self.assertEqual(self.deliver(self.milk, 5, validate=False).move_ids.state, "assigned")

    def test_only_who_has_the_right_places_or_lifts_holds(self):
        """D02"""
        lot = self.make_lot(self.milk, "L1", 5)

        with self.assertRaises(AccessError):
            lot.with_user(self.stock_user).action_hold("quarantine", "smells")

        lot.with_user(self.holder).action_hold("quarantine", "smells")
        with self.assertRaises(AccessError):
            lot.hold_ids.with_user(self.stock_user).action_lift("fine")

    def test_holding_and_lifting_are_two_entries_with_user_and_reason(self):
        """D06"""
        lot = self.make_lot(self.milk, "L1", 5)

        lot.with_user(self.holder).action_hold("quarantine", "smells")
        lot.hold_ids.with_user(self.holder).action_lift("laboratory: fine")

        events = self.env["lot.event"].search([("lot_id", "=", lot.id)], order="id")
        events = events.filtered(lambda event: event.kind in ("hold", "lift"))
        self.assertRecordValues(
            events,
            [
                {"kind": "hold", "user_id": self.holder.id},
                {"kind": "lift", "user_id": self.holder.id},
            ],
        )
        self.assertEqual([event.facts.get("note") for event in events][0], "smells")

    def test_a_new_lot_is_free_or_on_hold_as_its_category_says(self):
        """D01"""
        grandparent, parent, child = (self.env["product.category"] for _n in range(3))
        grandparent = grandparent.create({"name": "Dairy"})
        parent = parent.create({"name": "Fresh", "parent_id": grandparent.id})
        child = child.create({"name": "Milk", "parent_id": parent.id})
        product = self.make_product("Whole Milk", categ_id=child.id)

        free = self.receive(product, {"FREE": 5}, user=self.manager)["FREE"]
        grandparent.lot_hold_on_receipt_id = self.env.ref("lot_pos_tracking.hold_reason_quality")
        held = self.receive(product, {"HELD": 5}, user=self.manager)["HELD"]

        self.assertRecordValues(free | held, [{"is_on_hold": False}, {"is_on_hold": True}])
        self.assertEqual(held.hold_ids.reason_id.code, "quality")

    def test_a_hold_is_evidence_and_cannot_be_rewritten(self):
        lot = self.make_lot(self.milk, "L1", 5)
        lot.with_user(self.holder).action_hold("quarantine", "smells")

        with self.assertRaisesRegex(UserError, "cannot be changed"):
            lot.hold_ids.note = "never happened"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            lot.hold_ids.unlink()

    def test_the_same_reason_twice_is_one_hold_and_an_unknown_one_is_refused(self):
        lot = self.make_lot(self.milk, "L1", 5)

        lot.with_user(self.holder).action_hold("quarantine", "smells")
        lot.with_user(self.holder).action_hold("quarantine", "still smells")
        with self.assertRaisesRegex(UserError, "no hold reason with the code “moon”"):
            lot.with_user(self.holder).action_hold("moon", "")

        self.assertEqual(lot.hold_ids.mapped("note"), ["smells"])

    def test_another_company_sees_no_holds(self):
        lot = self.make_lot(self.milk, "L1", 5)
        lot.with_user(self.holder).action_hold("quarantine", "smells")
        stranger = self.make_user("lot_pos_tracking.group_lot_hold", company=self.make_company())

        self.assertFalse(self.env["lot.hold"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            lot.hold_ids.with_user(stranger).read(["note"])
        with self.assertRaises(AccessError):
            lot.with_user(stranger).action_hold("quarantine", "not mine")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestScrappedLots(LotCommon):
    def test_a_lot_is_scrapped_wherever_it_lies(self):
        """D14"""
        milk = self.make_product("Milk")
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock_location.id}
        )
        lot = self.make_lot(milk, "L1", 5000)
        self.env["stock.quant"]._update_available_quantity(milk, shelf, 325, lot_id=lot)
        lot.with_user(self.holder).action_hold("recall", "glass")

        lot.with_user(self.stock_user).action_scrap_on_hand()

        scraps = self.env["stock.scrap"].search([("lot_id", "=", lot.id)])
        self.assertEqual(sum(scraps.mapped("scrap_qty")), 5325)
        self.assertEqual(set(scraps.mapped("state")), {"done"})
        self.assertEqual(scraps.location_id, self.stock_location | shelf)
        self.assertEqual(self.on_hand(lot) or 0.0, 0.0)
        self.assertIn("5,325", str(lot.message_ids[:1].body))

    def test_a_lot_that_is_nowhere_cannot_be_scrapped(self):
        lot = self.make_lot(self.make_product("Milk"), "L1")
        with self.assertRaisesRegex(UserError, "nothing of lot L1 on hand"):
            lot.with_user(self.stock_user).action_scrap_on_hand()
