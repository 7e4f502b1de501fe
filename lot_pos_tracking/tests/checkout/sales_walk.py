"""A walk: months of three tills in minutes, with everything that can go wrong between them.

Every step draws from one seed. The shop it keeps beside the database (``sales_oracle``) says what
each answer of the server must be.
"""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

from odoo import fields
from odoo.exceptions import UserError

from ..core import sales_oracle
from ..core.sales_oracle import Goods, Promise, Rules, Wish
from . import sales_laws

PIN = "2468"
SMALL = [1] * 5 + [2, 3, 5] * 2
LARGE = [*SMALL, 15, 40, 40, 80, 80, 120, 120, 200, 200, 300]
EVIDENCES = ["scanned", "picked", "only_lot", "typed", "presumed"]


class LawBroken(AssertionError):
    """The server's answer is not what the shop must hear."""


class Walk:
    """One chapter: tills, goods, orders waiting offline, and what was done so far."""

    def __init__(self, case, clock, seed, sizes=SMALL):
        self.case, self.clock, self.env = case, clock, case.env
        self.seed, self.rng = seed, Random(seed)
        self.sizes = sizes  # of carts, in lines
        self.goods = {}  # {lot id: Goods}
        self.products = {}  # {product id: product}
        self.tills = []  # [pos.config]
        self.rules = {}  # {config id: Rules}
        self.waiting = []  # [(till, order, wishes, finalised at)]
        self.promises = []  # [Promise]
        self.cases = {}  # {recall id: (product id, number)}
        self.twice = []  # [(ticket line id, Goods)]: serial numbers that had left before
        self.sold = []  # [(uuid, line uuid, Goods, quantity that can still come back)]
        self.done = Counter()
        self.steps = 0
        self.lines = 0
        self.orders = []  # uuids the server took

    # -- the shop --------------------------------------------------------------------------------

    def open(self, products):
        self.products = {product.id: product for product in products}
        for number in range(3):
            till = self.case.make_till(f"Walk {number}", lot_owner_id=self.case.pos_manager.id)
            self.case.open_till(till)
            self.tills.append(till)
            self.change_rules(till)
        for _lot in range(12):
            self.receive()

    def now(self):
        return fields.Datetime.now()

    def change_rules(self, till=None):
        till = till or self.rng.choice(self.tills)
        rules = Rules(
            policy=self.rng.choice(["enforce"] * 8 + ["warn", "native"]),
            choice=self.rng.choice(["pick", "fefo", "fefo", "scan"]),
            best_before=self.rng.choice(["warn", "block"]),
            min_days=self.rng.choice([0, 0, 0, 2]),
            max_age=self.rng.choice([30, 240]),
            stale=self.rng.choice(["warn", "block"]),
        )
        self.rules[till.id] = rules
        till.write(
            {
                "lot_policy": rules.policy,
                "lot_choice": rules.choice,
                "lot_best_before": rules.best_before,
                "lot_min_days": rules.min_days,
                "lot_offline_max_age": rules.max_age,
                "lot_offline_stale": rules.stale,
                "lot_override_expired": True,
                "lot_override_held": True,
            }
        )

    def receive(self):
        product = self.rng.choice(list(self.products.values()))
        today = self.now().date()
        day = today + timedelta(days=self.rng.randint(-1, 25))
        name = f"{product.id}-{len(self.goods)}-{self.rng.randrange(1000)}"
        printed = self.rng.choice(
            [{}, {"use_by_date": day}, {"use_by_date": day}, {"best_before_date": day}]
            + [{"sell_by_date": day}, {"use_by_time": self.now() + timedelta(hours=9)}]
        )
        serial = product.tracking == "serial"
        quantity = 1 if serial else self.rng.randint(2, 60)
        lot = self.case.make_lot(product, name, quantity, **printed)
        self.describe(lot, quantity)

    def describe(self, lot, quantity):
        """Keep in mind what the shop has of a lot."""
        self.goods[lot.id] = Goods(
            id=lot.id,
            product_id=lot.product_id.id,
            name=lot.name,
            left=Decimal(quantity),
            is_serial=lot.product_id.tracking == "serial",
            use_by=lot.use_by_date or None,
            use_by_time=lot.use_by_time or None,
            sell_by=lot.sell_by_date or None,
            best_before=lot.best_before_date or None,
            native_day=lot.expiration_date.date() if lot.expiration_date else None,
        )

    def hold(self):
        goods = self.rng.choice(list(self.goods.values()))
        code = self.rng.choice(["quarantine", "quality", sales_oracle.RECALL])
        if code not in goods.holds:
            self.lot(goods).with_user(self.case.holder).action_hold(code, "walk")
            goods.holds.add(code)

    def lift(self):
        held = [goods for goods in self.goods.values() if goods.holds and not goods.recalled_as]
        if held:
            goods = self.rng.choice(held)
            self.lot(goods).with_user(self.case.holder).action_lift_holds("walk")
            goods.holds.clear()

    def recall(self):
        """A case for one number, which a lot of the shop may have or not."""
        if len(self.cases) >= 2:
            return self.end_recall()
        product_id = self.rng.choice(list(self.products))
        lots = [goods for goods in self.goods.values() if goods.product_id == product_id]
        known = self.rng.choice(lots) if lots and self.rng.random() < 0.7 else None
        number = known.name if known else f"OUTSIDE-{self.rng.randrange(10**6)}"
        case = self.env["lot.recall"].create(
            {
                "title": "Walk",
                "vendor_lot": f" {number.upper()} ",
                "product_ids": [(6, 0, [product_id])],
            }
        )
        case.action_open()
        self.cases[case.id] = (product_id, number.lower())
        if known:
            known.recalled_as.add(case.id)
            known.holds.add(sales_oracle.RECALL)
        return None

    def end_recall(self):
        case_id = self.rng.choice(list(self.cases))
        case = self.env["lot.recall"].browse(case_id)
        case.release_on_close = True
        case.action_close()
        del self.cases[case_id]
        for goods in self.goods.values():
            if case_id in goods.recalled_as:
                goods.recalled_as.discard(case_id)
                active = self.lot(goods).hold_ids.filtered("active").reason_id.mapped("code")
                goods.holds = set(active)

    def pass_time(self):
        self.clock.tick(timedelta(minutes=self.rng.choice([1, 3, 45, 200, 1500])))
        self.promises = [promise for promise in self.promises if promise.until > self.now()]

    def recalled(self):
        """``{product id: {number}}`` of what is under recall."""
        numbers = {}
        for product_id, number in self.cases.values():
            numbers.setdefault(product_id, set()).add(number)
        for goods in self.goods.values():
            if goods.is_recalled():
                numbers.setdefault(goods.product_id, set()).add(goods.name.lower())
        return numbers

    def lot(self, goods):
        return self.env["stock.lot"].browse(goods.id)

    # -- orders ----------------------------------------------------------------------------------

    def fill(self, till, count):
        """A cart; careful cashiers take what looks good to them, others whatever they find.

        In a large cart of careless hands something is always wrong: most large ones are careful.
        """
        careful = self.rng.random() < (0.65 if count < 10 else 0.9)
        rules, wishes, seen = self.rules[till.id], [], {}
        for _line in range(count):
            wish = self.wish(rules, careful, seen)
            if wish:
                wishes.append(wish)
        return wishes

    def wish(self, rules, careful, seen):
        product = self.rng.choice(list(self.products.values()))
        quantity = self.quantity(product)
        if not careful and self.rng.random() < 0.05 and rules.policy != "native":
            name = self.rng.choice(["", f"NOBODY-KNOWS-{self.rng.randrange(10**9)}"])
            return Wish(product.id, quantity, None, name, "typed" if name else "", str(uuid4()))
        lots = [goods for goods in self.goods.values() if goods.product_id == product.id]
        if careful:
            lots = [
                goods
                for goods in lots
                if goods.left - self.promised(goods) - seen.get(goods.id, 0) >= quantity
                and not sales_oracle.conditions(goods, rules, self.now().date(), self.now())
            ]
        elif self.rng.random() < 0.9:
            lots = [goods for goods in lots if goods.left > 0]
        if not lots:
            return None
        goods = self.rng.choice(lots)
        seen[goods.id] = seen.get(goods.id, 0) + quantity
        evidence = "scanned" if careful else self.rng.choice(EVIDENCES)
        return Wish(product.id, quantity, goods, goods.name, evidence, str(uuid4()))

    def quantity(self, product):
        if product.tracking == "serial":
            return Decimal(1)
        steps = self.rng.randint(1, 6)
        weighed = product.uom_id == self.case.env.ref("uom.product_uom_kgm")
        return Decimal(steps) / 4 if weighed else Decimal(steps)

    def promised(self, goods):
        return sum(p.quantity for p in self.promises if p.goods_id == goods.id)

    def order(self, till, wishes, **values):
        lines = []
        for wish in wishes:
            product = self.products[wish.product_id]
            line = self.case.ui_line(product, float(wish.quantity), uuid=wish.line_uuid)
            pack = {"lot_name": wish.name, "evidence": wish.evidence or False}
            if wish.goods and self.rng.random() < 0.8:
                pack |= {"lot_id": wish.goods.id, "quantity": float(wish.quantity)}
            line[2]["pack_lot_ids"] = [[0, 0, pack]] if wish.name else []
            lines.append(line)
        return self.case.ui_order(lines, session=till.current_session_id, **values)

    def judge(self, till, wishes, order, at, age=None):
        return sales_oracle.stops(
            wishes,
            self.rules[till.id],
            at=at,
            promises=[promise for promise in self.promises if promise.until > self.now()],
            recalled=self.recalled(),
            order=order["uuid"],
            offline_age=age,
        )

    def sell(self):
        till = self.rng.choice(self.tills)
        wishes = self.fill(till, self.rng.choice(self.sizes))
        if not wishes:
            return
        order = self.order(till, wishes)
        stopped = self.judge(till, wishes, order, self.now())
        if self.rng.random() < 0.15:
            self.approve(till, order, wishes, stopped)
        try:
            with self.env.cr.savepoint():
                sale = self.case.sync(order)
        except UserError as error:
            self.check_refused(order, stopped, error)
            return
        self.lines += len(wishes)
        self.done["online"] += 1
        if any(stopped):
            raise LawBroken(f"sold online although {stopped}")
        self.book(sale)

    def approve(self, till, order, wishes, stopped):
        """A manager approves everything that stops the cart, where he may approve all of it."""
        codes = set().union(*stopped)
        if not codes or codes - {"expired", "held", "min_days", "best_before_passed"}:
            return
        lines = [
            {
                "uuid": wish.line_uuid,
                "product_id": wish.product_id,
                "lot_id": wish.goods.id,
                "quantity": float(wish.quantity),
                "evidence": wish.evidence,
            }
            for wish, found in zip(wishes, stopped, strict=True)
            if found
        ]
        answer = till.with_user(self.case.cashier).approve_lot_override(
            {
                "login": self.case.pos_manager.login,
                "pin": PIN,
                "reason": "walk",
                "order_uuid": order["uuid"],
                "lines": lines,
            }
        )
        if not answer["ok"]:
            raise LawBroken(f"{codes} could not be approved: {answer}")
        self.done["approved"] += 1
        for found in stopped:
            found.clear()

    def check_refused(self, order, stopped, error):
        self.done["refused"] += 1
        if not any(stopped):
            raise LawBroken(f"refused although nothing speaks against it: {error}") from error
        if self.env["pos.order"].search_count([("uuid", "=", order["uuid"])]):
            raise LawBroken("a refused order is there")

    def claim(self):
        """A till claims a cart and is never heard of again."""
        till = self.rng.choice(self.tills)
        wishes = [wish for wish in self.fill(till, self.rng.choice([1, 3])) if wish.goods]
        if not wishes or self.rules[till.id].policy == "native":
            return
        uuid = str(uuid4())
        stopped = self.judge(till, wishes, {"uuid": uuid}, self.now())
        answers = till.with_user(self.case.cashier).claim_lots(
            uuid,
            [
                {
                    "uuid": wish.line_uuid,
                    "product_id": wish.product_id,
                    "lot_id": wish.goods.id,
                    "quantity": float(wish.quantity),
                    "evidence": wish.evidence,
                }
                for wish in wishes
            ],
        )
        for wish, answer, found in zip(wishes, answers, stopped, strict=True):
            if (answer["verdict"] in ("ask", "block")) != bool(found):
                raise LawBroken(f"a claim of {wish} was answered {answer}, but {found}")
        if not any(stopped):
            until = sales_oracle.claim_ends(self.now())
            self.promises += [Promise(w.goods.id, uuid, w.quantity, until) for w in wishes]
            self.done["claimed"] += 1

    # -- without connection ----------------------------------------------------------------------

    def sell_offline(self):
        till = self.rng.choice(self.tills)
        wishes = self.fill(till, self.rng.choice(self.sizes))
        if wishes:
            order = self.order(till, wishes, lot_offline=True)
            age = self.rng.choice([1, 100, 300])
            for line in order["lines"]:
                for pack in line[2]["pack_lot_ids"]:
                    pack[2] |= {"offline": True, "data_age": age}
            self.waiting.append((till, order, wishes, self.now(), age))

    def reconnect(self):
        """Everything that waits at one till arrives, some of it twice."""
        till = self.rng.choice(self.tills)
        mine = [waiting for waiting in self.waiting if waiting[0] == till]
        if not mine:
            return
        self.clock.tick(timedelta(seconds=30))
        self.waiting = [waiting for waiting in self.waiting if waiting[0] != till]
        for _till, order, wishes, at, age in mine:
            again = {**order, "lines": list(order["lines"])}
            ages = [age if wish.name else 0 for wish in wishes]
            found = [
                self.judge(till, wishes, order, at, age)[place] for place, age in enumerate(ages)
            ]
            sale = self.case.sync(order)
            if self.rng.random() < 0.3 and self.case.sync(again) != sale:
                raise LawBroken("an order that arrived twice is two orders")
            self.lines += len(wishes)
            self.done["offline"] += 1
            self.check_offline(sale, wishes, found)
            self.book(sale)

    def check_offline(self, sale, wishes, found):
        """Every late finding has an exception with an owner and an activity, nothing else has."""
        native = self.rules[sale.config_id.id].policy == "native"
        if not native and not sale.lot_offline:
            raise LawBroken("an order finalised offline is not marked")
        exceptions = self.env["lot.exception"].search(
            [("order_id", "=", sale.id), ("kind", "=", "offline_sale")]
        )
        told = {row.line_id.uuid: set(row.reasons.split(",")) for row in exceptions}
        pairs = zip(wishes, found, strict=True)
        due = {wish.line_uuid: codes for wish, codes in pairs if codes}
        silent = [codes - told.get(line, set()) for line, codes in due.items()]
        if set(told) != set(due) or any(silent):
            wrong = {
                line: (told.get(line), due.get(line), wish)
                for wish in wishes
                if told.get(line := wish.line_uuid, set()) != due.get(line, set())
            }
            raise LawBroken(
                f"exceptions and what was due: {wrong}; on hand: {sales_laws.on_hand(self)}"
            )
        if any(not (row.user_id and row.activity_ids) for row in exceptions):
            raise LawBroken("an exception without an owner or an activity")
        self.done["exceptions"] += len(exceptions)

    # -- books -----------------------------------------------------------------------------------

    def book(self, sale):
        """What the ticket says left the shelf. Odoo's own till sets the rest aside for ever."""
        if sale.config_id.lot_policy == "native" and "done" not in sale.picking_ids.mapped("state"):
            sale.picking_ids.action_cancel()  # upstream moved nothing and told nobody
            self.done["left behind natively"] += 1
            return
        if sale.config_id.lot_policy == "native":
            sale.picking_ids.backorder_ids.action_cancel()
        self.orders.append(sale.uuid)
        for line in sale.lines:
            for pack in line.pack_lot_ids.filtered("lot_id"):
                if pack.lot_id.id not in self.goods:  # a till that only warns made it
                    self.describe(pack.lot_id, 0)
                goods = self.goods[pack.lot_id.id]
                if goods.is_serial and goods.gone:
                    self.twice.append((line.id, goods))
                    continue
                sold = Decimal(str(pack.quantity or abs(line.qty)))
                goods.left -= sold
                goods.gone = goods.is_serial
                goods.oversold |= goods.left < 0
                if sale.config_id.lot_policy != "native":
                    self.sold.append([line, goods, sold])

    def refund(self):
        """Some of what a ticket sold comes back; what nobody may sell goes to quarantine."""
        if not self.sold:
            return
        ticket = self.rng.choice(self.sold)[0].order_id
        rules = self.rules[ticket.config_id.id]
        rows = [row for row in self.sold if row[0].order_id == ticket and row[2] > 0]
        if rules.policy == "native" or not rows:
            return
        rows = self.rng.sample(rows, min(len(rows), self.rng.choice([1, 3, 20])))
        lines, due = [], {}
        for row in rows:
            line, goods, left = row
            back = min(self.quantity(line.product_id), left)
            row[2] -= back
            lines.append(
                self.case.ui_line(
                    line.product_id,
                    -float(back),
                    {self.lot(goods): float(back)},
                    refunded_orderline_id=line.id,
                )
            )
            due[goods.id] = due.get(goods.id, 0) + back
        before = self.places(due)
        order = self.case.ui_order(
            lines, session=ticket.config_id.current_session_id, is_refund=True
        )
        sale = self.case.sync(order)[-1]
        self.orders.append(sale.uuid)
        self.lines += len(lines)
        self.done["refunded"] += 1
        after = self.places(due)
        for lot_id, back in due.items():
            goods = self.goods[lot_id]
            bad = sales_oracle.conditions(goods, rules, self.now().date(), self.now())
            moved = tuple(round(after[lot_id][n] - before[lot_id][n], 3) for n in (0, 1))
            if moved != ((0.0, float(back)) if bad else (float(back), 0.0)):
                raise LawBroken(
                    f"a refund of {back} with {bad} moved {moved} to shelf and quarantine"
                )
            goods.gone = False
            if not bad:
                goods.left += back

    def places(self, lot_ids):
        """``{lot id: (on the shelf, in quarantine)}``"""
        quants = self.env["stock.quant"]._read_group(
            [("lot_id", "in", list(lot_ids)), ("location_id.usage", "=", "internal")],
            ["lot_id", "location_id"],
            ["quantity:sum"],
        )
        found = {lot_id: [0.0, 0.0] for lot_id in lot_ids}
        for lot, place, quantity in quants:
            found[lot.id][place.lot_quarantine] += quantity
        return found

    # -- the walk --------------------------------------------------------------------------------

    ACTS = {
        sell: 40,
        sell_offline: 14,
        reconnect: 8,
        refund: 8,
        receive: 14,
        hold: 5,
        lift: 5,
        recall: 2,
        claim: 5,
        pass_time: 8,
        change_rules: 2,
    }

    def step(self):
        (act,) = self.rng.choices(list(self.ACTS), list(self.ACTS.values()))
        act(self)
        self.steps += 1
        if self.steps % 20 == 0 and (wrong := sales_laws.on_hand(self)):
            raise LawBroken(f"after {act.__name__}: {sales_laws.on_hand.__doc__} {wrong}")

    def close(self):
        """Everybody is online again, and the laws about the whole."""
        while self.waiting:
            self.reconnect()
        sales_laws.check(self)
