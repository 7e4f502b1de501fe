"""What happens to a line: edited, refused, saved, shipped later, exchanged, taken back."""

from odoo.tests import tagged

from ..backstage import Office
from .test_checkout_tours import TillTourCase


class LineTourCase(TillTourCase):
    def hold(self, lot):
        office = Office(self, self.holder)
        values = {"reason_code": "quarantine", "note": "glass"}
        return lambda: office.call("stock.lot", "action_hold", ids=lot.ids, **values)


@tagged("post_install", "-at_install")
class TestCheckoutLineTours(LineTourCase):
    def test_another_lot_keeps_quantity_price_discount_and_notes(self):
        """B02, B20: the lot is looked at, confirmed and changed; nothing else moves."""
        lots = self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_editing_the_lot_changes_nothing_else")

        self.assertEqual(self.sold(orders), [[("Milk", 4, {"M-B": 4})]])
        line = orders.lines
        self.assertEqual(
            (line.price_unit, line.discount, line.customer_note, "cold" in line.note),
            (1.75, 10, "for Ann", True),
        )
        self.assertEqual([self.on_hand(lot) for lot in lots.values()], [5, 1])

    def test_what_is_refused_leaves_the_order_as_it_was(self):
        lots = self.stock(self.milk, {"M-A": (3, 2), "M-B": (2, 3), "M-OLD": (2, -1)})

        orders = self.start_with(
            "checkout_a_refused_action_changes_nothing", {"hold": self.hold(lots["M-B"])}
        )

        self.assertFalse(orders)

    def test_a_saved_draft_comes_back_with_its_lots(self):
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_a_draft_is_saved_and_reopened")

        self.assertEqual(self.sold(orders), [[("Milk", 5, {"M-A": 3, "M-B": 2})]])

    def test_goods_shipped_later_carry_the_lot_that_was_sold(self):
        self.config.ship_later = True
        self.env["res.partner"].create(
            {
                "name": "Ann Away",
                "street": "Main Street 1",
                "city": "Ghent",
                "country_id": self.env.ref("base.be").id,
            }
        )
        lot = self.stock(self.milk, {"M-ONLY": (5, 2)})["M-ONLY"]

        orders = self.start("checkout_ship_later")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-ONLY": 1})]])
        self.assertTrue(orders.shipping_date)
        self.assertEqual(orders.picking_ids.move_line_ids.lot_id, lot)
        self.assertEqual(self.on_hand(lot), 5)

    def check_the_customers_display(self, tour):
        self.stock(self.milk, {"M-ONLY": (5, 2)})
        self.make_lot(self.make_food("Salt", shelf_life=0), "S-ONLY", 5)

        orders = self.start(tour)

        self.assertEqual(
            self.sold(orders), [[("Milk", 1, {"M-ONLY": 1}), ("Salt", 1, {"S-ONLY": 1})]]
        )

    def test_the_customer_sees_the_dates_of_what_perishes(self):
        self.config.lot_customer_dates = True
        self.check_the_customers_display("checkout_the_customer_sees_the_dates")

    def test_the_customer_sees_no_dates_where_they_are_switched_off(self):
        self.check_the_customers_display("checkout_the_customer_sees_no_dates")

    def test_the_ticket_links_to_the_lot(self):
        self.config.lot_ticket_qr = True
        self.make_lot(self.milk, "M-ONLY", 5, use_by_date=self.day(2), gtin="04012345678901")

        orders = self.start("checkout_the_ticket_links_to_the_lot")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-ONLY": 1})]])


@tagged("post_install", "-at_install")
class TestCheckoutLinePhoneTours(TestCheckoutLineTours):
    browser_size = "360x780"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestCheckoutReturnTours(LineTourCase):
    def test_one_lot_comes_back_and_another_leaves(self):
        lots = self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_exchange")

        self.assertEqual(
            self.sold(orders),
            [
                [("Milk", 2, {"M-A": 2})],
                [("Milk", -1, {"M-A": 1})],
                [("Milk", 1, {"M-B": 1})],
            ],
        )
        self.assertEqual([self.on_hand(lot) for lot in lots.values()], [4, 4])

    def test_a_lot_held_since_comes_back_to_quarantine(self):
        lot = self.stock(self.milk, {"M-ONLY": (5, 2)})["M-ONLY"]

        orders = self.start_with(
            "checkout_what_may_not_be_sold_again_goes_to_quarantine", {"hold": self.hold(lot)}
        )

        self.assertEqual(
            self.sold(orders),
            [[("Milk", 3, {"M-ONLY": 3})], [("Milk", -2, {"M-ONLY": 2})]],
        )
        self.assertTrue(orders[1].lines.pack_lot_ids.to_quarantine)
        places = orders[1].picking_ids.move_line_ids.location_dest_id
        self.assertTrue(places.lot_quarantine)


@tagged("post_install", "-at_install")
class TestCheckoutReturnPhoneTours(TestCheckoutReturnTours):
    browser_size = "360x780"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestCheckoutPairTours(TillTourCase):
    """Packs that carry a plain barcode and a code that names the lot."""

    def test_a_pack_with_two_codes_is_one_pack(self):
        self.config.lot_choice = "fefo"
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_a_pack_with_two_codes_is_one_pack")

        self.assertEqual(
            [sorted(lines) for lines in map(self._texts, self.sold(orders))],
            [["Bread 1.0 {}", "Milk 1.0 {'M-A': 1.0}", "Milk 3.0 {'M-B': 3.0}"]],
        )

    def _texts(self, lines):
        return [f"{name} {quantity} {lots}" for name, quantity, lots in lines]

    def test_a_second_code_that_is_refused_changes_nothing(self):
        self.config.lot_choice = "fefo"
        self.stock(self.milk, {"M-A": (5, 2), "M-OLD": (5, -3)})

        orders = self.start("checkout_a_second_code_that_is_refused_changes_nothing")

        self.assertFalse(orders)

    def test_the_second_code_answers_the_picker(self):
        """B04: the scan is applied while the picker is open, and the picker closes."""
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_the_second_code_answers_the_picker")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-B": 1})]])
        self.assertEqual(orders.lines.pack_lot_ids.evidence, "scanned")

    def test_every_kind_of_code_sells(self):
        self.stock(self.milk, {"M-A": (9, 2), "M-B": (9, 3)})

        orders = self.start("checkout_every_kind_of_code_sells")

        self.assertEqual(self.sold(orders), [[("Milk", 6, {"M-B": 6})]])
        row = orders.lines.pack_lot_ids
        self.assertEqual((row.evidence, row.taps), ("scanned", 0))


@tagged("post_install", "-at_install")
class TestCheckoutPickerAccess(TillTourCase):
    def test_keys_and_screen_readers_find_their_way(self):
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3), "M-OLD": (5, -1)})

        orders = self.start("checkout_the_picker_by_keyboard_and_by_ear")

        self.assertFalse(orders)


@tagged("post_install", "-at_install")
class TestCheckoutPickerAccessPhone(TestCheckoutPickerAccess):
    browser_size = "360x780"
    touch_enabled = True
