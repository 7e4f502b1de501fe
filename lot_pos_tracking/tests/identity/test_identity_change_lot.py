from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LotCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestAnotherLotInTheHand(LotCommon):
    """The picker holds another lot than the one set aside, and says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")

    def set_aside(self, lot, quantity=10):
        """:return: the line of a delivery that has set this lot aside"""
        picking = self.deliver(self.milk, quantity, lots={lot: quantity}, validate=False)
        return picking.move_line_ids

    def take(self, line, lot):
        return self.env["stock.move.line"].browse(
            line.with_user(self.stock_user).action_change_lot(lot.id)
        )

    def held(self, lots):
        """``{lot: what its quants say is set aside}``"""
        quants = lots.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        return {quant.lot_id.name: quant.reserved_quantity for quant in quants}

    def test_what_the_new_lot_lacks_stays_with_the_old_one(self):
        """D09"""
        a, b = self.make_lot(self.milk, "A", 10), self.make_lot(self.milk, "B", 8)
        line = self.set_aside(a)

        lines = self.take(line, b)

        self.assertRecordValues(
            lines,
            [{"lot_id": b.id, "quantity": 8}, {"lot_id": a.id, "quantity": 2}],
        )
        self.assertEqual(lines[0], line)
        self.assertEqual(lines.move_id, line.move_id)
        self.assertEqual(line.move_id.state, "assigned")
        self.assertEqual(self.held(a | b), {"A": 2.0, "B": 8.0})

    def test_two_lines_change_their_lots(self):
        """D10"""
        a, b = self.make_lot(self.milk, "A", 10), self.make_lot(self.milk, "B", 10)
        first, second = self.set_aside(a), self.set_aside(b)

        self.take(first, b)

        self.assertRecordValues(
            first | second,
            [{"lot_id": b.id, "quantity": 10}, {"lot_id": a.id, "quantity": 10}],
        )
        self.assertEqual(self.held(a | b), {"A": 10.0, "B": 10.0})
        self.assertEqual((first | second).move_id.mapped("state"), ["assigned", "assigned"])

    def test_a_part_of_the_other_line_is_enough(self):
        a, b = self.make_lot(self.milk, "A", 4), self.make_lot(self.milk, "B", 10)
        first, second = self.set_aside(a, 4), self.set_aside(b, 10)

        self.take(first, b)

        self.assertRecordValues(first, [{"lot_id": b.id, "quantity": 4}])
        self.assertEqual(
            {line.lot_id: line.quantity for line in second.move_id.move_line_ids},
            {b: 6.0, a: 4.0},
        )
        self.assertEqual(self.held(a | b), {"A": 4.0, "B": 10.0})

    def test_nothing_is_taken_from_a_line_that_is_picked(self):
        """D11"""
        a, b = self.make_lot(self.milk, "A", 10), self.make_lot(self.milk, "B", 10)
        first, second = self.set_aside(a), self.set_aside(b)
        second.picked = True

        with self.assertRaisesRegex(UserError, "Nothing of lot B of Milk can be taken"):
            self.take(first, b)

        self.assertRecordValues(
            first | second,
            [{"lot_id": a.id, "quantity": 10}, {"lot_id": b.id, "quantity": 10}],
        )

    def test_a_picked_line_does_not_change_its_lot(self):
        a, b = self.make_lot(self.milk, "A", 10), self.make_lot(self.milk, "B", 10)
        line = self.set_aside(a)
        line.picked = True
        with self.assertRaisesRegex(UserError, "is picked already"):
            self.take(line, b)

    def test_a_lot_that_lies_elsewhere_is_refused(self):
        """D12"""
        elsewhere = self.env["stock.location"].create(
            {"name": "Cellar", "location_id": self.warehouse.view_location_id.id}
        )
        a = self.make_lot(self.milk, "A", 10)
        b = self.make_lot(self.milk, "B", 10, location=elsewhere)
        line = self.set_aside(a)

        with self.assertRaisesRegex(UserError, "Nothing of lot B of Milk can be taken"):
            self.take(line, b)

        self.assertRecordValues(line, [{"lot_id": a.id, "quantity": 10}])
        self.assertEqual(self.held(a), {"A": 10.0})

    def test_a_held_lot_and_another_product_are_refused(self):
        a, held = self.make_lot(self.milk, "A", 10), self.make_lot(self.milk, "H", 10)
        held.with_user(self.holder).action_hold("quarantine", "smells")
        other = self.make_lot(self.make_product("Tea"), "T", 10)
        line = self.set_aside(a)
        for lot, message in ((held, "is on hold"), (other, "Lot T is Tea")):
            with self.subTest(lot=lot.name), self.assertRaisesRegex(UserError, message):
                self.take(line, lot)
        self.assertEqual(line.lot_id, a)

    def test_the_wizard_of_the_line_asks_for_the_lot(self):
        a, b = self.make_lot(self.milk, "A", 10), self.make_lot(self.milk, "B", 10)
        line = self.set_aside(a)
        wizards = self.env["lot.change.wizard"].with_user(self.stock_user)

        wizards.with_context(active_id=line.id).create({"lot_id": b.id}).action_change()

        self.assertEqual(line.lot_id, b)
