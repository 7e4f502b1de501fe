import random
from datetime import date, datetime
from decimal import Decimal

from ...core.cost_flow import Flow, Movement, cost_of_goods_gone
from .core_case import CoreCase

DAY = datetime(2026, 3, 1)


def came(quantity, value, last_day=None):
    return Movement(DAY, Decimal(quantity), Decimal(value), last_day)


def left(quantity):
    return Movement(DAY, Decimal(-quantity))


def back(quantity):
    return Movement(DAY, Decimal(quantity), is_return=True)


class TestFlowsOfCost(CoreCase):
    def costs(self, *movements):
        return {flow.value: cost_of_goods_gone(movements, flow) for flow in Flow}

    def test_each_flow_takes_other_goods(self):
        early, late = date(2026, 4, 1), date(2026, 5, 1)
        costs = self.costs(came(10, 50, late), came(10, 90, early), left(10))
        self.assertEqual(costs, {"fifo": 50, "average": 70, "fefo": 90})

    def test_goods_without_a_date_leave_last(self):
        costs = self.costs(came(10, 50), came(10, 90, date(2026, 4, 1)), left(5))
        self.assertEqual(costs["fefo"], 45)

    def test_what_comes_back_costs_what_it_left_with(self):
        costs = self.costs(came(10, 50), left(4), back(1), came(10, 90), left(7))
        self.assertEqual(costs, {"fifo": 50, "average": Decimal("66.47"), "fefo": 50})

    def test_goods_that_were_not_there_cost_what_came_last(self):
        self.assertEqual(self.costs(came(2, 10), left(3)), {"fifo": 15, "average": 15, "fefo": 15})

    def test_everything_gone_costs_everything_that_came(self):
        draw = random.Random(7)
        for _round in range(200):
            rows, there, total = [], 0, Decimal(0)
            for _step in range(draw.randint(1, 20)):
                if there and draw.random() < 0.5:
                    quantity = draw.randint(1, there)
                    rows.append(left(quantity))
                    there -= quantity
                else:
                    quantity, value = draw.randint(1, 9), Decimal(draw.randint(1, 9999)) / 100
                    day = date(2026, draw.randint(1, 12), 1) if draw.random() < 0.8 else None
                    rows.append(came(quantity, value, day))
                    there, total = there + quantity, total + value
            if there:
                rows.append(left(there))
            self.assertEqual(set(self.costs(*rows).values()), {total})
