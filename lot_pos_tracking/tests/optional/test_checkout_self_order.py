"""Orders that customers put together themselves, at a kiosk or on their phones."""

import uuid
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from ..checkout_ui.test_checkout_tours import TillTourCase


class SelfOrderCase(TillTourCase):
    """A kiosk; nobody stands beside the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "pos_self_order" not in cls.env["ir.module.module"]._installed():
            cls.skipTest(cls, "needs the app pos_self_order")
        card = cls.env["account.journal"].create({"name": "Card", "type": "bank", "code": "CRD1"})
        cls.card = cls.env["pos.payment.method"].create({"name": "Card", "journal_id": card.id})
        cls.config.payment_method_ids = cls.card
        cls.config.write({"self_ordering_mode": "kiosk", "use_presets": False})

    def put_together(self):
        return self.env["pos.order"].search([("config_id", "=", self.config.id)])

    def order_by_tour(self, tour):
        self.open_till(self.config)
        self.env.flush_all()
        self.start_tour(self.config._get_self_order_route(), tour, timeout=180)
        return self.put_together()

    def assertRefusedByTour(self, tour):
        """The customer wants milk, which a cashier could sell, and cream, which nobody can."""
        self.stock(self.milk, {"M1": (5, 3), "M2": (5, 4)})
        self.stock(self.cream, {"OLD": (5, -1)})

        with self.assertLogs("odoo.http", "WARNING"):
            order = self.order_by_tour(tour)

        self.assertFalse(order)


@tagged("post_install", "-at_install")
class TestKioskTours(SelfOrderCase):
    browser_size = "1080x1920"
    touch_enabled = True

    def test_the_only_lot_there_is_to_sell_is_on_the_order_that_the_cashier_gets(self):
        self.stock(self.milk, {"M1": (5, 3), "OLD": (5, -1)})

        order = self.order_by_tour("checkout_kiosk_order_of_the_only_lot")

        self.assertEqual(self.sold(order), [[("Milk", 1, {"M1": 1})]])
        self.assertEqual((order.state, order.source), ("draft", "kiosk"))

    def test_what_nothing_in_the_shop_could_be_sold_for_is_refused_before_it_is_on_its_way(self):
        self.assertRefusedByTour("checkout_kiosk_says_what_cannot_be_sold")


@tagged("post_install", "-at_install")
class TestKioskTakesTheMoney(SelfOrderCase):
    """A terminal at the kiosk charges the card as soon as the order is sent."""

    def setUp(self):
        super().setUp()
        self.open_till(self.config)
        self.charged = []
        self.use_terminal()

    def use_terminal(self):
        """A terminal of an app that speaks to a bank, which no test can."""
        configs, methods = self.env.registry["pos.config"], self.env.registry["pos.payment.method"]

        def charge(_method, order):
            self.charged.append(order.uuid)
            return "success"

        self.enterContext(
            patch.object(configs, "has_valid_self_payment_method", lambda config: True)
        )
        self.enterContext(patch.object(methods, "_payment_request_from_kiosk", charge))

    def pay(self, *lines):
        """What the kiosk's page sends when the customer pays: ``(product, quantity)``."""
        order = self.ui_order([(product, None, quantity) for product, quantity in lines])
        order |= {"state": "draft", "payment_ids": [], "uuid": str(uuid.uuid4())}
        order |= {"amount_paid": 0, "preset_id": False}
        self.make_jsonrpc_request(
            f"/kiosk/payment/{self.config.id}/kiosk",
            {
                "order": order,
                "payment_method_id": self.card.id,
                "access_token": self.config.access_token,
                "device_type": "kiosk",
            },
        )
        return self.put_together()

    def test_the_card_is_charged_for_the_only_lot_and_its_units_are_promised(self):
        lot = self.stock(self.milk, {"M1": (5, 3)})["M1"]

        order = self.pay((self.milk, 4))

        self.assertEqual(self.charged, [order.uuid])
        self.assertEqual(self.sold(order), [[("Milk", 4, {"M1": 4})]])
        claim = self.env["lot.claim"].search([("lot_id", "=", lot.id)])
        self.assertEqual((claim.order_uuid, claim.quantity), (order.uuid, 4))
        question = {"product_id": self.milk.id, "lot_id": lot.id, "quantity": 2, "uuid": "u"}
        [answer] = self.make_till("Second").with_user(self.cashier).check_lots([question])
        self.assertEqual(answer["verdict"], "block")

        order.add_payment(
            {
                "amount": order.amount_total,
                "payment_method_id": self.card.id,
                "pos_order_id": order.id,
            }
        )
        order.with_user(self.cashier)._process_saved_order(False)
        self.assertEqual(self.on_hand(lot), 1)

    def receive_money(self, order):
        """What the terminal's app does with the answer of the bank."""
        with self.env.cr.savepoint():
            order.add_payment(
                {
                    "amount": order.amount_total,
                    "payment_method_id": self.card.id,
                    "pos_order_id": order.id,
                }
            )
            order.action_pos_order_paid()

    def exceptions(self):
        return self.env["lot.exception"].search([("kind", "=", "paid_refused")])

    def test_a_recall_while_the_card_is_charged_is_refused_and_somebody_gives_the_money_back(self):
        lot = self.stock(self.milk, {"M1": (5, 3)})["M1"]
        order = self.pay((self.milk, 4))
        lot.action_hold("recall", "glass")

        for _attempt in range(2):  # a bank repeats what was not acknowledged
            with self.assertRaisesRegex(UserError, "is recalled"):
                self.receive_money(order.sudo())
            self.env.cr.postrollback.run()

        self.assertEqual((order.state, self.on_hand(lot)), ("draft", 5))
        found = self.exceptions()
        self.assertEqual((found.order_id, found.lot_id, found.quantity), (order, lot, 4))
        self.assertEqual(found.session_id, order.session_id)
        self.assertEqual(found.activity_ids.user_id, found.user_id)
        self.assertRegex(found.message, r"has paid \$\s8.00 by Card, but .*\n- .*M1 is recalled")

    def test_a_cashier_who_is_refused_needs_no_exception(self):
        lot = self.stock(self.milk, {"M1": (5, 3)})["M1"]
        order = self.pay((self.milk, 4))
        lot.action_hold("recall", "glass")

        with self.assertRaisesRegex(UserError, "is recalled"):
            self.receive_money(order.with_user(self.cashier))
        self.env.cr.postrollback.run()

        self.assertFalse(self.exceptions())

    def test_no_card_is_charged_for_what_cannot_be_sold(self):
        self.stock(self.milk, {"OLD": (5, -1)})
        self.stock(self.cream, {"C1": (5, 3), "C2": (5, 3)})
        self.stock(self.cheese, {"K1": (3, 3)})
        cases = {
            "expired": (self.milk, 1),
            "nobody says which lot": (self.cream, 1),
            "more than there is": (self.cheese, 4),
        }
        for case, line in cases.items():
            with self.subTest(case=case):
                with (
                    self.assertRaises(JsonRpcException),
                    self.assertLogs("odoo.http", "WARNING") as said,
                ):
                    self.pay(line)
                product = line[0].name
                self.assertIn(f"We cannot sell you this just now: {product}. ", said.output[0])
                self.assertFalse(self.charged)
                self.assertFalse(self.put_together())


