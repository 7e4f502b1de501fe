from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import valuation_case


class CutoverCase(valuation_case.ValuationCase):
    def make_plain(self, method="average", valuation="periodic", **values):
        """A product tracked by lot and valued as a whole."""
        return self.make_product(
            categ_id=self.make_category(method, valuation).id, lot_valuated=False, **values
        )

    def cut_over(self, product, direction, user=None):
        return (
            self.env["lot.cutover"]
            .with_user(user or self.accountant)
            .create(
                {
                    "direction": direction,
                    "product_tmpl_ids": [Command.set(product.product_tmpl_id.ids)],
                }
            )
        )

    def last_cutover(self, product):
        return self.env["lot.cutover"].search(
            [("product_tmpl_ids", "in", product.product_tmpl_id.ids)], order="id desc", limit=1
        )

    def lots_of(self, product):
        return self.env["stock.lot"].search([("product_id", "=", product.id)], order="name")

    def state(self, product):
        self.env.invalidate_all()
        return product.total_value, self.values(self.lots_of(product))

    def open_variant(self, product):
        """F05: 24 units of 156, in two lots."""
        lots = self.buy(product, {"A1": 5, "A2": 5}, 5.0)
        self.buy(product, {"A2": 10}, 7.0)
        self.deliver(product, 2, lots={lots["A1"]: 1, lots["A2"]: 1})
        self.buy(product, {"A1": 3, "A2": 3}, 8.0)
        return lots


