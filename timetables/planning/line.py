"""The stops of a line in the order in which its trains run through them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from timetables.planning.plan import Train


def line_order(trains: Iterable[Train], direction: int) -> list[str]:
    """Bring the stops of all trains of a line into one order, as `direction` runs through them.

    The longest train gives the order, the others' stops are put in behind their forerunners; trains of the other
    direction count backwards. This function keeps each stop once.
    """
    ways = [_way(train, direction) for train in trains]
    order: list[str] = []
    for way in sorted(ways, key=len, reverse=True):
        at = 0
        for stop in way:
            if stop not in order:
                order.insert(at, stop)
            at = order.index(stop) + 1
    return order


def _way(train: Train, direction: int) -> list[str]:
    stops = [call.stop for call in train.calls]
    return stops if train.direction == direction else stops[::-1]


def kilometres(order: Sequence[str], trains: Iterable[Train]) -> dict[str, Decimal]:
    """This function gives stops their kilometre from the first of the order, as far as trains that start there know."""
    found: dict[str, Decimal] = {}
    for train in trains:
        if train.calls and order and train.calls[0].stop == order[0]:
            found |= {
                call.stop: call.km for call in train.calls if call.km is not None and call.stop not in found
            }
    return found
