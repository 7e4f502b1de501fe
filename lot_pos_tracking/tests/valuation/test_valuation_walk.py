import gc
import os
import sys
import time
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from odoo.addons.mail.models.mail_thread import MailThread

from . import ledger_decisions, ledger_goods, ledger_shop, ledger_values, ledger_walk

BASE = (ledger_decisions, ledger_goods, ledger_values)  # importing them makes their acts known

OPERATIONS = int(os.environ.get("LEDGER_OPERATIONS", 50))
SEED = int(os.environ.get("LEDGER_SEED", 1))
LAWS_AFTER = int(os.environ.get("LEDGER_LAWS_AFTER", 1))
SHORTEN = int(os.environ.get("LEDGER_SHORTEN", 300))
REPLAY = os.environ.get("LEDGER_REPLAY")
CHAPTER = 200
CHATTER = ("message_post", "message_post_with_source")
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True}
MONEY = (("USD", "base.USD", 1.0), ("EUR", "base.EUR", 0.8765), ("JPY", "base.JPY", 151.37))


class RolledBack(Exception):
    """Nothing of a chapter stays."""


class WalkCase(TransactionCase):
    """Shops in three currencies, and chapters of acts that are rolled back one by one.

    Nobody reads the chatter, so none is written. Environments of acts that are over are collected
    soon: Odoo looks through all that are alive whenever somebody wants one.
    """

    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, **QUIET})
        gc.collect()
        gc.freeze()
        self.addCleanup(gc.unfreeze)
        for name in CHATTER:
            self.enterContext(
                patch.object(MailThread, name, lambda rec, *args, **kwargs: rec.env["mail.message"])
            )
        self.clock = self.enterContext(freeze_time("2026-03-02 08:00:00"))
        self.shops = self.open_shops()
        self.acts = [a for a in ledger_walk.ACTS.values() if not a.needs or a.needs in self.env]

    def open_shops(self):
        currencies = self.env["res.currency"]
        for _name, xml_id, _rate in MONEY:
            currencies += self.env.ref(xml_id)
        currencies.active = True
        companies = [self.env.company]
        for name, currency in (("North", currencies[1]), ("East", currencies[2])):
            companies.append(self.open_company(name, currency))
        for company in companies:
            self.set_rates(company, currencies)
        shops = [ledger_shop.Shop.of(self.env, company, currencies) for company in companies]
        for shop in shops:
            shop.sisters = [other for other in shops if other != shop]
        return shops

    def open_company(self, name, currency):
        company = self.env["res.company"].create({"name": f"Shop of the {name}"})
        charts = self.env["account.chart.template"]
        charts.try_loading("generic_coa", company=company, install_demo=False)
        company.currency_id = currency
        if not self.env["stock.warehouse"].search_count([("company_id", "=", company.id)]):
            self.env["stock.warehouse"].create(
                {"name": name, "code": name, "company_id": company.id}
            )
        return company

    def set_rates(self, company, currencies):
        rates = self.env["res.currency.rate"]
        rates.search(
            [("currency_id", "in", currencies.ids), ("company_id", "=", company.id)]
        ).unlink()
        for currency, (_name, _xml_id, rate) in zip(currencies, MONEY, strict=True):
            if currency != company.currency_id:
                rates.create(
                    {
                        "currency_id": currency.id,
                        "company_id": company.id,
                        "name": "2026-01-01",
                        "rate": rate,
                    }
                )

    def attempt(self, steps, laws_after=1):
        """Walk the steps in a transaction of their own, rolled back.

        :return: (the finding or None, the walk)
        """
        walk = ledger_walk.Walk(self.shops, self.clock)
        finding = None
        start = self.clock.time_to_freeze
        goods = [shop.products for shop in self.shops]
        try:
            with self.env.cr.savepoint():
                try:
                    walk.walk(steps, laws_after)
                except ledger_walk.LawBroken as broken:
                    finding = broken
                raise RolledBack
        except RolledBack:
            self.env.invalidate_all()
        self.clock.move_to(start)
        for shop, products in zip(self.shops, goods, strict=True):
            shop.products, shop.noted = products, {}
        return finding, walk

    def walk_chapters(self, operations=OPERATIONS, seed=SEED):
        """Chapters of their own seeds until so many acts were done; then fail with all findings."""
        done, started, told = 0, time.process_time(), []
        while done < operations:
            steps = ledger_walk.plan(seed, CHAPTER, len(self.shops), self.acts)
            if REPLAY:
                steps, operations = Path(REPLAY).read_text().split(), 0
            finding, walk = self.attempt(
                steps[: operations - done] if operations else steps, LAWS_AFTER
            )
            done += sum(walk.done.values())
            spent = (time.process_time() - started) / max(1, done)
            sys.stderr.write(
                f"seed {seed}: {done} acts, {spent:.2f} s of processor time each, "
                f"skipped {walk.skipped}\n"
            )
            if finding:
                told.append(self.tell(seed, steps, finding))
            seed += 1
        if told:
            self.fail("\n".join(told))

    def tell(self, seed, steps, finding):
        """The finding, with the shortest list of steps that was found to fail."""
        sys.stderr.write(f"seed {seed}: {finding}; looking for fewer steps that fail\n")
        failing = steps[: int(str(finding).split()[1].rstrip(","))]
        shortest = ledger_walk.shorten(failing, lambda part: bool(self.attempt(part)[0]), SHORTEN)
        last = self.attempt(shortest)[0] if len(shortest) < len(failing) else finding
        return "\n".join([f"seed {seed}: {last or finding}", "replay:", *shortest])


@tagged("post_install", "-at_install")
class TestLedgerWalk(WalkCase):
    def test_every_law_holds_whatever_people_do(self):
        self.walk_chapters()
