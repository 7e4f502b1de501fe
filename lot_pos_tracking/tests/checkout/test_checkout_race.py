from functools import partial

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..common import LotPosCommon
from .committed import Committed

ROUNDS = 200
ORDERS = 8


@tagged("post_install", "-at_install")
class TestTwoTills(TransactionCase):
    """Real transactions at the same time, committed, and deleted afterwards."""

    def race(self, committed, *lanes):
        """What the jobs of each lane, all the cashier's, answered."""
        return committed.race(*([(self.till_user_id, job) for job in lane] for lane in lanes))

    def build(self, committed, lots):
        """Two tills of one shop, a cashier, and lots (``{name: quantity}``), all committed."""
        with committed.env() as env:
            cls = type("World", (LotPosCommon,), {})
            cls.env = env
            cls.company = env.company
            cls.warehouse = env["stock.warehouse"].search(
                [("company_id", "=", env.company.id)], limit=1
            )
            cls.stock_location = cls.warehouse.lot_stock_id
            product = cls.make_product("Racing Milk")
            tills = [cls.make_till("Race", lot_policy="enforce") for _ in range(2)]
            cashier = cls.make_user("point_of_sale.group_pos_user", login="racer")
            records = env["stock.lot"].create(
                [{"name": name, "product_id": product.id} for name in lots]
            )
            for lot, quantity in zip(records, lots.values(), strict=True):
                env["stock.quant"]._update_available_quantity(
                    product, cls.stock_location, quantity, lot_id=lot
                )
            self.till_user_id = cashier.id
            return product.id, [till.id for till in tills], records.ids

    def open_tills(self, committed, till_ids):
        """The cashier opens both tills.

        :return: ids of their sessions
        """
        with committed.env(self.till_user_id) as env:
            tills = env["pos.config"].browse(till_ids)
            for till in tills:
                till.open_ui()
                till.current_session_id.set_opening_control(0, None)
            return [till.current_session_id.id for till in tills]

    @mute_logger("odoo.addons.point_of_sale.models.pos_order")
    def test_the_last_unit_is_claimed_and_sold_once_in_two_hundred_rounds(self):
        with Committed(self.registry) as committed:
            product_id, till_ids, lot_ids = self.build(
                committed, {f"R{number}": 1 for number in range(ROUNDS)}
            )
            sessions = self.open_tills(committed, till_ids)

            def claim_and_sell(place, lot_id, env):
                """Both at the same moment want the last unit; who is promised it sells it."""
                uuid = f"{place}-{lot_id}"
                line = {"product_id": product_id, "lot_id": lot_id, "quantity": 1, "uuid": "x"}
                till = env["pos.config"].browse(till_ids[place])
                verdict = till.claim_lots(uuid, [line])[0]["verdict"]
                env.cr.commit()
                if verdict == "allow":
                    session = env["pos.session"].browse(sessions[place])
                    order = self.payload(env, session, product_id, lot_id, uuid)
                    env["pos.order"].sync_from_ui([order])
                return verdict

            lanes = [[partial(claim_and_sell, place, lot) for lot in lot_ids] for place in (0, 1)]
            first, second = self.race(committed, *lanes)

            self.assertEqual(len(first), ROUNDS)
            for pair in zip(first, second, strict=True):
                self.assertEqual(sorted(pair, key=str), ["allow", "block"])
            self.assert_sold(committed, sessions, lot_ids, ROUNDS)

    @mute_logger("odoo.addons.point_of_sale.models.pos_order")
    def test_of_many_orders_for_one_lot_exactly_those_with_stock_are_sold(self):
        with Committed(self.registry) as committed:
            product_id, till_ids, (lot_id,) = self.build(committed, {"HOT": ORDERS // 2})
            sessions = self.open_tills(committed, till_ids)

            def sell(session_id, number, env):
                session = env["pos.session"].browse(session_id)
                order = self.payload(env, session, product_id, lot_id, f"race-{number}")
                return env["pos.order"].sync_from_ui([order])["pos.order"][0]["state"]

            results = self.race(
                committed,
                *([partial(sell, sessions[number % 2], number)] for number in range(ORDERS)),
            )
            results = [answer for answers in results for answer in answers]

            sold = [result for result in results if result == "paid"]
            refused = [str(result) for result in results if result != "paid"]
            self.assertEqual(len(sold), ORDERS // 2, refused)
            self.assertTrue(all("lot HOT" in message for message in refused), refused)
            self.assert_sold(committed, sessions, [lot_id], ORDERS // 2)

    def assert_sold(self, committed, sessions, lot_ids, count):
        """So many orders, the goods of all of them gone, and nothing sold that was not there."""
        with committed.env() as env:
            quants = env["stock.quant"].search(
                [("lot_id", "in", lot_ids), ("location_id.usage", "=", "internal")]
            )
            self.assertEqual(sum(quants.mapped("quantity")), 0)
            self.assertFalse(quants.filtered(lambda quant: quant.quantity < 0))
            orders = env["pos.order"].search([("session_id", "in", sessions)])
            self.assertEqual(len(orders), count)
            self.assertEqual(set(orders.picking_ids.mapped("state")), {"done"})

    def payload(self, env, session, product_id, lot_id, uuid):
        now = fields.Datetime.to_string(fields.Datetime.now())
        method = session.config_id.payment_method_ids[:1]
        pack = {"lot_id": lot_id, "quantity": 1, "evidence": "scanned"}
        line = {
            "product_id": product_id,
            "qty": 1,
            "price_unit": 2.0,
            "price_subtotal": 2.0,
            "price_subtotal_incl": 2.0,
            "tax_ids": [[6, False, []]],
            "full_product_name": "Racing Milk",
            "uuid": f"{uuid}-line",
            "pack_lot_ids": [[0, 0, pack]],
        }
        return {
            "uuid": uuid,
            "name": uuid,
            "state": "paid",
            "session_id": session.id,
            "company_id": session.company_id.id,
            "user_id": env.uid,
            "date_order": now,
            "lines": [[0, 0, line]],
            "payment_ids": [[0, 0, {"amount": 2.0, "name": now, "payment_method_id": method.id}]],
            "amount_total": 2.0,
            "amount_paid": 2.0,
            "amount_tax": 0,
            "amount_return": 0,
            "to_invoice": False,
        }
