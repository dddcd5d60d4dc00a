"""RAPTOR finds what trying everything finds, and every journey it gives can be made."""

from typing import Any

from hypothesis import given, settings

from tests.timetables.journeys.brute_force import every_journey, none_beaten
from tests.timetables.journeys.networks import halves, networks
from timetables.journeys import Journey, Run, arrive_by, build_day, depart_after, find_journeys

QUICK = settings(max_examples=600, deadline=None)


def _search(asked: dict[str, Any]) -> list[Journey]:
    rest = {name: asked[name] for name in ("changes", "ends", "first", "last", "most_trains")}
    return find_journeys([build_day(half) for half in halves(asked["runs"])], **rest)


def _every(asked: dict[str, Any]) -> set[tuple[int, int, int]]:
    if asked["ends"].origins.keys() & asked["ends"].destinations.keys():
        return set()
    return every_journey(
        asked["runs"], asked["changes"], asked["ends"], first=asked["first"], most_trains=asked["most_trains"]
    )


def _triples(journeys: list[Journey]) -> list[tuple[int, int, int]]:
    return [(one.departure, one.arrival, one.changes) for one in journeys]


@QUICK
@given(networks)
def test_a_period_has_just_the_journeys_that_nothing_beats(asked: dict[str, Any]) -> None:
    wanted = sorted(one for one in none_beaten(_every(asked)) if one[0] < asked["last"])
    assert _triples(_search(asked)) == wanted


@QUICK
@given(networks)
def test_every_journey_can_be_made(asked: dict[str, Any]) -> None:
    trains = {run.train: run for run in asked["runs"]}
    for journey in _search(asked):
        for leg in journey.legs:
            _check_leg(leg, trains[leg.train])
        for left, taken in journey.waits():
            needed = asked["changes"].between(left.to_stop, taken.from_stop)
            assert needed is not None
            assert left.arrival + needed <= taken.departure
        start, end = journey.legs[0], journey.legs[-1]
        assert journey.departure == start.departure - asked["ends"].origins[start.from_stop]
        assert journey.arrival == end.arrival + asked["ends"].destinations[end.to_stop]


def _check_leg(leg: Any, run: Run) -> None:
    start, end = (run.positions.index(position) for position in (leg.from_position, leg.to_position))
    assert start < end
    assert (run.stops[start], run.stops[end]) == (leg.from_stop, leg.to_stop)
    assert (run.departures[start], run.arrivals[end]) == (leg.departure, leg.arrival)
    assert run.boards[start]
    assert run.alights[end]


@QUICK
@given(networks)
def test_from_an_instant_on_the_earliest_arrival_is_found_for_each_number_of_changes(
    asked: dict[str, Any],
) -> None:
    every = _every(asked)
    days = [build_day(half) for half in halves(asked["runs"])]
    found = depart_after(
        days, asked["changes"], asked["ends"], at=asked["first"], most_trains=asked["most_trains"]
    )
    best = none_beaten({(0, arrival, changes) for _departure, arrival, changes in every})
    latest = {
        (max(d for d, a, c in every if (a, c) == (arrival, changes)), arrival, changes)
        for _zero, arrival, changes in best
    }
    assert _triples(found) == sorted(latest, key=lambda one: one[1:])


@QUICK
@given(networks)
def test_to_be_there_in_time_the_latest_departure_is_found_for_each_number_of_changes(
    asked: dict[str, Any],
) -> None:
    at = asked["last"]
    in_time = {one for one in _every(asked | {"first": -1000}) if one[1] <= at}
    days = [build_day(half) for half in halves(asked["runs"])]
    found = arrive_by(days, asked["changes"], asked["ends"], at=at, most_trains=asked["most_trains"])
    best = none_beaten({(departure, 0, changes) for departure, _arrival, changes in in_time})
    earliest = {
        (departure, min(a for d, a, c in in_time if (d, c) == (departure, changes)), changes)
        for departure, _zero, changes in best
    }
    assert _triples(found) == sorted(earliest, key=lambda one: (-one[0], one[2]))
