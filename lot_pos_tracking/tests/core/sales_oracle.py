"""What the shop knows of its lots, kept beside the database, and what must be answered from it.

A second, plainer telling of the decision table: nothing here calls the code under test.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

READ = ("scanned", "typed")
RECALL = "recall"


@dataclass
class Goods:
    """A lot as the stock keeper would describe it."""

    id: int
    product_id: int
    name: str
    left: Decimal
    is_serial: bool = False
    gone: bool = False  # a serial number that a customer has
    use_by: date | None = None
    use_by_time: datetime | None = None
    sell_by: date | None = None
    best_before: date | None = None
    native_day: date | None = None
    holds: set = field(default_factory=set)
    recalled_as: set = field(default_factory=set)  # ids of open recall cases
    oversold: bool = False

    def is_recalled(self):
        return RECALL in self.holds or bool(self.recalled_as)


@dataclass(frozen=True)
class Wish:
    """One lot's share of a line, as the till sends it; ``goods`` None: no lot has that name."""

    product_id: int
    quantity: Decimal
    goods: Goods | None
    name: str
    evidence: str
    line_uuid: str


@dataclass
class Rules:
    """The settings of a till."""

    policy: str = "enforce"
    choice: str = "pick"
    best_before: str = "warn"
    min_days: int = 0
    max_age: int = 240
    stale: str = "warn"


@dataclass
class Promise:
    """A quantity that another order has claimed."""

    goods_id: int
    order: str
    quantity: Decimal
    until: datetime


def hard_day(goods):
    printed = [day for day in (goods.use_by, goods.sell_by) if day]
    if printed:
        return min(printed)
    return None if goods.native_day == goods.best_before else goods.native_day


def conditions(goods, rules, day, now):
    """Codes that the goods' own state gives; those that stop a sale."""
    found = set()
    if goods.is_recalled():
        found.add("recalled")
    if goods.holds:
        found.add("held")
    use_by = goods.use_by or (None if goods.sell_by else hard_day(goods))
    if (goods.use_by_time and now >= goods.use_by_time) or (use_by and day > use_by):
        found.add("expired")
    elif goods.sell_by and day > goods.sell_by:
        found.add("sell_by_passed")
    else:
        if goods.best_before and day > goods.best_before and rules.best_before == "block":
            found.add("best_before_passed")
        last = hard_day(goods) or goods.best_before
        last = last or (goods.use_by_time and goods.use_by_time.date())
        if rules.min_days and last and (last - day).days < rules.min_days:
            found.add("min_days")
    return found


def stops(wishes, rules, *, at, promises, recalled, order, offline_age=None):
    """What must stop each wish of an order, in their order.

    :param recalled: ``{product id: {number in small letters}}`` under recall
    :param order: uuid; its own promises are not in its way
    :param offline_age: minutes since the till last heard from the server; None when online
    :return: ``[{code}]``
    """
    taken, answers = {}, []
    for wish in wishes:
        goods, found = wish.goods, set()
        numbers = recalled.get(wish.product_id)
        if wish.name.strip().lower() in (numbers or ()):
            found.add("recalled")
        if not goods:
            found.add("unknown_lot" if wish.name else "not_scanned")
        else:
            found |= conditions(goods, rules, at.date(), at)
            if numbers is not None and wish.evidence not in READ:
                found.add("not_scanned")
            found.update(_stock(wish, promises, taken, order, at))
            taken[goods.id] = taken.get(goods.id, Decimal(0)) + wish.quantity
        if rules.choice == "scan" and wish.evidence != "scanned" and (goods or not wish.name):
            found.add("not_scanned")
        if offline_age is not None and rules.stale == "block" and offline_age > rules.max_age:
            found.add("stale_data")
        if rules.policy == "warn":
            found &= {"recalled"}
        answers.append(set() if rules.policy == "native" else found)
    return answers


def _stock(wish, promises, taken, order, at):
    goods = wish.goods
    promised = sum(
        promise.quantity
        for promise in promises
        if promise.goods_id == goods.id and promise.order != order and promise.until > at
    )
    free = goods.left - promised - taken.get(goods.id, Decimal(0))
    if goods.left <= 0:
        yield "not_in_shop"
    elif free < wish.quantity:
        yield "short_quantity"


def claim_ends(now):
    return now + timedelta(minutes=2)
