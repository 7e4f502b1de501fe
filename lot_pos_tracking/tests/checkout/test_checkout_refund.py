from freezegun import freeze_time

from odoo.exceptions import UserError
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

    def test_two_lines_of_one_refund_do_not_take_the_same_unit_back(self):
        lot = self.make_lot(self.milk, "L1", 5)
        sale = self.sell((self.milk, lot, 1))
        back = [
            self.ui_line(self.milk, -1, {lot: 1}, refunded_orderline_id=sale.lines.id)
            for _line in range(2)
        ]
        self.assert_refused("L1 was not sold on this ticket", self.ui_order(back, is_refund=True))

        asked = {
            "product_id": self.milk.id,
            "lot_id": lot.id,
            "quantity": -1,
            "refunded_orderline_id": sale.lines.id,
        }
        answers = self.config.with_user(self.cashier).check_lots([asked, asked])
        self.assertEqual([answer["verdict"] for answer in answers], ["allow", "block"])

    def test_a_lot_named_twice_on_a_refund_comes_back_once(self):
        lot = self.make_lot(self.milk, "L1", 5)
        sale = self.sell((self.milk, lot, 1))
        order = self.refund_order(sale.lines, {lot: 2})
        row = order["lines"][0][2]["pack_lot_ids"][0][2]
        row["quantity"] = 1
        order["lines"][0][2]["pack_lot_ids"].append([0, 0, dict(row)])
        self.assert_refused("L1 was not sold on this ticket", order)
        self.assertEqual(self.on_hand(lot), 4)

    def test_the_back_offices_refund_is_judged_as_it_was_edited(self):
        sold, other = (self.make_lot(self.milk, name, 5) for name in ("A", "B"))
        sale = self.sell((self.milk, sold, 2))
        draft = sale.with_user(self.pos_manager)._refund()
        draft.lines.pack_lot_ids.lot_id = other
        pay = self.env["pos.make.payment"].with_user(self.pos_manager)
        wizard = pay.with_context(active_id=draft.id).create(
            {"config_id": self.config.id, "amount": draft.amount_total}
        )
        told = "B was not sold on this ticket"
        with self.assertRaisesRegex(UserError, told), self.env.cr.savepoint():
            wizard.check()

        draft.lines.pack_lot_ids.lot_id = sold
        wizard.check()

        self.assertEqual((draft.state, self.on_hand(sold), self.on_hand(other)), ("paid", 5, 5))

    def test_nothing_comes_back_of_a_ticket_that_was_not_paid(self):
        lot = self.make_lot(self.milk, "L1", 5)
        unpaid = {"state": "draft", "amount_paid": 0, "payment_ids": []}
        draft = self.sync(self.ui_order([(self.milk, lot, 1)], **unpaid))
        self.assert_refused(
            "L1 was not sold on this ticket", self.refund_order(draft.lines, {lot: 1})
        )

    def test_nothing_comes_back_of_a_line_that_sold_other_goods(self):
        lot = self.make_lot(self.milk, "L1", 5)
        sale = self.sell((self.make_product("Pen", tracking="none"), None, 3))
        back = self.ui_line(self.milk, -1, {lot: 1}, refunded_orderline_id=sale.lines.id)
        self.assert_refused("L1 was not sold on this ticket", self.ui_order([back], is_refund=True))

    def test_goods_come_back_to_another_till_once(self):
        lot = self.make_lot(self.milk, "L1", 5)
        sale = self.sell((self.milk, lot, 2))
        session = self.open_till(self.make_till("Second"))
        back = self.ui_line(self.milk, -2, {lot: 2}, refunded_orderline_id=sale.lines.id)

        refund = self.sync(self.ui_order([back], session=session, is_refund=True))[-1]

        self.assertEqual((refund.picking_ids.state, self.on_hand(lot)), ("done", 5))
        self.assert_refused("or came back", self.refund_order(sale.lines, {lot: 1}))

    def test_what_was_sold_before_the_add_on_came_back_under_its_own_lots_alone(self):
        """Tickets of Odoo alone know numbers of lots, no records and no quantities."""
        phone = self.make_product("Phone", tracking="serial")
        sold, other = (self.make_lot(self.milk, name, 5) for name in ("A", "B"))
        serials = [self.make_lot(phone, name, 1) for name in ("S1", "S2")]
        sale = self.sell((self.milk, sold, 2), self.ui_line(phone, 2, dict.fromkeys(serials, 1)))
        rows = sale.lines.pack_lot_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE pos_pack_operation_lot SET lot_id = NULL, quantity = NULL WHERE id = ANY(%s)",
            [rows.ids],
        )
        rows.invalidate_recordset()

        rows._lot_open_history()

        self.assertEqual(
            [(row.lot_id.name, row.quantity) for row in rows], [("A", 2), ("S1", 1), ("S2", 1)]
        )
        milk = sale.lines.filtered(lambda line: line.product_id == self.milk)
        self.assert_refused("B was not sold on this ticket", self.refund_order(milk, {other: 1}))
        self.assertEqual(self.refund(milk, {sold: 1}).picking_ids.state, "done")
