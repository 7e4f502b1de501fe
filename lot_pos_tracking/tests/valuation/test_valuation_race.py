from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..checkout.committed import Committed
from .race_world import RaceWorld, button, errors, own_problems

ROUNDS = 5


@tagged("post_install", "-at_install")
class TestTwoValidations(TransactionCase):
    """Transfers of the same lots validated at the same moment, in real transactions."""

    def build(self, committed, method):
        """Two lots with two prices each, and deliveries that wait for their button.

        :return: ``(id of the product, ids of the transfers of one lane, of the other)``
        """
        with committed.env() as env:
            shop = RaceWorld.of(env)
            ham = shop.make_valued("Racing Ham", method)
            lots = {}
            for price in (5.0, 7.01):
                lots |= shop.receive(ham, {"A": 60, "B": 60}, price=price)
            self.user_id = shop.stock_user.id
            pickings = shop.leaving(ham, [lots["A"], lots["B"]], 2 * ROUNDS)
            ids = [picking.id for picking in pickings]
            return ham.id, ids[::2], ids[1::2]

    def race(self, committed, *lanes):
        with committed.env() as env:
            pickings = env["stock.picking"]
            jobs = [
                [(self.user_id, button(pickings.browse(key), "button_validate")) for key in lane]
                for lane in lanes
            ]
        return errors(committed.race(*jobs))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_no_consumption_is_lost_or_doubled(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method), Committed(self.registry) as committed:
                product_id, first, second = self.build(committed, method)

                found = self.race(committed, first, second)

                self.assertEqual(found, [])
                self.check(committed, product_id, [*first, *second])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_transfer_validated_twice_at_once_leaves_once(self):
        with Committed(self.registry) as committed:
            product_id, first, _second = self.build(committed, "average")
            self.race(committed, first, first)
            self.check(committed, product_id, first)

    def check(self, committed, product_id, pickings):
        """Every line of every transfer is consumed once; the lots hold the rest."""
        with committed.env() as env:
            pickings = env["stock.picking"].browse(pickings)
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
            self.assertEqual(own_problems(env, product_id), [])
