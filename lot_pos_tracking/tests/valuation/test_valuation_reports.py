import io
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from . import valuation_case


@tagged("post_install", "-at_install")
class TestValuationAtAnyDate(valuation_case.ValuationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["lot.valuation.report"].with_user(cls.accountant)

    def valuation(self, product, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.report.valuation(domain=[("product_id", "=", product.id)], **options)

    def names(self, rows, key="lot_id", model="stock.lot"):
        records = self.env[model]
        return {
            records.browse(row[key]).display_name: (row["quantity"], row["value"]) for row in rows
        }

    def two_receipts(self):
        ham = self.make_valued()
        with freeze_time("2026-03-02 09:00:00"):
            lots = self.buy(ham, {"A": 10}, 5.0) | self.buy(ham, {"B": 10}, 9.0)
        with freeze_time("2026-03-05 09:00:00"):
            self.deliver(ham, 4, lots={lots["B"]: 4})
        with freeze_time("2026-03-07 09:00:00"):
            self.bill(lots["A"], 7.0)
        return ham, lots

    def test_every_past_day_can_be_read_back(self):
        ham, _lots = self.two_receipts()

        at = {
            day: self.names(self.valuation(ham, date=f"2026-03-{day:02}")) for day in (1, 2, 5, 7)
        }
        self.assertEqual(
            at,
            {
                1: {},
                2: {"A": (10, 50), "B": (10, 90)},
                5: {"A": (10, 50), "B": (6, 54)},
                7: {"A": (10, 70), "B": (6, 54)},
            },
        )
        self.assertEqual(self.names(self.valuation(ham)), at[7])
        moment = datetime(2026, 3, 2, 8, 0)
        self.assertEqual(self.valuation(ham, date=moment), [])

    def test_it_reads_by_product_category_and_vendor(self):
        ham, _lots = self.two_receipts()
        whole = {"quantity": 16.0, "value": 124.0}

        self.assertEqual(self.valuation(ham, by="product"), [{"product_id": ham.id, **whole}])
        self.assertEqual(
            self.valuation(ham, by="category"), [{"product_categ_id": ham.categ_id.id, **whole}]
        )
        ham_lots = self.env["stock.lot"].search([("product_id", "=", ham.id)])
        ham_lots.vendor_id = self.vendor
        self.assertEqual(self.valuation(ham, by="vendor"), [{"vendor_id": self.vendor.id, **whole}])

    def test_the_warehouse_is_where_the_goods_lay_that_day(self):
        other = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        ham = self.make_valued()
        with freeze_time("2026-03-02 09:00:00"):
            costs = {"A": 2.0, "B": 1.0}
            lot = self.buy(ham, {"A": 3, "B": 1}, 2.5, costs=costs)["A"]
        with freeze_time("2026-03-05 09:00:00"):
            self.move_to(lot, 1, other.lot_stock_id)

        before = self.valuation(ham, date="2026-03-04", by="warehouse")
        after = self.valuation(ham, by="warehouse")

        name = self.warehouse.display_name
        self.assertEqual(self.names(before, "warehouse_id", "stock.warehouse"), {name: (4, 10)})
        self.assertEqual(
            self.names(after, "warehouse_id", "stock.warehouse"),
            {name: (3, 7.14), "Second": (1, 2.86)},
        )

    def move_to(self, lot, quantity, location):
        move = self.env["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom": lot.product_id.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": self.stock_location.id,
                "location_dest_id": location.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        move.picked = True
        move._action_done()

    def test_what_left_before_it_came_is_shown_below_zero(self):
        ham = self.make_valued(standard_price=5.0)
        lot = self.env["stock.lot"].create({"name": "A", "product_id": ham.id})
        self.deliver(ham, 2, lots={lot: 2})

        self.assertEqual(self.names(self.valuation(ham)), {"A": (-2, -10)})

    def test_age_counts_from_the_receipt_at_true_cost(self):
        ham = self.make_valued()
        today = fields.Datetime.now().replace(hour=12, minute=0, second=0)
        ages = {"new": (30, 5.0), "month": (31, 6.0), "old": (181, 7.0)}
        for name, (days, price) in ages.items():
            with freeze_time(today - relativedelta(days=days)):
                lots = self.buy(ham, {name: 2}, price)
        with freeze_time(today - relativedelta(days=20)):
            sale = self.deliver(ham, 1, lots={lots["old"]: 1})
        self.send_back(sale, {lots["old"]: 1})

        with freeze_time(today):
            rows = self.valuation(ham, by="age")
        self.assertEqual(
            {row["age_bucket"]: (row["quantity"], row["value"]) for row in rows},
            {"0": (2, 10), "1": (2, 12), "4": (2, 14)},
        )
        names = [name for _code, name in self.report._selection_age_bucket()]
        self.assertEqual(
            names,
            [
                "0 to 30 days",
                "31 to 60 days",
                "61 to 90 days",
                "91 to 180 days",
                "more than 180 days",
            ],
        )

    def test_two_dates_never_mix_in_one_transaction(self):
        ham, _lots = self.two_receipts()
        domain = [("product_id", "=", ham.id)]

        past = self.report.with_context(to_date="2026-03-02").search(domain)
        now = self.report.search(domain)

        self.assertEqual(sum(past.mapped("value")), 140.0)
        self.assertEqual(sum(now.mapped("value")), 124.0)
        self.assertFalse(set(past.ids) & set(now.ids))

    def test_the_number_of_queries_does_not_grow_with_the_lots(self):
        counts = []
        for size in (2, 50):
            ham = self.make_valued(f"Ham {size}")
            self.buy(ham, {f"{size}-{n}": 2 for n in range(size)}, 5.0)
            self.env.flush_all()
            self.env.invalidate_all()
            self.report.valuation(date="2100-01-01", by="product")
            before = self.env.cr.sql_log_count
            rows = self.report.valuation(date="2100-01-01", domain=[("product_id", "=", ham.id)])
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(rows), size)
        self.assertEqual(counts, [1, 1])

    def test_it_agrees_with_upstreams_values(self):
        ham, lots = self.two_receipts()
        value = lots["A"].with_user(self.accountant).value_at("2026-03-05")
        self.assertEqual(value, 50.0)
        self.assertEqual(ham.with_context(to_date="2026-03-05").total_value, 104.0)
        [row] = self.valuation(ham, date="2026-03-05", by="product")
        self.assertEqual(row["value"], 104.0)


@tagged("post_install", "-at_install")
class TestMovementsAndMargin(valuation_case.ValuationCase):
    def test_everything_that_changed_a_lots_value_is_one_list(self):
        ham = self.make_valued()
        lot = self.buy(ham, {"A": 10}, 5.0)["A"]
        order = self.sell((ham, lot, 4))
        bill = self.bill(lot, 7.0)
        self.env.flush_all()

        action = lot.with_user(self.accountant).action_lot_cost_movements()
        rows = (
            self.env["lot.cost.movement"]
            .with_user(self.accountant)
            .search(action["domain"], order="id")
        )
        by_kind = {row.kind: row for row in rows}
        self.assertEqual(
            {kind: (row.quantity, row.value) for kind, row in by_kind.items()},
            {
                "receipt": (10, 50),
                "bill": (0, 20),
                "sale": (-4, -20),
                "correction": (0, -8),
            },
        )
        self.assertEqual(sum(rows.mapped("value")), lot.remaining_value)
        last = rows.search(action["domain"], limit=1)
        self.assertEqual((last.balance_qty, last.balance_value), (6, 42))
        self.assertEqual(by_kind["bill"].action_open()["res_id"], bill.id)
        self.assertEqual(
            (by_kind["sale"].action_open()["res_model"], by_kind["sale"].action_open()["res_id"]),
            ("pos.order", order.id),
        )
        receipt = by_kind["receipt"].action_open()
        self.assertEqual(receipt["res_model"], "stock.picking")

    def test_each_ticket_line_earns_its_price_less_its_own_lots(self):
        ham = self.make_valued(price=12.0)
        lots = self.buy(ham, {"A": 10, "B": 10}, 7.0, costs={"A": 5.0, "B": 9.0})
        order = self.sell(self.ui_line(ham, 3, {lots["A"]: 1, lots["B"]: 2}))
        self.refund_order(order, [(order.lines, lots["B"], 1)])
        self.env.flush_all()

        report = self.env["lot.margin.report"].with_user(self.accountant)
        rows = report.search([("product_id", "=", ham.id)], order="id")
        rows = rows.sorted(lambda row: (row.order_id.id, row.lot_id.id))
        self.assertEqual(
            [(row.lot_id.name, row.quantity, row.revenue, row.cost, row.margin) for row in rows],
            [("A", 1, 12, 5, 7), ("B", 2, 24, 18, 6), ("B", -1, -12, -9, -3)],
        )
        [(margin, percent)] = report._read_group(
            [("product_id", "=", ham.id)], [], ["margin:sum", "margin_percent:avg"]
        )
        self.assertEqual((margin, round(percent, 4)), (10.0, round(1000 / 24, 4)))


@tagged("post_install", "-at_install")
class TestReconciliation(valuation_case.ValuationCase):
    def compare(self):
        self.env.flush_all()
        found = self.env["lot.reconciliation"].with_user(self.accountant).create({})
        found.action_compare()
        return found

    def rows(self, found):
        lines = found.account_line_ids.filtered(lambda x: x.account_id == self.stock_account)
        return {
            line.source: (line.ledger, line.booked, line.difference, bool(line.message))
            for line in lines
        }

    def test_nothing_differs_when_all_is_billed_and_closed(self):
        ham = self.make_valued()
        lot = self.buy(ham, {"A": 10}, 5.0, bill=True)["A"]
        session = self.open_till()
        self.sell((ham, lot, 4))
        self.close_till(session)

        self.assertEqual(
            self.rows(self.compare()),
            {"purchase": (50, 50, 0, False), "sale": (-20, -20, 0, False)},
        )

    def test_it_is_called_after_its_company_and_day(self):
        found = self.env["lot.reconciliation"].create({"date": "2026-03-05"})
        self.assertEqual(found.display_name, f"{self.company.display_name}, 03/05/2026")

    def test_each_difference_has_its_cause(self):
        ham = self.make_valued()
        lot = self.buy(ham, {"A": 10}, 5.0)["A"]
        self.open_till()
        self.sell((ham, lot, 4))
        self.count(ham, lot, 7)
        found = self.compare()

        self.assertEqual(
            self.rows(found),
            {
                "purchase": (50, 0, 50, True),
                "sale": (-20, 0, -20, True),
                "other": (5, 0, 5, True),
            },
        )
        causes = {line.source: line.message for line in found.account_line_ids}
        self.assertIn("not billed", causes["purchase"])
        self.assertIn("open sessions", causes["sale"])
        differences = sum(found.account_line_ids.mapped("difference"))
        self.assertAlmostEqual(found.difference, differences, 2)
        self.assertAlmostEqual(found.native_value, found.ledger_value, 2)

    def test_a_correction_belongs_to_the_sale_it_corrects_and_a_charge_to_the_purchase(self):
        freight = self.make_account("Freight", "LSF3", "expense")
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                before = self.rows(self.compare())
                ham = self.make_valued(f"Ham {method}", method)
                lot = self.buy(ham, {"A": 10}, 5.0)["A"]
                session = self.open_till()
                self.sell((ham, lot, 4), session=session)
                self.close_till(session)
                self.bill(lot, 6.0)
                self.charge(10.0, [lot], freight)
                self.revalue(ham, 3.0)

                rows = self.rows(self.compare())

                own = {
                    source: tuple(
                        now - then
                        for now, then in zip(
                            row[:2], before.get(source, (0.0, 0.0))[:2], strict=True
                        )
                    )
                    for source, row in rows.items()
                }
                expected = {"purchase": (70, 70), "sale": (-28, -28), "other": (3, 3)}
                self.assertEqual(own, expected)
                self.assertFalse(any(row[2] for row in rows.values()))

    def test_a_past_day_is_read_as_it_was(self):
        ham = self.make_valued()
        with freeze_time("2026-03-02 09:00:00"):
            lot = self.buy(ham, {"A": 10}, 5.0)["A"]
        with freeze_time("2026-03-09 09:00:00"):
            self.bill(lot, 6.0, date="2026-03-09")
        self.env.flush_all()
        found = self.env["lot.reconciliation"].with_user(self.accountant)
        found = found.create({"date": "2026-03-05"})
        found.action_compare()

        self.assertEqual(self.rows(found), {"purchase": (50, 0, 50, True)})

    def test_a_lot_that_left_before_it_came_is_named(self):
        ham = self.make_valued(standard_price=5.0)
        lot = self.env["stock.lot"].create({"name": "A", "product_id": ham.id})
        self.deliver(ham, 2, lots={lot: 2})
        found = self.compare()

        problems = found.problem_ids.filtered(lambda row: row.lot_id == lot)
        self.assertEqual(problems.mapped("problem"), ["owed"])
        self.assertIn("More of the lot has left", problems.message)


@tagged("post_install", "-at_install")
class TestMethodsSideBySide(valuation_case.ValuationCase):
    def test_the_lots_actually_chosen_change_the_profit(self):
        ham = self.make_valued()
        ham.categ_id.lot_cost_justification = "Every ham has its own weight and age."
        with freeze_time("2026-02-02 09:00:00"):
            lots = self.buy(ham, {"A": 10}, 5.0)
        with freeze_time("2026-03-02 09:00:00"):
            lots |= self.buy(ham, {"B": 10}, 9.0)
        lots["A"].use_by_date, lots["B"].use_by_date = date(2026, 6, 1), date(2026, 5, 1)
        with freeze_time("2026-03-05 09:00:00"):
            sale = self.deliver(ham, 8, lots={lots["B"]: 8})
        with freeze_time("2026-03-06 09:00:00"):
            self.send_back(sale, {lots["B"]: 1})
        self.env.flush_all()
        comparison = (
            self.env["lot.cost.comparison"]
            .with_user(self.accountant)
            .create(
                {
                    "date_from": "2026-03-01",
                    "date_to": "2026-03-31",
                    "categ_ids": [fields.Command.set(ham.categ_id.ids)],
                }
            )
        )
        comparison.action_compare()

        self.assertEqual(comparison.display_name, "03/01/2026 – 03/31/2026")
        self.assertRecordValues(
            comparison.line_ids,
            [
                {
                    "product_id": ham.id,
                    "opening": 50.0,
                    "incoming": 90.0,
                    "specific": 63.0,
                    "fifo": 35.0,
                    "average": 49.0,
                    "fefo": 63.0,
                    "closing": 77.0,
                    "profit_effect": -28.0,
                    "justification": "Every ham has its own weight and age.",
                }
            ],
        )

    def test_a_later_bill_of_goods_sold_before_is_cost_of_the_period(self):
        ham = self.make_valued()
        with freeze_time("2026-02-02 09:00:00"):
            lot = self.buy(ham, {"A": 10}, 5.0)["A"]
            self.deliver(ham, 4, lots={lot: 4})
        with freeze_time("2026-03-09 09:00:00"):
            self.bill(lot, 6.0, date="2026-03-09")
        self.env.flush_all()
        values = {
            "date_from": "2026-03-01",
            "date_to": "2026-03-31",
            "categ_ids": [fields.Command.set(ham.categ_id.ids)],
        }
        comparison = self.env["lot.cost.comparison"].with_user(self.accountant).create(values)
        comparison.action_compare()

        self.assertRecordValues(
            comparison.line_ids,
            [{"opening": 40.0, "incoming": 0.0, "specific": 4.0, "closing": 36.0}],
        )


@tagged("post_install", "-at_install")
class TestWhoReadsTheReports(valuation_case.ValuationCase):
    MODELS = (
        "lot.valuation.report",
        "lot.cost.movement",
        "lot.margin.report",
        "lot.reconciliation",
        "lot.cost.comparison",
        "lot.cost.export",
    )

    def test_only_the_cost_group_reads_them(self):
        for user in (self.cashier, self.stock_user, self.manager):
            for model in self.MODELS:
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env["lot.valuation.report"].with_user(user).valuation()
            with self.assertRaises(AccessError):
                self.env["lot.cost.table"].with_user(user)._build("valuation")

    def test_another_company_reads_nothing_of_ours(self):
        ham = self.make_valued()
        lot = self.buy(ham, {"A": 10}, 5.0)["A"]
        self.sell((ham, lot, 4))
        stranger = self.make_user("account.group_account_user", company=self.make_company())
        domain = [("product_id", "=", ham.id)]
        for model in ("lot.valuation.report", "lot.cost.movement", "lot.margin.report"):
            records = self.env[model].with_user(stranger)
            self.assertFalse(records.search(domain), model)
            ours = records.with_context(allowed_company_ids=self.company.ids)
            with self.assertRaises(AccessError):
                ours.search(domain)
        self.assertEqual(self.env["lot.valuation.report"].with_user(stranger).valuation(), [])


@tagged("post_install", "-at_install")
class TestReportDocuments(valuation_case.ValuationCase, HttpCase):
    REPORTS = ("valuation", "aged", "movements", "margin", "reconciliation", "comparison")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant.password = "accountant-1"
        cls.stock_user.password = "stock-user-1"

    def setUp(self):
        super().setUp()
        self.ham = self.make_valued("=Ham <&>")
        self.ham.categ_id.lot_cost_justification = "No two hams are alike."
        self.lot = self.buy(self.ham, {"A": 10}, 5.0)["A"]
        self.sell((self.ham, self.lot, 4))
        self.env.flush_all()

    def fetch(self, path, user, password):
        self.authenticate(user.login, password)
        return self.url_open(f"/lot_cost/{path}")

    def test_every_report_is_a_pdf_and_a_sheet(self):
        for report in self.REPORTS:
            pdf = self.fetch(f"{report}.pdf", self.accountant, "accountant-1")
            self.assertEqual((pdf.status_code, pdf.content[:5]), (200, b"%PDF-"), report)
            sheet = self.fetch(f"{report}.xlsx", self.accountant, "accountant-1")
            self.assertEqual(sheet.status_code, 200, report)
            book = load_workbook(io.BytesIO(sheet.content))
            self.assertTrue(book.active["A1"].value, report)

    def test_a_paper_is_written_as_its_reader_writes(self):
        self.env["res.lang"]._activate_lang("de_DE")
        reader = self.accountant
        reader.lang = "de_DE"
        tables = self.env["lot.cost.table"].with_user(reader).with_context(lang="de_DE")

        table = tables._build("valuation", date="2100-01-31")

        self.assertIn("31.01.2100", table["subtitle"])
        written = [
            table["text"](value, kind)
            for value, kind in (
                (1234.5, "money"),
                (1234.5, "quantity"),
                (6.0, "quantity"),
                (12.34, "percent"),
                ("Käse", "text"),
                (None, "money"),
            )
        ]
        self.assertEqual(written, ["1.234,50", "1.234,5", "6", "12,3 %", "Käse", ""])

    def test_quantities_of_different_units_make_no_sum(self):
        tables = self.env["lot.cost.table"].with_user(self.accountant)
        [*_name, quantity, before] = tables._build("valuation")["totals"]
        self.assertGreaterEqual(quantity, 6.0)

        cheese = self.make_valued("Cheese", uom_id=self.env.ref("uom.product_uom_kgm").id)
        self.buy(cheese, {"C": 1.5}, 10.0)

        [*_name, quantity, value] = tables._build("valuation")["totals"]
        self.assertEqual((quantity, round(value - before, 2)), ("", 15.0))

    def test_the_sheet_has_numbers_text_and_reasons(self):
        answer = self.fetch(
            "valuation.xlsx?by=lot&date=2100-01-01", self.accountant, "accountant-1"
        )
        sheet = load_workbook(io.BytesIO(answer.content)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]

        self.assertEqual(rows[0], ["Product", "Lot", "Quantity", "Value"])
        self.assertIn(["=Ham <&>", "A", 6, 30], rows)
        self.assertTrue(any("No two hams are alike." in str(row[0]) for row in rows))

    def test_no_document_without_the_right_or_for_another_company(self):
        for report in self.REPORTS:
            refused = self.fetch(f"{report}.pdf", self.stock_user, "stock-user-1")
            self.assertEqual((refused.status_code, refused.content), (403, b""), report)
        other = self.make_company()
        self.env.flush_all()
        for path in (
            f"valuation.pdf?company_id={other.id}",
            "valuation.pdf?by=nothing",
            "valuation.pdf?date=yesterday",
            "nothing.pdf",
            "valuation.exe",
        ):
            answer = self.fetch(path, self.accountant, "accountant-1")
            self.assertEqual(answer.status_code, 404, path)

    def test_the_form_asks_for_the_day_and_opens_the_document(self):
        asked = self.env["lot.cost.export"].with_user(self.accountant)
        export = asked.create({"report": "valuation", "by": "vendor", "date": "2026-03-05"})

        self.assertEqual(
            export.action_pdf()["url"],
            f"/lot_cost/valuation.pdf?date=2026-03-05&by=vendor&company_id={self.company.id}",
        )
        shown = export.action_show()
        self.assertEqual(shown["context"]["to_date"], "2026-03-05")
        self.assertEqual(shown["name"], "Valuation by Lot 03/05/2026")
