"""What happens to a train on its day."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from timetables.models import DatedTrip, ScheduleChange
from timetables.operations import (
    DelayOutOfRange,
    StopNotServed,
    TrainHasArrived,
    TrainIsCancelled,
    cancel_dated_trip,
    delay_dated_trip,
    drop_stop,
    restore_dated_trip,
)

BORDER, RUDNYA = 10, 12


@pytest.fixture
def train(network, now):
    trains = DatedTrip.objects.filter(trip__trip_id="VIT-6722", departs_at__gt=now)
    return trains.order_by("departs_at")[0]


@pytest.fixture
def doer(db, now):
    return {"actor": get_user_model().objects.create_user("dispatcher"), "now": now}


def test_a_cancelled_train_is_recorded_with_who_and_why(train, doer):
    change = cancel_dated_trip(dated_trip=train, reason="snow", **doer)
    assert DatedTrip.objects.get(pk=train.pk).state == train.state == DatedTrip.State.CANCELLED
    assert (change.kind, change.made_by, change.made_at) == ("cancelled", doer["actor"], doer["now"])
    assert (change.before, change.after) == ({"state": "scheduled"}, {"state": "cancelled", "reason": "snow"})


def test_cancelling_twice_is_told_once(train, doer):
    cancel_dated_trip(dated_trip=train, **doer)
    assert cancel_dated_trip(dated_trip=train, **doer) is None
    assert ScheduleChange.objects.count() == 1


def test_a_cancelled_train_may_run_again(train, doer):
    cancel_dated_trip(dated_trip=train, **doer)
    assert restore_dated_trip(dated_trip=train, **doer).kind == ScheduleChange.Kind.RESTORED
    assert restore_dated_trip(dated_trip=train, **doer) is None
    assert DatedTrip.objects.get(pk=train.pk).state == DatedTrip.State.SCHEDULED


def test_a_delay_is_recorded_when_it_changes(train, doer):
    change = delay_dated_trip(dated_trip=train, delay_s=420, **doer)
    assert (change.kind, change.before["delay_s"], change.after["delay_s"]) == ("delayed", 0, 420)
    assert delay_dated_trip(dated_trip=train, delay_s=420, **doer) is None
    assert DatedTrip.objects.get(pk=train.pk).delay_s == 420


@pytest.mark.parametrize("delay_s", [-1, 24 * 3600 + 1])
def test_a_delay_beyond_a_day_is_refused(train, doer, delay_s):
    with pytest.raises(DelayOutOfRange):
        delay_dated_trip(dated_trip=train, delay_s=delay_s, **doer)


def test_a_dropped_stop_is_recorded_with_its_position(train, doer):
    change = drop_stop(dated_trip=train, position=RUDNYA, **doer)
    assert (change.kind, change.after) == (
        "stop_dropped",
        {"position": RUDNYA, "stop_id": "RUDNYA", "served": False},
    )
    assert not train.stops.get(position=RUDNYA).served
    assert drop_stop(dated_trip=train, position=RUDNYA, **doer) is None


@pytest.mark.parametrize("position", [BORDER, 99])
def test_a_stop_where_nobody_boards_cannot_be_dropped(train, doer, position):
    with pytest.raises(StopNotServed):
        drop_stop(dated_trip=train, position=position, **doer)


def test_a_cancelled_train_cannot_be_late_or_leave_a_stop_out(train, doer):
    cancel_dated_trip(dated_trip=train, **doer)
    with pytest.raises(TrainIsCancelled):
        delay_dated_trip(dated_trip=train, delay_s=60, **doer)
    with pytest.raises(TrainIsCancelled):
        drop_stop(dated_trip=train, position=RUDNYA, **doer)


def test_nothing_happens_to_a_train_that_has_arrived_unless_it_is_late(train, doer):
    doer["now"] = train.arrives_at + timedelta(minutes=5)
    with pytest.raises(TrainHasArrived):
        cancel_dated_trip(dated_trip=train, **doer)
    DatedTrip.objects.filter(pk=train.pk).update(delay_s=600)
    assert cancel_dated_trip(dated_trip=train, **doer)
