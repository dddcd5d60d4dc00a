"""What happens to one train on its day: cancelled, running again, late, not calling at a stop."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from timetables.models import DatedStop, DatedTrip, ScheduleChange

if TYPE_CHECKING:
    from railway.accounts.models import User

LONGEST_DELAY_S = 24 * 3600


class TrainHasArrived(Exception):
    """The train has reached its last stop: nothing can happen to it any more."""


class TrainIsCancelled(Exception):
    """The train does not run, so it can't be late or leave a stop out."""


class DelayOutOfRange(Exception):
    """A delay is between none and a day."""


class StopNotServed(Exception):
    """Nobody boards or alights at this position of the train, so it can't be left out."""


@transaction.atomic
def cancel_dated_trip(
    *, dated_trip: DatedTrip, actor: "User | None", now: datetime, reason: str = ""
) -> ScheduleChange | None:
    """Cancel a train on its day.

    This function does nothing and returns None when the train is cancelled already; it raises TrainHasArrived.
    """
    train = _lock(dated_trip, now)
    if train.state == DatedTrip.State.CANCELLED:
        return None
    before = {"state": train.state}
    _set(train, dated_trip, state=DatedTrip.State.CANCELLED)
    return _record(
        train, ScheduleChange.Kind.CANCELLED, before, {"state": train.state, "reason": reason}, actor, now
    )


@transaction.atomic
def restore_dated_trip(
    *, dated_trip: DatedTrip, actor: "User | None", now: datetime, reason: str = ""
) -> ScheduleChange | None:
    """Let a cancelled train run again.

    This function does nothing and returns None when the train runs; it raises TrainHasArrived.
    """
    train = _lock(dated_trip, now)
    if train.state == DatedTrip.State.SCHEDULED:
        return None
    before = {"state": train.state}
    _set(train, dated_trip, state=DatedTrip.State.SCHEDULED)
    after = {"state": train.state, "reason": reason}
    return _record(train, ScheduleChange.Kind.RESTORED, before, after, actor, now)


@transaction.atomic
def delay_dated_trip(
    *, dated_trip: DatedTrip, delay_s: int, actor: "User | None", now: datetime
) -> ScheduleChange | None:
    """Say by how many seconds a train is late, 0 when it is on time again.

    This function does nothing and returns None when that was said already; it raises DelayOutOfRange,
    TrainIsCancelled and TrainHasArrived.
    """
    if not 0 <= delay_s <= LONGEST_DELAY_S:
        raise DelayOutOfRange
    train = _lock_running(dated_trip, now)
    if train.delay_s == delay_s:
        return None
    before = {"delay_s": train.delay_s}
    _set(train, dated_trip, delay_s=delay_s)
    return _record(train, ScheduleChange.Kind.DELAYED, before, {"delay_s": delay_s}, actor, now)


@transaction.atomic
def drop_stop(
    *, dated_trip: DatedTrip, position: int, actor: "User | None", now: datetime
) -> ScheduleChange | None:
    """Let a train pass one of its stops on its day without calling there.

    This function does nothing and returns None when the stop is dropped already; it raises StopNotServed,
    TrainIsCancelled and TrainHasArrived.
    """
    train = _lock_running(dated_trip, now)
    stop = train.stops.select_related("stop").filter(position=position).first()
    if stop is None or not (stop.boarding or stop.alighting):
        raise StopNotServed
    if not DatedStop.objects.filter(pk=stop.pk, served=True).update(served=False):
        return None
    before: dict[str, Any] = {"position": position, "stop_id": stop.stop.stop_id, "served": True}
    return _record(train, ScheduleChange.Kind.STOP_DROPPED, before, before | {"served": False}, actor, now)


def _lock(dated_trip: DatedTrip, now: datetime) -> DatedTrip:
    train = DatedTrip.objects.select_for_update(no_key=True).get(pk=dated_trip.pk)
    if train.arrives_at.timestamp() + train.delay_s < now.timestamp():
        raise TrainHasArrived
    return train


def _lock_running(dated_trip: DatedTrip, now: datetime) -> DatedTrip:
    train = _lock(dated_trip, now)
    if train.state == DatedTrip.State.CANCELLED:
        raise TrainIsCancelled
    return train


def _set(train: DatedTrip, given: DatedTrip, **values: Any) -> None:
    """Save some columns, and show them on the caller's object as well."""
    for name, value in values.items():
        setattr(train, name, value)
        setattr(given, name, value)
    train.save(update_fields=list(values))


def _record(
    train: DatedTrip,
    kind: ScheduleChange.Kind,
    before: dict[str, Any],
    after: dict[str, Any],
    actor: "User | None",
    now: datetime,
) -> ScheduleChange:
    return ScheduleChange.objects.create(
        dated_trip=train, kind=kind, before=before, after=after, made_at=now, made_by=actor
    )
