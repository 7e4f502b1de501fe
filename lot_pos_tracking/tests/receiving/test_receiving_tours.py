from odoo.tests import HttpCase, tagged

from ..tour_requests import Network, answering
from . import receiving_common


@tagged("post_install", "-at_install")
class TestReceivingTours(HttpCase, receiving_common.ReceivingCommon):
    """A receiver with a phone beside a truck."""

    browser_size = "360x740"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        self.receiver.login = self.receiver.password = "receiver_with_phone"
        self.order = self.make_order((self.milk, 40))
        pallet = {"sscc": "106141412345678908"}
        self.shipment = self.import_shipment(
            self.milk_row("A", 12, **pallet),
            self.milk_row("B", 4, **pallet),
            self.milk_row("C", 8),
            order=self.order,
        )

    def run_tour(self, name, **options):
        self.start_tour("/odoo/receive-by-scan", name, login=self.receiver.login, **options)

    def run_tour_with_network(self, name):
        network = Network()
        self.addCleanup(network.close)
        with answering(network=network.switch):
            self.run_tour(name, timeout=180)

    def received(self):
        lines = self.order.picking_ids.move_line_ids.filtered(lambda ml: ml.state == "done")
        return {line.lot_id.name: line.quantity for line in lines}

    def test_a_truck_is_received_by_scanning(self):
        self.run_tour("receiving_a_truck_by_scan")

        self.assertEqual(self.received(), {"A": 12, "B": 4, "C": 7, "D9": 1})
        self.assertEqual(self.shipment.line_ids.mapped("variance"), [0, 0, -1])

    def test_scans_without_network_are_counted_once_when_it_is_back(self):
        self.run_tour_with_network("receiving_without_network")

        self.assertEqual(self.received(), {"A": 12, "B": 4, "C": 8})
        scans = self.env["lot.scan"].search([("picking_id.purchase_id", "=", self.order.id)])
        self.assertEqual(
            scans.sorted("id").mapped(
                lambda scan: (scan.status, scan.reason, scan.late, scan.undone)
            ),
            [
                ("ok", "pallet", False, False),
                ("ok", "received", True, False),
                ("ok", "received", True, True),
                ("error", "again", True, False),
                ("ok", "received", True, False),
                ("ask", "which_lot", True, False),
                ("warn", "over_announced", False, True),
            ],
        )

    def test_a_page_that_the_browser_dropped_opens_without_network_and_loses_nothing(self):
        self.run_tour_with_network("receiving_after_the_browser_dropped_the_page")

        self.assertEqual(self.received(), {"A": 12, "B": 4, "C": 3})

    def test_a_pack_scanned_on_the_first_page_finds_its_receipt_and_counts(self):
        other = self.make_order((self.milk, 6), vendor=self.make_vendor("Hill Farm"))

        self.run_tour("receiving_finds_the_receipt_of_a_pack")

        counted = self.order.picking_ids.move_line_ids.filtered("picked")
        self.assertEqual({line.lot_name: line.quantity for line in counted}, {"B": 1, "C": 2})
        self.assertFalse(any(other.picking_ids.move_line_ids.mapped("picked")))

    def receive_a_known_number(self, tour):
        """Another vendor delivered milk of lot KNOWN before."""
        other = self.make_vendor("Hill Farm")
        known = self.make_lot(self.milk, "KNOWN", vendor_id=other.id)
        self.shipment._cancel()
        url = f"/odoo/receive-by-scan/{self.order.picking_ids.id}"
        self.start_tour(url, tour, login=self.receiver.login)
        return known

    def test_a_number_that_another_vendor_used_asks_on_the_phone(self):
        known = self.receive_a_known_number("receiving_a_known_number_of_another_vendor")

        self.assertEqual(self.received(), {"KNOWN-2": 5})
        self.assertEqual(known.product_qty, 0)

    def test_the_receiver_may_decide_that_it_is_the_same_lot(self):
        known = self.receive_a_known_number("receiving_decides_that_it_is_the_same_lot")

        self.assertEqual(self.received(), {"KNOWN": 5})
        self.assertEqual(known.product_qty, 5)
