from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .receiving_common import ReceivingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestClaims(ReceivingCommon):
    def received(self, counted, **row):
        """A shipment of lots A 12 and B 8 at 2.50, of which ``counted`` came."""
        order = self.make_order((self.milk, 24, 3.0))
        shipment = self.import_shipment(
            self.milk_row("A", 12, unit_cost="2.5", **row), self.milk_row("B", 8), order=order
        )
        for line in order.picking_ids.move_line_ids:
            line.quantity = counted.get(line.lot_name, line.quantity)
        self.validate(order.picking_ids)
        return shipment

    def claim(self, shipment):
        action = shipment.with_user(self.receiver).action_claim()
        return self.env["lot.vendor.claim"].browse(action["res_id"])

    def test_what_is_missing_is_claimed_with_one_click_and_the_evidence(self):
        """A26: claim line A 1."""
        shipment = self.received({"A": 11})

        claim = self.claim(shipment)

        self.assertRecordValues(
            claim, [{"vendor_id": self.vendor.id, "state": "draft", "amount": 2.5}]
        )
        self.assertRecordValues(
            claim.line_ids,
            [
                {
                    "product_id": self.milk.id,
                    "vendor_lot": "A",
                    "reason": "missing",
                    "announced_qty": 12,
                    "received_qty": 11,
                    "claimed_qty": 1,
                    "unit_cost": 2.5,
                }
            ],
        )
        documents = self.env["ir.attachment"].search(
            [("res_model", "=", claim._name), ("res_id", "=", claim.id)]
        )
        self.assertEqual(sorted(documents.mapped("name")), [f"{claim.name}.pdf", "shipment.csv"])
        note = documents.filtered(lambda one: one.name.endswith(".pdf"))
        self.assertTrue(note.raw.startswith(b"%PDF"))
        self.assertEqual(self.claim(shipment), claim)

    def test_the_orders_price_counts_where_the_document_gives_none(self):
        claim = self.claim(self.received({"B": 6}))

        self.assertRecordValues(
            claim.line_ids, [{"vendor_lot": "B", "claimed_qty": 2, "unit_cost": 3, "amount": 6}]
        )

    def test_a_small_difference_is_within_the_tolerance(self):
        self.company.lot_variance_tolerance = 10
        shipment = self.received({"A": 11})

        with self.assertRaisesRegex(UserError, "tolerance"):
            self.claim(shipment)

    def test_a_lot_that_failed_a_check_is_claimed_too(self):
        self.env["lot.arrival.rule"].create(
            {"check_code": "short_life", "action": "hold", "min_days": 30}
        )
        claim = self.claim(self.received({}, expiration_date="2026-12-01"))

        self.assertRecordValues(
            claim.line_ids,
            [
                {
                    "vendor_lot": "A",
                    "reason": "not_good",
                    "claimed_qty": 12,
                    "finding": "9 days left, 30 are asked.",
                }
            ],
        )

    def test_the_claim_is_sent_to_the_vendor_with_its_documents(self):
        claim = self.claim(self.received({"A": 11}))

        action = claim.with_user(self.receiver).action_send()

        self.assertEqual(claim.state, "sent")
        self.assertEqual(action["context"]["default_partner_ids"], self.vendor.ids)
        self.assertEqual(len(action["context"]["default_attachment_ids"]), 2)

    def test_nothing_is_claimed_before_the_goods_came(self):
        order = self.make_order((self.milk, 24))
        shipment = self.import_shipment(self.milk_row("A", 12), order=order)

        with self.assertRaisesRegex(UserError, "not been received"):
            self.claim(shipment)

    def test_another_company_does_not_see_the_claim(self):
        claim = self.claim(self.received({"A": 11}))
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())

        for record in (claim, claim.line_ids):
            self.assertFalse(
                self.env[record._name].with_user(stranger).search([("id", "in", record.ids)])
            )
