"""The till in a real browser, used by a cashier who has the Point of Sale user right alone."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .. import common
from ..backstage import Backstage


class TillTourCase(common.LotPosCommon, HttpCase):
    """One promise per tour; what the browser did is then looked up in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls.env["pos.category"].create({"name": "Cooler"})
        cls.config.write(
            {
                "limit_categories": True,
                "iface_available_categ_ids": [Command.set(cls.shelf.ids)],
            }
        )
        cls.milk = cls.make_food("Milk", barcode="04012345678901")
        cls.cheese = cls.make_food(
            "Cheese", barcode="02000011000006", uom_id=cls.env.ref("uom.product_uom_kgm").id
        )
        cls.cream = cls.make_food("Cream")
        cls.bread = cls.make_food("Bread", barcode="4012345678918", tracking="none", shelf_life=0)

    @classmethod
    def make_food(cls, name, **values):
        return cls.make_product(
            name, **{"shelf_life": 10, "pos_categ_ids": [Command.set(cls.shelf.ids)], **values}
        )

    def day(self, days):
        """A day counted from the shop's today."""
        return fields.Date.today() + timedelta(days=days)

    def stock(self, product, lots):
        """Lots on the shelf: ``{number: (quantity, days left)}``.

        :return: ``{number: stock.lot}``
        """
        return {
            name: self.make_lot(product, name, quantity, use_by_date=self.day(days))
            for name, (quantity, days) in lots.items()
        }

    def nothing_is_news(self):
        """All that a till could ask for as changed was changed long ago, demo data as well."""
        self.env.flush_all()
        for table in ("stock_lot", "stock_quant", "stock_move_line"):
            self.env.cr.execute(f"UPDATE {table} SET write_date = write_date - interval '1 day'")

    def start(self, tour, config=None, **options):
        """Run the tour as the cashier; its orders are what the till has sold.

        :return: ``pos.order``, oldest first
        """
        config = config or self.config
        self.open_till(config)
        self.env.flush_all()
        options = {"login": self.cashier.login, "timeout": 180, **options}
        self.start_tour(f"/pos/ui/{config.id}", tour, **options)
        return self.env["pos.order"].search(
            [("config_id", "=", config.id), ("state", "!=", "draft")], order="id"
        )

    def sold(self, orders):
        """``[[(product, quantity, {lot: quantity})]]``, one list per order."""
        return [
            [
                (
                    line.product_id.name,
                    line.qty,
                    {pack.lot_id.name: pack.quantity for pack in line.pack_lot_ids},
                )
                for line in order.lines
            ]
            for order in orders
        ]

    def check_a_changed_lot_survives(self):
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_a_changed_lot_survives_a_reload")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-B": 1})]])
        rows = orders.lines.pack_lot_ids
        self.assertEqual([(row.lot_name, row.evidence) for row in rows], [("M-B", "picked")])

    def start_with(self, tour, acts=None, **options):
        """As ``start``, with somebody behind the scene.

        :param acts: ``{what the tour asks for: function}``
        """
        acts = {name: lambda _browser, act=act: act() for name, act in (acts or {}).items()}
        with Backstage(acts).watching():
            return self.start(tour, **options)

    def hold_before(self, method, lot, code):
        """The office puts the lot on hold just before the till calls this method."""
        config_model = self.env.registry["pos.config"]
        call = getattr(config_model, method)

        def call_after_hold(config, *args, **kwargs):
            if method != "lot_snapshot" or kwargs.get("lot_ids"):
                lots = lot.with_env(config.env(su=True)).filtered(lambda one: not one.is_on_hold)
                config.env["lot.hold"].sudo()._place(lots, code, "glass")
            return call(config, *args, **kwargs)

        return patch.object(config_model, method, call_after_hold)


