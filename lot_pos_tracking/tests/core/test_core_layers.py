from decimal import Decimal as D

from ...core import layers
from ...core.errors import NothingOnHand, ReturnExceedsSale, ValueBelowZero
from ...core.ledger import ZERO
from ...core.ledger_facts import Issue, Method, Receipt, allocate_value
from .core_case import CoreCase
from .ledger_case import START, MemoryLedger


class TestIssue(CoreCase):
    def test_the_last_unit_takes_the_remaining_cents(self):
        for method in Method:
            ledger = MemoryLedger(method)
            ledger.receive("A", 3, "10.00")

            costs = [ledger.cost(ledger.issue("A", 1)) for _unit in range(3)]

            self.assertEqual(costs, [D("3.33"), D("3.33"), D("3.34")])
            self.assertEqual(ledger.on_hand("A"), (0, 0))

    def test_fifo_takes_the_lots_oldest_layer_first(self):
        ledger = MemoryLedger(Method.FIFO)
        ledger.receive("A", 10, 50)
        ledger.receive("A", 10, 70)

        self.assertEqual(ledger.cost(ledger.issue("A", 12)), D(64))
        self.assertEqual(ledger.on_hand("A"), (8, D(56)))

    def test_avco_takes_the_lots_own_average(self):
        ledger = MemoryLedger(Method.AVCO)
        ledger.receive("A", 10, 50)
        ledger.receive("A", 10, 70)
        ledger.receive("B", 10, 900)

        self.assertEqual(ledger.cost(ledger.issue("A", 12)), D(72))
        self.assertEqual(ledger.on_hand("A"), (8, D(48)))
        self.assertEqual(ledger.on_hand("B"), (10, D(900)))

    def test_avco_evens_out_layers_far_apart_without_going_below_zero(self):
        ledger = MemoryLedger(Method.AVCO)
        for quantity, value in [(10, 10), (1, 1), (1, 100)]:
            ledger.receive("A", quantity, value)

        self.assertEqual(ledger.cost(ledger.issue("A", 10)), D("92.50"))

        self.assertEqual(ledger.on_hand("A"), (2, D("18.50")))
        self.assertTrue(all(layer.remaining_value >= 0 for layer in ledger.layers.values()))
        self.assertEqual(ledger.differences(), [])

    def test_lines_of_one_batch_follow_each_other(self):
        ledger = MemoryLedger(Method.FIFO)
        ledger.receive("A", 2, 10)
        ledger.receive("A", 2, 30)
        issues = [Issue("A", D(1), START, "l1"), Issue("A", D(2), START, "l2")]

        booking = layers.issue(issues, ledger.open_layers("A"), method=Method.FIFO)

        self.assertEqual(booking.values_by_line(), {"l1": D(5), "l2": D(20)})
        self.assertEqual(
            [(layer.key, layer.remaining_qty, layer.remaining_value) for layer in booking.updates],
            [(0, 0, 0), (1, 1, 15)],
        )

    def test_only_the_named_lot_is_touched(self):
        ledger = MemoryLedger(Method.AVCO)
        ledger.receive("A", 4, 20)
        ledger.receive("B", 6, 36)

        self.assertEqual(ledger.cost(ledger.issue("B", 1)), D(6))
        self.assertEqual(ledger.on_hand("A"), (4, D(20)))


class TestSoldBeforeItCame(CoreCase):
    def test_it_is_valued_at_the_last_known_cost_and_settled_with_a_named_difference(self):
        ledger = MemoryLedger(Method.AVCO)
        line = ledger.issue("A", 2, last_cost=5)
        self.assertEqual(ledger.on_hand("A"), (-2, D(-10)))

        ledger.receive("A", 10, 70)

        self.assertEqual(ledger.on_hand("A"), (8, D(56)))
        self.assertEqual(ledger.cost(line), D(14))
        corrections = [row.value for row in ledger.rows if row.kind == "correction"]
        self.assertEqual(corrections, [D(4)])
        self.assertEqual(ledger.owed("A"), [])
        self.assertEqual(ledger.differences(), [])

    def test_a_receipt_too_small_settles_a_part(self):
        ledger = MemoryLedger(Method.FIFO)
        ledger.issue("A", 3, last_cost=5)

        ledger.receive("A", 1, 4)

        self.assertEqual(ledger.on_hand("A"), (-2, D(-10)))
        self.assertEqual([(debt.quantity, debt.value) for debt in ledger.owed("A")], [(2, 10)])

    def test_what_is_left_of_the_lot_tells_its_last_cost(self):
        ledger = MemoryLedger(Method.FIFO)
        ledger.receive("A", 1, 7)

        self.assertEqual(ledger.cost(ledger.issue("A", 3, last_cost=100)), D(21))
        self.assertEqual(ledger.on_hand("A"), (-2, D(-14)))

    def test_several_debts_are_settled_oldest_first_in_one_receipt(self):
        ledger = MemoryLedger(Method.FIFO)
        first, second = ledger.issue("A", 1), ledger.issue("A", 1)

        ledger.receive("A", 3, 10)

        self.assertEqual([ledger.cost(first), ledger.cost(second)], [D("3.33"), D("3.33")])
        self.assertEqual(ledger.on_hand("A"), (1, D("3.34")))


