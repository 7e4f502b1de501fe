"""The till in a real browser where other apps add ways to a ticket: kits, split bills."""

from odoo.fields import Command
from odoo.tests import tagged

from ..checkout_ui.test_checkout_tours import TillTourCase


class KitTourCase(TillTourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "pos_mrp" not in cls.env["ir.module.module"]._installed():
            cls.skipTest(cls, "needs the app pos_mrp")
        # a part that the till does not sell by itself
        cls.jam = cls.make_food("Jam", available_in_pos=False)
        cls.hamper = cls.make_food("Hamper", tracking="none", shelf_life=0)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.hamper.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": cls.milk.id, "product_qty": 2}),
                    Command.create({"product_id": cls.jam.id, "product_qty": 1}),
                ],
            }
        )


@tagged("post_install", "-at_install")
class TestKitTours(KitTourCase):
    def test_the_cashier_sees_the_lots_of_a_kits_parts_and_those_leave(self):
        lots = {
            **self.stock(self.milk, {"SOON": (3, 2), "LATE": (5, 4)}),
            **self.stock(self.jam, {"J1": (5, 9)}),
        }

        orders = self.start("checkout_kit_shows_the_lots_of_its_parts")

        self.assertEqual(self.sold(orders), [[("Hamper", 2, {})]])
        left = {name: self.on_hand(lot) for name, lot in lots.items()}
        self.assertEqual(left, {"SOON": 0, "LATE": 4, "J1": 3})

    def test_a_kit_with_an_expired_part_is_refused_before_payment(self):
        self.stock(self.milk, {"M1": (5, 2)})
        self.stock(self.jam, {"OLD": (5, -1)})

        orders = self.start("checkout_kit_with_a_bad_part_is_refused")

        self.assertFalse(orders)


@tagged("post_install", "-at_install")
class TestKitPhoneTours(KitTourCase):
    browser_size = "360x780"
    touch_enabled = True

    def test_a_phone_shows_why_a_kit_is_refused(self):
        self.stock(self.milk, {"M1": (5, 2)})
        self.stock(self.jam, {"OLD": (5, -1)})

        orders = self.start("checkout_kit_on_a_phone")

        self.assertFalse(orders)


class RestaurantTourCase(TillTourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "pos_restaurant" not in cls.env["ir.module.module"]._installed():
            cls.skipTest(cls, "needs the app pos_restaurant")
        cls.config.write({"module_pos_restaurant": True, "default_screen": "register"})

    def check_a_split_bill(self):
        lots = self.stock(self.milk, {"M-A": (3, 2), "M-B": (5, 4)})

        orders = self.start("checkout_split_bill")

        self.assertEqual(
            sorted(self.sold(orders), key=str),
            [[("Milk", 2, {"M-A": 2})], [("Milk", 3, {"M-A": 1, "M-B": 2})]],
        )
        left = {name: self.on_hand(lot) for name, lot in lots.items()}
        self.assertEqual(left, {"M-A": 0, "M-B": 3})


@tagged("post_install", "-at_install")
class TestSplitBillTours(RestaurantTourCase):
    def test_each_part_of_a_split_bill_is_paid_with_lots_of_its_own(self):
        self.check_a_split_bill()


@tagged("post_install", "-at_install")
class TestSplitBillPhoneTours(RestaurantTourCase):
    browser_size = "360x780"
    touch_enabled = True

    def test_a_bill_is_split_on_a_phone(self):
        self.check_a_split_bill()
