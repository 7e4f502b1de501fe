"""What happened to goods, as EPCIS 2.0 tells it: what, when, where, why.

One dataclass for each type of event that we write. Identifiers are URIs: GS1 Digital Links with
the canonical stem ``https://id.gs1.org`` where there is a GS1 key, else a URI of the sender.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ..gs1 import digital_link


@dataclass(frozen=True)
class Quantity:
    """Some goods of a class (a lot of a GTIN). ``uom``: UN/ECE code, only of measured goods.

    ``quantity`` None: all there is of the class, or nobody counted.
    """

    epc_class: str
    quantity: Decimal | None = None
    uom: str | None = None


@dataclass(frozen=True)
class Reference:
    """A document (``po``, ``desadv``, ``recadv``) or a party or place (``owning_party``)."""

    type: str
    id: str


@dataclass(frozen=True)
class Event:
    """When, where and why; moments carry their zone, and ``time`` that of the place."""

    event_id: str
    time: datetime
    recorded: datetime
    biz_step: str
    disposition: str
    action: str = "OBSERVE"
    read_point: str | None = None
    biz_location: str | None = None
    transactions: tuple[Reference, ...] = ()
    sources: tuple[Reference, ...] = ()
    destinations: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class ObjectEvent(Event):
    """Goods were seen, or came into being (ADD). ``ilmd``: master data, with ADD only.

    :raises ValueError: master data of goods that did not come into being here, or no goods
    """

    epcs: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    ilmd: dict[str, str | date] = field(default_factory=dict)

    def __post_init__(self):
        if self.ilmd and self.action != "ADD":
            raise ValueError("master data of instances and lots belong to an ADD event")
        if not (self.epcs or self.quantities):
            raise ValueError("an object event without objects")


@dataclass(frozen=True)
class AggregationEvent(Event):
    """Goods were put on a carrier (ADD), seen on it (OBSERVE) or taken off it (DELETE)."""

    parent: str = ""
    epcs: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()

    def __post_init__(self):
        if not self.parent:
            raise ValueError("an aggregation event without a parent")


def lot_class(gtin: str, lot: str) -> str:
    """A lot of a trade item, as a canonical link (LGTIN)."""
    return digital_link.build([("01", gtin), ("10", lot)])


def serial_epc(gtin: str, serial: str) -> str:
    """One instance of a trade item (SGTIN)."""
    return digital_link.build([("01", gtin), ("21", serial)])


def unit_epc(sscc: str) -> str:
    """A logistic unit."""
    return digital_link.build([("00", sscc)])


def place(gln: str, extension: str = "") -> str:
    """A place, or a part of it (SGLN)."""
    return digital_link.build([("414", gln), *([("254", extension)] if extension else [])])


def party(gln: str) -> str:
    return digital_link.build([("417", gln)])


def transaction(gln: str, number: str) -> str:
    """A business document, named by who numbered it (CBV 2.0, 8.5.1)."""
    return f"urn:epcglobal:cbv:bt:{gln}:{number}"
