"""The laws of money on random histories: what must hold whatever is bought, sold and billed."""

from collections import Counter
from decimal import Decimal as D
from random import Random

from ...core.ledger_facts import Method
from .core_case import CoreCase
from .ledger_case import MemoryLedger

LOTS = "ABC"


class History:
    """Random acts on a ledger, beside a plain count of what went in and out."""

    def __init__(self, seed: int, method: Method, digits: int = 2, negative: bool = True):
        self.rng = Random(seed)
        self.ledger = MemoryLedger(method, digits)
        self.quantity = Counter()
        self.sold: list[list] = []  # [[line, lot, quantity that can still come back]]
        self.receipts: list[int] = []
        self.surcharges: list[D] = []
        self.negative = negative
        self.acts = 0

    def amount(self, top: int) -> D:
        return D(self.rng.randint(0, top * 100)).scaleb(-2)

    def act(self) -> None:
        acts = (
            "receive",
            "receive",
            "sell",
            "sell",
            "sell",
            "bring_back",
            "bill",
            "revalue",
            "move",
        )
        getattr(self, self.rng.choice(acts))(self.rng.choice(LOTS))
        self.acts += 1

    def receive(self, lot: str) -> None:
        quantity = D(self.rng.randint(1, 60)) / self.rng.choice([1, 1, 4])
        value = self.amount(200) + (self.surcharges.pop(0) if self.surcharges else 0) + 3
        self.receipts.append(self.ledger.receive(lot, quantity, value))
        self.quantity[lot] += quantity

    def sell(self, lot: str) -> None:
        on_hand = self.quantity[lot]
        if self.rng.random() < 0.25 and on_hand > 0:
            quantity = on_hand
        else:
            quantity = D(self.rng.randint(1, 40)) / self.rng.choice([1, 1, 4])
        if not self.negative and quantity > on_hand:
            return
        line = self.ledger.issue(lot, quantity, self.rng.choice(["sale", "scrap"]), 3)
        self.sold.append([line, lot, quantity])
        self.quantity[lot] -= quantity

    def bring_back(self, _lot: str) -> None:
        rows = [row for row in self.sold if row[2]]
        if rows:
            row = self.rng.choice(rows)
            quantity = row[2] if self.rng.random() < 0.5 else row[2] / 2
            quantity = quantity.quantize(D("0.01")) or row[2]
            self.ledger.bring_back(row[0], row[1], quantity)
            row[2] -= quantity
            self.quantity[row[1]] += quantity

    def bill(self, _lot: str) -> None:
        if self.receipts:
            self.ledger.change_value(self.rng.choice(self.receipts), self.amount(250))

    def revalue(self, lot: str) -> None:
        quantity, value = self.ledger.on_hand(lot)
        if quantity > 0 and value > 0:
            share = D(self.rng.randint(-100, 100)) / 100
            self.ledger.revalue(lot, (value * share).quantize(D("0.01")))

    def move(self, lot: str) -> None:
        other = self.rng.choice([name for name in LOTS if name != lot])
        if self.quantity[lot] > 0:
            self.ledger.transfer(lot, other, self.quantity[lot])
            self.quantity[other] += self.quantity[lot]
            self.quantity[lot] = D(0)


class TestLedgerLaws(CoreCase):
    def _check(self, history: History) -> None:
        ledger = history.ledger
        self.assertEqual(ledger.differences(), [])
        for lot in LOTS:
            quantity, value = ledger.on_hand(lot)
            self.assertEqual(quantity, history.quantity[lot])
            open_layers = ledger.open_layers(lot)
            self.assertEqual(sum(layer.remaining_qty for layer in open_layers), max(quantity, 0))
            guessed = sum(debt.value for debt in ledger.owed(lot))
            remaining = sum(layer.remaining_value for layer in open_layers)
            self.assertEqual(remaining - guessed, value)
            if quantity <= 0:
                self.assertEqual(remaining, 0, "value without goods")
                self.assertEqual(open_layers, [])
            if ledger.method == Method.FIFO:
                live = {layer.key for layer in open_layers if layer.remaining_qty}
                for layer in open_layers:
                    self.assertTrue(live & {layer.key, layer.parent}, "value of goods gone")

    def test_quantity_and_value_are_conserved(self):
        acts = 0
        for method in Method:
            for seed in range(32):
                history = History(seed, method, negative=seed % 2 == 0)
                for number in range(80):
                    history.act()
                    if number % 4 == 3:
                        self._check(history)
                acts += history.acts
        self.assertGreaterEqual(acts, 5000)

    def test_dates_in_any_order_keep_the_laws(self):
        """A frozen clock puts everything on one day; a back-dated one turns the order round."""
        for method in Method:
            for pace in (0, -1):
                for seed in range(16):
                    history = History(seed, method, negative=seed % 2 == 0)
                    history.ledger.pace = pace
                    for _round in range(60):
                        history.act()
                    self._check(history)

    def test_what_came_in_is_what_is_left_plus_what_left(self):
        for method in Method:
            history = History(99, method)
            for _round in range(400):
                history.act()
            ledger = history.ledger
            came = sum(layer.value for layer in ledger.layers.values())
            left = sum(row.value for row in ledger.rows)
            remaining = sum(ledger.on_hand(lot)[1] for lot in LOTS)
            self.assertEqual(came, left + remaining)

    def test_the_past_never_changes(self):
        for method in Method:
            history = History(7, method)
            seen = {}
            for _round in range(150):
                history.act()
                day = history.ledger.day
                seen[day] = {lot: history.ledger.on_hand(lot) for lot in LOTS}
            for day, values in seen.items():
                self.assertEqual({lot: history.ledger.on_hand(lot, day) for lot in LOTS}, values)

    def test_a_late_bill_ends_where_an_early_one_would_have(self):
        """Same acts, once with the right cost at receipt, once with a wrong one billed at the end.

        Six decimals of money, so that rounding cannot hide a wrong split.
        """
        for method in Method:
            for seed in range(40):
                surcharges = [D(Random(seed * 100 + n).choice([0, 0, -3, 50])) for n in range(25)]
                early, late = (History(seed, method, 6, negative=False) for _twice in range(2))
                early.surcharges = list(surcharges)
                for history in (early, late):
                    for _round in range(25):
                        act = history.rng.choice(("receive", "sell", "sell", "bring_back"))
                        getattr(history, act)(history.rng.choice("AB"))
                for key, surcharge in zip(late.receipts, surcharges, strict=False):
                    late.ledger.change_value(key, late.ledger.layers[key].value + surcharge)
                for lot in "AB":
                    quantity, value = early.ledger.on_hand(lot)
                    late_quantity, late_value = late.ledger.on_hand(lot)
                    self.assertEqual(late_quantity, quantity)
                    self.assertLess(abs(late_value - value), D("0.001"), (method, seed, lot))
                for line, _lot, _left in early.sold:
                    gap = abs(early.ledger.cost(line) - late.ledger.cost(line))
                    self.assertLess(gap, D("0.001"), (method, seed, line))
