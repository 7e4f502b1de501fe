"""Random questions to the decision table, far from the corners that people think of.

A question is a case as in ``tests/cases/verdict.json``, so that the JavaScript twin reads it too,
and comes with what the plainer telling of the rules (``sales_oracle``) says must stop it.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from .sales_oracle import Goods, Promise, Rules, Wish, stops

START = datetime(2026, 3, 10, 9)


def questions(seed: int, count: int):
    """``count`` pairs of a case and the codes that must stop the sale."""
    rng = Random(seed)
    for _number in range(count):
        yield _question(rng)


def _question(rng: Random):
    now = START + timedelta(minutes=rng.randrange(60 * 24 * 40))
    rules = Rules(
        policy=rng.choice(["enforce"] * 6 + ["warn", "native"]),
        choice=rng.choice(["pick", "fefo", "scan"]),
        best_before=rng.choice(["warn", "block"]),
        min_days=rng.choice([0, 0, 1, 3]),
        max_age=rng.choice([0, 30, 240]),
        stale=rng.choice(["warn", "block"]),
    )
    goods = _goods(rng, now)
    known = rng.random() < 0.9
    name = goods.name if known else rng.choice(["", "nobody"])
    wish = Wish(
        product_id=1,
        quantity=Decimal(rng.randint(1, 12)) / rng.choice([1, 4]),
        goods=goods if known else None,
        name=name,
        evidence=rng.choice(["scanned", "scanned", "picked", "typed", "only_lot", "presumed"]),
        line_uuid="line",
    )
    claimed = Decimal(rng.randint(0, 4))
    promises = [Promise(goods.id, "other", claimed, now + timedelta(minutes=1))]
    recalled = rng.choice([{}, {}, {1: {"zz"}}, {1: {"lot 1"}}])
    if goods.is_recalled():
        recalled = {1: {goods.name.lower()}}
    age = rng.choice([None, None, 0, 29, 31, 1000])
    facts = {"at": now, "promises": promises, "recalled": recalled, "order": "ours"}
    due = stops([wish], rules, **facts, offline_age=age)[0]
    return _case(rules, goods, wish, claimed, recalled.get(1), age, now), due


def _goods(rng: Random, now: datetime) -> Goods:
    def day():
        return now.date() + timedelta(days=rng.randint(-3, 6))

    goods = Goods(id=1, product_id=1, name="Lot 1", left=Decimal(rng.randint(-1, 12)))
    for kind in ("use_by", "sell_by", "best_before"):
        if rng.random() < 0.35:
            setattr(goods, kind, day())
    if rng.random() < 0.15:
        goods.use_by_time = now + timedelta(minutes=rng.randint(-90, 90))
    goods.native_day = goods.use_by or goods.best_before or rng.choice([None, day()])
    if rng.random() < 0.2:
        goods.holds.add(rng.choice(["quality", "recall"]))
    return goods


def _case(rules, goods, wish, claimed, numbers, age, now):
    """The same question in the words of ``verdict.json``."""
    dates = {
        "use_by": goods.use_by,
        "sell_by": goods.sell_by,
        "best_before": goods.best_before,
        "expiration": goods.native_day,
        "use_by_time": goods.use_by_time and f"{goods.use_by_time.isoformat()}Z",
    }
    lot = {
        "name": goods.name,
        "dates": {kind: str(value) for kind, value in dates.items() if value},
        "holds": [["scrap"] for _hold in goods.holds],
        "recalled": goods.is_recalled(),
        "free": float(goods.left - claimed),
        "in_shop": goods.left > 0,
    }
    line = {
        "quantity": float(wish.quantity),
        "evidence": wish.evidence,
        "lot_name": wish.name,
        "product_has_recall": numbers is not None,
        "recalled_keys": sorted(numbers or ()),
        "offline": age is not None,
        "data_age": age,
    }
    policy = {
        "lot_policy": rules.policy,
        "lot_choice": rules.choice,
        "best_before": rules.best_before,
        "min_days": rules.min_days,
        "offline_max_age": rules.max_age,
        "offline_stale": rules.stale,
    }
    return {
        "policy": policy,
        "line": line,
        "lot": lot if wish.goods else None,
        "day": str(now.date()),
        "now": f"{now.isoformat()}Z",
    }