class PhoneCase(SelfOrderCase):
    """Customers order by the code on their table, and pay online or at the counter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "pos_restaurant" not in cls.env["ir.module.module"]._installed():
            cls.skipTest(cls, "needs the app pos_restaurant")
        cls.config.write(
            {
                "module_pos_restaurant": True,
                "self_ordering_mode": "mobile",
                "self_ordering_service_mode": "counter",
                "self_ordering_pay_after": "each",
            }
        )


@tagged("post_install", "-at_install")
class TestPhoneTours(PhoneCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_what_nothing_in_the_shop_could_be_sold_for_is_refused_before_it_is_on_its_way(self):
        self.assertRefusedByTour("checkout_phone_says_what_cannot_be_sold")


@tagged("post_install", "-at_install")
class TestOrdersFromPhones(PhoneCase):
    """What the phone's page sends."""

    def setUp(self):
        super().setUp()
        self.open_till(self.config)

    def pay_online(self):
        """Customers can pay by a provider, which no test can speak to."""
        configs = self.env.registry["pos.config"]
        self.enterContext(
            patch.object(configs, "has_valid_self_payment_method", lambda config: True)
        )

    def send(self, *lines):
        """What the customer's phone sends: ``(product, quantity)``."""
        order = self.ui_order([(product, None, quantity) for product, quantity in lines])
        order |= {"state": "draft", "payment_ids": [], "uuid": str(uuid.uuid4())}
        order |= {"amount_paid": 0, "preset_id": False}
        self.make_jsonrpc_request(
            "/pos-self-order/process-order/mobile/",
            {
                "order": order,
                "access_token": self.config.access_token,
                "table_identifier": None,
            },
        )
        return self.put_together()

    def assertRefused(self, *line):
        with (
            self.assertRaises(JsonRpcException),
            self.assertLogs("odoo.http", "WARNING") as said,
        ):
            self.send(line)
        self.assertIn(f"We cannot sell you this just now: {line[0].name}. ", said.output[0])
        self.assertFalse(self.put_together())

    def test_who_pays_online_is_promised_the_only_lot(self):
        self.pay_online()
        lot = self.stock(self.milk, {"M1": (5, 3)})["M1"]

        order = self.send((self.milk, 4))

        self.assertEqual((order.state, order.source), ("draft", "mobile"))
        self.assertEqual(self.sold(order), [[("Milk", 4, {"M1": 4})]])
        claim = self.env["lot.claim"].search([("lot_id", "=", lot.id)])
        self.assertEqual((claim.order_uuid, claim.quantity), (order.uuid, 4))
        payment = {"amount": order.amount_total, "payment_method_id": self.card.id}
        order.add_payment({**payment, "pos_order_id": order.id})
        order.with_user(self.cashier)._process_saved_order(False)
        self.assertEqual(self.on_hand(lot), 1)

    def test_who_pays_online_is_refused_before_he_has_paid(self):
        self.pay_online()
        self.stock(self.milk, {"OLD": (5, -1)})
        self.stock(self.cream, {"C1": (5, 3), "C2": (5, 3)})
        self.assertRefused(self.milk, 1)
        self.assertRefused(self.cream, 1)

    def test_who_pays_at_the_counter_is_asked_there(self):
        self.stock(self.milk, {"OLD": (5, -1)})
        self.stock(self.cream, {"C1": (5, 3), "C2": (5, 3)})
        self.assertRefused(self.milk, 1)

        order = self.send((self.cream, 2))

        self.assertEqual(self.sold(order), [[("Cream", 2, {})]])
        self.assertFalse(self.env["lot.claim"].search([("order_uuid", "=", order.uuid)]))
