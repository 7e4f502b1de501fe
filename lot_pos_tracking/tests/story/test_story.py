"""One lot's whole way: from the supplier's file to the books, in a real browser.

Every stage tells one line of evidence, taken from the database after the browser acted, and
leaves pictures at the width of a desktop and of a phone. ``STORY_DIR`` names the folder for both.
"""

import json
import os
import tempfile
from datetime import timedelta
from pathlib import Path

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ...bridge import shop_day
from ..tour_requests import Network
from .story_camera import Camera

COLUMNS = (
    "document_number;supplier;purchase_order;line;gtin;description;batch;qty;unit;use by;"
    "best before;price;sscc"
)
PALLET = "095060000000000015"


@tagged("post_install", "-at_install", "lot_story")
class TestStory(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(os.environ.get("STORY_DIR") or tempfile.mkdtemp(prefix="story-"))
        cls.camera = Camera(cls.folder)
        cls.network = Network()
        cls.addClassCleanup(cls.network.close)
        cls.evidence = cls.folder / "evidence.txt"
        cls.evidence.unlink(missing_ok=True)
        cls.config = cls.env.ref("lot_pos_tracking.demo_till")
        cls.company = cls.config.company_id
        cls.today = shop_day(cls.config)
        cls.milk = cls.env.ref("lot_pos_tracking.demo_product_milk")
        cls.yoghurt = cls.env.ref("lot_pos_tracking.demo_product_yoghurt")
        cls.dairy = cls.env.ref("lot_pos_tracking.demo_vendor_dairy")

    def tell(self, stage, sentence):
        with self.evidence.open("a") as lines:
            lines.write(f"{stage}: {sentence}\n")

    def act(self, url, tour, login, **facts):
        """Run a tour with the facts of this run in the page."""
        options = {"stepDelay": 0, "keepWatchBrowser": False, "debug": False, "startUrl": url}
        options["delayToCheckUndeterminisms"] = 0
        start = f"odoo.startTour({tour!r}, {json.dumps(options)})"
        code = f"window.lotStory = {json.dumps(facts)}; {start}"
        self.env.flush_all()
        with self.camera.watching(network=self.network.switch):
            self.start_tour(url, tour, login=login, code=code, timeout=180)
        self.env.invalidate_all()

    def in_days(self, days):
        return (self.today + timedelta(days=days)).isoformat()

    def test_one_lot_from_the_truck_to_the_books(self):
        order = self.order_from_the_dairy()
        shipment = self.import_the_notice(order)
        lots = self.receive_by_scan(shipment)
        recalled = self.recall_a_lot()
        ticket = self.sell_at_the_till(recalled)
        self.refund_the_milk(ticket)
        self.close_the_session(ticket)
        self.trace_both_ways(lots["GM-2611A"], ticket)
        self.alert_before_expiry()

    def order_from_the_dairy(self):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.dairy.id,
                "order_line": [
                    Command.create({"product_id": p.id, "product_qty": q, "price_unit": price})
                    for p, q, price in ((self.milk, 24, 0.82), (self.yoghurt, 6, 1.10))
                ],
            }
        )
        order.button_confirm()
        return order

    def import_the_notice(self, order):
        rows = [
            ("1", self.milk, "GM-2611A", 12, self.in_days(9), "", "0.80", PALLET),
            ("2", self.milk, "GM-2611B", 12, self.in_days(11), "", "0.84", ""),
            ("3", self.yoghurt, "YQ-90", 6, "", self.in_days(25), "1.10", PALLET),
        ]
        lines = [
            ";".join(
                ("DN-88017", "GMD", order.name, number, product.barcode.zfill(14), product.name)
                + (lot, str(quantity), "pcs", use_by, best_before, price, pallet)
            )
            for number, product, lot, quantity, use_by, best_before, price, pallet in rows
        ]
        csv = "\n".join([COLUMNS, *lines, ""])
        self.act(
            "/odoo/action-lot_pos_tracking.lot_shipment_action",
            "story_import",
            "receiver",
            shipment={"filename": "despatch DN-88017.csv", "csv": csv},
        )
        shipment = self.env["lot.shipment"].search([("name", "=", "DN-88017")])
        self.assertRecordValues(
            shipment, [{"state": "matched", "purchase_id": order.id, "vendor_id": self.dairy.id}]
        )
        self.assertFalse(shipment.issue_ids, shipment.issue_ids.mapped("code"))
        lots = ", ".join(shipment.line_ids.mapped("vendor_lot"))
        self.tell("import", f"{shipment.name} of {self.dairy.name} matched to {order.name}: {lots}")
        return shipment

    def receive_by_scan(self, shipment):
        picking = shipment.picking_ids
        self.act("/odoo/receive-by-scan", "story_receive", "receiver")
        self.assertEqual(picking.state, "done")
        lots = {lot.name: lot for lot in picking.move_line_ids.lot_id}
        self.assertEqual(set(lots), {"GM-2611A", "GM-2611B", "YQ-90"})
        milk = lots["GM-2611A"]
        self.assertRecordValues(
            milk,
            [
                {
                    "vendor_id": self.dairy.id,
                    "vendor_lot": "GM-2611A",
                    "use_by_date": self.today + timedelta(days=9),
                    "product_qty": 12,
                }
            ],
        )
        costs = [lots[name].unit_cost for name in ("GM-2611A", "GM-2611B", "YQ-90")]
        self.assertEqual([round(cost, 4) for cost in costs], [0.80, 0.84, 1.10])
        self.tell(
            "receive",
            f"{picking.name}: 30 units in 3 lots; {milk.name} from {milk.vendor_id.name}, "
            f"use by {milk.use_by_date}, cost {milk.unit_cost:.2f} each, "
            f"{lots['GM-2611B'].name} {lots['GM-2611B'].unit_cost:.2f}",
        )
        return lots

    def recall_a_lot(self):
        lot = self.env.ref("lot_pos_tracking.demo_lot_p5a09")
        recall = self.env["lot.recall"].create(
            {"title": "Blister seals", "kind": "recall", "reason": "Seals leak", "lot_ids": lot.ids}
        )
        recall.action_open()
        self.assertEqual((recall.state, lot.is_on_hold), ("open", True))
        self.tell("recall", f"{recall.name} is open: {lot.name} is stopped at every till")
        return lot

    def sell_at_the_till(self, recalled):
        manager = self.env.ref("lot_pos_tracking.demo_user_manager")
        manager._lot_set_pin("4711")
        self.config.lot_best_before = "block"
        cashier = self.env.ref("lot_pos_tracking.demo_user_cashier")
        till = self.config.with_user(cashier)
        till.open_ui()
        till.current_session_id.set_opening_control(0, None)
        self.act(f"/pos/ui/{self.config.id}", "story_till", "cashier")
        ticket = self.config.current_session_id.order_ids.filtered(lambda o: o.state == "paid")
        sold = {
            pack.lot_id.name: (pack.quantity, pack.evidence) for pack in ticket.lines.pack_lot_ids
        }
        self.assertEqual(
            sold,
            {
                "GM-2611A": (1, "scanned"),
                "YG-771": (1, "picked"),
                "L0412": (1, "picked"),
                "YG-760": (1, "override"),
            },
        )
        override = self.env["lot.override"].search([("order_id", "=", ticket.id)])
        self.assertEqual((override.cashier_id, override.approver_id), (cashier, manager))
        self.tell("sell", f"{ticket.pos_reference} by {cashier.name}: " + ", ".join(sorted(sold)))
        self.tell("refuse", f"MD-2590 is past its use-by day, {recalled.name} is recalled")
        self.tell(
            "override",
            f"{override.approver_id.name} approved {override.lot_id.name}: {override.comment}",
        )
        return ticket

    def refund_the_milk(self, ticket):
        self.act(f"/pos/ui/{self.config.id}", "story_refund", "cashier")
        refund = ticket.lines.refund_orderline_ids.order_id
        self.assertEqual(refund.lines.pack_lot_ids.lot_id.name, "GM-2611A")
        self.assertEqual(refund.picking_ids.state, "done")
        self.tell("refund", f"{refund.pos_reference}: 1 of GM-2611A came back")

    def close_the_session(self, ticket):
        session = ticket.session_id
        self.act(f"/pos/ui/{self.config.id}", "story_close", "cashier")
        self.assertEqual(session.state, "closed")
        orders = session.order_ids
        consumed = self.env["lot.cost.consumption"].search(
            [("pos_order_line_id", "in", orders.lines.ids)]
        )
        returned = self.env["lot.cost.layer"].search(
            [("pos_order_line_id", "in", orders.lines.ids), ("kind", "=", "return")]
        )
        lots_cost = sum(consumed.mapped("value")) - sum(returned.mapped("value"))
        expense = session.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type in ("expense", "expense_direct_cost")
        )
        booked = sum(expense.mapped("balance"))
        self.assertGreater(lots_cost, 0)
        self.assertEqual(self.company.currency_id.compare_amounts(booked, lots_cost), 0)
        self.tell(
            "close",
            f"{session.name}: cost of goods sold {booked:.2f} = "
            f"the lots' own costs {lots_cost:.2f}",
        )

    def trace_both_ways(self, lot, ticket):
        self.act(f"/odoo/lots/{lot.id}", "story_trace", "manager")
        graph = self.env["lot.trace"].trace(lot.ids)
        kinds = {node["kind"] for node in graph["nodes"]}
        self.assertLessEqual({"lot", "vendor", "receipt", "pos_order"}, kinds)
        names = [node["name"] for node in graph["nodes"] if node["kind"] == "pos_order"]
        self.tell("trace", f"{lot.name}: {self.dairy.name} → shop → {', '.join(sorted(names))}")

    def alert_before_expiry(self):
        self.env["lot.alert"]._cron_scan()
        alert = self.env["lot.alert"].search(
            [
                ("lot_id", "=", self.env.ref("lot_pos_tracking.demo_lot_md_2598").id),
                ("is_overtaken", "=", False),
            ],
            limit=1,
        )
        self.assertTrue(alert.activity_id)
        self.tell(
            "alert",
            f"{alert.lot_id.name}, {alert.tier_id.name}: {alert.quantity:g} units, "
            f"activity for {alert.activity_id.user_id.name}",
        )
