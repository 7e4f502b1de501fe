"""What a movement of a lot was, told from where it came from and where it went."""

from dataclasses import dataclass
from datetime import datetime

INSIDE = ("internal", "transit")
KINDS = {
    ("supplier", "inside"): "receipt",
    ("inside", "supplier"): "vendor_return",
    ("inside", "customer"): "sale",
    ("customer", "inside"): "return",
    ("inside", "production"): "consumption",
    ("production", "inside"): "production",
    ("inside", "inventory"): "loss",
    ("inventory", "inside"): "gain",
    ("inside", "inside"): "transfer",
    ("supplier", "customer"): "dropship",
    ("customer", "supplier"): "dropship_return",
}
INCOMING = ("receipt", "production", "gain")
"""Flows that say where a lot is from; all others say where it went, returns included."""


@dataclass(frozen=True)
class Flow:
    """The movements of one lot between two places for one document, summed.

    ``quantity`` in the product's unit. ``is_booked`` False: sold on a ticket while the stock has
    not followed. ``in_genealogy``: told by the links between produced and consumed lines.
    """

    lot_id: int
    kind: str
    quantity: float
    at: datetime | None = None
    location_id: int | None = None
    location_dest_id: int | None = None
    picking_id: int | None = None
    move_id: int | None = None
    scrap_id: int | None = None
    purchase_id: int | None = None
    order_id: int | None = None
    session_id: int | None = None
    partner_id: int | None = None
    is_booked: bool = True
    in_genealogy: bool = False

    @property
    def document(self) -> tuple[str, int]:
        """``(model, id)`` of the paper behind it; a move where there is none."""
        papers = (
            ("pos.order", self.order_id),
            ("stock.scrap", self.scrap_id),
            ("stock.picking", self.picking_id),
            ("stock.move", self.move_id),
        )
        return next(((model, id_) for model, id_ in papers if id_), ("stock.move", 0))


def flow_kind(source: str, target: str, is_scrap: bool) -> str | None:
    """The kind of movement between two usages of locations; None where it is none of a lot's."""
    if is_scrap and source in INSIDE:
        return "scrap"
    ends = tuple("inside" if usage in INSIDE else usage for usage in (source, target))
    return KINDS.get(ends)
