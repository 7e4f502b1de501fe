"""The till without network, taken away from the browser and from its service workers."""

from odoo.tests import tagged

from ..tour_requests import Network, answering
from .test_checkout_tours import TillTourCase


class OfflineTourCase(TillTourCase):
    def start_with_network(self, tour, **options):
        network = Network()
        self.addCleanup(network.close)
        with answering(network=network.switch):
            return self.start(tour, **options)


@tagged("post_install", "-at_install")
class TestCheckoutOfflineTours(OfflineTourCase):
    def test_a_sale_without_network_survives_two_loads_of_the_page_and_arrives_once(self):
        """In the cart and paid, with lots, quantities and evidence."""
        lots = self.stock(self.milk, {"M-A": (5, 2), "M-B": (5, 3)})

        orders = self.start_with_network("checkout_the_page_is_loaded_again_without_network")

        self.assertEqual(self.sold(orders), [[("Milk", 5, {"M-A": 3, "M-B": 2})]])
        rows = orders.lines.pack_lot_ids
        self.assertEqual(
            [(row.lot_name, row.evidence, row.offline) for row in rows],
            [("M-A", "picked", True), ("M-B", "picked", True)],
        )
        self.assertEqual([self.on_hand(lot) for lot in lots.values()], [2, 3])


@tagged("post_install", "-at_install")
class TestCheckoutOfflinePhoneTours(TestCheckoutOfflineTours):
    browser_size = "360x780"
    touch_enabled = True
