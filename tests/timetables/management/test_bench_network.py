"""The made-up railway of the bench: its trains can run, and the search finds its way on them."""

from datetime import date
from itertools import pairwise

from timetables.management.bench.fill import bench_stops, fill_network
from timetables.management.bench.network import Network
from timetables.queries import days_with_journeys
from timetables.queries.journey_days import forget_days
from timetables.queries.load_day import load_day

DAY = date(2027, 5, 18)
SMALL = Network(stops=64, lines=6, trains_a_day=48)


def test_its_trains_run_forward_and_call_nowhere_twice() -> None:
    trains = list(SMALL.trains())
    assert len(trains) == 48
    for train in trains:
        assert len(set(train.stops)) == len(train.stops)
        times = [time for call in zip(train.arrivals, train.departures, strict=True) for time in call]
        assert all(one <= two for one, two in pairwise(times))


def test_it_is_the_same_each_time() -> None:
    assert list(SMALL.trains()) == list(SMALL.trains())


def test_its_rows_are_those_the_search_reads(db: None) -> None:
    fill_network(SMALL, first=DAY, days=2)
    forget_days()
    loaded = load_day(DAY).planned
    assert (loaded.trains, loaded.calls) == (48, 48 * 20)
    stops = bench_stops()
    ends = [(one, two) for one, two in pairwise(stops)]
    reached = [pair for pair in ends if days_with_journeys(origin=pair[0], destination=pair[1], dates=[DAY])]
    assert len(reached) > len(ends) // 2