class TestReturn(CoreCase):
    def test_goods_come_back_at_the_cost_they_left_with(self):
        ledger = MemoryLedger(Method.AVCO)
        ledger.receive("A", 10, 50)
        line = ledger.issue("A", 4)
        ledger.receive("A", 10, 200)

        key = ledger.bring_back(line, "A", 3)

        self.assertEqual(ledger.layers[key].value, D(15))
        self.assertEqual(ledger.layers[key].kind, "return")

    def test_partial_returns_never_lose_a_cent(self):
        ledger = MemoryLedger(Method.FIFO)
        ledger.receive("A", 3, "10.00")
        line = ledger.issue("A", 3)

        keys = [ledger.bring_back(line, "A", 1) for _unit in range(3)]

        values = [ledger.layers[key].value for key in keys]
        self.assertEqual(values, [D("3.33"), D("3.33"), D("3.34")])

    def test_what_came_back_and_was_revalued_changes_no_later_return(self):
        for method in Method:
            ledger = MemoryLedger(method)
            ledger.receive("A", 8, 40)
            line = ledger.issue("A", 8)
            ledger.bring_back(line, "A", 3)
            ledger.revalue("A", 6)

            key = ledger.bring_back(line, "A", 5)

            self.assertEqual(ledger.layers[key].value, D(25))
            self.assertEqual(ledger.on_hand("A"), (8, D(46)))

    def test_more_than_left_is_refused(self):
        ledger = MemoryLedger(Method.FIFO)
        ledger.receive("A", 3, 9)
        line = ledger.issue("A", 2)
        ledger.bring_back(line, "A", 1)

        with self.assertRaises(ReturnExceedsSale) as caught:
            ledger.bring_back(line, "A", 2)

        self.assertEqual(
            caught.exception.data, {"lot": "A", "line": line, "quantity": D(2), "left": D(1)}
        )

    def test_each_lot_of_a_line_returns_at_its_own_cost(self):
        ledger = MemoryLedger(Method.AVCO)
        ledger.receive("A", 1, 4)
        ledger.receive("B", 1, 6)
        sold = [ledger.issue("A", 1), ledger.issue("B", 1)]

        keys = [ledger.bring_back(sold[0], "A", 1), ledger.bring_back(sold[1], "B", 1)]

        self.assertEqual([ledger.layers[key].value for key in keys], [D(4), D(6)])


class TestRevalueAndTransfer(CoreCase):
    def test_a_lot_gains_value_and_passes_it_on(self):
        ledger = MemoryLedger(Method.AVCO)
        ledger.receive("lot1", 4, 20)
        ledger.receive("lot1", 6, 42)

        ledger.revalue("lot1", 8)

        self.assertEqual(ledger.on_hand("lot1"), (10, D(70)))
        self.assertEqual(ledger.cost(ledger.issue("lot1", 10)), D(70))
        self.assertEqual(ledger.open_layers("lot1"), [])

    def test_a_write_down_stops_at_nothing(self):
        ledger = MemoryLedger(Method.FIFO)
        ledger.receive("A", 2, 10)
        ledger.revalue("A", -10, "writedown")

        self.assertEqual(ledger.on_hand("A"), (2, 0))
        with self.assertRaises(ValueBelowZero):
            ledger.revalue("A", "-0.01", "writedown")

    def test_nothing_on_hand_cannot_change_its_value(self):
        with self.assertRaises(NothingOnHand):
            MemoryLedger(Method.FIFO).revalue("A", 1)

    def test_a_transfer_keeps_the_cost(self):
        ledger = MemoryLedger(Method.FIFO)
        ledger.receive("A", 3, 10)

        ledger.transfer("A", "B", 2)

        self.assertEqual(ledger.on_hand("A"), (1, D("3.33")))
        self.assertEqual(ledger.on_hand("B"), (2, D("6.67")))

    def test_any_past_date_can_be_read(self):
        ledger = MemoryLedger(Method.AVCO)
        ledger.receive("A", 10, 50)
        before = ledger.day
        ledger.issue("A", 10)

        self.assertEqual(ledger.on_hand("A", until=before), (10, D(50)))
        self.assertEqual(ledger.on_hand("A"), (0, 0))


class TestAllocateValue(CoreCase):
    def test_own_unit_costs_scaled_to_the_moves_value(self):
        lines = [(D(4), D(5)), (D(6), D(6))]

        self.assertEqual(allocate_value(D(56), lines), [D(20), D(36)])
        self.assertEqual(allocate_value(D(112), lines), [D(40), D(72)])

    def test_by_quantity_without_unit_costs(self):
        self.assertEqual(
            allocate_value(D(10), [(D(1), None)] * 3), [D("3.34"), D("3.33"), D("3.33")]
        )

    def test_a_line_without_cost_weighs_the_average_of_the_move(self):
        parts = allocate_value(D(50), [(D(4), D(6)), (D(6), None)])

        self.assertEqual(parts, [D("22.22"), D("27.78")])

    def test_free_goods_beside_paid_ones_and_all_free(self):
        self.assertEqual(allocate_value(D(10), [(D(1), D(0)), (D(1), D(10))]), [ZERO, D(10)])
        self.assertEqual(
            allocate_value(D(10), [(D(1), D(0)), (D(3), D(0))]), [D("2.50"), D("7.50")]
        )
        self.assertEqual(allocate_value(ZERO, [(D(1), None), (D(3), D(5))]), [ZERO, ZERO])

    def test_a_receipt_of_several_lots_is_one_batch(self):
        booking = layers.receive(
            [Receipt("A", D(4), D(20), START, 1), Receipt("B", D(6), D(36), START, 2)]
        )

        self.assertEqual(
            [(layer.lot, layer.value) for layer in booking.layers], [("A", 20), ("B", 36)]
        )
        self.assertEqual((booking.consumptions, booking.updates), ((), ()))
