from decimal import Decimal as D

from ...core.ledger_facts import Method
from .core_case import CoreCase
from .ledger_case import MemoryLedger


class TestLateCost(CoreCase):
    def test_a_bill_is_split_between_what_is_left_and_what_was_sold(self):
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 10, 50)
            line = ledger.issue("A", 4)

            booking = ledger.change_value(key, 80)

            self.assertEqual(ledger.on_hand("A"), (6, D(48)))
            self.assertEqual(ledger.cost(line), D(32))
            delta = booking.layers[0]
            self.assertEqual((delta.kind, delta.quantity, delta.value), ("bill", 0, D(30)))
            self.assertEqual(
                [(row.kind, row.quantity, row.value) for row in booking.consumptions],
                [("correction", 0, D(12))],
            )

    def test_the_same_value_again_books_nothing(self):
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 10, 50)
            ledger.issue("A", 3)
            ledger.change_value(key, 55)
            ledger.revalue("A", 7)

            booking = ledger.change_value(key, 55)

            self.assertEqual((booking.layers, booking.consumptions), ((), ()))

    def test_the_value_of_yesterday_can_still_be_read(self):
        ledger = MemoryLedger(Method.AVCO)
        key = ledger.receive("A", 10, 50)
        before = ledger.day
        ledger.change_value(key, 110)

        self.assertEqual(ledger.on_hand("A", until=before), (10, D(50)))
        self.assertEqual(ledger.on_hand("A"), (10, D(110)))

    def test_two_landed_costs_on_one_receipt_both_count(self):
        ledger = MemoryLedger(Method.AVCO)
        key = ledger.receive("A", 10, 50)
        ledger.change_value(key, 60, "landed")
        ledger.change_value(key, 70, "landed")

        self.assertEqual(ledger.on_hand("A"), (10, D(70)))

    def test_a_bill_lower_than_the_order(self):
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 3, 10)
            ledger.issue("A", 1)

            ledger.change_value(key, 1)

            self.assertEqual(ledger.on_hand("A"), (2, D("0.67")))
            self.assertEqual(ledger.cost(ledger.issue("A", 2)), D("0.67"))
            self.assertEqual(ledger.open_layers("A"), [])

    def test_everything_sold_everything_corrected(self):
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 3, 9)
            lines = [ledger.issue("A", 1) for _unit in range(3)]

            ledger.change_value(key, 10)

            costs = sorted(ledger.cost(line) for line in lines)
            self.assertEqual(costs, [D("3.33"), D("3.33"), D("3.34")])
            self.assertEqual(ledger.on_hand("A"), (0, 0))

    def test_what_came_back_takes_its_share_into_stock(self):
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 10, 50)
            line = ledger.issue("A", 4)
            back = ledger.bring_back(line, "A", 1)

            ledger.change_value(key, 60)

            self.assertEqual(ledger.on_hand("A"), (7, D(42)))
            deltas = [layer for layer in ledger.layers.values() if layer.parent == back]
            self.assertEqual([layer.value for layer in deltas], [D(1)])

    def test_a_return_after_the_bill_brings_back_the_corrected_cost(self):
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 10, 60)
            line = ledger.issue("A", 2)
            ledger.change_value(key, 66)

            back = ledger.bring_back(line, "A", 1)

            self.assertEqual(ledger.layers[back].value, D("6.60"))

    def test_what_came_back_and_left_again_is_corrected_where_it_is_now(self):
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 2, 10)
            first = ledger.issue("A", 2)
            ledger.bring_back(first, "A", 2)
            second = ledger.issue("A", 1)

            ledger.change_value(key, 20)

            self.assertEqual(ledger.on_hand("A"), (1, D(10)))
            self.assertEqual(ledger.cost(second), D(10))
            self.assertEqual(ledger.differences(), [])

    def test_fifo_follows_the_units_of_the_layer(self):
        ledger = MemoryLedger(Method.FIFO)
        ledger.receive("A", 10, 50)
        second = ledger.receive("A", 10, 70)
        line = ledger.issue("A", 10)

        ledger.change_value(second, 80)

        self.assertEqual(ledger.cost(line), D(50))
        self.assertEqual(ledger.on_hand("A"), (10, D(80)))

    def test_avco_follows_the_pool_of_the_lot(self):
        ledger = MemoryLedger(Method.AVCO)
        ledger.receive("A", 10, 50)
        ledger.issue("A", 5)
        second = ledger.receive("A", 10, 70)
        line = ledger.issue("A", 5)
        before = ledger.cost(line)

        ledger.change_value(second, 85)

        self.assertEqual(ledger.cost(line) - before, D(5))
        self.assertEqual(ledger.on_hand("A")[0], 10)
        self.assertEqual(ledger.cost(ledger.issue("A", 10)), D(50) - 25 + 85 - before - 5)
        self.assertEqual(ledger.open_layers("A"), [])

    def test_the_order_of_acts_decides_also_at_one_moment_or_dated_back(self):
        for method in Method:
            for pace in (1, 0, -1):
                ledger = MemoryLedger(method)
                ledger.pace = pace
                first = ledger.receive("A", 10, 50)
                line = ledger.issue("A", 10)
                ledger.receive("A", 10, 20)

                ledger.change_value(first, 80)

                self.assertEqual(ledger.cost(line), D(80))
                self.assertEqual(ledger.on_hand("A"), (10, D(20)))

    def test_goods_owed_when_they_came_take_their_share(self):
        for method in Method:
            ledger = MemoryLedger(method)
            line = ledger.issue("A", 2, last_cost=5)
            key = ledger.receive("A", 4, 28)

            ledger.change_value(key, 40)

            self.assertEqual(ledger.cost(line), D(20))
            self.assertEqual(ledger.on_hand("A"), (2, D(20)))

    def test_the_share_of_a_transfer_is_passed_on_by_the_caller(self):
        ledger = MemoryLedger(Method.FIFO)
        key = ledger.receive("A", 10, 50)
        line = ledger.transfer("A", "B", 4)
        opened = len(ledger.layers) - 1

        booking = ledger.change_value(key, 60)
        ledger.change_value(opened, ledger.layers[opened].value + booking.values_by_line()[line])

        self.assertEqual(ledger.on_hand("A"), (6, D(36)))
        self.assertEqual(ledger.on_hand("B"), (4, D(24)))

    def test_goods_that_never_came_take_no_share(self):
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 10, 50)
            ledger.take_back(key, 2)
            line = ledger.issue("A", 4)

            ledger.change_value(key, 90)

            self.assertEqual(ledger.on_hand("A"), (4, D(40)))
            self.assertEqual(ledger.cost(line), D(40))

    def test_goods_that_never_came_had_no_part_in_what_others_cost(self):
        """Five were mixed, one was sold at their average; then four of them had never been."""
        ledger = MemoryLedger(Method.AVCO)
        ledger.receive("A", 1, 12)
        key = ledger.receive("A", 4, 28)
        line = ledger.issue("A", 1)
        self.assertEqual(ledger.cost(line), D(8))
        ledger.take_back(key, 4)

        ledger.change_value(key, 32)  # what was taken back, so that nothing is left of them

        self.assertEqual(ledger.cost(line), D(12))
        self.assertEqual(ledger.on_hand("A"), (0, 0))
        self.assertEqual(ledger.differences(), [])
