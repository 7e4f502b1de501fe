from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .receiving_common import ReceivingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestLotsOfASize(ReceivingCommon):
    """Goods without a number become one lot for every so many."""

    def setUp(self):
        super().setUp()
        self.rule = self.env["lot.number.rule"].create({"name": "Rule", "mask": "M{seq:4}"})

    def sized(self, size, product=None, **values):
        product = product or self.milk
        product.write({"lot_size_from": "own", "lot_size": size, **values})
        return product

    def receipt(self, *quantities):
        """A receipt of the products and quantities; a bare quantity is of milk."""
        lines = [one if isinstance(one, tuple) else (self.milk, one) for one in quantities]
        return self.make_order(*lines).picking_ids

    def quantities(self, picking, product=None):
        lines = picking.move_line_ids.filtered(lambda ml: ml.product_id == (product or self.milk))
        return lines.sorted("id").mapped("quantity_product_uom")

    def lots(self, picking):
        return [
            (line.lot_id.name, line.lot_id.product_qty)
            for line in picking.move_line_ids.sorted(lambda ml: ml.lot_id.name)
        ]

    def drawn(self):
        """How many numbers the rule has given out."""
        return self.rule.sequence_id.number_next_actual - 1

    def test_each_five_makes_two_lots_of_eight(self):
        """A06"""
        self.sized(5)
        picking = self.receipt(8)

        self.validate(picking)

        self.assertEqual(self.lots(picking), [("M0001", 5), ("M0002", 3)])

    def test_only_multiples_refuse_eight_and_make_three_lots_of_fifteen(self):
        """A07"""
        self.sized(5, lot_full_only=True)
        eight, fifteen = self.receipt(8), self.receipt(15)

        with self.assertRaisesRegex(
            UserError, "Milk is received in whole lots of 5 Units, one of 3"
        ):
            self.validate(eight)
        self.assertNotEqual(eight.state, "done")
        self.assertFalse(eight.move_line_ids.lot_id)
        self.assertEqual(self.drawn(), 0)

        self.validate(fifteen)
        self.assertEqual(self.lots(fifteen), [("M0001", 5), ("M0002", 5), ("M0003", 5)])

    def test_the_other_company_numbers_its_lots_by_its_own_counter(self):
        """A08: 15 in lots of 5, prefix TEST."""
        self.sized(5)
        other = self.make_company()
        self.env["lot.number.rule"].create(
            {"name": "Test", "mask": "TEST{seq:3}", "company_id": other.id}
        )
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": self.supplier_location.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.milk.id,
                            "product_uom_qty": 15,
                            "company_id": other.id,
                            "location_id": self.supplier_location.id,
                            "location_dest_id": warehouse.lot_stock_id.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        self.assertEqual(self.quantities(picking), [5, 5, 5])

        self.validate(picking, user=self.make_user("stock.group_stock_user", company=other))

        self.assertEqual(self.lots(picking), [("TEST001", 5), ("TEST002", 5), ("TEST003", 5)])
        self.assertEqual(picking.move_line_ids.lot_id.company_id, other)
        self.assertEqual(self.drawn(), 0)

    def test_a_size_of_nothing_makes_one_lot(self):
        """A09"""
        self.sized(0)
        picking = self.receipt(5)

        self.validate(picking)

        self.assertEqual(self.lots(picking), [("M0001", 5)])

    def test_the_lots_are_planned_on_the_receipt_before_anybody_counts(self):
        """A10"""
        self.sized(5)

        picking = self.receipt(13)

        self.assertEqual(self.quantities(picking), [5, 5, 3])
        self.assertFalse(any(picking.move_line_ids.mapped("lot_name")))
        self.assertEqual(picking.move_ids.quantity, 13)
        self.assertEqual(self.drawn(), 0)

    def test_two_products_are_not_mixed_up(self):
        """A11"""
        other = self.sized(5, self.make_product("Cream"))
        self.sized(5)
        picking = self.receipt(5, (other, 5))

        self.validate(picking)

        self.assertEqual(self.quantities(picking), [5])
        self.assertEqual(self.quantities(picking, other), [5])
        self.assertEqual(len(picking.move_line_ids.lot_id), 2)

    def test_the_category_gives_the_size_the_nearest_first(self):
        root = self.env["product.category"].create(
            {"name": "Fresh", "lot_size_from": "own", "lot_size": 4}
        )
        self.milk.categ_id = self.env["product.category"].create(
            {"name": "Dairy", "parent_id": root.id}
        )
        self.assertEqual(self.quantities(self.receipt(10)), [4, 4, 2])

        self.milk.categ_id.write({"lot_size_from": "own", "lot_size": 6})
        self.assertEqual(self.quantities(self.receipt(10)), [6, 4])
        self.sized(0)
        self.assertEqual(self.quantities(self.receipt(10)), [10])

    def test_what_comes_more_or_less_than_planned_is_planned_anew(self):
        self.sized(5)
        more, less = self.receipt(13), self.receipt(13)
        more.move_ids.quantity = 15
        less.move_ids.quantity = 8

        self.validate(more)
        self.validate(less)

        self.assertEqual([quantity for _name, quantity in self.lots(more)], [5, 5, 5])
        self.assertEqual([quantity for _name, quantity in self.lots(less)], [5, 3])

    def test_what_the_receiver_split_by_hand_stays(self):
        self.sized(30)
        picking = self.receipt(20)
        picking.move_line_ids.write({"quantity": 12})
        picking.move_line_ids.copy({"quantity": 8})

        self.validate(picking)

        self.assertEqual(self.lots(picking), [("M0001", 12), ("M0002", 8)])

    def test_a_lot_its_vendor_numbered_stays_one_lot(self):
        self.sized(5)
        order = self.make_order((self.milk, 13))
        self.import_shipment(self.milk_row("V1", 13), order=order)

        self.validate(order.picking_ids)

        self.assertEqual(self.lots(order.picking_ids), [("V1", 13)])

    def test_scanned_cases_are_counted_together_and_split_with_the_dates_of_the_pack(self):
        self.sized(5)
        picking = self.receipt(12)
        receiving = self.env["lot.receiving"].with_user(self.receiver)
        receiving.scan(picking.id, "(01)04006381333931(17)260531(30)12")

        receiving.finish(picking.id)

        lots = picking.move_line_ids.lot_id.sorted("name")
        self.assertRecordValues(
            lots,
            [
                {"product_qty": 5, "use_by_date": lots[0].use_by_date},
                {"product_qty": 5, "use_by_date": lots[0].use_by_date},
                {"product_qty": 2, "use_by_date": lots[0].use_by_date},
            ],
        )
        self.assertEqual(str(lots[0].use_by_date), "2026-05-31")

    def test_a_dozen_is_counted_in_pieces(self):
        self.sized(5)
        order = self.make_order((self.milk, 1))
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
                            "product_qty": 1,
                            "product_uom_id": dozen.id,
                            "price_unit": 12,
                        },
                    )
                ],
            }
        )
        order.button_confirm()

        self.validate(order.picking_ids)

        self.assertEqual([quantity for _name, quantity in self.lots(order.picking_ids)], [5, 5, 2])
        self.assertEqual(order.order_line.qty_received, 1)

    def test_a_flood_of_lots_is_refused_in_words(self):
        self.sized(0.01)
        self.milk.uom_id = self.env.ref("uom.product_uom_kgm")
        with self.assertRaisesRegex(UserError, "more than 10000 lots"):
            self.receipt(5000)
