"""Costs that somebody sets, and what becomes of them when goods never came."""

import random
from decimal import Decimal as D

from ...core import layers, revaluing
from ...core.ledger import ZERO
from ...core.ledger_facts import Issue, Method
from .core_case import CoreCase
from .ledger_case import MemoryLedger


class TestUnitCosts(CoreCase):
    def set_costs(self, ledger, **costs):
        costs = {lot: D(cost) for lot, cost in costs.items()}
        facts = ledger._next()
        booking = revaluing.set_unit_costs(
            costs, ledger.open_layers(*costs), facts["date"], "card", digits=ledger.digits
        )
        return ledger.store(booking)

    def test_every_unit_of_a_lot_costs_the_same_after_it(self):
        for method in Method:
            ledger = MemoryLedger(method)
            ledger.receive("A", 4, 20)
            ledger.receive("A", 6, 42)

            self.set_costs(ledger, A="8")

            self.assertEqual(ledger.on_hand("A"), (D(10), D(80)))
            self.assertEqual(ledger.cost(ledger.issue("A", 5)), D(40))

    def test_the_same_cost_and_no_stock_book_nothing(self):
        for method in Method:
            ledger = MemoryLedger(method)
            ledger.receive("A", 3, 10)

            self.assertEqual(self.set_costs(ledger, A="3.333333333333", B="5").layers, ())

    def test_any_history_can_be_given_any_cost_without_losing_a_cent(self):
        for seed in range(60):
            rng = random.Random(seed)
            ledger = MemoryLedger(rng.choice(list(Method)))
            for _act in range(12):
                if rng.random() < 0.5:
                    ledger.receive("A", rng.randint(1, 9), rng.randint(0, 90))
                elif quantity := int(ledger.on_hand("A")[0]):
                    ledger.issue("A", rng.randint(1, quantity))
                if rng.random() < 0.4:
                    cost = D(rng.randint(0, 999)) / 100
                    self.set_costs(ledger, A=cost)
                    quantity, value = ledger.on_hand("A")
                    self.assertEqual(value, quantity * cost)
            self.assertEqual(ledger.differences(), [])


class TestGoodsThatNeverCame(CoreCase):
    def test_they_take_their_share_of_the_change_back_and_leave_their_own_cost(self):
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 4, 20)
            ledger.revalue("A", 8)
            line = ledger.layers[key].line

            own = [row for row in ledger.layers.values() if row.line == line]
            date = ledger._next()["date"]
            ledger.store(revaluing.forget(own, D(1), line, date))

            values = [row.remaining_value for row in ledger.layers.values()]
            self.assertEqual(values, [D(20), D(6), D(0)])
            kinds = [row.kind for row in ledger.layers.values()]
            self.assertEqual(kinds, ["receipt", "revaluation", "revaluation"])
            self.assertEqual(ledger.differences(), [])

    def test_all_of_them_leave_nothing(self):
        ledger = MemoryLedger(Method.FIFO)
        key = ledger.receive("A", 3, 10)
        ledger.revalue("A", 1)
        ledger.revalue("A", -5, "writedown")
        line, date = ledger.layers[key].line, ledger._next()["date"]

        own = [row for row in ledger.layers.values() if row.line == line]
        ledger.store(revaluing.forget(own, D(3), line, date))
        bases = [row for row in ledger.layers.values() if row.kind == "receipt"]
        issue = Issue("A", D(3), date, line, "adjustment")
        ledger.store(layers.issue([issue], bases, method=Method.FIFO))

        self.assertEqual([row.remaining_value for row in ledger.layers.values()], [ZERO] * 5)
        self.assertEqual(ledger.differences(), [])


class TestGoodsThatCostLessThanWasTakenOff(CoreCase):
    """IAS 2.9: the lower of cost and what they bring in, and neither is below nothing."""

    def written_down(self, method):
        ledger = MemoryLedger(method)
        key = ledger.receive("A", 6, 60)
        ledger.revalue("A", -15, "writedown")
        return ledger, key

    def test_they_are_worth_nothing_and_not_less(self):
        for method in Method:
            ledger, key = self.written_down(method)

            ledger.change_value(key, 0)

            self.assertEqual(ledger.on_hand("A"), (D(6), ZERO))
            [*_others, given] = ledger.layers.values()
            self.assertEqual((given.kind, given.value, given.document), ("writedown", D(15), None))
            self.assertEqual(ledger.cost(ledger.issue("A", 6)), ZERO)
            self.assertEqual(ledger.differences(), [])

    def test_what_came_out_of_them_is_worth_nothing_and_not_less(self):
        """Their value is what another lot's goods left with, which may be less than nothing."""
        for method in Method:
            ledger = MemoryLedger(method)
            key = ledger.receive("A", 6, 60)

            ledger.change_value(key, -20)
            self.assertEqual(ledger.on_hand("A"), (D(6), ZERO))
            ledger.change_value(key, 5)

            self.assertEqual(ledger.on_hand("A"), (D(6), D(5)))
            self.assertEqual(ledger.differences(), [])

    def test_what_was_given_back_is_taken_again_when_the_cost_rises(self):
        for method in Method:
            ledger, key = self.written_down(method)
            ledger.change_value(key, 0)

            ledger.change_value(key, 10)
            self.assertEqual(ledger.on_hand("A"), (D(6), ZERO))
            ledger.change_value(key, 60)

            self.assertEqual(ledger.on_hand("A"), (D(6), D(45)))
            self.assertEqual(ledger.differences(), [])

    def test_what_somebody_decided_since_stays(self):
        for method in Method:
            ledger, key = self.written_down(method)
            ledger.change_value(key, 0)
            ledger.revalue("A", 20)

            ledger.change_value(key, 12)

            self.assertEqual(ledger.on_hand("A"), (D(6), D(32)))

    def test_no_lot_of_any_history_is_worth_less_than_nothing(self):
        for seed in range(300):
            rng = random.Random(seed)
            ledger = MemoryLedger(rng.choice(list(Method)))
            keys = [ledger.receive("A", rng.randint(1, 9), rng.randint(0, 90))]
            sold = {}  # {line: quantity still out}
            for _act in range(14):
                quantity, value = ledger.on_hand("A")
                act = rng.choice(("receive", "issue", "return", "revalue", "change", "change"))
                if act == "receive":
                    keys.append(ledger.receive("A", rng.randint(1, 9), rng.randint(0, 90)))
                elif act == "issue" and quantity:
                    taken = rng.randint(1, int(quantity))
                    sold[ledger.issue("A", taken)] = taken
                elif act == "return" and any(sold.values()):
                    line = rng.choice([line for line, out in sold.items() if out])
                    back = rng.randint(1, sold[line])
                    ledger.bring_back(line, "A", back)
                    sold[line] -= back
                elif act == "revalue" and quantity:
                    kind = rng.choice(("revaluation", "writedown"))
                    ledger.revalue("A", rng.randint(-int(value), 20), kind)
                elif act == "change":
                    ledger.change_value(rng.choice(keys), rng.randint(0, 90))
                self.assertGreaterEqual(ledger.on_hand("A")[1], ZERO, f"seed {seed}")
            self.assertEqual(ledger.differences(), [])
