import base64
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .receiving_common import ReceivingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestShipmentNotice(ReceivingCommon):
    def test_announced_lots_lie_on_the_receipt_and_arrive_with_their_dates(self):
        """A26: 24 ordered, 20 announced in two lots, 11 + 8 counted."""
        order = self.make_order((self.milk, 24))

        shipment = self.import_shipment(
            self.milk_row("A", 12, expiration_date="2027-01-31", country_of_origin="FR"),
            self.milk_row("B", 8, expiration_date="2027-02-28", production_date="2026-11-01"),
            order=order,
        )

        self.assertRecordValues(
            shipment,
            [
                {
                    "name": "D1001",
                    "state": "matched",
                    "vendor_id": self.vendor.id,
                    "purchase_id": order.id,
                    "picking_ids": order.picking_ids.ids,
                    "issue_ids": [],
                }
            ],
        )
        placed = order.picking_ids.move_line_ids
        self.assertRecordValues(
            placed,
            [
                {"lot_name": "A", "quantity": 12, "lot_id": False, "picked": False},
                {"lot_name": "B", "quantity": 8, "lot_id": False, "picked": False},
            ],
        )

        placed[0].with_user(self.receiver).quantity = 11
        self.validate(order.picking_ids)

        self.assertRecordValues(
            placed.lot_id,
            [
                {
                    "name": "A",
                    "vendor_lot": "A",
                    "vendor_id": self.vendor.id,
                    "use_by_date": date(2027, 1, 31),
                    "production_date": False,
                    "expiration_date": datetime(2027, 1, 31, 23, 59, 59),
                    "origin_country_id": self.env.ref("base.fr").id,
                    "shipment_line_id": shipment.line_ids[0].id,
                    "product_qty": 11,
                    "company_id": self.company.id,
                },
                {
                    "name": "B",
                    "vendor_lot": "B",
                    "vendor_id": self.vendor.id,
                    "use_by_date": date(2027, 2, 28),
                    "production_date": date(2026, 11, 1),
                    "expiration_date": datetime(2027, 2, 28, 23, 59, 59),
                    "origin_country_id": False,
                    "shipment_line_id": shipment.line_ids[1].id,
                    "product_qty": 8,
                    "company_id": self.company.id,
                },
            ],
        )
        self.assertRecordValues(
            shipment.line_ids,
            [{"received_qty": 11, "variance": -1}, {"received_qty": 8, "variance": 0}],
        )
        self.assertEqual(shipment.state, "received")
        backorder = order.picking_ids.backorder_ids
        self.assertEqual(backorder.move_ids.product_uom_qty, 5)

    def test_what_happened_to_a_lot_is_in_its_journal(self):
        order = self.make_order((self.milk, 12))
        shipment = self.import_shipment(self.milk_row("A", 12), order=order)

        with freeze_time("2026-11-23 07:00:00"):
            self.validate(order.picking_ids)

        lot = order.picking_ids.move_line_ids.lot_id
        events = lot.event_ids.sorted("id")
        self.assertEqual(
            [(event.kind, event.at, event.quantity) for event in events],
            [
                ("created", datetime(2026, 11, 23, 7), 0),
                ("announced", shipment.announced_at, 12),
                ("received", datetime(2026, 11, 23, 7), 12),
            ],
        )
        received = events[-1].facts
        self.assertEqual(
            {key: received[key] for key in ("shipment", "purchase", "vendor", "picking")},
            {
                "shipment": "D1001",
                "purchase": order.name,
                "vendor": self.vendor.name,
                "picking": order.picking_ids.name,
            },
        )
        self.assertEqual(events[-1].user_id, self.receiver)
        self.assertEqual(shipment.state, "done")

    def test_an_unknown_order_is_refused_by_its_name_and_nothing_is_written(self):
        """A25"""
        before = self.env["lot.shipment"].search_count([])

        with self.assertRaisesRegex(UserError, "“PO-UNKNOWN”"):
            self.import_shipment(self.milk_row("A", 1), purchase_order="PO-UNKNOWN")

        self.assertEqual(self.env["lot.shipment"].search_count([]), before)

    def test_the_vendors_reference_finds_the_order_too(self):
        order = self.make_order((self.milk, 5), partner_ref="SO-77")

        shipment = self.import_shipment(self.milk_row("A", 5), purchase_order="SO-77")

        self.assertEqual(shipment.purchase_id, order)

    def test_more_than_ordered_is_flagged_and_not_received(self):
        """A27: 10 ordered, 12 announced."""
        order = self.make_order((self.milk, 10))

        shipment = self.import_shipment(self.milk_row("A", 12), order=order)
        self.validate(order.picking_ids)

        self.assertEqual(self.codes(shipment), ["over_delivery"])
        self.assertEqual(shipment.issue_ids.message.split(": ")[1], "2 Units [MILK] Milk")
        self.assertEqual(order.picking_ids.move_line_ids.lot_id.product_qty, 10)
        self.assertRecordValues(shipment.line_ids, [{"received_qty": 10, "variance": -2}])

    def test_the_same_document_twice_is_one_shipment(self):
        order = self.make_order((self.milk, 12))
        row = self.milk_row("A", 12)

        first = self.import_shipment(row, order=order)
        again = self.import_shipment(row, order=order)

        self.assertEqual(first, again)
        self.assertEqual(len(order.picking_ids.move_line_ids), 1)
        self.assertEqual(
            self.env["ir.attachment"].search_count(
                [("res_model", "=", "lot.shipment"), ("res_id", "=", first.id)]
            ),
            1,
        )

    def test_the_same_number_with_other_content_changes_nothing_and_says_so(self):
        order = self.make_order((self.milk, 12))
        first = self.import_shipment(self.milk_row("A", 12), order=order)

        again = self.import_shipment(self.milk_row("B", 12), order=order)

        self.assertEqual(first, again)
        self.assertEqual(self.codes(first), ["other_content"])
        self.assertEqual(order.picking_ids.move_line_ids.lot_name, "A")

    def test_a_replacement_before_receipt_takes_over(self):
        order = self.make_order((self.milk, 12))
        first = self.import_shipment(self.milk_row("A", 12), order=order)

        second = self.import_shipment(
            self.milk_row("A", 5), self.milk_row("B", 7), order=order, function="replace"
        )

        self.assertEqual(first, second)
        self.assertRecordValues(
            order.picking_ids.move_line_ids,
            [{"lot_name": "A", "quantity": 5}, {"lot_name": "B", "quantity": 7}],
        )

    def test_a_replacement_after_partial_receipt_keeps_what_came(self):
        order = self.make_order((self.milk, 12))
        shipment = self.import_shipment(
            self.milk_row("A", 5, expiration_date="2027-01-31"), self.milk_row("B", 7), order=order
        )
        lines = order.picking_ids.move_line_ids
        lines[0].picked = True
        self.validate(order.picking_ids)

        self.import_shipment(
            self.milk_row("A", 6, expiration_date="2027-02-28"),
            self.milk_row("C", 6),
            order=order,
            function="replace",
        )

        self.assertRecordValues(
            shipment.line_ids.sorted("vendor_lot"),
            [
                {"vendor_lot": "A", "quantity": 6, "received_qty": 5},
                {"vendor_lot": "C", "quantity": 6, "received_qty": 0},
            ],
        )
        self.assertEqual(self.codes(shipment), ["replaced_after_receipt"])
        self.assertEqual(lines[0].lot_id.use_by_date, date(2027, 1, 31))
        backorder = order.picking_ids.backorder_ids
        self.assertRecordValues(
            backorder.move_line_ids.sorted("lot_name"),
            [{"lot_name": "A", "quantity": 1}, {"lot_name": "C", "quantity": 6}],
        )

    def test_a_cancellation_before_receipt_empties_the_receipt(self):
        order = self.make_order((self.milk, 12))
        shipment = self.import_shipment(self.milk_row("A", 12), order=order)

        self.import_shipment(self.milk_row("A", 12), order=order, function="cancel")

        self.assertEqual(shipment.state, "cancelled")
        self.assertFalse(order.picking_ids.move_line_ids)

    def test_a_cancellation_after_partial_receipt_keeps_what_came(self):
        order = self.make_order((self.milk, 12))
        shipment = self.import_shipment(self.milk_row("A", 5), self.milk_row("B", 7), order=order)
        order.picking_ids.move_line_ids[0].picked = True
        self.validate(order.picking_ids)

        self.import_shipment(self.milk_row("A", 5), supplier_name="", function="cancel")

        self.assertEqual(shipment.state, "received")
        self.assertEqual(self.codes(shipment), ["cancelled_after_receipt"])
        self.assertFalse(order.picking_ids.backorder_ids.move_line_ids.filtered("lot_name"))
        self.assertEqual(self.lot_of(shipment).product_qty, 5)

    def lot_of(self, shipment):
        return shipment.line_ids.move_line_ids.lot_id

    def test_a_cancellation_that_overtakes_its_shipment_wins(self):
        order = self.make_order((self.milk, 12))
        cancelled = self.import_shipment(self.milk_row("A", 12), order=order, function="cancel")

        late = self.import_shipment(self.milk_row("A", 12), order=order)

        self.assertEqual(late, cancelled)
        self.assertEqual(late.state, "cancelled")
        self.assertFalse(order.picking_ids.move_line_ids.filtered("lot_name"))

    def test_wrong_numbers_and_unknown_products_are_issues_with_position_and_cure(self):
        order = self.make_order((self.milk, 12))

        shipment = self.import_shipment(
            self.milk_row("A", 4, gtin="4006381333930", vendor_code="MILK"),
            self.milk_row("B", 4, gtin="", vendor_code="GHOST"),
            self.milk_row("C", 4, sscc="106141412345678900"),
            order=order,
        )

        self.assertEqual(shipment.state, "matched")
        self.assertEqual(self.codes(shipment), ["gtin_invalid", "sscc_invalid", "unknown_product"])
        self.assertTrue(all(i.position and i.cure for i in shipment.issue_ids))
        self.assertEqual(order.picking_ids.move_line_ids.mapped("lot_name"), ["A", "C"])

    def test_a_product_set_by_hand_is_placed_after_matching_again(self):
        order = self.make_order((self.milk, 12))
        shipment = self.import_shipment(
            self.milk_row("A", 12, gtin="", vendor_code="X"), order=order
        )
        self.assertEqual(shipment.state, "draft")

        shipment.line_ids.product_id = self.milk
        shipment.action_match()

        self.assertEqual(shipment.state, "matched")
        self.assertFalse(shipment.issue_ids)
        self.assertEqual(order.picking_ids.move_line_ids.lot_name, "A")

    def test_a_vendors_code_names_the_product(self):
        self.milk.seller_ids = [
            (0, 0, {"partner_id": self.vendor.id, "product_code": "GM-1", "price": 1})
        ]
        order = self.make_order((self.milk, 12))

        shipment = self.import_shipment(
            self.milk_row("A", 12, gtin="", vendor_code="GM-1"), order=order
        )

        self.assertEqual(shipment.line_ids.product_id, self.milk)

    def test_cases_are_counted_in_the_unit_of_their_gtin(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["product.uom"].create(
            {"product_id": self.milk.id, "uom_id": dozen.id, "barcode": "14006381333938"}
        )
        order = self.make_order((self.milk, 24))

        shipment = self.import_shipment(self.milk_row("A", 2, gtin="14006381333938"), order=order)

        self.assertRecordValues(shipment.line_ids, [{"quantity": 2, "uom_id": dozen.id}])
        self.assertEqual(order.picking_ids.move_line_ids.quantity_product_uom, 24)
        self.validate(order.picking_ids)
        self.assertRecordValues(shipment.line_ids, [{"received_qty": 2, "variance": 0}])

    def test_the_document_may_come_as_base64_text(self):
        order = self.make_order((self.milk, 5))
        content = base64.b64encode(self.csv(self.milk_row("A", 5), order=order)).decode()

        shipment = self.env["lot.shipment"].with_user(self.receiver).import_document(content)

        self.assertEqual(shipment.line_ids.vendor_lot, "A")

    def test_the_canonical_form_is_what_the_vendor_said(self):
        order = self.make_order((self.milk, 5))
        shipment = self.import_shipment(
            self.milk_row("A", 5, expiration_date="2027-01-31", sscc="106141412345678908"),
            order=order,
        )

        canonical = shipment.to_canonical()

        self.assertEqual(canonical["document_number"], "D1001")
        self.assertEqual(canonical["purchase_order"], order.name)
        unit = canonical["logistic_units"][0]
        self.assertEqual(unit["sscc"], "106141412345678908")
        self.assertEqual(
            {key: unit["lines"][0][key] for key in ("gtin", "lot", "quantity", "expiration_date")},
            {
                "gtin": "04006381333931",
                "lot": "A",
                "quantity": "5",
                "expiration_date": "2027-01-31",
            },
        )
        self.assertEqual(shipment.sscc_ids.mapped("name"), ["106141412345678908"])

    def test_two_lots_of_one_order_line_have_their_own_cost(self):
        order = self.make_order((self.milk, 10, 5.5))

        shipment = self.import_shipment(
            self.milk_row("A", 4, unit_cost="5"), self.milk_row("B", 6, unit_cost="6"), order=order
        )

        self.assertRecordValues(shipment.line_ids, [{"unit_cost": 5}, {"unit_cost": 6}])

    def test_without_an_order_the_shipment_waits_for_one(self):
        shipment = self.import_shipment(self.milk_row("A", 5))
        self.assertEqual(shipment.state, "draft")
        self.assertEqual(self.codes(shipment), ["no_purchase_order"])
        order = self.make_order((self.milk, 5))

        shipment.purchase_id = order
        shipment.with_user(self.receiver).action_match()

        self.assertEqual(shipment.state, "matched")
        self.assertFalse(shipment.issue_ids)

    def test_another_company_neither_sees_nor_changes_the_shipment(self):
        order = self.make_order((self.milk, 5))
        shipment = self.import_shipment(self.milk_row("A", 5), order=order)
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())

        for record in (shipment, shipment.line_ids, shipment._add_issue("other_content")):
            self.assertFalse(
                self.env[record._name].with_user(stranger).search([("id", "in", record.ids)])
            )
        with self.assertRaises(AccessError):
            shipment.with_user(stranger).to_canonical()
        with self.assertRaises(UserError):
            self.import_shipment(self.milk_row("A", 5), order=order, user=stranger)
