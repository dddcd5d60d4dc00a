"""What every operation on a train of a day begins and ends with: its lock, and the record of what was changed."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from timetables.models import DatedStop, DatedTrip, ScheduleChange

if TYPE_CHECKING:
    from railway.accounts.models import User


class TrainHasArrived(Exception):
    """The train has reached its last stop: nothing can happen to it any more."""


class TrainIsCancelled(Exception):
    """The train does not run, so it can't be late or leave a stop out."""


class StopNotServed(Exception):
    """Nobody boards or alights at this position of the train."""


def lock_train(dated_trip: DatedTrip, now: datetime) -> DatedTrip:
    """This function locks a train of a day and returns it as it is now. Raises TrainHasArrived.

    The lock lets rows that point to the train be written meanwhile. Order of locks: train, booking, seats.
    """
    train = DatedTrip.objects.select_for_update(no_key=True).get(pk=dated_trip.pk)
    if train.arrives_at.timestamp() + train.delay_s < now.timestamp():
        raise TrainHasArrived
    return train


def lock_running(dated_trip: DatedTrip, now: datetime) -> DatedTrip:
    """This function does the same for a train that is to run. Raises TrainIsCancelled too."""
    train = lock_train(dated_trip, now)
    if train.state == DatedTrip.State.CANCELLED:
        raise TrainIsCancelled
    return train


def set_values(train: DatedTrip, given: DatedTrip, **values: Any) -> None:
    """This function saves some columns, and shows them on the caller's object as well."""
    for name, value in values.items():
        setattr(train, name, value)
        setattr(given, name, value)
    train.save(update_fields=list(values))


def stops_in_order(train: DatedTrip) -> list[DatedStop]:
    """This function reads the stops of a locked train, with their names, by position."""
    return list(train.stops.select_related("stop").order_by("position"))


def stop_at(train: DatedTrip, position: int) -> DatedStop:
    """This function finds a stop of a locked train where passengers get on or off. Raises StopNotServed."""
    stop = train.stops.select_related("stop").filter(position=position).first()
    if stop is None or not (stop.boarding or stop.alighting):
        raise StopNotServed
    return stop


def record_change(
    train: DatedTrip,
    kind: ScheduleChange.Kind,
    before: dict[str, Any],
    after: dict[str, Any],
    actor: "User | None",
    now: datetime,
) -> ScheduleChange:
    """This function notes a change for whoever sells the train, in the caller's transaction."""
    return ScheduleChange.objects.create(
        dated_trip=train, kind=kind, before=before, after=after, made_at=now, made_by=actor
    )
