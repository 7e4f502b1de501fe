from decimal import Decimal as D
from random import Random

from ...core.markdown import Markdown, PriceStep, mark_down, step_for
from .core_case import CoreCase

STEPS = [PriceStep(D(20), days=14), PriceStep(D(40), days=7)]


class TestMarkdown(CoreCase):
    def test_the_reached_step_that_takes_most_off(self):
        self.assertEqual(
            [step_for(STEPS, days) and step_for(STEPS, days).percent for days in (15, 14, 8, 7, 0)],
            [None, 20, 20, 40, 40],
        )
        self.assertIsNone(step_for(STEPS, None))
        self.assertIsNone(step_for([], 1))

    def test_steps_by_share_of_life(self):
        steps = [PriceStep(D(30), percent_of_life=D(25))]

        self.assertIsNone(step_for(steps, 10, D("0.26")))
        self.assertEqual(step_for(steps, 10, D("0.25")), steps[0])
        self.assertIsNone(step_for(steps, 10, None))

    def test_six_days_left_of_a_price_of_ten(self):
        step = step_for(STEPS, 6)

        self.assertEqual(
            mark_down(D("10.00"), step.percent, floor=D("5.50")),
            Markdown(D("6.00"), D("40.00"), False),
        )

    def test_the_floor_holds(self):
        self.assertEqual(
            mark_down(D("10.00"), D(50), floor=D("5.50")), Markdown(D("5.50"), D("45.00"), True)
        )

    def test_a_floor_above_the_price_never_raises_it(self):
        self.assertEqual(
            mark_down(D("10.00"), D(50), floor=D(12)), Markdown(D("10.00"), D("0.00"), True)
        )

    def test_free_goods_stay_free(self):
        self.assertEqual(mark_down(D(0), D(50)), Markdown(D(0), D(0), False))

    def test_the_rounded_discount_never_goes_below_the_floor(self):
        rng = Random(11)
        for _round in range(2000):
            price, floor = (D(rng.randint(1, 99999)).scaleb(-2) for _twice in range(2))
            result = mark_down(price, D(rng.randint(0, 100)), floor=floor)

            exact = price * (100 - result.discount) / 100
            self.assertGreaterEqual(exact, min(floor, price))
            self.assertLessEqual(result.price, price)
