from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .receiving_common import ReceivingCommon

GTIN = "(01)04006381333931"
SSCC = "106141412345678908"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestFindReceipt(ReceivingCommon):
    """A receiver scans what stands at the door before any receipt is open on the screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receiving = cls.env["lot.receiving"].with_user(cls.receiver)
        cls.farm = cls.make_vendor("Hill Farm")
        cls.butter = cls.make_product("Butter", barcode="4000417025005", default_code="BUTTER")
        cls.butter.seller_ids = [
            Command.create({"partner_id": cls.farm.id, "product_code": "HF-250"})
        ]

    def setUp(self):
        super().setUp()
        self.milk_order = self.make_order((self.milk, 24))
        self.butter_order = self.make_order((self.butter, 10), vendor=self.farm)
        self.milk_receipt = self.milk_order.picking_ids
        self.butter_receipt = self.butter_order.picking_ids

    def announce(self):
        return self.import_shipment(
            self.milk_row("A-17", 12, sscc=SSCC),
            self.milk_row("B-18", 12),
            order=self.milk_order,
        )

    def assertFinds(self, code, receipts, goods=True):
        found = self.receiving.find(code)
        ids = [receipt["id"] for receipt in found["receipts"]]
        self.assertEqual((ids, found["goods"], found["message"]), (receipts.ids, goods, ""), code)

    def test_a_pallet_finds_the_receipt_it_was_announced_for(self):
        self.announce()

        self.assertFinds(f"(00){SSCC}", self.milk_receipt)
        self.assertFinds(f"]C100{SSCC}", self.milk_receipt)

    def test_a_pack_finds_the_receipt_by_its_product_and_lot(self):
        self.announce()
        second = self.make_order((self.milk, 6)).picking_ids

        self.assertFinds(f"{GTIN}(10)a-17(17)270131", self.milk_receipt)
        self.assertFinds(f"{GTIN}(10)NEW", self.milk_receipt + second)
        self.assertFinds("4006381333931", self.milk_receipt + second)
        self.assertFinds("(02)04006381333931(37)48(10)B-18", self.milk_receipt)

    def test_a_lot_alone_and_a_vendor_s_code_find_the_receipt(self):
        self.announce()

        self.assertFinds(" b-18 ", self.milk_receipt)
        self.assertFinds("HF-250", self.butter_receipt)
        self.assertFinds("BUTTER", self.butter_receipt)

    def test_a_paper_finds_its_receipt_and_is_nothing_to_count(self):
        shipment = self.announce()

        self.assertFinds(self.milk_receipt.name, self.milk_receipt, goods=False)
        self.assertFinds(self.butter_order.name, self.butter_receipt, goods=False)
        self.assertFinds(shipment.name, self.milk_receipt, goods=False)

    def test_a_lot_of_another_product_is_not_meant(self):
        self.announce()

        found = self.receiving.find("(01)04000417025005(10)A-17")

        self.assertEqual([one["id"] for one in found["receipts"]], self.butter_receipt.ids)

    def test_what_no_open_receipt_waits_for_says_why(self):
        shipment = self.announce()
        self.receiving.scan(self.milk_receipt.id, f"(00){SSCC}")
        self.receiving.finish(self.milk_receipt.id)
        lost = self.import_shipment(
            self.milk_row("Z", 3, sscc="106141412345678915"), number="D2002", order=None
        )

        def told(code):
            found = self.receiving.find(code)
            return (found["receipts"], found["message"])

        self.assertEqual(told("GHOST"), ([], "No open receipt fits GHOST."))
        self.assertEqual(
            told(f"(00){SSCC}"),
            ([], f"Pallet 678908 of shipment {shipment.name} was received already."),
        )
        self.assertEqual(
            told("(00)106141412345678915"),
            (
                [],
                f"Pallet 678915 belongs to shipment {lost.name}, which has no open receipt. "
                "Ask purchasing for its order.",
            ),
        )

    def test_receipts_of_another_company_are_not_found(self):
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())
        self.announce()

        found = self.env["lot.receiving"].with_user(stranger).find(f"(00){SSCC}")

        self.assertEqual(found["receipts"], [])

    def test_a_device_keeps_the_receipts_it_may_open_without_network(self):
        self.announce()
        delivery = self.deliver(self.make_product("Box", tracking="none"), 1, validate=False)

        kept = self.receiving.states([self.milk_receipt.id, delivery.id])

        self.assertEqual(list(kept), [self.milk_receipt.id])
        self.assertEqual(kept[self.milk_receipt.id], self.receiving.state(self.milk_receipt.id))
