from odoo.tests import HttpCase, tagged

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

    def run_tour(self, name):
        self.start_tour("/odoo/receive-by-scan", name, login=self.receiver.login)

    def received(self):
        lines = self.order.picking_ids.move_line_ids.filtered(lambda ml: ml.state == "done")
        return {line.lot_id.name: line.quantity for line in lines}

    def test_a_truck_is_received_by_scanning(self):
        self.run_tour("receiving_a_truck_by_scan")

        self.assertEqual(self.received(), {"A": 12, "B": 4, "C": 7, "D9": 1})
        self.assertEqual(self.shipment.line_ids.mapped("variance"), [0, 0, -1])

    def test_scans_without_network_are_counted_once_when_it_is_back(self):
        self.run_tour("receiving_without_network")

        self.assertEqual(self.received(), {"A": 12, "B": 4, "C": 8})
        scans = self.env["lot.scan"].search([("picking_id.purchase_id", "=", self.order.id)])
        self.assertEqual(
            scans.sorted("id").mapped(lambda scan: (scan.status, scan.late)),
            [("ok", False), ("ok", True), ("error", True), ("ok", True)],
        )

    def test_a_number_that_another_vendor_used_asks_on_the_phone(self):
        other = self.make_vendor("Hill Farm")
        known = self.make_lot(self.milk, "KNOWN", vendor_id=other.id)
        self.shipment._cancel()

        self.start_tour(
            f"/odoo/receive-by-scan/{self.order.picking_ids.id}",
            "receiving_a_known_number_of_another_vendor",
            login=self.receiver.login,
        )

        self.assertEqual(self.received(), {"KNOWN-2": 5})
        self.assertEqual(known.product_qty, 0)
