"""What an operator does in the timetable grid: new times and calls of several trips, all or none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from timetables.models import ScheduleChange, StopTime, Trip
from timetables.operations.change_calls import change_calls
from timetables.operations.retime import NewTime, retime_trip

if TYPE_CHECKING:
    from railway.accounts.models import User

SeenStop = tuple[int, int, int, bool]


class SeenOtherwise(Exception):
    """Somebody changed a trip since the editor looked at it; nothing was changed."""


@dataclass(frozen=True, slots=True)
class TripEdit:
    """One trip's edit, all by stop_sequence: new times in seconds of the service day, stops to pass, stops to call at.

    `seen` is the trip as the editor saw it: (stop_sequence, arrival, departure, passes) of every stop.
    """

    trip: Trip
    times: Sequence[NewTime]
    passes: Collection[int]
    calls: Collection[int]
    seen: Sequence[SeenStop]


@transaction.atomic
def edit_trips(
    *, edits: Sequence[TripEdit], actor: "User | None", now: datetime, reason: str = ""
) -> list[ScheduleChange]:
    """Carry out edits of several trips; their trains that have not departed follow.

    This function raises SeenOtherwise, TimesRefused or EndMustStop, and then nothing is changed. It returns what it
    recorded of the days that are concerned; `reason` is kept in the history of the stop times.
    """
    keys = [edit.trip.pk for edit in edits]
    list(Trip.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"))
    if any(list(edit.seen) != seen_stops(edit.trip.stop_times.order_by("stop_sequence")) for edit in edits):
        raise SeenOtherwise
    changes = []
    for edit in edits:
        changes += retime_trip(trip=edit.trip, times=edit.times, actor=actor, now=now, reason=reason)
        changes += change_calls(
            trip=edit.trip, passes=edit.passes, calls=edit.calls, actor=actor, now=now, reason=reason
        )
    return changes


def seen_stops(stop_times: Collection[StopTime]) -> list[SeenStop]:
    """This function writes down a trip's stops, given in order, as an editor sees them."""
    return [(row.stop_sequence, row.arrival_time, row.departure_time, is_passed(row)) for row in stop_times]


def is_passed(row: StopTime) -> bool:
    """This function tells whether a trip passes a stop without calling there."""
    return row.pickup_type == row.drop_off_type == StopTime.Pickup.NONE
