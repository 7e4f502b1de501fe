import gc
import os
import sys
import time
from collections import Counter

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import LotPosCommon
from .sales_walk import LARGE, PIN, SMALL, Walk

SALES = int(os.environ.get("SALES_COUNT", 200))
SEED = int(os.environ.get("SALES_SEED", 1))
CHAPTER = 2500
"""Sales (lines of tickets) in one shop before a new one opens."""
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_activity_quick_update": True,  # activities are made, nobody gets a letter about them
}


class RolledBack(Exception):
    """Nothing of a chapter stays."""


@tagged("post_install", "-at_install")
class TestSalesWalk(LotPosCommon):
    """Whatever happens between three tills, on the real server and its real orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kilo = cls.env.ref("uom.product_uom_kgm")
        cls.goods = [
            cls.make_product("Milk", shelf_life=20),
            cls.make_product("Yoghurt", shelf_life=20),
            cls.make_product("Cheese", uom_id=kilo.id, shelf_life=20),
            cls.make_product("Tea"),
            cls.make_product("Phone", tracking="serial"),
        ]
        cls.pos_manager._lot_set_pin(PIN)

    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, **QUIET})
        gc.collect()
        gc.freeze()
        self.addCleanup(gc.unfreeze)

    @mute_logger("odoo.addons.point_of_sale.models.pos_order")
    def test_nothing_blocked_is_sold_online_and_nothing_found_late_is_silent(self):
        sales, seed, done, start = 0, SEED, Counter(), time.process_time()
        while sales < SALES:
            walk = self.chapter(seed, min(CHAPTER, SALES - sales))
            sales += walk.lines
            done += walk.done
            seconds = time.process_time() - start
            sys.stderr.write(f"seed {seed}: {sales} sales, {dict(done)}, {seconds:.0f} CPU s\n")
            seed += 1
        self.assertFalse({"online", "refused", "offline", "exceptions", "refunded"} - set(done))

    def chapter(self, seed, sales):
        """A shop from opening to the laws, rolled back.

        :return: the walk
        """
        with freeze_time("2026-03-10 09:00:00") as clock:
            walk = Walk(self, clock, seed, LARGE if SALES > CHAPTER else SMALL)
            try:
                with self.env.cr.savepoint():
                    walk.open(self.goods)
                    while walk.lines < sales:
                        walk.step()
                    walk.close()
                    raise RolledBack
            except RolledBack:
                self.env.invalidate_all()
            except Exception as error:
                text = f"seed {seed}, after {walk.lines} sales, {walk.done}: {error}"
                raise AssertionError(text) from error
        return walk
