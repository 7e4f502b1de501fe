from functools import partial

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..checkout.committed import Committed
from .race_world import RaceWorld, button, errors, own_problems

NAMES = ("A", "B")


@tagged("post_install", "-at_install")
class TestTwoActsAtOnce(TransactionCase):
    """Goods of the same lots come, leave, come back and change their value at one moment, each in
    a real transaction that Odoo tries again where it conflicts."""

    def build(self, committed, method):
        """A shop with stock of two lots and documents that wait for their button.

        :return: ``(jobs of the first lane, jobs of the second lane, id of the product)``; a job
            is ``(user id, function of an environment)``
        """
        with committed.env() as env:
            shop = RaceWorld.of(env)
            cls = type(shop)
            cls.config = shop.make_till()
            cls.cashier = shop.make_user("point_of_sale.group_pos_user")
            ham = shop.make_valued("Racing Ham", method)
            lots = shop.buy(ham, dict.fromkeys(NAMES, 60), 5.0)
            both = [lots[name] for name in NAMES]
            order = shop.receipt_of(both[0]).purchase_line_id.order_id
            bill = env["account.move"].browse(order.action_create_invoice()["res_id"])
            bill.invoice_date = "2026-03-10"
            bill.invoice_line_ids.price_unit = 6.0
            again = shop.order(ham, 20, 7.0).picking_ids
            again.move_line_ids.unlink()
            again.move_ids.move_line_ids = [
                (0, 0, {**shop._line_vals(again, ham), "lot_name": name, "quantity": 10})
                for name in NAMES
            ]
            revaluation = env["lot.revaluation"].create(
                {"product_id": ham.id, "amount": 10.0, "reason": "Appraisal"}
            )
            charge = shop.charge(12.0, both, cls.cogs_account, user=cls.accountant, post=False)
            done = shop.deliver(ham, 2, lots=dict.fromkeys(both, 1))
            wizard = env["stock.return.picking"].with_context(
                active_id=done.id, active_ids=done.ids, active_model=done._name
            )
            wizard = wizard.create({})
            wizard.product_return_moves.quantity = 2
            back = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
            session = shop.open_till()
            ticket = shop.ui_order(
                [shop.ui_line(ham, 4, dict.fromkeys(both, 2), price=20.0)], session=session
            )
            leaving = shop.leaving(ham, both, 6)
            for picking in (again, back):
                picking.move_ids.picked = True
            stock, money = cls.stock_user.id, cls.accountant.id
            acts = [
                (money, button(bill, "action_post")),
                (stock, button(again, "button_validate")),
                (money, button(revaluation, "action_apply")),
                (money, button(charge, "action_post")),
                (stock, button(back, "button_validate")),
                (cls.cashier.id, partial(self.send, ticket)),
            ]
            deliveries = [(stock, button(picking, "button_validate")) for picking in leaving]
            return acts, deliveries, ham.id

    def send(self, ticket, env):
        env["pos.order"].with_context(generate_pdf=False).sync_from_ui([ticket])

    @mute_logger("odoo.sql_db", "odoo.service.model", "odoo.addons.point_of_sale.models.pos_order")
    def test_whatever_meets_a_delivery_is_neither_lost_nor_doubled(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method), Committed(self.registry) as committed:
                acts, deliveries, product_id = self.build(committed, method)

                results = committed.race(acts, deliveries)

                self.assertEqual(errors(results), [])
                self.check(committed, product_id)

    def check(self, committed, product_id):
        """120 came at 6.00, 20 at 7.00, 22.00 were added; 2 + 18 + 4 left and 2 came back."""
        with committed.env() as env:
            domain = [("product_id", "=", product_id)]
            layers = env["lot.cost.layer"].search(domain)
            gone = env["lot.cost.consumption"].search(domain)
            back = layers.filtered("return_of_id")
            came = layers - back
            self.assertEqual(sum(came.mapped("quantity")), 140)
            self.assertAlmostEqual(sum(came.mapped("value")), 120 * 6 + 20 * 7 + 10 + 12, 2)
            self.assertEqual(sum(gone.mapped("quantity")), 24)
            self.assertEqual(sum(back.mapped("quantity")), 2)
            lots = layers.lot_id
            on_hand = env["lot.ledger"]._on_hand(env.company, lots.ids)
            self.assertEqual(sum(float(quantity) for quantity, _v in on_hand.values()), 118)
            self.assertAlmostEqual(
                sum(float(value) for _q, value in on_hand.values()),
                sum(layers.mapped("value")) - sum(gone.mapped("value")),
                2,
            )
            self.assertEqual(own_problems(env, product_id), [])
            self.assertEqual(
                [len(layers), len(gone)],
                [len(set(layers.mapped("entry_no"))), len(set(gone.mapped("entry_no")))],
            )
