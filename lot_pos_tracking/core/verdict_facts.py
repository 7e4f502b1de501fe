"""The words of the decision at the till: verdicts, reasons, and the facts it is made of."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from .shelf_life import LotDates
from .words import Word


class Verdict(IntEnum):
    """Ordered: the strictest finding decides. ``ASK`` can be answered at the till, by a scan or a
    choice; as long as it is open, the line cannot be paid."""

    ALLOW = 0
    WARN = 1
    ASK = 2
    BLOCK = 3

    @property
    def code(self) -> str:
        return self.name.lower()


class Reason(Word):
    """Why not simply "allow". Declared by weight: of equally strict ones the first is told."""

    RECALLED = "recalled"
    HELD = "held"
    EXPIRED = "expired"
    SELL_BY_PASSED = "sell_by_passed"
    WRONG_REFUND_LOT = "wrong_refund_lot"
    UNKNOWN_LOT = "unknown_lot"
    NOT_SCANNED = "not_scanned"
    NOT_IN_SHOP = "not_in_shop"
    SHORT_QUANTITY = "short_quantity"
    BEST_BEFORE_PASSED = "best_before_passed"
    MIN_DAYS = "min_days"
    STALE_DATA = "stale_data"
    DATE_MISMATCH = "date_mismatch"


#: No policy lets a manager sell these: danger, goods that were not sold, a lot nobody knows.
NEVER_OVERRIDABLE = frozenset({Reason.RECALLED, Reason.WRONG_REFUND_LOT, Reason.UNKNOWN_LOT})
#: Conditions of the goods themselves: what comes back in one of them does not go to the shelf.
CONDITIONS = frozenset(
    {
        Reason.RECALLED,
        Reason.HELD,
        Reason.EXPIRED,
        Reason.SELL_BY_PASSED,
        Reason.BEST_BEFORE_PASSED,
        Reason.MIN_DAYS,
    }
)
#: Evidence that somebody or something read the pack itself.
READ_FROM_PACK = frozenset({"scanned", "typed"})
#: What a manager may approve unless the shop says otherwise. Use-by is for the shop to name.
DEFAULT_OVERRIDE = frozenset(
    {Reason.BEST_BEFORE_PASSED, Reason.MIN_DAYS, Reason.NOT_SCANNED, Reason.STALE_DATA}
)


@dataclass(frozen=True)
class Policy:
    """What the shop wants, as configured on the till.

    ``lot_policy`` native (we stay out), warn (a soft start) or enforce; ``lot_choice`` pick, fefo
    or scan; ``best_before`` and ``offline_stale`` warn or block; ``min_days`` days of life that
    must be left, 0 for no such rule; ``offline_max_age`` minutes; ``override`` the reasons a
    manager may approve; ``kiosk`` when there is no cashier who could answer.
    """

    lot_policy: str = "enforce"
    lot_choice: str = "pick"
    best_before: str = "warn"
    min_days: int = 0
    offline_max_age: int = 240
    offline_stale: str = "warn"
    override: frozenset[Reason] = DEFAULT_OVERRIDE
    kiosk: bool = False


@dataclass(frozen=True)
class LotFacts:
    """What is known of one lot. ``holds`` has one entry per open hold: the processes it still
    permits. ``recalled`` is the answer of the open recall cases. ``free`` is the quantity that
    this line may still take in this shop; ``in_shop`` whether the shop has the lot at all."""

    id: Hashable
    name: str = ""
    dates: LotDates = LotDates()
    holds: tuple[frozenset[str], ...] = ()
    recalled: bool = False
    free: Decimal = Decimal(0)
    in_shop: bool = True

    def is_held_for(self, process: str) -> bool:
        return any(process not in permitted for permitted in self.holds)


@dataclass(frozen=True)
class LineFacts:
    """One lot's share of a line at the till.

    ``quantity`` is positive, also for a refund; ``precision`` the step of its unit. ``lot_name`` is
    what was scanned or typed, ``pack`` the dates read from the pack. ``uses_dates`` is False when
    the product ignores recorded dates. ``recalled_keys`` are the match keys of lot numbers under
    recall, so that a number nobody received is caught as well. ``sold`` maps lot ids of the
    refunded ticket line to what can still come back (key None: sold without a lot); ``sold`` None
    is a refund without a ticket. ``data_age`` is minutes since the till last heard from the
    server, only read when ``offline``; None is "never". ``approved`` are reasons a manager
    approved.
    """

    tracking: str = "lot"
    quantity: Decimal = Decimal(1)
    precision: Decimal = Decimal("0.01")
    evidence: str = ""
    lot_name: str = ""
    pack: LotDates = LotDates()
    uses_dates: bool = True
    product_has_recall: bool = False
    recalled_keys: frozenset[str] = frozenset()
    is_refund: bool = False
    sold: Mapping[Hashable, Decimal] | None = None
    offline: bool = False
    data_age: int | None = None
    approved: frozenset[Reason] = frozenset()


@dataclass(frozen=True)
class Decision:
    """``reasons`` strictest first. ``overridable``: a manager's approval would turn it into a sale.
    ``to_quarantine``: the refund is fine, its goods must not go back to the shelf."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    overridable: bool = False
    to_quarantine: bool = False
