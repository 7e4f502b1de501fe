"""A directed graph of lots and places: goods flow from ``source`` to ``target``."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from .words import Word

Node = Hashable


class Direction(Word):
    """``up``: where from, ``down``: where to. ``both`` is up and down from the start, never the
    siblings that share an ancestor with it."""

    UP = "up"
    DOWN = "down"
    BOTH = "both"


@dataclass(frozen=True)
class Edge:
    """``quantity`` in the unit of the target; ``ref`` whatever the caller wants back."""

    source: Node
    target: Node
    quantity: Decimal = Decimal(1)
    kind: str = ""
    ref: Hashable = None


@dataclass(frozen=True)
class Walk:
    """``distances`` {node: steps from the nearest start, starts are 0}, ``edges`` between walked
    nodes in the order met; ``truncated``: a depth or limit left something out."""

    distances: dict[Node, int]
    edges: tuple[Edge, ...]
    truncated: bool


@dataclass(frozen=True)
class Balance:
    """What flowed through a node; ``held`` is what came and has not gone on."""

    incoming: Decimal
    outgoing: Decimal

    @property
    def held(self) -> Decimal:
        return self.incoming - self.outgoing


class Graph:
    """Built once from all edges; every walk costs what it touches. Cycles are welcome."""

    def __init__(self, edges: Iterable[Edge]):
        self.outgoing: dict[Node, list[Edge]] = defaultdict(list)
        self.incoming: dict[Node, list[Edge]] = defaultdict(list)
        for edge in edges:
            self.outgoing[edge.source].append(edge)
            self.incoming[edge.target].append(edge)

    @property
    def nodes(self) -> list[Node]:
        """In the order in which edges first named them, targets after sources."""
        return list(dict.fromkeys([*self.outgoing, *self.incoming]))

    def walk(
        self,
        starts: Iterable[Node],
        direction: Direction | str = Direction.DOWN,
        *,
        depth: int | None = None,
        limit: int | None = None,
    ) -> Walk:
        """Everything reached from ``starts``, at most ``depth`` steps away and ``limit`` nodes.

        Nearest first, so a limit keeps what matters most. Starts count towards the limit but are
        never left out.
        """
        starts = list(dict.fromkeys(starts))
        if direction == Direction.BOTH:
            up = self._walk(starts, self.incoming, depth, limit)
            down = self._walk(starts, self.outgoing, depth, limit)
            return self._merge(up, down)
        adjacency = self.incoming if direction == Direction.UP else self.outgoing
        return self._walk(starts, adjacency, depth, limit)

    def _walk(self, starts: list[Node], adjacency: dict, depth, limit) -> Walk:
        forward = adjacency is self.outgoing
        distances = dict.fromkeys(starts, 0)
        edges: list[Edge] = []
        truncated = False
        queue = deque(starts)
        while queue:
            node = queue.popleft()
            for edge in adjacency.get(node, ()):
                other = edge.target if forward else edge.source
                if other not in distances:
                    too_deep = depth is not None and distances[node] >= depth
                    if too_deep or (limit is not None and len(distances) >= limit):
                        truncated = True
                        continue
                    distances[other] = distances[node] + 1
                    queue.append(other)
                edges.append(edge)
        return Walk(distances, tuple(edges), truncated)

    @staticmethod
    def _merge(up: Walk, down: Walk) -> Walk:
        distances = {
            node: min(walk.distances[node] for walk in (up, down) if node in walk.distances)
            for node in [*up.distances, *down.distances]
        }
        seen = {id(edge) for edge in up.edges}
        edges = up.edges + tuple(edge for edge in down.edges if id(edge) not in seen)
        return Walk(distances, edges, up.truncated or down.truncated)

    def paths(self, start: Node, end: Node, *, limit: int = 100) -> list[tuple[Edge, ...]]:
        """Ways from ``start`` down to ``end`` that visit no node twice, at most ``limit``."""
        useful = self.walk([end], Direction.UP).distances
        found: list[tuple[Edge, ...]] = []
        stack: list[tuple[Node, tuple[Edge, ...]]] = [(start, ())]
        while stack and len(found) < limit:
            node, way = stack.pop()
            if node == end and way:
                found.append(way)
                continue
            visited = {start, *(edge.target for edge in way)}
            onward = [
                edge
                for edge in self.outgoing.get(node, ())
                if edge.target in useful and (edge.target not in visited)
            ]
            stack += [(edge.target, (*way, edge)) for edge in reversed(onward)]
        return found

    def cycles(self) -> list[tuple[Node, ...]]:
        """Groups of nodes that lead back to themselves (strongly connected, or a self loop).

        A lot reworked into itself is one; a trace must say so instead of turning for ever.
        """
        order: list[Node] = []
        seen: set[Node] = set()
        for root in self.nodes:
            stack = [(root, False)]
            while stack:
                node, is_done = stack.pop()
                if is_done:
                    order.append(node)
                elif node not in seen:
                    seen.add(node)
                    stack.append((node, True))
                    stack += [
                        (edge.target, False)
                        for edge in self.outgoing.get(node, ())
                        if edge.target not in seen
                    ]
        groups: list[tuple[Node, ...]] = []
        placed: set[Node] = set()
        for root in reversed(order):
            group, stack = [], [root]
            while stack:
                node = stack.pop()
                if node not in placed:
                    placed.add(node)
                    group.append(node)
                    stack += [edge.source for edge in self.incoming.get(node, ())]
            loops = any(edge.target == root for edge in self.outgoing.get(root, ()))
            if len(group) > 1 or (group and loops):
                groups.append(tuple(group))
        return groups

    def balance(self, node: Node) -> Balance:
        incoming = sum((edge.quantity for edge in self.incoming.get(node, ())), Decimal(0))
        outgoing = sum((edge.quantity for edge in self.outgoing.get(node, ())), Decimal(0))
        return Balance(incoming, outgoing)
