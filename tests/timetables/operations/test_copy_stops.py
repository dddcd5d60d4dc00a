"""A new train takes the stops and running times of another."""

import pytest

from tests.factories import make_trip
from tests.staff import make_staff
from timetables.models import StopTime, Trip
from timetables.operations import TimesRefused
from timetables.operations.copy_stops import HasStopsAlready, copy_stops

HOUR = 3600


@pytest.fixture
def pattern(db: None) -> Trip:
    trip = make_trip()
    StopTime.objects.filter(trip=trip, stop_sequence=1).update(pickup_type=1, drop_off_type=1)
    return trip


@pytest.fixture
def empty(pattern: Trip) -> Trip:
    trip = make_trip(stops=[])
    assert not trip.stop_times.exists()
    return trip


def test_the_copy_leaves_at_its_own_hour_and_keeps_the_rest(pattern: Trip, empty: Trip) -> None:
    copy_stops(pattern=pattern, trip=empty, departure=17 * HOUR, actor=None)
    kept = ("stop_id", "stop_sequence", "pickup_type", "drop_off_type", "shape_dist_traveled")
    ordered = StopTime.objects.order_by("stop_sequence")
    assert list(ordered.filter(trip=empty).values(*kept)) == list(ordered.filter(trip=pattern).values(*kept))
    assert [row.departure_time for row in ordered.filter(trip=empty)] == [
        17 * HOUR, 17 * HOUR + 600, 17 * HOUR + 1200, 17 * HOUR + 1800,
    ]  # fmt: skip


def test_it_is_recorded_who_made_the_stops(pattern: Trip, empty: Trip) -> None:
    editor = make_staff()
    copy_stops(pattern=pattern, trip=empty, departure=17 * HOUR, actor=editor)
    assert {row.history_user for row in StopTime.history.filter(trip_id=empty.pk)} == {editor}


def test_stops_that_are_there_are_not_written_over(pattern: Trip) -> None:
    with pytest.raises(HasStopsAlready):
        copy_stops(pattern=pattern, trip=make_trip(), departure=17 * HOUR, actor=None)


def test_a_train_does_not_run_past_the_end_of_its_service_day(pattern: Trip, empty: Trip) -> None:
    with pytest.raises(TimesRefused):
        copy_stops(pattern=pattern, trip=empty, departure=48 * HOUR - 60, actor=None)
    assert not empty.stop_times.exists()
