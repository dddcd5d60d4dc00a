"""Edits of several trips are carried out together, on what the editor saw, or not at all."""

from datetime import UTC, datetime

import pytest

from tests.factories import make_dated_trip, make_trip
from timetables.models import ScheduleChange, StopTime, Trip
from timetables.operations import TimesRefused, shift_trip
from timetables.operations.change_calls import EndMustStop
from timetables.operations.edit_trips import SeenOtherwise, TripEdit, edit_trips, seen_stops

NOW = datetime(2027, 5, 17, 6, 0, tzinfo=UTC)
EIGHT = 8 * 3600


def make_edit(trip: Trip, *, minutes: int = 10, passes: tuple[int, ...] = ()) -> TripEdit:
    seen = seen_stops(trip.stop_times.order_by("stop_sequence"))
    times = [
        (number, arrival + minutes * 60, departure + minutes * 60) for number, arrival, departure, _p in seen
    ]
    return TripEdit(trip, times, passes, (), seen)


def first_departure(trip: Trip) -> int:
    return StopTime.objects.get(trip=trip, stop_sequence=0).departure_time


@pytest.mark.django_db
def test_all_edits_are_carried_out_and_the_days_recorded() -> None:
    trips = [make_trip(), make_trip()]
    trains = [
        make_dated_trip(trip=trip, service_date=datetime(2027, 5, 20, tzinfo=UTC).date()) for trip in trips
    ]
    changes = edit_trips(edits=[make_edit(trip) for trip in trips], actor=None, now=NOW)
    assert {change.dated_trip for change in changes} == set(trains)
    assert [first_departure(trip) for trip in trips] == [EIGHT + 600] * 2


@pytest.mark.django_db
def test_a_trip_changed_by_somebody_else_meanwhile_refuses_all() -> None:
    trips = [make_trip(), make_trip()]
    edits = [make_edit(trip) for trip in trips]
    shift_trip(trip=trips[1], minutes=1, actor=None, now=NOW)
    with pytest.raises(SeenOtherwise):
        edit_trips(edits=edits, actor=None, now=NOW)
    assert [first_departure(trip) for trip in trips] == [EIGHT, EIGHT + 60]


@pytest.mark.django_db
def test_one_faulty_edit_undoes_the_others() -> None:
    trips = [make_trip(), make_trip()]
    with pytest.raises(EndMustStop):
        edit_trips(edits=[make_edit(trips[0]), make_edit(trips[1], passes=(3,))], actor=None, now=NOW)
    with pytest.raises(TimesRefused):
        edit_trips(edits=[make_edit(trips[0]), make_edit(trips[1], minutes=-600)], actor=None, now=NOW)
    assert [first_departure(trip) for trip in trips] == [EIGHT, EIGHT]
    assert not ScheduleChange.objects.exists()
