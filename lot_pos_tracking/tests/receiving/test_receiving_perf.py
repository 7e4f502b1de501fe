from contextlib import contextmanager

from freezegun import freeze_time

from odoo.tests import tagged, warmup

from .receiving_common import ReceivingCommon

MOST_QUERIES = 3  # for each lot; Odoo alone takes 2 (27 for a product valued by lot)
PALLET = "106141412345678908"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22 09:00:00")
class TestCostOfReceiving(ReceivingCommon):
    @contextmanager
    def counted(self, into):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        yield
        self.env.flush_all()
        into.append(self.env.cr.sql_log_count - before)

    def announced(self, count, **values):
        order = self.make_order((self.milk, count * 2))
        rows = [
            self.milk_row(f"{order.id}-{number}", 2, expiration_date="2027-01-31", **values)
            for number in range(count)
        ]
        self.import_shipment(*rows, order=order, number=f"D{order.id}")
        return order.picking_ids

    def queries_for_each_lot(self, act, small=1, large=50):
        """Queries that one more lot costs, by two sizes."""
        queries = []
        for size in (small, small, large):  # the first one warms the caches
            prepared = act(size)
            with self.counted(queries):
                prepared()
        return (queries[2] - queries[1]) / (large - small)

    def receipt(self, size):
        picking = self.announced(size)
        return lambda: self.validate(picking)

    @warmup
    def test_a_lot_costs_few_queries_at_receipt(self):
        self.assertLessEqual(self.queries_for_each_lot(self.receipt), MOST_QUERIES)

    @warmup
    def test_a_lot_valued_by_itself_costs_few_queries_at_receipt(self):
        self.milk.categ_id = self.env["product.category"].create(
            {"name": "By Lot", "property_cost_method": "average"}
        )
        self.milk.lot_valuated = True

        self.assertLessEqual(self.queries_for_each_lot(self.receipt), MOST_QUERIES)

    @warmup
    def test_checks_and_channels_cost_no_more_for_fifty_lots_than_for_one(self):
        """Rules of every kind, a channel, an own code of the vendor: asked once, whatever came."""
        channel = self.env["lot.customer.channel"].create(
            {"name": "Kitchens", "warehouse_ids": [(4, self.warehouse.id)]}
        )
        checks = self.env["lot.arrival.rule"]._fields["check_code"].selection
        self.env["lot.arrival.rule"].create(
            [
                {"check_code": code, "action": "warn", "min_days": 1, "channel_id": channel.id}
                for code, _name in checks
                if code not in ("always", "unknown_lot", "missing_document")
            ]
        )

        self.assertLessEqual(self.queries_for_each_lot(self.receipt), MOST_QUERIES)

    @warmup
    def test_lots_of_a_size_cost_few_queries(self):
        self.env["lot.number.rule"].create({"name": "Rule", "mask": "N{seq:5}"})
        self.milk.write({"lot_size_from": "own", "lot_size": 2})

        def sized(size):
            picking = self.make_order((self.milk, size * 2)).picking_ids
            return lambda: self.validate(picking)

        self.assertLessEqual(self.queries_for_each_lot(sized), MOST_QUERIES)

    @warmup
    def test_many_numbers_are_looked_up_in_one_query(self):
        lots = self.env["stock.lot"].create(
            [{"name": f"L{number}", "product_id": self.milk.id} for number in range(50)]
        )
        other = self.env["stock.lot"].create(
            {"name": "L1", "product_id": self.milk.id, "company_id": self.make_company().id}
        )
        self.env.flush_all()
        for count in (1, 50):
            keys = [(self.milk.id, name) for name in [*lots[:count].mapped("name"), "none"]]
            self.env["stock.lot"]._rows_named(keys, self.company)
            with self.assertQueryCount(1):
                rows = self.env["stock.lot"]._rows_named(keys, self.company)
            self.assertEqual(sorted(row[0] for row in rows), sorted(lots[:count].ids))

        stocks = self.env["stock.lot"].with_user(self.receiver)
        found = stocks._named([(self.milk.id, "L1")], self.company | other.company_id)
        self.assertEqual(
            found, {(self.milk.id, "L1", self.company.id): lots[1].with_env(stocks.env)}
        )

    @warmup
    def test_a_line_of_a_document_costs_few_queries(self):
        def take_in(size):
            order = self.make_order((self.milk, size * 2))
            rows = [self.milk_row(f"{order.id}-{number}", 2) for number in range(size)]
            content = self.csv(*rows, order=order, number=f"D{order.id}")
            shipments = self.env["lot.shipment"].with_user(self.receiver)
            return lambda: shipments.import_document(content)

        self.assertLessEqual(self.queries_for_each_lot(take_in), 0.2)

    @warmup
    def test_a_pallet_costs_the_same_queries_whatever_is_on_it(self):
        def scan(size):
            self.env["lot.shipment"].search([("name", "like", "D%")]).sscc_ids.unlink()
            picking = self.announced(size, sscc=PALLET)
            receiving = self.env["lot.receiving"].with_user(self.receiver)
            return lambda: receiving.scan(picking.id, f"(00){PALLET}")

        self.assertLessEqual(self.queries_for_each_lot(scan), 0.1)

    @warmup
    def test_numbers_of_a_rule_cost_few_queries(self):
        self.env["lot.number.rule"].create({"name": "Rule", "mask": "M{seq:5}"})

        def numbered(size):
            picking = self.make_order((self.milk, size * 2)).picking_ids
            line = picking.move_line_ids
            line.quantity = 2
            for _number in range(size - 1):
                line.copy({"quantity": 2})
            return lambda: self.validate(picking)

        self.assertLessEqual(self.queries_for_each_lot(numbered), MOST_QUERIES)