@tagged("post_install", "-at_install")
class TestSwitchingValuationByLot(CutoverCase):
    def test_lots_open_at_their_share_of_the_products_value(self):
        """F05; as FIFO the product is worth 158, because the oldest units were sold."""
        opened = {"average": (156.0, 45.5, 110.5), "fifo": (158.0, 46.08, 111.92)}
        for method, valuation in valuation_case.SETTINGS:
            with self.subTest(method=method, valuation=valuation):
                value, first, second = opened[method]
                ham = self.make_plain(method, valuation)
                self.open_variant(ham)
                self.assertEqual(self.state(ham), (value, {"A1": (7, 0), "A2": (17, 0)}))

                ham.lot_valuated = True

                by_lot = {"A1": (7, first), "A2": (17, second)}
                self.assertEqual(self.state(ham), (value, by_lot))
                self.assertEqual(
                    self.env["lot.cost.layer"].search([("product_id", "=", ham.id)]).mapped("kind"),
                    ["opening", "opening"],
                )
                self.assertEqual(self.env["lot.cost.layer"]._reconcile(self.company), [])

    def test_off_keeps_the_products_value_and_on_again_gives_the_lots_the_same(self):
        """F04"""
        for method, valuation in (*valuation_case.SETTINGS, ("standard", "periodic")):
            with self.subTest(method=method, valuation=valuation):
                name = f"Ham {method} {valuation}"
                ham = self.make_valued(name, method, valuation, standard_price=10.0)
                lots = self.buy(ham, {"1": 5, "2": 5}, 10.0) | self.buy(ham, {"3": 10}, 10.0)
                self.deliver(ham, 2, lots={lots["1"]: 2})
                self.deliver(ham, 2, lots={lots["3"]: 2})
                self.buy(ham, {"1": 3, "2": 3, "3": 3}, 10.0)
                by_lot = {"1": (6, 60), "2": (8, 80), "3": (11, 110)}
                self.assertEqual(self.state(ham), (250.0, by_lot))

                ham.lot_valuated = False
                none = {name: (quantity, 0) for name, (quantity, _v) in by_lot.items()}
                self.assertEqual(self.state(ham), (250.0, none))

                ham.lot_valuated = True
                self.assertEqual(self.state(ham), (250.0, by_lot))

    def test_no_cent_is_lost_when_lots_stop_having_a_value(self):
        ham = self.make_valued("Ham", "average", "periodic")
        lots = self.buy(ham, {"1": 3}, 10.0 / 3) | self.buy(ham, {"2": 15}, 6.67)
        self.deliver(ham, 1, lots={lots["1"]: 1})
        value, _lots = self.state(ham)

        ham.lot_valuated = False

        self.assertAlmostEqual(self.state(ham)[0], value, 6)
        self.deliver(ham, 1, lots={lots["2"]: 1})
        self.assertAlmostEqual(self.state(ham)[0], value * 16 / 17, 2)

    def test_goods_without_a_lot_are_listed_and_refuse_the_switch(self):
        """F21"""
        for method, valuation in (*valuation_case.SETTINGS, ("standard", "periodic")):
            with self.subTest(method=method, valuation=valuation):
                ham = self.make_product(
                    tracking="none", categ_id=self.make_category(method, valuation).id
                )
                self.env["stock.quant"]._update_available_quantity(ham, self.stock_location, 1)
                ham.tracking = "lot"
                with self.assertRaisesRegex(UserError, "1 Units of Milk in .*Stock"):
                    ham.lot_valuated = True

    def test_lots_without_stock_get_the_products_cost(self):
        """F20"""
        for method, valuation in valuation_case.SETTINGS:
            with self.subTest(method=method, valuation=valuation):
                ham = self.make_plain(method, valuation, standard_price=1.0)
                lot = self.env["stock.lot"].create(
                    {"name": "COST", "product_id": ham.id, "standard_price": 2.0}
                )
                empty = self.env["stock.lot"].create({"name": "NO COST", "product_id": ham.id})
                self.count(ham, lot, 10)
                self.assertEqual(self.state(ham)[0], 10.0)

                ham.lot_valuated = True

                self.assertEqual((lot.standard_price, empty.standard_price), (1.0, 1.0))
                self.assertEqual(self.state(ham)[0], 10.0)
                self.count(ham, lot, 0)
                self.assertEqual(self.state(ham), (0.0, {"COST": (0, 0), "NO COST": (0, 0)}))

    def test_a_value_that_would_change_is_refused_outside_the_cut_over(self):
        ham = self.make_valued("Ham", "fifo", "real_time")
        lots = self.buy(ham, {"1": 10}, 5.0) | self.buy(ham, {"2": 10}, 9.0)
        self.deliver(ham, 10, lots={lots["2"]: 10})

        with self.assertRaisesRegex(UserError, "Valuation Cut-over"), self.env.cr.savepoint():
            ham.lot_valuated = False

        self.assertEqual(self.state(ham), (50.0, {"1": (10, 50), "2": (0, 0)}))

    def test_another_costing_method_of_the_category_opens_the_ledger(self):
        ham = self.make_valued("Ham", "standard", "periodic", standard_price=4.0)
        self.buy(ham, {"1": 5}, 5.0)

        ham.categ_id.property_cost_method = "average"

        self.assertEqual(self.state(ham), (20.0, {"1": (5, 20)}))
        self.assertEqual(self.last_cutover(ham).cause, "category")
        self.assertEqual(self.env["lot.cost.layer"]._reconcile(self.company), [])

    def test_companies_that_share_the_product_are_carried_over_together(self):
        other = self.make_company()
        ham = self.make_plain()
        self.buy(ham, {"A": 10}, 5.0)
        ham.categ_id.with_company(other).property_cost_method = "average"
        location = self.env["stock.warehouse"].search([("company_id", "=", other.id)]).lot_stock_id
        lot = self.env["stock.lot"].create(
            {"name": "B", "product_id": ham.id, "company_id": other.id}
        )
        cost = ham.with_company(other).with_context(disable_auto_revaluation=True)
        cost.standard_price = 3.0
        counted = self.env["stock.quant"].with_company(other).with_context(inventory_mode=True)
        counted.create(
            {
                "product_id": ham.id,
                "lot_id": lot.id,
                "location_id": location.id,
                "inventory_quantity": 4,
            }
        ).action_apply_inventory()

        ham.lot_valuated = True

        layers = self.env["lot.cost.layer"].search([("product_id", "=", ham.id)], order="value")
        self.assertRecordValues(
            layers,
            [
                {"company_id": other.id, "lot_id": lot.id, "quantity": 4, "value": 12},
                {
                    "company_id": self.company.id,
                    "lot_id": self.lots_of(ham).filtered(lambda x: x.name == "A").id,
                    "quantity": 10,
                    "value": 50,
                },
            ],
        )
        self.assertEqual(ham.with_company(other).total_value, 12.0)


