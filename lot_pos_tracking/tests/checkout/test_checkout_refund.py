from freezegun import freeze_time

from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestRefund(LotPosCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")

    def refund_order(self, sold_line, lots):
        line = self.ui_line(
            sold_line.product_id, -sum(lots.values()), lots, refunded_orderline_id=sold_line.id
        )
        return self.ui_order([line], is_refund=True)

    def refund(self, sold_line, lots):
        """Take goods of a ticket line back."""
        return self.sync(self.refund_order(sold_line, lots))[-1]

    def test_what_was_sold_comes_back_to_its_lot(self):
        lot = self.make_lot(self.milk, "L1", 5)
        sale = self.sell((self.milk, lot, 2))

        refund = self.refund(sale.lines, {lot: 1})

        self.assertEqual(refund.lines.refunded_orderline_id, sale.lines)
        self.assertEqual(refund.picking_ids.state, "done")
        self.assertEqual(self.on_hand(lot), 4)
        self.assertEqual(
            self.env["lot.event"]
            .search([("lot_id", "=", lot.id), ("kind", "=", "refund")])
            .quantity,
            1,
        )

    def test_partial_refunds_go_on_until_the_sold_quantity_is_used_up(self):
        """Upstream loses the lot at the second partial refund."""
        lot = self.make_lot(self.milk, "L1", 5)
        sale = self.sell((self.milk, lot, 3))
        self.refund(sale.lines, {lot: 1})
        self.refund(sale.lines, {lot: 1.5})
        self.assertEqual(self.on_hand(lot), 4.5)
        self.assert_refused(
            "lot L1 was not sold on this ticket, or came back",
            self.refund_order(sale.lines, {lot: 1}),
        )
        self.refund(sale.lines, {lot: 0.5})
        self.assertEqual(self.on_hand(lot), 5)

    def test_serials_come_back_once(self):
        """B22"""
        phone = self.make_product("Phone", tracking="serial")
        lots = [self.make_lot(phone, name, 1) for name in ("444", "555", "666")]
        sale = self.sell(self.ui_line(phone, 3, dict.fromkeys(lots, 1)))
        self.refund(sale.lines, {lots[0]: 1})
        self.assert_refused("lot 444 was not sold", self.refund_order(sale.lines, {lots[0]: 1}))
        self.refund(sale.lines, {lots[1]: 1, lots[2]: 1})
        self.assertEqual([self.on_hand(lot) for lot in lots], [1, 1, 1])

    def test_an_exchange_takes_one_lot_back_and_hands_another_out_or_does_neither(self):
        sold, other, expired = (self.make_lot(self.milk, name, 5) for name in ("A", "B", "C"))
        expired.use_by_date = "2026-03-09"
        sale = self.sell((self.milk, sold, 2))
        back = self.ui_line(self.milk, -1, {sold: 1}, refunded_orderline_id=sale.lines.id)

        self.assert_refused(
            "lot C expired", self.ui_order([back, self.ui_line(self.milk, 1, {expired: 1})])
        )
        self.assertEqual((self.on_hand(sold), self.on_hand(expired)), (3, 5))
        back = self.ui_line(self.milk, -1, {sold: 1}, refunded_orderline_id=sale.lines.id)
        exchange = self.sync(self.ui_order([back, self.ui_line(self.milk, 1, {other: 1})]))[-1]

        self.assertEqual(exchange.picking_ids.mapped("state"), ["done", "done"])
        self.assertEqual((self.on_hand(sold), self.on_hand(other)), (4, 4))

    def test_a_lot_that_was_not_on_the_ticket_is_refused(self):
        sold, other = (self.make_lot(self.milk, name, 5) for name in ("L1", "L2"))
        sale = self.sell((self.milk, sold, 2))
        self.assert_refused(
            "lot L2 was not sold on this ticket", self.refund_order(sale.lines, {other: 1})
        )

    def test_goods_that_may_not_be_sold_go_to_quarantine(self):
        lots = [self.make_lot(self.milk, name, 5) for name in ("A", "B", "C")]
        expired, recalled, good = lots
        sale = self.sell(self.ui_line(self.milk, 3, {expired: 1, recalled: 1, good: 1}))
        expired.use_by_date = "2026-03-09"
        recalled.with_user(self.holder).action_hold("recall", "glass")

        self.refund(sale.lines, {expired: 1, recalled: 1, good: 1})

        quarantine = self.company.lot_quarantine_location_id
        self.assertEqual(
            [
                (self.on_hand(lot), self.on_hand(lot, quarantine))
                for lot in (expired, recalled, good)
            ],
            [(4, 1), (4, 1), (5, 0)],
        )
        row = self.config.with_user(self.cashier).lot_snapshot(lot_ids=expired.ids)["rows"][0]
        self.assertEqual(row["free_qty"], 4.0)

    def test_a_refund_without_a_ticket_needs_a_known_lot(self):
        lot = self.make_lot(self.milk, "L1", 5)
        order = self.sync(self.ui_order([self.ui_line(self.milk, -1, {lot: 1})]))
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(self.on_hand(lot), 6)
        self.assert_refused("not named", self.ui_order([self.ui_line(self.milk, -1)]))

    def test_the_back_offices_refund_takes_the_tickets_quantities(self):
        """Upstream copies every lot with no quantity."""
        first, second = (self.make_lot(self.milk, name, 5) for name in ("A", "B"))
        sale = self.sell(self.ui_line(self.milk, 5, {first: 3, second: 2}))
        self.refund(sale.lines, {first: 1})

        draft = sale.with_user(self.pos_manager)._refund()

        self.assertEqual(draft.lines.qty, -4)
        self.assertEqual(
            {pack.lot_id: pack.quantity for pack in draft.lines.pack_lot_ids},
            {first: 2, second: 2},
        )
