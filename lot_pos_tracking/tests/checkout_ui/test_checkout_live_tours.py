"""Open tills and the rest of the shop, over Odoo's own bus and a real websocket."""

from odoo.tests import tagged

from ..backstage import Office
from .test_checkout_tours import TillTourCase


class LiveTourCase(TillTourCase):
    def setUp(self):
        super().setUp()
        self.office = Office(self, self.holder)
        self.stock_office = Office(self, self.manager)

    def hold(self, lot, code="quarantine"):
        values = {"reason_code": code, "note": "glass"}
        return lambda: self.office.call("stock.lot", "action_hold", ids=lot.ids, **values)

    def lift(self, lot):
        return lambda: self.office.call("stock.lot", "action_lift_holds", ids=lot.ids, note="fine")

    def date(self, lot, days):
        values = {"use_by_date": str(self.day(days))}
        return lambda: self.stock_office.call("stock.lot", "write", ids=lot.ids, vals=values)

    def count(self, lot, quantity):
        """The stock manager counts the shelf."""

        def act():
            domain = [("lot_id", "=", lot.id), ("location_id", "=", self.stock_location.id)]
            ids = self.stock_office.call("stock.quant", "search", domain=domain)
            context = {"inventory_mode": True}
            values = {"inventory_quantity": quantity}
            self.stock_office.call("stock.quant", "write", ids=ids, vals=values, context=context)
            self.stock_office.call("stock.quant", "action_apply_inventory", ids=ids)

        return act

    def start_the_office(self):
        """Somebody holds, lifts, dates, counts and recalls a lot that stands in an open cart."""
        lot = self.stock(self.milk, {"M-ONLY": (5, 2)})["M-ONLY"]
        acts = {
            "hold": self.hold(lot),
            "lift": self.lift(lot),
            "earlier date": self.date(lot, -1),
            "later date": self.date(lot, 3),
            "count to nothing": self.count(lot, 0),
            "count to five": self.count(lot, 5),
            "recall": self.hold(lot, "recall"),
        }
        return self.start_with("checkout_the_office_acts_on_an_open_cart", acts)


@tagged("post_install", "-at_install")
class TestCheckoutLiveTours(LiveTourCase):
    def test_what_the_office_does_marks_the_open_cart(self):
        """B29: held, lifted, dated, counted, recalled: the open till shows each by itself."""
        orders = self.start_the_office()

        self.assertFalse(orders)

    def test_a_till_that_was_away_catches_up_by_version(self):
        lot = self.stock(self.milk, {"M-ONLY": (5, 2)})["M-ONLY"]
        self.stock(self.cream, {f"C-{number}": (1, 9) for number in range(30)})
        self.nothing_is_news()

        orders = self.start_with(
            "checkout_a_till_that_was_away_catches_up", {"hold": self.hold(lot)}
        )

        self.assertFalse(orders)

    def test_of_two_tills_the_faster_one_gets_the_last_unit(self):
        lot = self.stock(self.milk, {"M-ONLY": (1, 2)})["M-ONLY"]
        other = self.make_till("Other")
        self.open_till(other)
        colleague = Office(self, self.make_user("point_of_sale.group_pos_user"))
        wanted = {"product_id": self.milk.id, "lot_id": lot.id, "quantity": 1, "uuid": "line"}

        def claim():
            lines = [{**wanted, "evidence": "scanned"}]
            colleague.call("pos.config", "claim_lots", ids=other.ids, order_uuid="O", lines=lines)

        def release():
            colleague.call("pos.config", "release_lots", ids=other.ids, order_uuid="O")

        orders = self.start_with(
            "checkout_the_other_till_is_faster",
            {"the other till claims the last one": claim, "the other till lets go": release},
        )

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-ONLY": 1})]])


@tagged("post_install", "-at_install")
class TestCheckoutLivePhoneTours(TestCheckoutLiveTours):
    browser_size = "360x780"
    touch_enabled = True
