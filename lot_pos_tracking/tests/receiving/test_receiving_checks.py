from datetime import date, datetime

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...core.shelf_life import LotDates
from ...models.receiving.lot_receiving_checks import Arrival
from .receiving_common import ReceivingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestChecksAtReceipt(ReceivingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk.categ_id = cls.env["product.category"].create({"name": "Dairy"})

    def make_rule(self, check, action, **values):
        return self.env["lot.arrival.rule"].create(
            {"check_code": check, "action": action, **values}
        )

    def arrive(self, quantity=10, ordered=10, number="D1", product=None, **row):
        order = self.make_order((product or self.milk, ordered))
        self.shipment = self.import_shipment(
            self.milk_row("A", quantity, **row), order=order, number=number
        )
        return order.picking_ids

    def holds(self, picking):
        return picking.move_line_ids.lot_id.hold_ids

    def test_too_little_life_is_held_or_refused_enough_is_not(self):
        """A29: life 100 days, minimum 30 %, 25 or 31 days left."""
        self.milk.expiration_time = 100
        rule = self.make_rule("short_life", "hold", min_percent=30, note="Ask for a discount")

        short = self.arrive(expiration_date="2026-12-17", number="D25")
        self.assertEqual(self.codes(self.shipment), ["arrival_short_life"])
        self.validate(short)
        enough = self.arrive(expiration_date="2026-12-23", number="D31")
        enough.move_line_ids.lot_name = "B"
        self.validate(enough)

        self.assertRecordValues(
            self.holds(short),
            [
                {
                    "reason_id": self.env["lot.hold.reason"]._by_code("receipt", self.company).id,
                    "note": "25 days left, 30 are asked.\nAsk for a discount",
                    "source": short,
                    "user_id": self.receiver.id,
                }
            ],
        )
        self.assertFalse(self.holds(enough))
        rule.action = "refuse"
        refused = self.arrive(expiration_date="2026-12-17", number="D26")
        refused.move_line_ids.lot_name = "C"
        with self.assertRaisesRegex(UserError, "Milk A: 25 days left, 30 are asked"):
            self.validate(refused)
        self.assertEqual(refused.state, "assigned")

    def test_the_rule_for_the_product_counts_before_the_one_for_everything(self):
        self.make_rule("short_life", "refuse", min_days=60)
        self.make_rule("short_life", "hold", min_days=60, category_id=self.milk.categ_id.id)
        self.make_rule("short_life", "ignore", min_days=60, product_id=self.milk.id)

        picking = self.arrive(expiration_date="2026-12-01")
        self.validate(picking)

        self.assertEqual(picking.state, "done")
        self.assertFalse(self.holds(picking))

    def test_a_lot_past_its_date_is_received_on_hold(self):
        """A18"""
        picking = self.arrive(expiration_date="2026-11-21")
        self.assertEqual(self.codes(self.shipment), ["arrival_expired"])

        self.validate(picking.with_context(skip_expired=True))

        self.assertEqual(self.holds(picking).note, "The last good day was 11/21/2026.")
        self.assertIn("on hold", picking.message_ids[0].body)

    def test_dates_that_are_missing_are_refused_by_the_name_of_the_product(self):
        """A16, A17"""
        self.milk.write({"use_expiration_date": True, "expiration_time": 0})
        picking = self.arrive()

        with self.assertRaisesRegex(UserError, "Milk A: The date of the lot is missing"):
            self.validate(picking)

        self.milk.expiration_time = 10
        later = self.arrive(number="D2")
        self.validate(later)
        self.assertEqual(later.move_line_ids.lot_id.expiration_date, datetime(2026, 12, 2, 9, 0))

    def test_typed_dates_are_the_lots_dates(self):
        """A15"""
        self.milk.write(
            {"use_expiration_date": True, "expiration_time": 10, "use_time": 5, "removal_time": 2}
        )
        picking = self.make_order((self.milk, 5)).picking_ids
        picking.move_line_ids.write({"lot_name": "L", "expiration_date": "2026-12-07 09:00:00"})

        self.validate(picking)

        self.assertRecordValues(
            picking.move_line_ids.lot_id,
            [
                {
                    "expiration_date": datetime(2026, 12, 7, 9, 0),
                    "use_date": datetime(2026, 12, 2, 9, 0),
                    "removal_date": datetime(2026, 12, 5, 9, 0),
                }
            ],
        )

    def test_more_than_ordered_may_be_refused(self):
        self.make_rule("over_delivery", "refuse")
        picking = self.make_order((self.milk, 10)).picking_ids
        picking.move_line_ids.write({"lot_name": "A", "quantity": 12})

        with self.assertRaisesRegex(UserError, "2 more than ordered"):
            self.validate(picking)

    def test_more_than_ordered_is_shown_without_a_rule(self):
        picking = self.make_order((self.milk, 10)).picking_ids
        picking.move_line_ids.write({"lot_name": "A", "quantity": 12})

        self.validate(picking)

        self.assertIn("2 more than ordered. (to look at)", picking.message_ids[0].body)

    def test_a_vendor_who_is_not_listed_may_be_stopped(self):
        self.make_rule("other_vendor", "hold")
        order = self.make_order((self.milk, 10))
        self.milk.seller_ids.partner_id = self.make_vendor("Hill Farm")

        self.shipment = self.import_shipment(self.milk_row("A", 10), order=order)
        picking = order.picking_ids
        self.assertEqual(self.codes(self.shipment), ["arrival_other_vendor"])
        self.validate(picking)

        self.assertIn("is not a vendor of the product", self.holds(picking).note)

    def test_a_certificate_is_asked_for_by_category(self):
        self.make_rule(
            "missing_document",
            "hold",
            category_id=self.milk.categ_id.id,
            document_name="certificate of analysis",
        )

        without = self.arrive()
        self.validate(without)
        with_it = self.arrive(number="D2")
        with_it.move_line_ids.lot_name = "B"
        with_it.lot_document_ids = self.env["ir.attachment"].create(
            {"name": "coa.pdf", "raw": b"pdf"}
        )
        self.validate(with_it)

        self.assertEqual(self.holds(without).note, "Missing: certificate of analysis.")
        self.assertFalse(self.holds(with_it))

    def test_each_document_that_is_asked_for_is_known_by_its_name(self):
        for name, words in (("certificate of analysis", "coa, analysis"), ("cold chain", "temp")):
            self.make_rule(
                "missing_document",
                "hold",
                category_id=self.milk.categ_id.id,
                document_name=name,
                document_words=words,
            )

        notes = []
        for number, names in enumerate(
            [("photo.jpg",), ("CoA 4711.pdf",), ("Temperatures.csv",), ("coa.pdf", "temp.csv")]
        ):
            picking = self.arrive(number=f"D{number}")
            picking.move_line_ids.lot_name = f"L{number}"
            picking.lot_document_ids = self.env["ir.attachment"].create(
                [{"name": name, "raw": b"x"} for name in names]
            )
            self.validate(picking)
            notes.append(self.holds(picking).mapped("note"))

        analysis, cold = "Missing: certificate of analysis.", "Missing: cold chain."
        self.assertEqual(notes, [[f"{analysis}\n{cold}"], [cold], [analysis], []])

    def test_a_lot_nobody_announced_may_be_held(self):
        self.make_rule("not_announced", "hold", to_quarantine=True)
        picking = self.arrive(quantity=5)
        receiving = self.env["lot.receiving"].with_user(self.receiver)
        receiving.scan(picking.id, "(01)04006381333931(10)NEW(30)2")
        receiving.scan(picking.id, "(01)04006381333931(10)A(30)5")

        receiving.finish(picking.id)

        lots = {line.lot_id.name: line for line in picking.move_line_ids}
        self.assertEqual(lots["NEW"].lot_id.hold_ids.note, "Nobody announced the lot.")
        self.assertTrue(lots["NEW"].location_dest_id.lot_quarantine)
        self.assertFalse(lots["A"].lot_id.hold_ids)
        self.assertFalse(lots["A"].location_dest_id.lot_quarantine)

    def test_every_lot_of_a_category_may_start_on_hold(self):
        reason = self.env["lot.hold.reason"]._by_code("quality", self.company)
        self.milk.categ_id.lot_hold_on_receipt_id = reason
        picking = self.arrive()
        self.validate(picking)
        lot = picking.move_line_ids.lot_id

        self.assertEqual(lot.hold_ids.reason_id, reason)
        lot.with_user(self.holder).action_lift_holds("laboratory: good")
        again = self.arrive(number="D2")
        self.validate(again)

        self.assertEqual(again.move_line_ids.lot_id, lot)
        self.assertFalse(lot.is_on_hold)

    def test_a_customer_channel_asks_for_a_life_of_its_own(self):
        kitchens = self.env["lot.customer.channel"].create({"name": "Kitchens"})
        self.make_rule("short_life", "hold", min_days=5)
        self.make_rule("short_life", "refuse", min_days=30, channel_id=kitchens.id)

        shop = self.arrive(expiration_date="2026-12-02", number="D1")
        self.validate(shop)
        ordered = self.make_order((self.milk, 10), lot_channel_id=kitchens.id)
        shipment = self.import_shipment(
            self.milk_row("B", 10, expiration_date="2026-12-02"), order=ordered, number="D2"
        )

        self.assertFalse(self.holds(shop))
        self.assertEqual(self.codes(shipment), ["arrival_short_life"])
        with self.assertRaisesRegex(UserError, "Milk B: 10 days left, Kitchens asks for 30"):
            self.validate(ordered.picking_ids)

    def test_goods_must_do_for_every_channel_their_warehouse_serves(self):
        channels = self.env["lot.customer.channel"].create(
            [
                {"name": name, "warehouse_ids": [(4, self.warehouse.id)]}
                for name in ("Web shop", "Kitchens", "Corner shop")
            ]
        )
        self.make_rule("short_life", "warn", min_percent=50, channel_id=channels[0].id)
        self.make_rule("short_life", "hold", min_days=20, channel_id=channels[1].id)
        self.milk.expiration_time = 100
        picking = self.arrive(expiration_date="2026-12-02")
        picking.lot_channel_id = channels[2]
        only = self.arrive(expiration_date="2026-12-02", number="D2")
        only.move_line_ids.lot_name = "B"

        self.validate(picking)
        self.validate(only)

        self.assertFalse(self.holds(picking))
        self.assertEqual(self.holds(only).note, "10 days left, Kitchens asks for 20.")
        self.assertIn("10 days left, Web shop asks for 50.", only.message_ids[0].body)

    def test_the_rule_for_a_vendor_or_channel_counts_before_the_one_without(self):
        kitchens = self.env["lot.customer.channel"].create({"name": "Kitchens"})
        rules = [
            self.make_rule("short_life", "hold", min_days=1, **values)
            for values in (
                {},
                {"channel_id": kitchens.id},
                {"vendor_id": self.vendor.id},
                {"category_id": self.milk.categ_id.id},
                {"product_id": self.milk.id},
                {"product_id": self.milk.id, "channel_id": kitchens.id},
                {"product_id": self.milk.id, "vendor_id": self.vendor.id},
            )
        ]

        [found] = self.env["lot.arrival.rule"]._rules_by_check(self.company)["short_life"]

        self.assertEqual(list(found), rules[::-1])
        self.assertTrue(rules[1]._fits(self.milk, self.vendor, kitchens))
        self.assertFalse(rules[1]._fits(self.milk, self.vendor, kitchens.browse()))

    def dozens(self, quantity, **values):
        """An order in dozens of the pieces that milk is kept in."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.milk.id,
                            "product_qty": quantity,
                            "product_uom_id": dozen.id,
                            "price_unit": 1,
                        },
                    )
                ],
                **values,
            }
        )
        order.button_confirm()
        return order

    def test_a_broken_pack_is_shown_held_or_refused_a_whole_one_is_not(self):
        whole, broken, refused = (self.dozens(2) for _order in range(3))
        for number, (order, first) in enumerate([(whole, 14), (broken, 13), (refused, 13)]):
            self.import_shipment(
                self.milk_row(f"A{number}", first),
                self.milk_row(f"B{number}", 10),
                order=order,
                number=f"D{number}",
            )

        self.validate(whole.picking_ids)
        self.assertNotIn("packs", "".join(whole.picking_ids.message_ids.mapped("body")))
        self.validate(broken.picking_ids)
        bodies = "".join(broken.picking_ids.message_ids.mapped("body"))
        self.assertIn("What came is no whole number of packs of Dozens", bodies)
        self.make_rule("pack_size", "refuse")
        with self.assertRaisesRegex(UserError, "no whole number of packs"):
            self.validate(refused.picking_ids)

    def test_a_unit_that_is_not_the_products_is_shown_or_held(self):
        self.make_rule("unit", "hold", note="Weigh it")
        picking = self.arrive(uom="KGM")
        self.assertEqual(self.codes(self.shipment), ["unknown_unit"])

        self.validate(picking)

        self.assertEqual(
            self.holds(picking).note,
            "The vendor's unit of measure does not fit the product.\nWeigh it",
        )
        good = self.arrive(uom="EA", number="D2")
        good.move_line_ids.lot_name = "B"
        self.validate(good)
        self.assertFalse(self.holds(good))

    def test_goods_nobody_ordered_may_be_refused(self):
        self.make_rule("not_ordered", "refuse")
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.vendor.id,
                "location_id": self.supplier_location.id,
                "location_dest_id": self.stock_location.id,
                "move_line_ids": [
                    (0, 0, {"product_id": self.milk.id, "quantity": 1, "lot_name": "A"})
                ],
            }
        )
        picking.action_confirm()

        with self.assertRaisesRegex(UserError, "Milk A: Nobody ordered it"):
            self.validate(picking)

    def test_only_lots_on_record_may_be_asked_for(self):
        self.make_rule("unknown_lot", "refuse")
        picking = self.arrive()
        self.assertEqual(self.codes(self.shipment), ["arrival_unknown_lot"])
        with self.assertRaisesRegex(UserError, "Milk A: The lot is not on record"):
            self.validate(picking)

        self.make_lot(self.milk, "A")
        self.shipment.with_user(self.receiver).action_match()
        self.assertFalse(self.shipment.issue_ids)
        self.validate(picking)

        self.assertEqual(picking.state, "done")

    def test_a_known_lot_that_comes_otherwise_may_be_held_or_refused(self):
        other = self.make_vendor("Hill Farm")
        self.make_lot(self.milk, "A", vendor_id=other.id)
        self.make_lot(self.milk, "B", use_by_date="2027-01-01")
        self.make_rule("vendor_conflict", "refuse")
        self.make_rule("date_conflict", "hold", to_quarantine=True)
        refused = self.arrive()
        self.assertEqual(self.codes(self.shipment), ["arrival_vendor_conflict"])
        order = self.make_order((self.milk, 10))
        dated = self.import_shipment(
            self.milk_row("B", 10, expiration_date="2027-06-01"), order=order, number="D2"
        )
        self.assertEqual(self.codes(dated), ["arrival_date_conflict"])

        with self.assertRaisesRegex(UserError, "Milk A: The lot is on record from another vendor"):
            self.validate(refused)
        order.picking_ids.move_ids.picked = True
        order.picking_ids.with_user(self.receiver)._action_done()

        self.assertEqual(
            self.holds(order.picking_ids).note, "The lot is on record with other dates."
        )
        self.assertTrue(order.picking_ids.move_line_ids.location_dest_id.lot_quarantine)

    def test_dates_that_cannot_follow_each_other_are_shown_held_or_refused(self):
        for number, row in enumerate(
            (
                {"production_date": "2026-11-20", "expiration_date": "2026-11-19"},
                {"best_before_date": "2027-02-01", "expiration_date": "2027-01-01"},
                {"sell_by_date": "2027-02-01", "best_before_date": "2027-01-01"},
                {"production_date": "2026-11-23", "expiration_date": "2027-01-01"},
            )
        ):
            picking = self.arrive(number=f"D{number}", **row)
            picking.move_line_ids.lot_name = f"L{number}"
            self.validate(picking)
            self.assertRegex(
                picking.message_ids[0].body,
                "cannot follow each other. .to look at|day of production, 11/23/2026, is to come",
                row,
            )
        self.make_rule("date_order", "refuse")
        refused = self.arrive(
            number="D9", production_date="2026-11-20", expiration_date="2026-11-19"
        )
        with self.assertRaisesRegex(UserError, "cannot follow each other"):
            self.validate(refused)

    def test_each_check_may_be_ignored_warned_of_held_or_refused(self):
        """What a rule decides counts for every check alike."""
        codes = [
            code for code, _name in self.env["lot.arrival.rule"]._fields["check_code"].selection
        ]
        receiving = self.env["lot.receiving"]
        vendor = self.make_vendor("Hill Farm")
        self.milk.seller_ids = [(0, 0, {"partner_id": self.vendor.id})]
        day = date(2026, 11, 22)
        wrong = Arrival(
            record=self.env["stock.move.line"],
            product=self.milk,
            vendor=vendor,
            company=self.company,
            dates=LotDates(production=date(2026, 11, 21), use_by=date(2026, 11, 20)),
            has_date=False,
            announced=False,
            over_announced=1,
            over_ordered=1,
            unit_fits=False,
            broken_packs="Dozens",
            ordered=False,
        )
        for code in codes:
            kind = {"unknown_lot": "new", "date_conflict": "dates", "vendor_conflict": "vendor"}
            wrong.known = kind.get(code)
            for action in ("ignore", "warn", "hold", "refuse"):
                rule = self.make_rule(code, action, min_days=30)
                found = [f for f in receiving._findings([wrong], day) if f.check == code]
                rule.unlink()
                with self.subTest(code=code, action=action):
                    expected = [] if action == "ignore" else [(action, rule)]
                    self.assertEqual([(f.action, f.rule) for f in found], expected)
                    self.assertTrue(all(f.text for f in found))

    def test_a_rule_for_short_life_needs_a_minimum(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.make_rule("short_life", "hold").flush_recordset()

    def test_another_company_has_its_own_rules(self):
        self.make_rule("always", "refuse")
        stranger = self.make_user("stock.group_stock_user", company=self.make_company())

        self.assertFalse(self.env["lot.arrival.rule"].with_user(stranger).search([]))