@tagged("post_install", "-at_install")
class TestAfterTheCutover(CutoverCase):
    def setUp(self):
        super().setUp()
        self.ham = self.make_plain()
        self.lots = self.buy(self.ham, {"A": 10}, 5.0) | self.buy(self.ham, {"B": 10}, 9.0)
        self.deliver(self.ham, 5, lots={self.lots["A"]: 5})
        self.ham.lot_valuated = True
        self.assertEqual(self.state(self.ham), (105.0, {"A": (5, 35), "B": (10, 70)}))

    def receipt(self, lot):
        return self.env["stock.move"].search(
            [("move_line_ids.lot_id", "=", lot.id), ("is_in", "=", True)]
        )

    def test_goods_move_at_the_cost_of_the_opening(self):
        delivery = self.deliver(self.ham, 3, lots={self.lots["B"]: 3})

        self.assertEqual(delivery.move_ids.value, 21.0)
        self.assertEqual(self.env["lot.cost.layer"]._reconcile(self.company), [])

    def test_a_bill_of_goods_of_before_changes_what_was_still_there(self):
        order = self.receipt(self.lots["A"]).purchase_line_id.order_id
        action = order.with_user(self.accountant).action_create_invoice()
        bill = self.env["account.move"].browse(action["res_id"])
        bill.invoice_date = "2026-01-01"
        bill.invoice_line_ids.price_unit = 7.0
        bill.action_post()

        self.assertEqual(self.state(self.ham)[1], {"A": (5, 45), "B": (10, 70)})
        self.assertEqual(self.env["lot.cost.layer"]._reconcile(self.company), [])
        self.receipt(self.lots["A"])._set_value()
        self.assertEqual(self.state(self.ham)[1], {"A": (5, 45), "B": (10, 70)})

    def test_an_edited_line_of_before_follows_the_stock(self):
        line = self.receipt(self.lots["B"]).move_line_ids
        line.quantity = 8

        self.assertEqual(self.state(self.ham)[1], {"A": (5, 35), "B": (8, 56)})
        line.quantity = 11
        self.assertEqual(self.state(self.ham)[1], {"A": (5, 35), "B": (11, 77)})
        self.assertEqual(self.env["lot.cost.layer"]._reconcile(self.company), [])

    def test_goods_sold_before_come_back_at_the_lots_cost(self):
        delivery = self.env["stock.picking"].search(
            [("move_ids.product_id", "=", self.ham.id), ("picking_type_code", "=", "outgoing")]
        )
        back = self.send_back(delivery, {self.lots["A"]: 2})

        self.assertEqual(back.move_ids.value, 14.0)
        self.assertEqual(self.state(self.ham)[1], {"A": (7, 49), "B": (10, 70)})


