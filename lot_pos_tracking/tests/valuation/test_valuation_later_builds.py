from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.stock_account.models.product import ProductProduct as Upstream
from odoo.addons.stock_account.models.res_company import ResCompany as UpstreamCompany

from . import valuation_case


def run_average_batch(self, at_date=None, lot=None, force_recompute=False):
    """As later builds: what is known, by product."""
    return (
        {product.id: product.standard_price for product in self},
        {product.id: product.standard_price * product.qty_available for product in self},
    )


def run_fifo_batch(self, at_date=None, lot=None, location=None):
    costs, values = {}, {}
    for product in self:
        values[product.id] = product._run_fifo(product.qty_available, lot, at_date, location)
        costs[product.id] = product.standard_price
    return costs, values


def run_avco(self, at_date=None, lot=None, method="replay"):
    costs, values = self._run_average_batch(at_date=at_date, lot=lot, force_recompute=True)
    return costs.get(self.id, 0.0), values.get(self.id, 0.0)


def update_standard_price(self, extra_value=None, extra_quantity=None):
    """As later builds: a product's cost from the batch, whoever answers it."""
    costs = self._run_average_batch(force_recompute=True)[0]
    for product in self.filtered(lambda product: product.cost_method == "average"):
        product.with_context(disable_auto_revaluation=True).sudo().standard_price = costs[
            product.id
        ]


THIS_BUILD = Upstream.write


def write(self, vals):
    """As later builds: a cost that is written on a product is written on each of its lots."""
    result = THIS_BUILD(self, vals)
    if "standard_price" in vals and not self.env.context.get("disable_auto_revaluation"):
        for product in self.filtered("lot_valuated"):
            lots = self.env["stock.lot"].search([("product_id", "=", product.id)])
            lots.standard_price = product.standard_price
    return result


LATER = {
    "write": write,
    "_run_average_batch": run_average_batch,
    "_run_fifo_batch": run_fifo_batch,
    "_run_avco": run_avco,
    "_get_value_from_lots": lambda self: 0,
    "_update_standard_price": update_standard_price,
}


@tagged("post_install", "-at_install")
class TestLaterBuilds(valuation_case.ValuationCase):
    """Upstream as later builds of 19.0 have it: other names, other answers, the same laws."""

    def setUp(self):
        super().setUp()
        for name, function in LATER.items():
            self.enterContext(patch.object(Upstream, name, function, create=True))

    def test_everything_costs_the_same(self):
        for ham in self.each_setting():
            with freeze_time("2026-03-02 09:00:00"):
                lots = self.buy(ham, {"1": 5, "2": 5}, 5.0, costs={"1": 4.0, "2": 6.0})
            with freeze_time("2026-03-05 09:00:00"):
                sale = self.deliver(ham, 3, lots={lots["1"]: 1, lots["2"]: 2})
                self.send_back(sale, {lots["2"]: 1})
                self.bill(lots["1"], 6.0, date="2026-03-05")

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (4, 19.2), "2": (4, 28.8)})
            self.assertEqual(ham.total_value, 48.0)
            self.assertBooksAgree(ham)

    def test_many_products_are_valued_at_once_now_and_at_a_date(self):
        for ham in self.each_setting():
            other = self.make_product("Plain", categ_id=ham.categ_id.id, standard_price=3.0)
            with freeze_time("2026-03-02 09:00:00"):
                lots = self.buy(ham, {"1": 4, "2": 6}, 5.0, costs={"1": 2.5, "2": 5.0})
            with freeze_time("2026-03-05 09:00:00"):
                self.deliver(ham, 4, lots={lots["1"]: 4})
            names = {"average": "_run_average_batch", "fifo": "_run_fifo_batch"}
            run = getattr(ham | other, names[ham.cost_method])

            now, then = run()[1], run(at_date="2026-03-03 00:00:01")[1]
            self.assertEqual((now[ham.id], then[ham.id]), (37.5, 50.0))
            self.assertEqual(now[other.id], 0.0)
            costs, values = run(lot=lots["2"])
            self.assertEqual((costs[ham.id], values[ham.id]), (6.25, 37.5))
            if ham.cost_method == "average":
                self.assertEqual(ham._run_avco(lot=lots["2"]), (6.25, 37.5))

    def test_a_cost_written_on_the_product_is_booked_once(self):
        pricer = self.make_user("product.group_product_manager", "stock.group_stock_user")
        for ham in self.each_setting():
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0)
            self.buy(ham, {"2": 3}, 8.0)

            ham.with_user(pricer).standard_price = 10.0

            self.assertEqual(self.values(lots["1"] | lots["2"]), {"1": (5, 50), "2": (8, 80)})
            booked = self.env["lot.cost.layer"].search(
                [("product_id", "=", ham.id), ("kind", "=", "revaluation")]
            )
            self.assertEqual(sum(booked.mapped("value")), 56.0)
            self.assertBooksAgree(ham)

    def test_lots_are_valued_at_once(self):
        ham = self.make_valued()
        lots = self.buy(ham, {"1": 4, "2": 6}, 5.0, costs={"1": 2.5, "2": 5.0})
        every = lots["1"] | lots["2"]

        costs, values = ham._run_average_batch(lots=every, force_recompute=True)

        self.assertEqual(values, {lots["1"].id: 12.5, lots["2"].id: 37.5})
        self.assertEqual(costs[lots["2"].id], 6.25)


def close_every_period_that_ends(self):
    """As later builds: the scheduled closing, which finds the companies it is meant for."""
    ending = self.search(
        [
            ("inventory_period", "in", ("daily", "monthly")),
            ("inventory_valuation", "!=", "real_time"),
        ]
    )
    for company in ending:
        company.action_close_stock_valuation(auto_post=True)


@tagged("post_install", "-at_install")
class TestScheduledClosing(valuation_case.ValuationCase):
    """The closing that later builds run by themselves, over goods valued by lot."""

    def test_what_the_schedule_closes_is_what_the_lots_are_worth(self):
        self.enterContext(
            patch.object(
                UpstreamCompany, "_cron_post_stock_valuation", close_every_period_that_ends
            )
        )
        self.env["res.company"].search([]).inventory_period = "manual"
        self.company.write({"inventory_valuation": "periodic", "inventory_period": "monthly"})
        ham = self.make_valued("Ham", "fifo", "periodic")
        with freeze_time("2026-03-30 09:00:00"):
            lots = self.buy(ham, {"1": 5, "2": 5}, 5.0, costs={"1": 4.0, "2": 6.0})
            self.deliver(ham, 3, lots={lots["1"]: 1, lots["2"]: 2})

        with freeze_time("2026-03-31 23:00:00"):
            self.env["res.company"]._cron_post_stock_valuation()
        self.assertEqual((self.balance(self.stock_account), ham.total_value), (34.0, 34.0))

        with freeze_time("2026-04-02 09:00:00"):
            self.deliver(ham, 2, lots={lots["2"]: 2})
        with freeze_time("2026-04-30 23:00:00"):
            self.env["res.company"]._cron_post_stock_valuation()
        self.assertEqual((self.balance(self.stock_account), ham.total_value), (22.0, 22.0))
        self.assertBooksAgree(ham, closed=True)


@tagged("post_install", "-at_install")
class TestThisBuild(valuation_case.ValuationCase):
    def test_the_later_names_answer_for_goods_valued_by_lot(self):
        ham = self.make_valued()
        self.buy(ham, {"1": 4}, 5.0)

        self.assertEqual(ham._run_average_batch(force_recompute=True)[1], {ham.id: 20.0})
