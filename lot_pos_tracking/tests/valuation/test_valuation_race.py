from functools import partial
from threading import Barrier, Thread

from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..checkout.committed import Committed
from .valuation_case import ValuationCase

ROUNDS = 5


@tagged("post_install", "-at_install")
class TestTwoValidations(TransactionCase):
    """Transfers of the same lots validated at the same moment, in real transactions."""

    def build(self, committed, method):
        with committed.env() as env:
            cls = type("World", (ValuationCase,), {})
            cls.env = env
            cls.company = env.company
            cls.warehouse = env["stock.warehouse"].search(
                [("company_id", "=", env.company.id)], limit=1
            )
            cls.stock_location = cls.warehouse.lot_stock_id
            cls.customer_location = env.ref("stock.stock_location_customers")
            cls.vendor = cls.make_vendor()
            cls.stock_account = env["account.account"].create(
                {"name": "Stock", "code": "LRC1", "account_type": "asset_current"}
            )
            cls.cogs_account = cls.income_account = env["account.account"].create(
                {"name": "Cost", "code": "LRC2", "account_type": "expense_direct_cost"}
            )
            shop = cls("assertBooksAgree")
            ham = cls.make_valued("Racing Ham", method)
            lots = {}
            for price in (5.0, 7.01):
                lots |= shop.receive(ham, {"A": 60, "B": 60}, price=price)
            user = cls.make_user("stock.group_stock_user")
            pickings = [
                [shop.deliver(ham, 3, lots=self.taken(lots, lane), validate=False).id]
                for _round in range(ROUNDS)
                for lane in range(2)
            ]
            for [picking_id] in pickings:
                env["stock.picking"].browse(picking_id).move_ids.picked = True
            return user.id, ham.id, pickings[::2], pickings[1::2]

    def taken(self, lots, lane):
        """The same lots, named in the other order."""
        names = ("A", "B") if lane == 0 else ("B", "A")
        return {lots[names[0]]: 2, lots[names[1]]: 1}

    def race(self, committed, user_id, *lanes):
        start = Barrier(len(lanes))
        errors = []

        def validate(picking_id, env):
            env["stock.picking"].browse(picking_id).button_validate()

        def run(lane):
            for [picking_id] in lane:
                start.wait(timeout=120)
                try:
                    with committed.env(user_id) as env:
                        retrying(partial(validate, picking_id, env), env)
                except Exception as error:
                    errors.append(error)

        threads = [Thread(target=run, args=[lane]) for lane in lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return errors

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_no_consumption_is_lost_or_doubled(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method), Committed(self.registry) as committed:
                user_id, product_id, first, second = self.build(committed, method)

                errors = self.race(committed, user_id, first, second)

                self.assertEqual(errors, [])
                self.check(committed, product_id, [*first, *second])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_transfer_validated_twice_at_once_leaves_once(self):
        with Committed(self.registry) as committed:
            user_id, product_id, first, _second = self.build(committed, "average")
            self.race(committed, user_id, first, first)
            self.check(committed, product_id, first)

    def check(self, committed, product_id, pickings):
        """Every line of every transfer is consumed once; the lots hold the rest."""
        with committed.env() as env:
            pickings = env["stock.picking"].browse([picking_id for [picking_id] in pickings])
            self.assertEqual(set(pickings.mapped("state")), {"done"})
            gone = env["lot.cost.consumption"].search([("product_id", "=", product_id)])
            by_line = {}
            for row in gone:
                by_line[row.move_line_id] = by_line.get(row.move_line_id, 0) + row.quantity
            self.assertEqual(by_line, {ml: ml.quantity for ml in pickings.move_line_ids})
            layers = env["lot.cost.layer"].search([("product_id", "=", product_id)])
            self.assertEqual(sum(layers.mapped("remaining_qty")), 240 - 3 * len(pickings))
            self.assertAlmostEqual(
                sum(layers.mapped("remaining_value")),
                120 * 5.0 + 120 * 7.01 - sum(gone.mapped("value")),
                2,
            )
            problems = env["lot.cost.layer"]._reconcile(env.company)
            own = [row for row in problems if row["product_id"] == product_id]
            self.assertEqual(own, [])
