from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .receiving_common import ReceivingCommon

GTIN = "(01)04006381333931"
PALLET = "(00)106141412345678908"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestReceiveByScan(ReceivingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receiving = cls.env["lot.receiving"].with_user(cls.receiver)

    def announced(self, *rows, ordered=24):
        """A receipt of milk whose lots were announced."""
        order = self.make_order((self.milk, ordered))
        self.shipment = self.import_shipment(*rows, order=order)
        return order.picking_ids

    def scan(self, picking, code, **options):
        return self.receiving.scan(picking.id, code, **options)

    def told(self, result):
        return (result["status"], result["reason"])

    def test_a_case_with_gs1_codes_fills_the_line_that_waits_for_it(self):
        picking = self.announced(
            self.milk_row("A", 12, expiration_date="2027-01-31"), self.milk_row("B", 8)
        )

        first = self.scan(picking, "]C1010400638133393110A\x1d3006")
        again = self.scan(picking, f"{GTIN}(10)A(30)5")

        self.assertEqual(self.told(first), ("ok", "received"))
        self.assertEqual(self.told(again), ("ok", "received"))
        rows = {row["lot"]: row for row in again["state"]["rows"] if row["lot"]}
        self.assertEqual(
            {
                lot: (row["announced"], row["received"], row["variance"], row["status"])
                for lot, row in rows.items()
            },
            {"A": (12, 11, -1, "partial"), "B": (8, 0, -8, "waiting")},
        )

        self.assertIs(self.receiving.finish(picking.id), True)
        self.assertRecordValues(
            self.shipment.line_ids,
            [{"received_qty": 11, "variance": -1}, {"received_qty": 0, "variance": -8}],
        )
        lot = picking.move_line_ids.lot_id
        self.assertRecordValues(lot, [{"name": "A", "product_qty": 11}])
        self.assertEqual(picking.backorder_ids.move_ids.product_uom_qty, 13)

    def test_a_lot_nobody_announced_comes_with_everything_its_label_says(self):
        picking = self.make_order((self.milk, 5)).picking_ids

        result = self.scan(picking, f"{GTIN}(11)261101(15)270131(17)270228(10)X-9(30)5")
        self.receiving.finish(picking.id)

        self.assertEqual(self.told(result), ("ok", "received"))
        self.assertRecordValues(
            picking.move_line_ids.lot_id,
            [
                {
                    "name": "X-9",
                    "vendor_lot": "X-9",
                    "vendor_id": self.vendor.id,
                    "production_date": self.day("2026-11-01"),
                    "best_before_date": self.day("2027-01-31"),
                    "use_by_date": self.day("2027-02-28"),
                    "product_qty": 5,
                }
            ],
        )

    def day(self, text):
        return self.env["stock.lot"]._fields["use_by_date"].to_date(text)

    def test_a_pallet_is_received_with_one_scan(self):
        picking = self.announced(
            self.milk_row("A", 12, sscc="106141412345678908"),
            self.milk_row("B", 4, sscc="106141412345678908"),
            self.milk_row("C", 8, sscc="106141412345678915"),
        )

        result = self.scan(picking, PALLET)
        again = self.scan(picking, PALLET)

        self.assertEqual(self.told(result), ("ok", "pallet"))
        self.assertEqual(self.told(again), ("error", "again"))
        self.assertEqual(
            [(row["lot"], row["received"]) for row in again["state"]["rows"]],
            [("A", 12), ("B", 4), ("C", 0)],
        )
        self.receiving.finish(picking.id)
        self.assertEqual(sorted(picking.move_line_ids.lot_id.mapped("name")), ["A", "B"])

    def test_a_pallet_without_notice_is_received_from_its_label(self):
        picking = self.make_order((self.milk, 48)).picking_ids

        result = self.scan(
            picking, "(00)106141412345678908(02)04006381333931(37)48(10)L7(15)270131"
        )
        self.receiving.finish(picking.id)

        self.assertEqual(self.told(result), ("ok", "received"))
        self.assertRecordValues(picking.move_line_ids.lot_id, [{"name": "L7", "product_qty": 48}])

    def test_a_pallet_of_another_receipt_says_where_it_belongs(self):
        other = self.announced(self.milk_row("A", 12, sscc="106141412345678908"))
        picking = self.make_order((self.milk, 5)).picking_ids

        result = self.scan(picking, PALLET)

        self.assertEqual(self.told(result), ("error", "other_receipt"))
        self.assertIn(other.name, result["message"])

    def test_a_weight_is_the_quantity_of_goods_kept_by_weight(self):
        cheese = self.make_product(
            "Cheese", barcode="94006381333934", uom_id=self.env.ref("uom.product_uom_kgm").id
        )
        picking = self.make_order((cheese, 10)).picking_ids

        self.scan(picking, "(01)94006381333934(3103)002450(10)C1")
        result = self.scan(picking, "(01)94006381333934(3103)001050(10)C1")

        self.assertEqual(self.told(result), ("ok", "received"))
        self.assertEqual(picking.move_line_ids.filtered("picked").quantity, 3.5)

    def test_serials_are_read_from_21_and_each_counts_once(self):
        """B33's rule at receipt"""
        scale = self.make_product("Scale", barcode="00614141123452", tracking="serial")
        picking = self.make_order((scale, 2)).picking_ids

        first = self.scan(picking, "(01)00614141123452(10)BATCH(21)S1")
        again = self.scan(picking, "(01)00614141123452(10)BATCH(21)S1")
        self.scan(picking, "(01)00614141123452(21)S2")
        self.receiving.finish(picking.id)

        self.assertEqual(
            (self.told(first), self.told(again)), (("ok", "received"), ("error", "again"))
        )
        self.assertEqual(sorted(picking.move_line_ids.lot_id.mapped("name")), ["S1", "S2"])

    def test_a_lot_alone_or_a_vendors_code_is_enough(self):
        self.milk.seller_ids = [
            (0, 0, {"partner_id": self.vendor.id, "product_code": "GM-1", "price": 1})
        ]
        picking = self.announced(self.milk_row("LOT-A", 12))

        by_lot = self.scan(picking, "lot-a")
        by_code = self.scan(picking, "GM-1", quantity=11)

        self.assertEqual((self.told(by_lot), self.told(by_code)), ((("ok", "received")),) * 2)
        self.assertEqual(picking.move_line_ids.quantity, 12)

    def test_a_code_without_lot_asks_which_of_the_announced_lots_it_is(self):
        picking = self.announced(self.milk_row("A", 12), self.milk_row("B", 8))

        question = self.scan(picking, GTIN)
        self.assertEqual(self.told(question), ("ask", "which_lot"))
        self.assertEqual(
            [choice["label"] for choice in question["choices"]],
            ["[MILK] Milk · A", "[MILK] Milk · B", "Another lot"],
        )
        result = self.scan(picking, GTIN, answer=question["choices"][1]["answer"])

        self.assertEqual(self.told(result), ("ok", "received"))
        self.assertEqual(
            [(row["lot"], row["received"]) for row in result["state"]["rows"] if row["lot"]],
            [("A", 0), ("B", 1)],
        )

    def test_a_keyed_lot_that_is_nearly_an_announced_one_asks(self):
        picking = self.announced(self.milk_row("LOT01", 12), self.milk_row("X", 8))

        question = self.scan(picking, GTIN, answer={"lot": "L0T01"})
        same = self.scan(picking, GTIN, answer=question["choices"][0]["answer"])
        other = self.scan(picking, GTIN, answer=question["choices"][1]["answer"])

        self.assertEqual(self.told(question), ("ask", "near_match"))
        self.assertEqual(self.told(same), ("ok", "received"))
        self.assertEqual(self.told(other), ("warn", "not_announced"))
        self.assertEqual(
            sorted(picking.move_line_ids.filtered("picked").mapped("lot_name")),
            ["L0T01", "LOT01"],
        )

    def test_a_product_numbered_by_rule_needs_no_lot_in_the_code(self):
        self.env["lot.number.rule"].create({"name": "Rule", "mask": "M{seq:3}"})
        picking = self.make_order((self.milk, 5)).picking_ids

        result = self.scan(picking, GTIN, quantity=5)
        self.receiving.finish(picking.id)

        self.assertEqual(self.told(result), ("ok", "received"))
        self.assertEqual(picking.move_line_ids.lot_id.name, "M001")

    def test_more_than_ordered_asks_and_is_listed(self):
        picking = self.announced(self.milk_row("A", 10), ordered=10)

        question = self.scan(picking, f"{GTIN}(10)A(30)12")
        self.assertEqual(self.told(question), ("ask", "over_delivery"))
        self.assertFalse(picking.move_line_ids.picked)
        result = self.scan(picking, f"{GTIN}(10)A(30)12", answer=question["choices"][0]["answer"])

        self.assertEqual(self.told(result), ("warn", "over_delivery"))
        self.assertEqual(self.codes(self.shipment), ["extra_received"])

    def test_goods_that_were_not_ordered_are_refused(self):
        self.make_product("Beer", barcode="5410228142027")
        picking = self.announced(self.milk_row("A", 10))

        known = self.scan(picking, "(01)05410228142027(10)B")
        unknown = self.scan(picking, "(01)00614141999996(10)B")

        self.assertEqual(self.told(known), ("error", "not_ordered"))
        self.assertEqual(self.told(unknown), ("error", "unknown_product"))
        self.assertFalse(any(picking.move_line_ids.mapped("picked")))

    def test_the_pack_decides_where_the_document_has_another_date(self):
        picking = self.announced(self.milk_row("A", 10, expiration_date="2027-01-31"))

        result = self.scan(picking, f"{GTIN}(17)270115(10)A(30)10")
        self.receiving.finish(picking.id)

        self.assertEqual(self.told(result), ("warn", "date_differs"))
        self.assertEqual(picking.move_line_ids.lot_id.use_by_date, self.day("2027-01-15"))

    def test_the_last_scan_can_be_taken_back(self):
        picking = self.announced(self.milk_row("A", 12), self.milk_row("B", 8))
        self.scan(picking, f"{GTIN}(10)A(30)6")
        self.scan(picking, f"{GTIN}(10)NEW(30)2")

        self.receiving.undo(picking.id)
        back = self.receiving.undo(picking.id)
        nothing = self.receiving.undo(picking.id)

        self.assertEqual(
            (self.told(back), self.told(nothing)), (("ok", "undone"), ("error", "nothing"))
        )
        self.assertRecordValues(
            picking.move_line_ids,
            [
                {"lot_name": "A", "quantity": 12, "picked": False},
                {"lot_name": "B", "quantity": 8, "picked": False},
            ],
        )

    def test_scans_of_a_dead_network_count_once_and_in_order(self):
        picking = self.announced(self.milk_row("A", 12), self.milk_row("B", 8))
        queue = [
            {"uuid": "u1", "code": f"{GTIN}(10)A(30)6", "at": "2026-11-22T05:00:00Z"},
            {"uuid": "u2", "code": "GHOST", "at": "2026-11-22T05:00:10Z"},
            {"uuid": "u3", "code": GTIN, "at": "2026-11-22T05:01:00Z"},
            {"uuid": "u4", "code": f"{GTIN}(10)B(30)8", "at": "2026-11-22T05:02:00Z"},
        ]

        first = self.receiving.replay(picking.id, queue)
        again = self.receiving.replay(picking.id, queue)

        self.assertEqual(
            [(one["uuid"], one["status"], one["reason"]) for one in first["results"]],
            [
                ("u1", "ok", "received"),
                ("u2", "error", "unknown_code"),
                ("u3", "ask", "which_lot"),
                ("u4", "ok", "received"),
            ],
        )
        self.assertEqual(first["state"], again["state"])
        self.assertEqual(
            [(row["lot"], row["received"]) for row in again["state"]["rows"] if row["lot"]],
            [("A", 6), ("B", 8)],
        )
        scans = self.env["lot.scan"].search([("picking_id", "=", picking.id)])
        self.assertEqual(len(scans), 4)
        self.assertEqual(str(scans[-1].at), "2026-11-22 05:00:00")

    def test_nothing_is_booked_before_something_was_scanned(self):
        picking = self.announced(self.milk_row("A", 12))

        with self.assertRaisesRegex(UserError, "Nothing has been scanned"):
            self.receiving.finish(picking.id)

    def test_a_scanned_pallet_finds_its_receipt(self):
        picking = self.announced(self.milk_row("A", 12, sscc="106141412345678908"))

        found = self.receiving.receipts(search=PALLET)

        self.assertEqual([one["id"] for one in found], [picking.id])

    def test_only_who_may_receive_may_scan(self):
        picking = self.announced(self.milk_row("A", 12))
        cashier = self.make_user("point_of_sale.group_pos_user")
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())
        delivery = self.deliver(self.make_product("Box", tracking="none"), 1, validate=False)

        for user in (cashier, stranger):
            for method in ("scan", "replay"):
                with self.assertRaises(AccessError):
                    getattr(self.env["lot.receiving"].with_user(user), method)(
                        picking.id, [] if method == "replay" else GTIN
                    )
        with self.assertRaisesRegex(UserError, "not a receipt"):
            self.scan(delivery, GTIN)
