"""Scenarios and ways of stock that need other apps, beside those of each app's own tests."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.stock_account.models.stock_move import StockMove as UpstreamMove

from ..valuation import valuation_case
from . import module_case


@tagged("post_install", "-at_install")
class TestLandedCostsByLot(module_case.LandedCase):
    """What each lot of a receipt carries of a landed cost."""

    def test_a_hundred_by_quantity_on_two_products(self):
        """F27"""
        for method, valuation in valuation_case.SETTINGS:
            with self.subTest(method=method, valuation=valuation):
                one, two = (self.make_valued(name, method, valuation) for name in ("P1", "P2"))
                a, b = self.buy(one, {"A": 1}, 1.0)["A"], self.buy(two, {"B": 1}, 1.0)["B"]

                self.land((self.receipt_of(a) | self.receipt_of(b)).picking_id, 100.0)

                self.assertEqual((self.values(a), self.values(b)), ({"A": (1, 51)}, {"B": (1, 51)}))
                self.assertBooksAgree(one, two)

    def test_lots_of_one_receipt_share_by_value_or_by_quantity(self):
        for split, shares in (
            ("equal", (6.0, 4.0)),
            ("by_quantity", (6.0, 4.0)),
            ("by_weight", (6.0, 4.0)),
            ("by_volume", (6.0, 4.0)),
            ("by_current_cost_price", (2.73, 7.27)),
        ):
            for method in ("average", "fifo"):
                with self.subTest(split=split, method=method):
                    ham = self.make_valued(f"Ham {split} {method}", method, weight=1, volume=1)
                    lots = self.buy(ham, {"1": 6, "2": 4}, 4.4, costs={"1": 2.0, "2": 8.0})
                    session = self.open_till()
                    self.sell((ham, lots["2"], 4), session=session)

                    self.land(self.receipt_of(lots["1"]).picking_id, 10.0, split)

                    self.assertEqual(
                        self.values(lots["1"] | lots["2"]), {"1": (6, 12 + shares[0]), "2": (0, 0)}
                    )
                    gone = sum(lots["2"].cost_consumption_ids.mapped("value"))
                    self.assertAlmostEqual(gone, 32 + shares[1], 6)
                    self.assertBooksAgree(ham)

    def test_shares_that_follow_an_edit_count_from_the_edit(self):
        """The same cost on more goods: what was read of the days before stays as it was."""
        for ham in self.each_setting():
            with freeze_time("2026-03-02 09:00:00"):
                lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
            one, two = (lots[name].with_user(self.accountant) for name in ("1", "2"))
            with freeze_time("2026-03-04 09:00:00"):
                self.land(self.receipt_of(one).picking_id, 30.0)
            with freeze_time("2026-03-10 09:00:00"):
                self.assertEqual((one.value_at("2026-03-05"), two.value_at("2026-03-05")), (40, 40))
                line = self.line_of(self.receipt_of(two), two)
                line.with_user(self.manager).quantity = 10

                self.assertEqual((one.value_at("2026-03-05"), two.value_at("2026-03-05")), (40, 40))
                self.assertEqual(self.values(one | two), {"1": (5, 35), "2": (10, 70)})
            self.assertBooksAgree(ham)

    def test_a_value_by_hand_replaces_what_was_charged_to_lots_by_name(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
            self.charge(10.0, [lots["1"]], self.freight_account)
            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (5, 35), "2": (5, 25)})

            self.receipt_of(lots["1"]).with_user(self.accountant).value_manual = 100.0

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (5, 50), "2": (5, 50)})
            landed = lots["1"].cost_layer_ids.filtered(lambda row: row.kind == "landed")
            self.assertEqual(
                [(row.value, row.document._name) for row in landed.sorted("id")],
                [(10.0, "lot.landed.cost"), (-10.0, "product.value")],
            )
            self.assertBooksAgree(ham)

    def test_a_cost_of_a_named_lot_counts_beside_a_landed_cost(self):
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
            picking = self.receipt_of(lots["1"]).picking_id
            self.land(picking, 10.0)
            self.env["lot.landed.cost"].with_user(self.accountant).create(
                {
                    "name": "Test",
                    "amount": 4.0,
                    "lot_ids": [Command.set(lots["2"].ids)],
                    "account_id": self.freight_account.id,
                }
            ).action_post()
            self.land(picking, 10.0)

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (5, 35), "2": (5, 39)})
            self.assertEqual(self.receipt_of(lots["1"]).value, 74.0)
            self.assertBooksAgree(ham)


@tagged("post_install", "-at_install")
class TestSaleOrdersByScenario(module_case.SaleOrderCase):
    def test_the_invoice_of_one_unit_costs_what_its_lot_cost(self):
        """F23: posted with the invoice in perpetual valuation, by the closing in periodic."""
        for ham in self.each_setting():
            ham.invoice_policy = "delivery"
            a = self.buy(ham, {"1": 2}, 10.0, bill=True)["1"]
            c = self.buy(ham, {"2": 2}, 16.0, bill=True)["2"]
            self.cost_before = self.balance(self.cogs_account)
            order = self.order_sold(ham, 1)
            picking = self.ship(order, {a: 1})

            self.invoice(order)

            self.assertEqual(picking.move_ids.value, 10.0)
            self.assertEqual(self.cost(), 10.0 if ham.valuation == "real_time" else 0.0)
            self.assertEqual(self.values(a | c), {"1": (1, 10), "2": (2, 32)})
            self.assertEqual((ham.total_value, round(ham.standard_price, 2)), (42.0, 14.0))
            self.assertBooksAgree(ham)


def cost_of_what_left(self, quantity=0):
    """As later builds: what the moves of the lots are worth, goods in consignment counted as well;
    what came back is left to the caller."""
    whole = sum(move._get_valued_qty() for move in self) + self._get_valued_consigned_qty()
    return sum(self.mapped("value")) / whole if whole else self.product_id.standard_price


@tagged("post_install", "-at_install")
class TestSaleOrdersOfLaterBuilds(module_case.SaleOrderCase):
    """Upstream's invoices ask the lots for the cost as well, by other helpers."""

    def setUp(self):
        super().setUp()
        later = {
            "_get_cogs_price_unit": cost_of_what_left,
            "_get_valued_consigned_qty": lambda moves: 0.0,
        }
        for name, function in later.items():
            self.enterContext(patch.object(UpstreamMove, name, function, create=True))

    def test_invoices_and_credit_notes_carry_the_cost_of_their_lots_once(self):
        for ham, a, c in self.each_method():
            order = self.order_sold(ham, 5)
            picking = self.ship(order, {a: 2, c: 3})
            self.invoice(order)
            self.assertEqual(self.cost(), 2 * 5.0 + 3 * 9.0)

            self.send_back(picking, {c: 1})
            self.invoice(order)

            self.assertEqual(self.cost(), 2 * 5.0 + 2 * 9.0)
            self.assertBooksAgree(ham)