@tagged("post_install", "-at_install")
class TestCheckoutPickerTours(TillTourCase):
    def test_the_lot_to_go_first_is_preselected_and_enter_takes_it(self):
        """B01, B05: a lot that is good for days yet is sold, stock falls, the ticket names it."""
        lots = self.stock(self.milk, {"M-LATE": (7, 9), "M-EARLY": (5, 2), "M-OLD": (3, -1)})

        orders = self.start("checkout_fefo_is_preselected")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-EARLY": 1})]])
        self.assertEqual(self.on_hand(lots["M-EARLY"]), 4)
        self.assertEqual(orders.lines.pack_lot_ids.evidence, "picked")

    def test_keys_choose_cancel_and_filter(self):
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3), "M-C": (5, 4)})

        orders = self.start("checkout_keys_and_type_ahead")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-B": 1}), ("Milk", 1, {"M-C": 1})]])
        self.assertEqual(orders.lines.pack_lot_ids.mapped("evidence"), ["picked", "typed"])

    def test_the_second_tap_of_a_hasty_finger_chooses_no_lot(self):
        """A product tapped twice must not take the lot that comes up under the finger."""
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_a_hasty_second_tap_chooses_nothing")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-B": 1})]])

    def test_a_number_that_nobody_knows_cannot_be_confirmed(self):
        """B11: of 1001 and 1002 the till makes no 1003, and takes no other lot for it."""
        self.stock(self.milk, {"1001": (5, 2), "1002": (5, 3)})

        orders = self.start("checkout_a_number_that_nobody_knows_cannot_be_confirmed")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"1002": 1})]])
        self.assertFalse(self.env["stock.lot"].search([("name", "=", "1003")]))

    def test_an_expired_lot_cannot_be_chosen(self):
        self.stock(self.milk, {"M-OLD": (3, -1)})

        orders = self.start("checkout_expired_cannot_be_chosen")

        self.assertFalse(orders)

    def test_several_lots_on_one_line_leave_with_their_own_quantities(self):
        lots = self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_several_lots_on_one_line")

        self.assertEqual(self.sold(orders), [[("Milk", 5, {"M-A": 3, "M-B": 2})]])
        self.assertEqual([self.on_hand(lot) for lot in lots.values()], [2, 3])
        for row in orders.lines.pack_lot_ids:  # how long it took, measured and not guessed
            self.assertEqual(row.evidence, "picked")
            self.assertGreater(row.select_ms, 0)
            self.assertGreaterEqual(row.taps, 2)

    def test_editing_a_lot_keeps_the_quantity_and_leaves_one_row(self):
        """B20: confirmed unchanged the quantity is what it was."""
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_editing_keeps_quantity")

        self.assertEqual(self.sold(orders), [[("Milk", 4, {"M-A": 1, "M-B": 3})]])

    def test_a_larger_quantity_spills_to_the_next_lot_and_no_further_than_the_shop(self):
        lots = self.stock(self.milk, {"M-A": (5, 2), "M-B": (3, 3)})

        orders = self.start("checkout_more_than_the_lot_has")

        self.assertEqual(self.sold(orders), [[("Milk", 7, {"M-A": 5, "M-B": 2})]])
        self.assertEqual([self.on_hand(lot) for lot in lots.values()], [0, 1])


