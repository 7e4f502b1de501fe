from freezegun import freeze_time

from odoo.tests import tagged

from ..common import LotCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestComplaints(LotCommon):
    """Delivered goods that a customer sends back because something is wrong with them."""

    def test_two_lots_come_back_with_a_claim_each(self):
        """D16"""
        milk = self.make_product("Milk")
        first, second = (self.make_lot(milk, name, 5) for name in ("lot1", "lot2"))
        delivery = self.deliver(milk, 3, lots={first: 1, second: 2})
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.stock_user)
            .with_context(
                active_id=delivery.id, active_model="stock.picking", lot_return_by_lot=True
            )
            .create({})
        )
        for line, words in zip(wizard.product_return_moves, ("sour", "swollen"), strict=True):
            line.quantity = line.lot_returnable
            line.lot_claim = words

        action = wizard.action_create_returns()

        claims = self.env["lot.exception"].search([("picking_id", "=", action["res_id"])])
        common = {"kind": "customer_claim", "state": "open", "user_id": self.stock_user.id}
        self.assertRecordValues(
            claims.sorted("id"),
            [
                {**common, "lot_id": first.id, "quantity": 1, "message": "sour"},
                {**common, "lot_id": second.id, "quantity": 2, "message": "swollen"},
            ],
        )
        self.assertEqual(claims.activity_ids.user_id, self.stock_user)

    def test_goods_that_come_back_without_a_word_open_none(self):
        milk = self.make_product("Milk")
        lot = self.make_lot(milk, "lot1", 5)
        delivery = self.deliver(milk, 1, lots={lot: 1})
        context = {"active_id": delivery.id, "active_model": "stock.picking"}
        wizards = self.env["stock.return.picking"].with_user(self.stock_user)

        wizards.with_context(**context).create({}).action_create_returns_all()

        self.assertFalse(self.env["lot.exception"].search([("kind", "=", "customer_claim")]))
