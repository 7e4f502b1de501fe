from odoo.tests import tagged

from ...models.checkout.lot_prefetch import READ
from ..common import LotPosCommon


@tagged("post_install", "-at_install")
class TestPrefetch(LotPosCommon):
    """One query reads for the till what Odoo would read table by table, and the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.milk = cls.make_product("Milk")
        cls.cream = cls.make_product("Cream")
        cls.cream.lot_ignore_dates = True
        cls.warehouse = cls.config.picking_type_id.warehouse_id
        cls.warehouse.partner_id.tz = "Asia/Tokyo"

    def prefetch(self, *products):
        self.env.flush_all()
        self.env.invalidate_all()
        till = self.config.with_user(self.cashier)
        till.env["lot.prefetch"]._till(till, [product.id for product in products])

    def cells(self):
        """``[(model, id, field)]`` that are known without another query."""
        products = self.milk | self.cream
        kind = self.config.picking_type_id
        addresses = self.warehouse.partner_id | self.company.partner_id
        of = {
            "pos.config": self.config,
            "stock.picking.type": kind,
            "stock.warehouse": self.warehouse,
            "res.company": self.company,
            "res.partner": addresses,
            "product.product": products,
            "product.template": products.product_tmpl_id,
        }
        return [
            (record, name)
            for model, names in READ.items()
            for record in of[model]
            for name in names
            if name in record._fields
        ]

    def test_it_is_what_odoo_reads(self):
        cells = self.cells()
        self.env.flush_all()
        self.env.invalidate_all()
        by_odoo = [record[name] for record, name in cells]

        self.prefetch(self.milk, self.cream)

        with self.assertQueryCount(0):
            self.assertEqual([record[name] for record, name in cells], by_odoo)
        self.assertIn("Asia/Tokyo", by_odoo)

    def test_what_is_about_to_be_written_stays(self):
        self.prefetch()
        self.config.lot_min_days = 9
        self.milk.lot_ignore_dates = True

        till = self.config.with_user(self.cashier)
        till.env["lot.prefetch"]._till(till, [self.milk.id])

        self.assertEqual((self.config.lot_min_days, self.milk.lot_ignore_dates), (9, True))

    def test_products_of_another_company_are_left_to_the_access_rights(self):
        foreign = self.make_product("Foreign", company_id=self.make_company().id)

        self.prefetch(self.milk, foreign)

        self.assertIn("product_tmpl_id", self.milk._cache)
        self.assertNotIn("product_tmpl_id", foreign._cache)

    def test_a_till_or_a_product_that_is_gone_is_left_to_odoo(self):
        till = self.config.browse(2**31 - 1)
        till.env["lot.prefetch"]._till(till, [2**31 - 1, None, "7"])
        self.assertFalse(till.exists())