@tagged("post_install", "-at_install")
class TestSubcontracting(module_case.ModuleCase):
    needs = "mrp.bom"

    def test_a_subcontracted_lot_costs_its_parts_and_the_work(self):
        if "subcontractor_ids" not in self.env["mrp.bom"]._fields:
            self.skipTest("needs the app mrp_subcontracting")
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                part = self.make_valued(f"Ham {method}", method)
                pie = self.make_valued(f"Pie {method}", method)
                subcontractor = self.make_vendor("Baker")
                self.env["mrp.bom"].create(
                    {
                        "product_tmpl_id": pie.product_tmpl_id.id,
                        "type": "subcontract",
                        "subcontractor_ids": [Command.link(subcontractor.id)],
                        "bom_line_ids": [Command.create({"product_id": part.id, "product_qty": 2})],
                    }
                )
                lot = self.buy(part, {"1": 10}, 5.0)["1"]
                there = subcontractor.property_stock_subcontractor
                self.move_lot(lot, 6, self.stock_location, there)
                self.assertEqual(self.values(lot), {"1": (10, 50)})
                order = self.order(pie, 3, 4.0, partner_id=subcontractor.id)
                picking = order.picking_ids
                move = picking.move_ids
                move.move_line_ids.unlink()
                move.move_line_ids = [
                    Command.create(
                        {
                            **self._line_vals(picking, pie),
                            "location_id": move.location_id.id,
                            "lot_name": "P",
                            "quantity": 3,
                        }
                    )
                ]
                move.picked = True
                picking.button_validate()

                made = picking.move_line_ids.lot_id
                self.assertEqual(self.values(lot | made), {"1": (4, 20), "P": (3, 42)})
                self.assertBooksAgree(part, pie)
