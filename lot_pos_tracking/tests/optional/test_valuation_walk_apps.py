from odoo.tests import tagged

from ..valuation.test_valuation_walk import OPERATIONS, WalkCase
from . import ledger_acts


@tagged("post_install", "-at_install")
class TestLedgerWalkWithApps(WalkCase):
    """The same walk where goods are produced, landed, ordered, shipped past us and sold in kits."""

    def test_every_law_holds_whatever_people_do_with_more_apps(self):
        missing = {act.needs for act in ledger_acts.ACTS} - set(self.env)
        if missing:
            self.skipTest(f"needs apps with the models {sorted(missing)}")
        self.walk_chapters(2 * OPERATIONS)
