"""A train that does not run on a part of its way."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from timetables.models import DatedStop, DatedTrip, ScheduleChange
from timetables.operations.train_lock import StopNotServed, lock_running, record_change, stops_in_order

if TYPE_CHECKING:
    from railway.accounts.models import User


class NoSuchPart(Exception):
    """A part leads from one stop to a later one, and is not the whole way: a whole train is cancelled as such."""


@transaction.atomic
def cancel_part(
    *,
    dated_trip: DatedTrip,
    from_position: int,
    to_position: int,
    actor: "User | None",
    now: datetime,
    reason: str = "",
) -> ScheduleChange | None:
    """Cancel a train between two of its stops, given by position; it runs up to the first and on from the last.

    This function does nothing and returns None when that part does not run already; it raises NoSuchPart,
    StopNotServed (nobody gets on or off at an end), TrainIsCancelled and TrainHasArrived.
    """
    train = lock_running(dated_trip, now)
    stops = stops_in_order(train)
    legs = _legs(stops, from_position, to_position)
    if from_position == 0 and to_position == len(stops) - 1:
        raise NoSuchPart
    kind = ScheduleChange.Kind.PART_CANCELLED
    return _write(train, stops, legs, kind, actor, now, runs=False, reason=reason)


@transaction.atomic
def restore_part(
    *, dated_trip: DatedTrip, from_position: int, to_position: int, actor: "User | None", now: datetime
) -> ScheduleChange | None:
    """Let a train run again between two of its stops.

    This function does nothing and returns None when it runs there; it raises NoSuchPart, StopNotServed,
    TrainIsCancelled and TrainHasArrived.
    """
    train = lock_running(dated_trip, now)
    stops = stops_in_order(train)
    legs = _legs(stops, from_position, to_position)
    return _write(train, stops, legs, ScheduleChange.Kind.PART_RESTORED, actor, now, runs=True)


def cancelled_legs(stops: Sequence[DatedStop]) -> list[int]:
    """This function lists the legs that do not run; leg i leads from position i to i + 1."""
    return [stop.position for stop in stops if stop.departure_cancelled]


def _legs(stops: Sequence[DatedStop], from_position: int, to_position: int) -> range:
    if not 0 <= from_position < to_position < len(stops):
        raise NoSuchPart
    if not all(stops[end].boarding or stops[end].alighting for end in (from_position, to_position)):
        raise StopNotServed
    return range(from_position, to_position)


def _write(
    train: DatedTrip,
    stops: list[DatedStop],
    legs: range,
    kind: ScheduleChange.Kind,
    actor: "User | None",
    now: datetime,
    *,
    runs: bool,
    reason: str = "",
) -> ScheduleChange | None:
    was = cancelled_legs(stops)
    for leg in legs:
        stops[leg].departure_cancelled = stops[leg + 1].arrival_cancelled = not runs
    legs_now = cancelled_legs(stops)
    if was == legs_now:
        return None
    DatedStop.objects.bulk_update(stops, ["arrival_cancelled", "departure_cancelled"])
    part: dict[str, Any] = {"from_position": legs.start, "to_position": legs.stop}
    after = part | {"cancelled_legs": legs_now, "reason": reason}
    return record_change(train, kind, part | {"cancelled_legs": was}, after, actor, now)
