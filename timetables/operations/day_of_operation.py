"""What happens to one train on its day: cancelled, running again, not calling at a stop, at another platform."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from timetables.models import DatedStop, DatedTrip, ScheduleChange
from timetables.operations.train_lock import (
    StopNotServed,
    TrainHasArrived,
    TrainIsCancelled,
    lock_running,
    lock_train,
    record_change,
    set_values,
    stop_at,
)

if TYPE_CHECKING:
    from railway.accounts.models import User

__all__ = [
    "StopNotServed",
    "TrainHasArrived",
    "TrainIsCancelled",
    "cancel_dated_trip",
    "change_platform",
    "drop_stop",
    "restore_dated_trip",
    "restore_stop",
]

PLATFORM_LENGTH = 8
Kind = ScheduleChange.Kind


@transaction.atomic
def cancel_dated_trip(
    *, dated_trip: DatedTrip, actor: "User | None", now: datetime, reason: str = ""
) -> ScheduleChange | None:
    """Cancel a train on its day.

    This function does nothing and returns None when the train is cancelled already; it raises TrainHasArrived.
    """
    train = lock_train(dated_trip, now)
    if train.state == DatedTrip.State.CANCELLED:
        return None
    before = {"state": train.state}
    set_values(train, dated_trip, state=DatedTrip.State.CANCELLED)
    after = {"state": train.state, "reason": reason}
    return record_change(train, Kind.CANCELLED, before, after, actor, now)


@transaction.atomic
def restore_dated_trip(
    *, dated_trip: DatedTrip, actor: "User | None", now: datetime, reason: str = ""
) -> ScheduleChange | None:
    """Let a cancelled train run again.

    This function does nothing and returns None when the train runs; it raises TrainHasArrived.
    """
    train = lock_train(dated_trip, now)
    if train.state == DatedTrip.State.SCHEDULED:
        return None
    before = {"state": train.state}
    set_values(train, dated_trip, state=DatedTrip.State.SCHEDULED)
    after = {"state": train.state, "reason": reason}
    return record_change(train, Kind.RESTORED, before, after, actor, now)


@transaction.atomic
def drop_stop(
    *, dated_trip: DatedTrip, position: int, actor: "User | None", now: datetime
) -> ScheduleChange | None:
    """Let a train pass one of its stops on its day without calling there.

    This function does nothing and returns None when the stop is dropped already; it raises StopNotServed,
    TrainIsCancelled and TrainHasArrived.
    """
    return _serve(dated_trip, position, actor, now, served=False)


@transaction.atomic
def restore_stop(
    *, dated_trip: DatedTrip, position: int, actor: "User | None", now: datetime
) -> ScheduleChange | None:
    """Let a train call again at a stop that it was to pass on its day.

    This function does nothing and returns None when the stop is served; it raises StopNotServed where the timetable
    has no call, TrainIsCancelled and TrainHasArrived.
    """
    return _serve(dated_trip, position, actor, now, served=True)


@transaction.atomic
def change_platform(
    *, dated_trip: DatedTrip, position: int, platform: str, actor: "User | None", now: datetime
) -> ScheduleChange | None:
    """Say at which platform a train is on its day; an empty text means the planned one again.

    This function does nothing and returns None when that was said already; it raises StopNotServed, TrainIsCancelled
    and TrainHasArrived.
    """
    train = lock_running(dated_trip, now)
    stop = stop_at(train, position)
    said = platform.strip()[:PLATFORM_LENGTH]
    actual = "" if said == stop.platform else said
    if stop.actual_platform == actual:
        return None
    before = _place(stop) | {"platform": stop.actual_platform or stop.platform}
    DatedStop.objects.filter(pk=stop.pk).update(actual_platform=actual)
    after = _place(stop) | {"platform": actual or stop.platform}
    return record_change(train, Kind.PLATFORM_CHANGED, before, after, actor, now)


def _serve(
    dated_trip: DatedTrip, position: int, actor: "User | None", now: datetime, *, served: bool
) -> ScheduleChange | None:
    train = lock_running(dated_trip, now)
    stop = stop_at(train, position)
    if not DatedStop.objects.filter(pk=stop.pk, served=not served).update(served=served):
        return None
    kind = Kind.STOP_RESTORED if served else Kind.STOP_DROPPED
    before, after = _place(stop) | {"served": not served}, _place(stop) | {"served": served}
    return record_change(train, kind, before, after, actor, now)


def _place(stop: DatedStop) -> dict[str, Any]:
    return {"position": stop.position, "stop_id": stop.stop.stop_id}
