"""Moving a train."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model

from timetables.models import DatedStop, DatedTrip, ScheduleChange, StopTime, Trip
from timetables.operations import (
    TimeFault,
    TimeProblem,
    TimesRefused,
    cancel_dated_trip,
    retime_trip,
    shift_trip,
)
from timetables.service_days import parse_time

TODAY = date(2027, 5, 18)
RUDNYA, BORDER = 13, 11


@pytest.fixture
def trip(network):
    return Trip.objects.get(trip_id="VIT-6722")


@pytest.fixture
def editor(db):
    return get_user_model().objects.create_user("editor")


def later(trip, sequence, minutes):
    row = trip.stop_times.get(stop_sequence=sequence)
    return (sequence, row.arrival_time + 60 * minutes, row.departure_time + 60 * minutes)


def dated_departures(trip, sequence):
    stops = DatedStop.objects.filter(dated_trip__trip=trip, position=sequence - 1)
    return dict(stops.values_list("dated_trip__service_date", "departure_at"))


def test_future_days_follow_and_a_departed_one_does_not(trip, editor, now):
    before = dated_departures(trip, RUDNYA)
    retime_trip(trip=trip, times=[later(trip, RUDNYA, 2)], actor=editor, now=now)
    moved = {day: at - before[day] for day, at in dated_departures(trip, RUDNYA).items()}
    assert moved.pop(TODAY) == timedelta(0)
    assert set(moved.values()) == {timedelta(minutes=2)}
    assert len(moved) == 50


def test_each_day_records_what_moved_from_and_to_and_who_did_it(trip, editor, now):
    changes = retime_trip(trip=trip, times=[later(trip, RUDNYA, 2)], actor=editor, now=now)
    assert len(changes) == ScheduleChange.objects.count() == 50
    change = ScheduleChange.objects.get(dated_trip__service_date=date(2027, 5, 19))
    assert (change.kind, change.made_by, change.made_at, change.consumed_at) == ("retimed", editor, now, None)
    assert list(change.before["stops"]) == list(change.after["stops"]) == ["12"]
    old, new = (
        datetime.fromisoformat(side["stops"]["12"]["departure_at"]) for side in (change.before, change.after)
    )
    assert new - old == timedelta(minutes=2)
    assert change.after["stops"]["12"]["stop_id"] == "RUDNYA"
    assert change.before["departs_at"] == change.after["departs_at"]


def test_the_history_of_a_stop_time_names_the_editor_and_the_reason(trip, editor, now):
    retime_trip(trip=trip, times=[later(trip, RUDNYA, 2)], actor=editor, now=now, reason="roadworks")
    row = StopTime.history.filter(trip=trip, stop_sequence=RUDNYA).latest()
    assert (row.history_user, row.history_change_reason) == (editor, "roadworks")


def test_a_whole_train_moves_with_its_ends(trip, editor, now):
    train = DatedTrip.objects.get(trip=trip, service_date=date(2027, 5, 19))
    shift_trip(trip=trip, minutes=10, actor=editor, now=now)
    moved = DatedTrip.objects.get(pk=train.pk)
    assert moved.departs_at - train.departs_at == moved.arrives_at - train.arrives_at == timedelta(minutes=10)
    change = train.changes.get()
    assert datetime.fromisoformat(change.after["departs_at"]) == moved.departs_at
    assert len(change.after["stops"]) == 24


def test_the_border_moves_with_its_neighbours(trip, editor, now):
    times = [later(trip, sequence, 10) for sequence in range(1, 25) if sequence != BORDER]
    before = trip.stop_times.get(stop_sequence=BORDER).arrival_time
    retime_trip(trip=trip, times=times, actor=editor, now=now)
    assert trip.stop_times.get(stop_sequence=BORDER).arrival_time == before + 600


def test_a_cancelled_day_moves_without_a_word(trip, editor, now):
    train = DatedTrip.objects.get(trip=trip, service_date=date(2027, 5, 19))
    cancel_dated_trip(dated_trip=train, actor=editor, now=now)
    shift_trip(trip=trip, minutes=5, actor=editor, now=now)
    assert DatedTrip.objects.get(pk=train.pk).departs_at == train.departs_at + timedelta(minutes=5)
    assert train.changes.filter(kind=ScheduleChange.Kind.RETIMED).count() == 0


def test_the_same_times_again_change_nothing(trip, editor, now):
    assert retime_trip(trip=trip, times=[later(trip, RUDNYA, 0)], actor=editor, now=now) == []
    assert not ScheduleChange.objects.exists()
    assert not StopTime.history.exists()


@pytest.mark.parametrize(
    ("times", "problem"),
    [
        ((99, 0, 0), TimeProblem(99, TimeFault.UNKNOWN_STOP)),
        ((13, parse_time("08:40:00"), parse_time("08:30:00")), TimeProblem(13, TimeFault.BACKWARDS)),
        ((13, parse_time("08:00:00"), parse_time("08:40:00")), TimeProblem(13, TimeFault.BEFORE_PREVIOUS)),
        ((24, parse_time("48:10:00"), parse_time("48:10:00")), TimeProblem(24, TimeFault.OUT_OF_DAY)),
        ((1, -60, -60), TimeProblem(1, TimeFault.OUT_OF_DAY)),
    ],
)
def test_times_that_cannot_be_are_refused_with_the_place_and_nothing_changes(
    trip, editor, now, times, problem
):
    before = list(trip.stop_times.values())
    with pytest.raises(TimesRefused) as refused:
        retime_trip(trip=trip, times=[times], actor=editor, now=now)
    assert problem in refused.value.problems
    assert list(trip.stop_times.values()) == before
    assert not ScheduleChange.objects.exists()


def test_moving_a_train_makes_as_many_queries_for_three_days_as_for_fifty(
    trip, editor, now, django_assert_max_num_queries
):
    DatedTrip.objects.filter(trip=trip, service_date__gt=TODAY + timedelta(days=3)).update(departs_at=now)
    with django_assert_max_num_queries(20) as few:
        assert len(shift_trip(trip=trip, minutes=1, actor=editor, now=now)) == 3
    other = Trip.objects.get(trip_id="VIT-6721")
    with django_assert_max_num_queries(20) as many:
        assert len(shift_trip(trip=other, minutes=1, actor=editor, now=now)) == 51
    assert len(many) - len(few) <= 3  # the stops are written in batches
