from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import LotPosCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestNegativeStock(LotPosCommon):
    """D15: goods that are not there are shipped or refused, as company, product and place say."""

    def setUp(self):
        super().setUp()
        self.pen = self.make_product("Pen", tracking="none")
        self.milk = self.make_product("Milk")
        self.lot = self.make_lot(self.milk, "L1")

    def ship(self, product=None, lot=None):
        picking = self.deliver(product or self.pen, 100, lots={}, validate=False)
        picking.move_line_ids.unlink()
        product = product or self.pen
        self.env["stock.move.line"].create(
            {
                **self._line_vals(picking, product),
                "move_id": picking.move_ids.id,
                "lot_id": lot.id if lot else False,
                "quantity": 100,
            }
        )
        picking.move_ids.picked = True
        picking.with_user(self.stock_user).button_validate()

    def quantity(self, product):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", self.stock_location.id)]
        )
        return sum(quants.mapped("quantity"))

    def test_as_odoo_comes_it_is_shipped(self):
        """D15"""
        self.ship()
        self.assertEqual(self.quantity(self.pen), -100.0)

    def test_a_company_may_refuse_it(self):
        """D15"""
        self.company.lot_refuse_negative = True
        with self.assertRaisesRegex(UserError, "Pen .*: 100.0 Units too few"):
            self.ship()

    def test_a_product_may_be_exempt(self):
        """D15"""
        self.company.lot_refuse_negative = True
        self.pen.lot_may_be_negative = True
        self.ship()
        self.assertEqual(self.quantity(self.pen), -100.0)

    def test_a_place_may_be_exempt(self):
        """D15"""
        self.company.lot_refuse_negative = True
        self.stock_location.lot_may_be_negative = True
        self.ship()
        self.assertEqual(self.quantity(self.pen), -100.0)

    def test_a_lot_is_counted_by_itself(self):
        """D15"""
        self.make_lot(self.milk, "PLENTY", 500)
        self.company.lot_refuse_negative = True
        refused = self.assertRaisesRegex(UserError, "Milk L1 at .*: 100.0 Units too few")
        with refused, self.env.cr.savepoint():
            self.ship(self.milk, self.lot)

        self.company.lot_refuse_negative = False
        self.ship(self.milk, self.lot)
        self.assertEqual(self.on_hand(self.lot), -100.0)

    def test_a_sale_made_offline_is_booked_all_the_same(self):
        self.company.lot_refuse_negative = True
        with freeze_time("2026-03-10 08:00:00"):
            order = self.ui_order([(self.milk, self.lot, 1)], lot_offline=True)

        sale = self.sync(order)

        self.assertEqual(sale.picking_ids.state, "done")
        self.assertEqual(self.on_hand(self.lot), -1.0)