@tagged("post_install", "-at_install")
class TestCutoverForm(CutoverCase):
    def setUp(self):
        super().setUp()
        self.company.account_stock_journal_id = self.env["account.journal"].create(
            {"name": "Stock", "type": "general", "code": "LSTJ"}
        )

    def sold_newest(self, valuation="real_time"):
        ham = self.make_valued("Ham", "fifo", valuation)
        lots = self.buy(ham, {"1": 10}, 5.0, bill=True) | self.buy(ham, {"2": 10}, 9.0, bill=True)
        self.deliver(ham, 10, lots={lots["2"]: 10})
        return ham

    def test_comparing_shows_every_lot_and_books_nothing(self):
        ham = self.make_plain()
        self.open_variant(ham)
        cutover = self.cut_over(ham, "on")
        cutover.action_compare()

        self.assertRecordValues(
            cutover.line_ids,
            [
                {"quantity": 7, "value_before": 45.5, "value_after": 45.5, "difference": 0},
                {"quantity": 17, "value_before": 110.5, "value_after": 110.5, "difference": 0},
            ],
        )
        self.assertEqual(cutover.state, "draft")
        self.assertFalse(ham.lot_valuated)
        self.assertFalse(self.env["lot.cost.layer"].search([("product_id", "=", ham.id)]))
        self.assertEqual(self.state(ham)[0], 156.0)

    def test_the_difference_is_seen_booked_and_reversed(self):
        ham = self.sold_newest()
        booked = self.balance(self.stock_account)
        cutover = self.cut_over(ham, "off")
        cutover.action_compare()
        self.assertRecordValues(
            cutover, [{"value_before": 50, "value_after": 90, "difference": 40, "state": "draft"}]
        )
        self.assertEqual(self.state(ham)[0], 50.0)

        cutover.action_apply()

        self.assertEqual(self.state(ham)[0], 90.0)
        self.assertEqual(self.balance(self.stock_account), booked + 40)
        self.assertEqual(self.balance(self.variation_account), -40)

        cutover.action_reverse()

        self.assertEqual(cutover.state, "reversed")
        self.assertTrue(ham.lot_valuated)
        self.assertEqual(self.state(ham), (50.0, {"1": (10, 50), "2": (0, 0)}))
        self.assertEqual(self.balance(self.stock_account), booked)
        self.assertEqual(self.balance(self.variation_account), 0)
        self.assertEqual(self.env["lot.cost.layer"]._reconcile(self.company), [])

    def test_periodic_stock_leaves_the_difference_to_the_closing(self):
        ham = self.sold_newest("periodic")
        cutover = self.cut_over(ham, "off")
        cutover.action_compare()
        cutover.action_apply()

        self.assertFalse(cutover.account_move_id)
        self.assertEqual((self.state(ham)[0], cutover.difference), (90.0, 40.0))

    def test_what_was_opened_can_be_reversed_until_goods_move(self):
        ham = self.make_plain()
        lots = self.open_variant(ham)
        first = self.cut_over(ham, "on")
        first.action_compare()
        first.action_apply()
        first.action_reverse()
        self.assertFalse(ham.lot_valuated)
        self.assertEqual(self.state(ham), (156.0, {"A1": (7, 0), "A2": (17, 0)}))

        second = self.cut_over(ham, "on")
        second.action_compare()
        second.action_apply()
        self.assertEqual(self.state(ham), (156.0, {"A1": (7, 45.5), "A2": (17, 110.5)}))
        self.deliver(ham, 1, lots={lots["A1"]: 1})
        with self.assertRaisesRegex(UserError, "can no longer be reversed"):
            second.action_reverse()

    def test_the_layers_of_a_lot_come_back_one_by_one(self):
        ham = self.make_valued("Ham", "fifo", "periodic")
        lot = self.buy(ham, {"1": 2}, 5.0)["1"]
        self.buy(ham, {"1": 3}, 9.0)
        ham.lot_valuated = False
        self.last_cutover(ham).with_user(self.accountant).action_reverse()

        self.assertEqual(self.state(ham), (37.0, {"1": (5, 37)}))
        self.assertEqual(self.deliver(ham, 2, lots={lot: 2}).move_ids.value, 10.0)

    def test_what_changed_since_comparing_is_compared_again(self):
        ham = self.sold_newest()
        cutover = self.cut_over(ham, "off")
        with self.assertRaisesRegex(UserError, "Compare again"), self.env.cr.savepoint():
            cutover.action_apply()
        cutover.action_compare()
        self.buy(ham, {"3": 10}, 11.0)
        self.deliver(ham, 5, lots={self.lots_of(ham)[0]: 5})
        with self.assertRaisesRegex(UserError, "Compare again"), self.env.cr.savepoint():
            cutover.action_apply()

        self.assertTrue(ham.lot_valuated)

    def test_the_journal_knows_of_it_without_amounts(self):
        ham = self.make_plain()
        self.open_variant(ham)
        ham.lot_valuated = True

        events = self.env["lot.event"].search(
            [("kind", "=", "cutover_on"), ("product_id", "=", ham.id)], order="quantity"
        )
        self.assertEqual(events.mapped("quantity"), [7, 17])
        told = [{key for key in event.facts if not key.startswith("_")} for event in events]
        self.assertEqual(told, [{"cutover"}] * 2)

    def test_only_accountants_cut_over_and_only_the_cost_group_reads(self):
        ham = self.make_plain()
        self.open_variant(ham)
        ham.lot_valuated = True
        done = self.last_cutover(ham)
        reader = self.make_user("lot_pos_tracking.group_lot_cost")

        self.assertEqual(done.with_user(reader).value_before, 156.0)
        with self.assertRaises(AccessError):
            done.with_user(reader).action_reverse()
        for user in (self.cashier, self.stock_user, self.manager):
            with self.assertRaises(AccessError):
                done.with_user(user).read(["value_before"])
        stranger = self.make_user("account.group_account_user", company=self.make_company())
        self.assertFalse(self.env["lot.cutover"].with_user(stranger).search([]))


@tagged("post_install", "-at_install")
class TestInstallingWithHistory(CutoverCase):
    def test_lots_valued_before_open_at_todays_native_value(self):
        ham = self.make_valued("Ham", "average", "periodic")
        lots = self.buy(ham, {"A": 10}, 5.0) | self.buy(ham, {"B": 10}, 9.0)
        self.deliver(ham, 4, lots={lots["A"]: 4})
        value, by_lot = self.state(ham)
        self.forget_ledger(ham)
        self.assertEqual(self.state(ham), (0.0, {"A": (6, 0), "B": (10, 0)}))

        self.env["lot.opening"]._open_installed()

        self.assertEqual(self.state(ham), (value, by_lot))
        self.assertEqual((value, by_lot), (120.0, {"A": (6, 30), "B": (10, 90)}))
        self.assertEqual(self.last_cutover(ham).cause, "install")
        with self.assertRaisesRegex(UserError, "Only a cut-over by switching"):
            self.last_cutover(ham).action_reverse()

    def forget_ledger(self, product):
        """As if the add-on had not been there."""
        self.env.flush_all()
        for table in ("lot_cost_consumption", "lot_cost_layer"):
            self.env.cr.execute(f"DELETE FROM {table} WHERE product_id = %s", [product.id])
        self.env.invalidate_all()
