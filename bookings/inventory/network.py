"""Few units sent through a network at the least cost, exactly: the successive shortest path algorithm. Pure."""

from collections import deque
from collections.abc import Hashable

Node = Hashable


class Network:
    """Directed edges with a capacity and a cost in whole numbers; costs are not below 0."""

    def __init__(self) -> None:
        self._edges_of: dict[Node, list[int]] = {}
        self._heads: list[Node] = []
        self._left: list[int] = []
        self._costs: list[int] = []

    def add(self, tail: Node, head: Node, *, capacity: int, cost: int = 0) -> None:
        """This method adds an edge; an odd edge is the way back along the one before it."""
        for start, end, room, price in ((tail, head, capacity, cost), (head, tail, 0, -cost)):
            self._edges_of.setdefault(start, []).append(len(self._heads))
            self._heads.append(end)
            self._left.append(room)
            self._costs.append(price)

    def send(self, source: Node, sink: Node, units: int) -> int | None:
        """This method sends the units, each along the cheapest way left, and returns their cost; None if too many."""
        total = 0
        for _unit in range(units):
            way = self._cheapest(source, sink)
            if way is None:
                return None
            for edge in way:
                self._left[edge] -= 1
                self._left[edge ^ 1] += 1
                total += self._costs[edge]
        return total

    def paths(self, source: Node, sink: Node, units: int) -> list[list[Node]]:
        """This method takes the units that were sent apart again: the nodes that each passes."""
        return [self._follow(source, sink) for _unit in range(units)]

    def _follow(self, source: Node, sink: Node) -> list[Node]:
        path = [source]
        while path[-1] != sink:
            used = next(
                edge for edge in self._edges_of[path[-1]] if edge % 2 == 0 and self._left[edge ^ 1] > 0
            )
            self._left[used ^ 1] -= 1
            path.append(self._heads[used])
        return path

    def _cheapest(self, source: Node, sink: Node) -> list[int] | None:
        """Bellman and Ford's search with a queue: ways back cost less than nothing, but no circle does."""
        costs: dict[Node, int] = {source: 0}
        came_by: dict[Node, int] = {}
        queue, waiting = deque([source]), {source}
        while queue:
            node = queue.popleft()
            waiting.discard(node)
            for edge in self._edges_of.get(node, []):
                head, cost = self._heads[edge], costs[node] + self._costs[edge]
                if self._left[edge] > 0 and cost < costs.get(head, cost + 1):
                    costs[head], came_by[head] = cost, edge
                    if head not in waiting:
                        waiting.add(head)
                        queue.append(head)
        return self._way_back(source, sink, came_by) if sink in costs else None

    def _way_back(self, source: Node, sink: Node, came_by: dict[Node, int]) -> list[int]:
        way: list[int] = []
        node = sink
        while node != source:
            way.append(came_by[node])
            node = self._heads[came_by[node] ^ 1]
        return way[::-1]
