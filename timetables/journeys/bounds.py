"""The least time that any way to the destination takes, were there a train whenever one wants it."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush

from timetables.journeys.changes import ChangeTimes
from timetables.journeys.day import Day


def least_times(days: Sequence[Day], changes: ChangeTimes, destinations: Mapping[int, int]) -> dict[int, int]:
    """Find by Dijkstra's algorithm, backwards, how many seconds a stop is away from the destinations at least.

    This function takes the quickest train between each two neighbouring calls and no time to change; stops from which
    there is no way are left out.
    """
    walks: dict[int, list[tuple[int, int]]] = {}
    for start, ways in changes.on_foot.items():
        for end, seconds in ways:
            walks.setdefault(end, []).append((start, seconds))
    least: dict[int, int] = {}
    heap = [(walk, stop) for stop, walk in destinations.items()]
    heapify(heap)
    while heap:
        time, stop = heappop(heap)
        if stop in least:
            continue
        least[stop] = time
        for before, seconds in _ways_to(stop, days, walks):
            if before not in least:
                heappush(heap, (time + seconds, before))
    return least


def _ways_to(
    stop: int, days: Sequence[Day], walks: Mapping[int, list[tuple[int, int]]]
) -> Iterator[tuple[int, int]]:
    yield from walks.get(stop, ())
    for day in days:
        yield from day.quickest.get(stop, {}).items()