@tagged("post_install", "-at_install")
class TestCheckoutChoiceTours(TillTourCase):
    def test_the_only_lot_is_taken_without_a_popup(self):
        self.stock(self.milk, {"M-ONLY": (5, 2)})

        orders = self.start("checkout_only_lot_needs_no_popup")

        self.assertEqual(self.sold(orders), [[("Milk", 2, {"M-ONLY": 2})]])
        self.assertEqual(orders.lines.pack_lot_ids.evidence, "only_lot")

    def test_the_suggestion_is_taken_without_a_popup_and_one_tap_changes_it(self):
        self.config.lot_choice = "fefo"
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_suggestion_is_taken")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-B": 1}), ("Milk", 1, {"M-A": 1})]])
        self.assertEqual(orders.lines.pack_lot_ids.mapped("evidence"), ["picked", "presumed"])

    def test_only_a_scan_sells_where_the_shop_wants_scans(self):
        self.config.lot_choice = "scan"
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_only_a_scan_sells")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-B": 1})]])
        self.assertEqual(orders.lines.pack_lot_ids.evidence, "scanned")

    def test_quick_payment_is_no_way_around(self):
        self.config.write(
            {
                "use_fast_payment": True,
                "fast_payment_method_ids": [Command.set(self.config.payment_method_ids.ids)],
            }
        )
        lot = self.stock(self.milk, {"M-ONLY": (5, 2)})["M-ONLY"]

        with self.hold_before("claim_lots", lot, "recall"):
            orders = self.start("checkout_quick_payment_is_no_way_around")

        self.assertFalse(orders)
        self.assertEqual(self.on_hand(lot), 5)

    def test_a_lot_recalled_while_in_the_cart_is_refused_and_the_cart_stays(self):
        lot = self.stock(self.milk, {"M-ONLY": (5, 2)})["M-ONLY"]

        with self.hold_before("claim_lots", lot, "recall"):
            orders = self.start("checkout_recalled_while_in_the_cart")

        self.assertFalse(orders)

    def test_a_manager_approves_what_the_policy_lets_him(self):
        self.config.lot_best_before = "block"
        boss = self.make_user("point_of_sale.group_pos_manager", login="boss", name="The Boss")
        boss._lot_set_pin("4711")
        self.make_lot(self.milk, "M-OLD", 3, best_before_date=self.day(-1))

        orders = self.start("checkout_manager_approves")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-OLD": 1})]])
        override = self.env["lot.override"].search([("order_id", "=", orders.id)])
        self.assertEqual((override.cashier_id, override.approver_id), (self.cashier, boss))
        self.assertEqual(orders.lines.pack_lot_ids.evidence, "override")

    def test_a_ticket_is_refunded_twice_with_its_lot(self):
        lot = self.stock(self.milk, {"M-ONLY": (5, 2)})["M-ONLY"]

        orders = self.start("checkout_refund_twice")

        self.assertEqual(
            self.sold(orders),
            [
                [("Milk", 3, {"M-ONLY": 3})],
                [("Milk", -1, {"M-ONLY": 1})],
                [("Milk", -2, {"M-ONLY": 2})],
            ],
        )
        self.assertEqual(self.on_hand(lot), 5)


@tagged("post_install", "-at_install")
class TestCheckoutScanTours(TillTourCase):
    def test_one_scan_sells(self):
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_one_scan_sells")

        self.assertEqual(self.sold(orders), [[("Milk", 2, {"M-B": 2}), ("Milk", 1, {"M-A": 1})]])
        packs = orders.lines.pack_lot_ids
        self.assertEqual(packs.mapped("evidence"), ["scanned", "scanned"])
        self.assertEqual(sum(packs.mapped("taps")), 0)

    def test_the_date_on_the_pack_decides_offline_as_well(self):
        """B31: (17)240101 is refused years later without a look-up."""
        self.stock(self.milk, {"M-A": (5, 2)})

        orders = self.start("checkout_the_date_on_the_pack_decides")

        self.assertFalse(orders)

    def test_unknown_numbers_are_asked_about(self):
        """B03, B32: a number of two products is asked about, an unknown one never accepted."""
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3), "SHARED": (5, 4)})
        self.stock(self.cheese, {"SHARED": (5, 4)})

        orders = self.start("checkout_unknown_numbers_are_asked_about")

        self.assertEqual(self.sold(orders), [[("Cheese", 1, {"SHARED": 1})]])
        self.assertFalse(self.env["stock.lot"].search([("name", "in", ("M-8", "NOWHERE"))]))

    def test_a_vendors_number_of_two_lots_is_asked_about(self):
        lots = self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3), "M-C": (5, 4)})
        (lots["M-A"] | lots["M-B"]).vendor_lot = "V7"

        orders = self.start("checkout_a_vendors_number_of_two_lots_is_asked_about")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-B": 1})]])
        self.assertEqual(orders.lines.pack_lot_ids.evidence, "picked")

    def test_weight_and_price_come_from_the_label(self):
        self.stock(self.cheese, {"C-1": (5, 2)})

        orders = self.start("checkout_weight_and_price_from_the_label")

        self.assertEqual(self.sold(orders), [[("Cheese", 1.25, {"C-1": 1.25})]])
        self.assertEqual(orders.amount_total, 15.99)

    def test_an_offline_sale_survives_a_reload_and_arrives_once(self):
        lots = self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_offline_sale_survives_a_reload")

        self.assertEqual(self.sold(orders), [[("Milk", 2, {"M-A": 2})]])
        self.assertTrue(orders.lines.pack_lot_ids.offline)
        self.assertEqual(self.on_hand(lots["M-A"]), 3)


