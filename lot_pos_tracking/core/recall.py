"""Which lots a recall means, and whether all of them are accounted for."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from .graph import Direction, Graph
from .lot_names import match_key
from .rounding import percent
from .words import Word

ZERO = Decimal(0)

#: Share of consignees that an effectiveness check contacts, by level (21 CFR 7.42(b)(3)), percent.
#: Level B is any share between A and C, agreed case by case.
EFFECTIVENESS_LEVELS = {"A": 100, "C": 10, "D": 2, "E": 0}


class Rule(Word):
    """Why a lot is in a recall."""

    LOT = "lot"
    VENDOR_LOT = "vendor_lot"
    PRODUCTION = "production"
    PRODUCTION_UNKNOWN = "production_unknown"
    PRODUCT = "product"
    VENDOR = "vendor"
    GENEALOGY = "genealogy"


@dataclass(frozen=True)
class Scope:
    """What is recalled. ``lots`` are meant as they are; the other fields narrow each other down.

    ``lot_names`` match our lot number or the vendor's, trimmed and case-folded. Within a
    production window a lot whose day of production nobody knows is meant too, because it cannot
    be ruled out; ``unknown_production`` False leaves it out.
    """

    lots: frozenset[Hashable] = frozenset()
    lot_names: frozenset[str] = frozenset()
    vendor: Hashable = None
    products: frozenset[Hashable] = frozenset()
    production_from: date | None = None
    production_to: date | None = None
    with_descendants: bool = False
    unknown_production: bool = True

    @property
    def has_window(self) -> bool:
        return bool(self.production_from or self.production_to)

    @property
    def is_empty(self) -> bool:
        """Nothing named: matches nothing, rather than everything."""
        return not (self.lots or self.lot_names or self.vendor or self.products or self.has_window)


@dataclass(frozen=True)
class RecallLot:
    """A lot as far as a scope looks at it."""

    id: Hashable
    name: str = ""
    vendor_lot: str = ""
    vendor: Hashable = None
    product: Hashable = None
    production: date | None = None


def match(scope: Scope, lot: RecallLot) -> Rule | None:
    """The rule by which ``lot`` itself is in ``scope``, the most telling one; else None."""
    if lot.id in scope.lots:
        return Rule.LOT
    names = {match_key(name) for name in scope.lot_names} - {""}
    if not (names or scope.vendor or scope.products or scope.has_window):
        return None
    if scope.vendor and lot.vendor != scope.vendor:
        return None
    if scope.products and lot.product not in scope.products:
        return None
    if names and not names & {match_key(lot.name), match_key(lot.vendor_lot)}:
        return None
    window = _match_window(scope, lot.production) if scope.has_window else None
    if scope.has_window and window is None:
        return None
    if names:
        return Rule.VENDOR_LOT
    return window or (Rule.PRODUCT if scope.products else Rule.VENDOR)


def _match_window(scope: Scope, production: date | None) -> Rule | None:
    if production is None:
        return Rule.PRODUCTION_UNKNOWN if scope.unknown_production else None
    after = scope.production_from is None or production >= scope.production_from
    before = scope.production_to is None or production <= scope.production_to
    return Rule.PRODUCTION if after and before else None


def lots_in_scope(
    scope: Scope, lots: Iterable[RecallLot], genealogy: Graph | None = None
) -> dict[Hashable, Rule]:
    """``{lot id: rule}``; with descendants also every lot made from one of them."""
    found = {lot.id: rule for lot in lots if (rule := match(scope, lot))}
    if scope.with_descendants and genealogy is not None:
        for node in genealogy.walk(found, Direction.DOWN).distances:
            found.setdefault(node, Rule.GENEALOGY)
    return found


@dataclass(frozen=True)
class MassBalance:
    """Where the received quantity of one lot is, in the product's unit.

    ``sold_known`` went to customers with a name, ``sold_anonymous`` over the counter; ``returned``
    came back from either and is part of ``on_hand`` or of what happened to it since.
    """

    received: Decimal = ZERO
    on_hand: Decimal = ZERO
    in_transit: Decimal = ZERO
    sold_known: Decimal = ZERO
    sold_anonymous: Decimal = ZERO
    returned: Decimal = ZERO
    scrapped: Decimal = ZERO
    to_vendor: Decimal = ZERO
    consumed: Decimal = ZERO

    @property
    def sold(self) -> Decimal:
        return self.sold_known + self.sold_anonymous

    @property
    def accounted(self) -> Decimal:
        kept = self.on_hand + self.in_transit + self.scrapped + self.to_vendor + self.consumed
        return kept + self.sold - self.returned

    @property
    def unaccounted(self) -> Decimal:
        """Received and not found again; negative when more was found than received, an error."""
        return self.received - self.accounted

    @property
    def accounted_pct(self) -> Decimal | None:
        return percent(self.accounted, self.received)

    @property
    def is_impossible(self) -> bool:
        return self.accounted > self.received

    def __add__(self, other: "MassBalance") -> "MassBalance":
        mine, theirs = vars(self), vars(other)
        return MassBalance(**{name: mine[name] + theirs[name] for name in mine})


def recovery_pct(balance: MassBalance) -> Decimal | None:
    """What came back of what had been sold, in percent; None when nothing was sold."""
    return percent(balance.returned, balance.sold)


def effectiveness_pct(consignees: int, reached: int) -> Decimal | None:
    """Consignees that confirmed, of all, in percent; None without consignees."""
    return percent(reached, consignees)


def checks_needed(level: str | int, consignees: int) -> int:
    """How many consignees to contact, rounded up; level A, C, D, E, or a percentage for level B.

    :raises KeyError: no such level
    """
    share = level if isinstance(level, int) else EFFECTIVENESS_LEVELS[level]
    return ceil(Decimal(consignees) * share / 100)
