"""A train that does not run on a part of its way, the bus instead, stops that come back, other platforms."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from tests.factories import make_dated_trip
from timetables.models import DatedStop, DatedTrip, ScheduleChange
from timetables.operations import (
    BusRunsBack,
    NoSuchPart,
    StopNotServed,
    TrainIsCancelled,
    cancel_dated_trip,
    cancel_part,
    change_platform,
    drop_stop,
    end_bus,
    restore_part,
    restore_stop,
    set_bus,
)
from timetables.queries import arrivals, buses_by_trip, departures, find_trips, trip_stops

pytestmark = pytest.mark.django_db
CODES = ("PART_A", "PART_B", "PART_C", "PART_D", "PART_E")


@pytest.fixture
def train() -> DatedTrip:
    return make_dated_trip(stops=CODES)


@pytest.fixture
def now(train: DatedTrip):
    return train.departs_at - timedelta(hours=1)


def cut(train: DatedTrip, now, start: int, end: int) -> ScheduleChange | None:
    return cancel_part(
        dated_trip=train, from_position=start, to_position=end, actor=None, now=now, reason="flood"
    )


def legs(train: DatedTrip) -> list[int]:
    return [stop.position for stop in trip_stops(train.pk) if stop.departure_cancelled]


def test_the_train_comes_to_the_first_stop_and_goes_on_from_the_last(train: DatedTrip, now) -> None:
    change = cut(train, now, 1, 3)
    assert change
    assert (change.kind, change.after["cancelled_legs"], change.after["reason"]) == (
        "part_cancelled",
        [1, 2],
        "flood",
    )
    stops = trip_stops(train.pk)
    assert [stop.arrival_cancelled for stop in stops] == [False, False, True, True, False]
    assert [stop.departure_cancelled for stop in stops] == [False, True, True, False, False]


def test_parts_add_up_and_are_taken_back_one_by_one(train: DatedTrip, now) -> None:
    cut(train, now, 0, 2)
    cut(train, now, 1, 3)
    assert legs(train) == [0, 1, 2]
    assert cut(train, now, 0, 1) is None
    change = restore_part(dated_trip=train, from_position=1, to_position=2, actor=None, now=now)
    assert change
    assert (change.kind, legs(train)) == ("part_restored", [0, 2])
    assert [stop.arrival_cancelled for stop in trip_stops(train.pk)] == [False, True, False, True, False]


@pytest.mark.parametrize(("start", "end"), [(0, 4), (2, 2), (3, 1), (-1, 2), (3, 5)])
def test_no_part_and_the_whole_way_are_refused(train: DatedTrip, now, start: int, end: int) -> None:
    with pytest.raises(NoSuchPart):
        cut(train, now, start, end)


def test_a_part_ends_where_passengers_get_on_or_off(train: DatedTrip, now) -> None:
    DatedStop.objects.filter(dated_trip=train, position=2).update(boarding=False, alighting=False)
    with pytest.raises(StopNotServed):
        cut(train, now, 0, 2)


def test_a_cancelled_train_has_no_parts(train: DatedTrip, now) -> None:
    cancel_dated_trip(dated_trip=train, actor=None, now=now)
    with pytest.raises(TrainIsCancelled):
        cut(train, now, 0, 2)


def test_boards_and_search_know_it(train: DatedTrip, now) -> None:
    stops = [stop.stop for stop in trip_stops(train.pk)]
    cut(train, now, 2, 4)
    (leaves,) = departures(stop=stops[1], at=now, limit=1)
    assert (leaves.is_cancelled, leaves.short_of) == (False, stops[2].name)
    (gone,) = departures(stop=stops[3], at=now, limit=1)
    assert (gone.is_cancelled, gone.short_of) == (True, "")
    (comes,) = arrivals(stop=stops[2], at=now, limit=1)
    assert (comes.is_cancelled, comes.short_of) == (False, "")
    (never,) = arrivals(stop=stops[4], at=now, limit=1)
    assert never.is_cancelled
    day = trip_stops(train.pk)[0].departure.date()
    (runs,) = find_trips(origin=stops[0], destination=stops[2], date=day)
    (broken,) = find_trips(origin=stops[1], destination=stops[3], date=day)
    assert (runs.is_cancelled, broken.is_cancelled) == (False, True)
    assert broken.part_cancelled == (stops[2], stops[3])


def test_a_bus_is_told_for_the_journeys_over_its_section(train: DatedTrip, now) -> None:
    leaves = train.departs_at + timedelta(minutes=15)
    common = {"dated_trip": train, "actor": None, "now": now, "places": {"ru": " Площадь ", "en": "Square"}}
    first = set_bus(
        **common, from_position=1, to_position=3, departs_at=leaves, arrives_at=leaves + timedelta(minutes=40)
    )
    again = set_bus(
        **common, from_position=1, to_position=3, departs_at=leaves, arrives_at=leaves + timedelta(minutes=50)
    )
    with override("be"):
        (ride,) = buses_by_trip([train.pk])[train.pk]
    assert (ride.id, ride.place) == (again.pk, "Площадь"), "the second takes the place of the first"
    assert [ride.concerns(*span) for span in ((0, 1), (0, 2), (3, 4), (2, 4))] == [False, True, False, True]
    assert end_bus(bus=again, actor=None, now=now)
    assert end_bus(bus=first, actor=None, now=now) is None
    assert buses_by_trip([train.pk]) == {}
    kinds = ["bus_set", "bus_set", "bus_ended"]
    assert list(ScheduleChange.objects.order_by("id").values_list("kind", flat=True)) == kinds


def test_a_bus_arrives_after_it_leaves(train: DatedTrip, now) -> None:
    with pytest.raises(BusRunsBack):
        set_bus(
            dated_trip=train, from_position=1, to_position=3, departs_at=now, arrives_at=now, places={}, actor=None,
            now=now,
        )  # fmt: skip


def test_a_dropped_stop_is_served_again(train: DatedTrip, now) -> None:
    drop_stop(dated_trip=train, position=1, actor=None, now=now)
    change = restore_stop(dated_trip=train, position=1, actor=None, now=now)
    assert change
    assert (change.kind, change.after) == (
        "stop_restored", {"position": 1, "stop_id": change.after["stop_id"], "served": True}
    )  # fmt: skip
    assert trip_stops(train.pk)[1].calls
    assert restore_stop(dated_trip=train, position=1, actor=None, now=now) is None


def test_another_platform_is_told_until_the_planned_one_is_back(train: DatedTrip, now) -> None:
    DatedStop.objects.filter(dated_trip=train).update(platform="1")

    def move(platform: str) -> ScheduleChange | None:
        return change_platform(dated_trip=train, position=1, platform=platform, actor=None, now=now)

    change = move(" 3 ")
    assert change
    assert (change.before["platform"], change.after["platform"]) == ("1", "3")
    assert (trip_stops(train.pk)[1].platform, trip_stops(train.pk)[1].platform_changed) == ("3", True)
    assert move("3") is None
    assert move("1")
    assert (trip_stops(train.pk)[1].platform, trip_stops(train.pk)[1].platform_changed) == ("1", False)