@tagged("post_install", "-at_install")
class TestCheckoutCartTours(TillTourCase):
    def test_a_hold_reaches_the_open_cart_and_marks_its_line(self):
        lot = self.stock(self.milk, {"M-ONLY": (5, 2)})["M-ONLY"]

        with self.hold_before("lot_snapshot", lot, "quarantine"):
            orders = self.start("checkout_news_reaches_the_cart")

        self.assertFalse(orders)

    def test_a_changed_lot_survives_a_reload_as_one_row(self):
        """B21"""
        self.check_a_changed_lot_survives()

    def test_a_saved_draft_keeps_another_lot_over_a_reload(self):
        """B21, with a draft that the server has already."""
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_a_saved_draft_keeps_another_lot_over_a_reload")

        self.assertEqual(self.sold(orders), [[("Milk", 3, {"M-B": 3})]])
        rows = orders.lines.pack_lot_ids
        self.assertEqual([(row.lot_name, row.evidence) for row in rows], [("M-B", "picked")])

    def test_a_lot_that_a_larger_quantity_added_survives_a_reload(self):
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_an_added_lot_survives_a_reload")

        self.assertEqual(self.sold(orders), [[("Milk", 7, {"M-A": 5, "M-B": 2})]])
        self.assertEqual(orders.lines.pack_lot_ids.mapped("evidence"), ["picked", "presumed"])

    def test_a_cart_survives_a_reload_with_its_lots(self):
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_cart_survives_a_reload")

        self.assertEqual(self.sold(orders), [[("Milk", 5, {"M-A": 3, "M-B": 2})]])

    def test_a_till_loaded_again_before_its_lots_were_kept_asks_for_them(self):
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})
        self.nothing_is_news()

        orders = self.start("checkout_loaded_again_before_the_lots_were_kept")

        self.assertEqual(self.sold(orders), [[("Milk", 5, {"M-A": 3, "M-B": 2})]])

    def test_with_the_policy_native_the_till_is_upstreams(self):
        self.config.lot_policy = "native"
        self.stock(self.milk, {"M-A": (5, 2), "M-OLD": (5, -2)})

        orders = self.start("checkout_native_is_upstreams")

        self.assertEqual(orders.lines.pack_lot_ids.mapped("lot_name"), ["M-OLD"])


@tagged("post_install", "-at_install")
class TestCheckoutPhoneTours(TillTourCase):
    browser_size = "360x780"
    touch_enabled = True

    def test_a_phone_sells_several_lots_on_one_line(self):
        self.stock(self.milk, {"M-A": (5, 0), "M-B": (5, 3)})

        orders = self.start("checkout_on_a_phone")

        self.assertEqual(self.sold(orders), [[("Milk", 3, {"M-A": 2, "M-B": 1})]])

    def test_on_a_phone_the_second_tap_of_a_hasty_finger_chooses_no_lot(self):
        self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start("checkout_a_hasty_second_tap_chooses_nothing")

        self.assertEqual(self.sold(orders), [[("Milk", 1, {"M-B": 1})]])

    def test_on_a_phone_a_changed_lot_survives_a_reload_as_one_row(self):
        """B21"""
        self.check_a_changed_lot_survives()
