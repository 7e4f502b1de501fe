"""Reading the cost ledger: what is on hand at a date, what is owed, what does not add up."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date as Day
from decimal import Decimal

from .ledger import ZERO, Consumption, Key, Layer, Owed


def totals(
    layers: Iterable[Layer], consumptions: Iterable[Consumption], until: Day | None = None
) -> dict[Hashable, tuple[Decimal, Decimal]]:
    """``{lot: (quantity, value)}`` on hand, from the rows dated up to and including ``until``."""
    result: dict[Hashable, tuple[Decimal, Decimal]] = {}
    for sign, rows in ((1, layers), (-1, consumptions)):
        for row in rows:
            if until is None or row.date <= until:
                quantity, value = result.get(row.lot, (ZERO, ZERO))
                result[row.lot] = (quantity + sign * row.quantity, value + sign * row.value)
    return result


def owed(consumptions: Iterable[Consumption]) -> list[Owed]:
    """What is still owed, oldest line first, from the consumptions that name no layer."""
    open_rows: dict[tuple, Owed] = {}
    for row in consumptions:
        if row.layer is None:
            key = (row.lot, row.line, row.kind)
            before = open_rows.get(key) or Owed(*key, ZERO, ZERO)
            open_rows[key] = replace(
                before, quantity=before.quantity + row.quantity, value=before.value + row.value
            )
    return [row for row in open_rows.values() if row.quantity]


def differences(
    layers: Iterable[Layer], consumptions: Iterable[Consumption]
) -> list[tuple[Key, str, Mapping[str, Decimal]]]:
    """What is wrong with the stored remainders: ``[(layer key, problem, figures)]``, else empty.

    Problems: ``remaining_qty``, ``remaining_value`` (not the layer minus its consumptions),
    ``overdrawn`` (less than nothing left), ``no_layer`` (a consumption of an unknown layer).
    """
    layers = list(layers)
    used: dict[Key, tuple[Decimal, Decimal]] = {}
    for row in consumptions:
        if row.layer is not None:
            quantity, value = used.get(row.layer, (ZERO, ZERO))
            used[row.layer] = (quantity + row.quantity, value + row.value)
    found = []
    for layer in layers:
        quantity, value = used.pop(layer.key, (ZERO, ZERO))
        expected = layer.quantity - quantity
        if layer.remaining_qty != expected:
            figures = {"stored": layer.remaining_qty, "expected": expected}
            found.append((layer.key, "remaining_qty", figures))
        if layer.remaining_value != layer.value - value:
            figures = {"stored": layer.remaining_value, "expected": layer.value - value}
            found.append((layer.key, "remaining_value", figures))
        if expected < 0:
            found.append((layer.key, "overdrawn", {"expected": expected}))
    found += [
        (key, "no_layer", {"quantity": qty, "value": val}) for key, (qty, val) in used.items()
    ]
    return found
