from decimal import Decimal as D

from ...core import metrics, metrics_flow
from ...core.metrics import CountRecord, Figure, StockRow
from ...core.metrics_flow import DeliveryLine, Selection
from .core_case import CoreCase


class TestStockMetrics(CoreCase):
    def test_a_record_is_accurate_when_lot_and_quantity_are(self):
        records = [
            CountRecord(D(10), D(10)),
            CountRecord(D(100), D(101), tolerance=D(1)),
            CountRecord(D(100), D(98), tolerance=D(1)),
            CountRecord(D(5), D(5), is_lot_right=False),
            CountRecord(D(0), D(1), tolerance=D(5)),
        ]

        self.assertEqual(metrics.stock_accuracy(records), Figure(D(40), D(2), D(5), 5, "percent"))
        self.assertEqual(metrics.wrong_lot_rate(records).value, D(20))
        self.assertEqual(metrics.gross_error(records).numerator, D(4))

    def test_no_records_is_no_data(self):
        self.assertEqual(metrics.stock_accuracy([]), Figure(None, D(0), D(0), 0, "percent"))

    def test_near_expiry_counts_the_last_day_and_leaves_expired_apart(self):
        rows = [
            StockRow("a", D(10), 0),
            StockRow("b", D(20), 7),
            StockRow("c", D(30), 8),
            StockRow("d", D(15), -1),
            StockRow("e", D(25), None),
        ]

        self.assertEqual(metrics.near_expiry(rows, 7).value, D(30))
        self.assertEqual(metrics.near_expiry(rows, 7, dated_only=True).value, D(40))
        self.assertEqual(
            metrics.expired_share(rows).as_dict(),
            {
                "value": D(15),
                "numerator": D(15),
                "denominator": D(100),
                "n": 5,
                "unit": "percent",
            },
        )

    def test_forty_on_hand_two_a_day_ten_days_left(self):
        self.assertEqual(metrics.at_risk([StockRow("a", D(40), 10)], D(2)), {"a": D(20)})

    def test_demand_goes_to_the_lots_in_order_of_their_dates(self):
        rows = [
            StockRow("late", D(30), 20),
            StockRow("early", D(10), 3),
            StockRow("gone", D(5), -1),
            StockRow("undated", D(99), None),
        ]

        self.assertEqual(metrics.at_risk(rows, D(2)), {"gone": D(5), "early": D(4), "late": D(0)})

    def test_age_buckets_by_receipt(self):
        rows = [StockRow("a", D(1), None, age) for age in (0, 30, 31, 180, 181, None)]

        self.assertEqual(
            metrics.age_buckets(rows),
            {"0-30": 2, "31-60": 1, "61-90": 0, "91-180": 1, ">180": 1, "?": 1},
        )

    def test_share_sold_first_expired_first(self):
        figure = metrics.first_expired_first_out({True: D(9), False: D(1)}, 4)

        self.assertEqual(figure, Figure(D(90), D(9), D(10), 4, "percent"))


class TestFlowMetrics(CoreCase):
    def test_turnover_and_days_on_hand_are_two_views_of_one_fact(self):
        self.assertEqual(metrics_flow.turnover(D(1200), D(300), 12).value, D(4))
        self.assertEqual(metrics_flow.days_on_hand(D(300), D(1200), 360, 12).value, D(90))
        self.assertIsNone(metrics_flow.days_on_hand(D(300), D(0), 360, 12).value)

    def test_rates_of_a_lot(self):
        self.assertEqual(metrics_flow.velocity(D(30), 12).value, D("2.5"))
        self.assertIsNone(metrics_flow.velocity(D(30), 0).value)
        self.assertEqual(metrics_flow.utilisation([D(8), D(1)], [D(10), D(2)]).value, D(75))
        self.assertEqual(metrics_flow.waste(D(5), D(200), 3).value, D("2.5"))
        self.assertEqual(metrics_flow.gross_margin_return(D(30), D(20), 1).value, D("1.5"))

    def test_on_time_in_full_counts_lines_that_meet_both(self):
        lines = [
            DeliveryLine(D(10), D(10), 0),
            DeliveryLine(D(10), D(9), 0),
            DeliveryLine(D(10), D(10), 2),
            DeliveryLine(D(10), D(12), -1),
        ]

        self.assertEqual(metrics_flow.on_time_in_full(lines).value, D(25))
        self.assertEqual(metrics_flow.on_time_in_full(lines, window=1, fill=D(90)).value, D(75))

    def test_quality_of_deliveries(self):
        lines = [
            DeliveryLine(D(10), D(10), 0, D(1), True, 20, 40),
            DeliveryLine(D(30), D(30), 0, D(0), False, 30, 40),
            DeliveryLine(D(5), D(5), 0),
        ]

        self.assertEqual(metrics_flow.defects(lines).numerator, D(1))
        self.assertEqual(metrics_flow.defects(lines[:2]).value, D(25000))
        self.assertEqual(
            metrics_flow.notice_accuracy(lines), Figure(D(50), D(1), D(2), 2, "percent")
        )
        self.assertEqual(metrics_flow.life_at_receipt(lines).value, D("68.75"))


class TestTimeSaved(CoreCase):
    def test_against_the_measured_median_of_manual_selection(self):
        history = [Selection("picked", D(seconds)) for seconds in [4] * 15 + [8] * 16]
        lines = [Selection("scanned", D(1)), Selection("scanned", D(2)), Selection("picked", D(9))]

        saved = metrics_flow.time_saved(lines, history)

        self.assertEqual((saved.baseline, saved.is_measured), (D(8), True))
        self.assertEqual((saved.median, saved.total), (D("6.5"), D(13)))
        self.assertEqual(saved.quartiles, (D("6.25"), D("6.75")))
        self.assertEqual(saved.automated.numerator, D(2))

    def test_too_few_manual_lines_give_a_reference_and_say_so(self):
        saved = metrics_flow.time_saved([Selection("scanned", D(7)), Selection("typed", D(9))])

        self.assertEqual((saved.baseline, saved.is_measured), (D(6), False))
        self.assertEqual((saved.median, saved.quartiles, saved.total), (D(-1), None, D(-1)))

    def test_nothing_automated_saves_nothing(self):
        saved = metrics_flow.time_saved([Selection("typed", D(9))])

        self.assertEqual((saved.median, saved.total, saved.automated.value), (None, D(0), D(0)))
