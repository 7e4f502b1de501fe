"""Context keys of the cut-over, each to cross an upstream signature."""

NATIVE = "lot_cost_native"
"""What upstream itself would say of the value, as if there were no ledger."""

APPROVED = "lot_cutover_approved"
"""Id of the cut-over whose differences somebody has seen and accepted."""

REVERSED = "lot_cutover_reversed"
"""Ids of the cut-overs that are undone."""

SWITCHING = "lot_cost_switching"
"""The way of valuation changes, so no past move gets another value."""

QUANTITY_EDIT = "lot_cost_quantity_edit"
"""The quantity of a move of before the opening changes; the stock says by how much."""
