from decimal import Decimal as D
from random import Random

from ...core.graph import Direction, Edge, Graph
from .core_case import CoreCase

# milk and sugar make custard, custard and flour make cake, cake is sold twice
CHAIN = Graph(
    [
        Edge("milk", "custard", D(5)),
        Edge("sugar", "custard", D(2)),
        Edge("custard", "cake", D(3)),
        Edge("flour", "cake", D(4)),
        Edge("cake", "ticket 1", D(1)),
        Edge("cake", "ticket 2", D(2)),
    ]
)


class TestGraph(CoreCase):
    def test_down_leads_to_everything_made_and_sold_from_it(self):
        walk = CHAIN.walk(["milk"])

        self.assertEqual(
            walk.distances, {"milk": 0, "custard": 1, "cake": 2, "ticket 1": 3, "ticket 2": 3}
        )
        self.assertEqual([edge.target for edge in walk.edges], list(walk.distances)[1:])
        self.assertFalse(walk.truncated)

    def test_up_leads_to_everything_it_was_made_from(self):
        walk = CHAIN.walk(["cake"], Direction.UP)

        self.assertEqual(
            walk.distances, {"cake": 0, "custard": 1, "flour": 1, "milk": 2, "sugar": 2}
        )

    def test_both_never_visits_siblings(self):
        walk = CHAIN.walk(["custard"], "both")

        self.assertEqual(
            set(walk.distances), {"custard", "milk", "sugar", "cake", "ticket 1", "ticket 2"}
        )
        self.assertEqual(len(walk.edges), 5)

    def test_depth_and_limit_cut_and_say_so(self):
        self.assertEqual(CHAIN.walk(["milk"], depth=1).distances, {"milk": 0, "custard": 1})
        self.assertTrue(CHAIN.walk(["milk"], depth=1).truncated)
        self.assertFalse(CHAIN.walk(["milk"], depth=3).truncated)
        limited = CHAIN.walk(["milk"], limit=3)
        self.assertEqual(
            (list(limited.distances), limited.truncated), (["milk", "custard", "cake"], True)
        )

    def test_a_node_nobody_mentions_is_walked_alone(self):
        self.assertEqual(CHAIN.walk(["salt"], "both").distances, {"salt": 0})

    def test_paths_between_two_lots(self):
        graph = Graph(
            [Edge("a", "b"), Edge("b", "d"), Edge("a", "c"), Edge("c", "d"), Edge("c", "x")]
        )

        paths = [[edge.target for edge in path] for path in graph.paths("a", "d")]

        self.assertEqual(paths, [["b", "d"], ["c", "d"]])
        self.assertEqual(len(graph.paths("a", "d", limit=1)), 1)
        self.assertEqual(graph.paths("d", "a"), [])

    def test_a_lot_reworked_into_itself_is_found_and_does_not_turn_for_ever(self):
        graph = Graph(
            [Edge("a", "b"), Edge("b", "c"), Edge("c", "a"), Edge("c", "d"), Edge("e", "e")]
        )

        self.assertEqual([set(group) for group in graph.cycles()], [{"e"}, {"a", "b", "c"}])
        self.assertEqual(graph.walk(["a"]).distances, {"a": 0, "b": 1, "c": 2, "d": 3})
        self.assertEqual(len(graph.paths("a", "d")), 1)
        self.assertEqual(CHAIN.cycles(), [])

    def test_the_balance_of_a_node(self):
        balance = CHAIN.balance("cake")

        self.assertEqual((balance.incoming, balance.outgoing, balance.held), (D(7), D(3), D(4)))
        self.assertEqual(CHAIN.balance("milk").held, D(-5))

    def test_what_is_down_from_one_is_up_from_the_other(self):
        rng = Random(3)
        for _round in range(60):
            nodes = range(rng.randint(2, 9))
            graph = Graph(
                [Edge(rng.choice(nodes), rng.choice(nodes)) for _edge in range(rng.randint(1, 16))]
            )
            down = {node: set(graph.walk([node]).distances) for node in nodes}
            up = {node: set(graph.walk([node], "up").distances) for node in nodes}
            for one in nodes:
                for other in nodes:
                    self.assertEqual(other in down[one], one in up[other])
                    if one != other:
                        self.assertEqual(bool(graph.paths(one, other)), other in down[one])
            in_cycle = {node for group in graph.cycles() for node in group}
            turning = {
                edge.source
                for node in nodes
                for edge in graph.outgoing.get(node, ())
                if edge.source in down[edge.target]
            }
            self.assertEqual(in_cycle, turning)

    def test_a_long_chain_needs_no_recursion(self):
        graph = Graph([Edge(number, number + 1) for number in range(20000)])

        self.assertEqual(graph.walk([0]).distances[20000], 20000)
        self.assertEqual(graph.cycles(), [])
