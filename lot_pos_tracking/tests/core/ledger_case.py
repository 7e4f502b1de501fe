"""A ledger in memory: stores what bookings say, as the database would."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

from ...core import late_cost, layers
from ...core.ledger import Booking, Layer, New
from ...core.ledger_facts import (
    Issue,
    Method,
    Receipt,
    Return,
    Revaluation,
    Transfer,
    ValueChange,
)
from ...core.ledger_reading import differences, owed, totals

START = date(2026, 1, 1)


class MemoryLedger:
    """Every act happens a day after the one before and gets its own line, a running number."""

    def __init__(self, method: Method, digits: int = 2):
        self.method = method
        self.digits = digits
        self.layers: dict[Any, Layer] = {}
        self.rows: list = []
        self.day = START
        self.pace = 1
        self.line = 0
        self.entry = 0

    def _next(self) -> dict:
        self.day += timedelta(days=self.pace)
        self.line += 1
        return {"date": self.day, "line": self.line}

    def store(self, booking: Booking) -> Booking:
        keys = {}
        for index, layer in enumerate(booking.layers):
            keys[New(index)] = len(self.layers)
            parent = keys.get(layer.parent, layer.parent)
            self.layers[len(self.layers)] = replace(
                layer, key=len(self.layers), parent=parent, entry=self.entry + layer.entry
            )
        for row in booking.consumptions:
            layer = keys.get(row.layer, row.layer)
            self.rows.append(replace(row, layer=layer, entry=self.entry + row.entry))
        self.entry += len(booking.layers) + len(booking.consumptions)
        for layer in booking.updates:
            self.layers[layer.key] = layer
        return booking

    def open_layers(self, *lots) -> list[Layer]:
        return [
            layer
            for layer in self.layers.values()
            if layer.lot in lots and (layer.remaining_qty or layer.remaining_value)
        ]

    def owed(self, lot) -> list:
        return [debt for debt in owed(self.rows) if debt.lot == lot]

    def receive(self, lot, quantity, value, kind="receipt") -> int:
        """The new layer's key."""
        receipt = Receipt(lot, D(quantity), D(value), kind=kind, **self._next())
        booking = layers.receive([receipt], owed=self.owed(lot), digits=self.digits)
        self.store(booking)
        return len(self.layers) - 1

    def issue(self, lot, quantity, kind="sale", last_cost=0) -> int:
        """The outgoing line."""
        self.store(
            layers.issue(
                [Issue(lot, D(quantity), kind=kind, **self._next())],
                self.open_layers(lot),
                method=self.method,
                last_costs={lot: D(last_cost)},
                digits=self.digits,
            )
        )
        return self.line

    def take_back(self, key, quantity) -> None:
        """The line that brought the layer turns out to have brought less."""
        layer = self.layers[key]
        issue = Issue(
            layer.lot, D(quantity), date=self._next()["date"], line=layer.line, kind="adjustment"
        )
        own = [row for row in self.layers.values() if row.line == layer.line]
        self.store(layers.issue([issue], own, method=Method.FIFO, digits=self.digits))

    def bring_back(self, line, lot, quantity) -> int:
        """The return layer's key."""
        back = Return(lot, D(quantity), return_of=line, **self._next())
        sold = [row for row in self.rows if row.line == line]
        earlier = [layer for layer in self.layers.values() if layer.return_of == line]
        booking = layers.return_([back], sold, earlier, owed=self.owed(lot), digits=self.digits)
        self.store(booking)
        return len(self.layers) - 1

    def transfer(self, lot, to_lot, quantity) -> int:
        """The line that left one lot and opened a layer of the other."""
        move = Transfer(lot, to_lot, D(quantity), **self._next())
        self.store(
            layers.transfer(
                [move],
                self.open_layers(lot),
                method=self.method,
                owed=self.owed(to_lot),
                digits=self.digits,
            )
        )
        return self.line

    def revalue(self, lot, amount, kind="revaluation") -> None:
        change = Revaluation(lot, D(amount), self._next()["date"], kind, "decision")
        self.store(layers.revalue([change], self.open_layers(lot), digits=self.digits))

    def change_value(self, key, value, kind="bill") -> Booking:
        lot = self.layers[key].lot
        change = ValueChange(key, D(value), self._next()["date"], kind)
        return self.store(
            late_cost.change_values(
                [change],
                [layer for layer in self.layers.values() if layer.lot == lot],
                [row for row in self.rows if row.lot == lot],
                method=self.method,
                digits=self.digits,
            )
        )

    def cost(self, line) -> D:
        return sum((row.value for row in self.rows if row.line == line), D(0))

    def on_hand(self, lot, until=None) -> tuple[D, D]:
        return totals(self.layers.values(), self.rows, until).get(lot, (D(0), D(0)))

    def differences(self) -> list:
        return differences(self.layers.values(), self.rows)
