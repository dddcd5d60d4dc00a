"""A new train after the pattern of one that runs."""

from typing import TYPE_CHECKING

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from timetables.models import StopTime, Trip
from timetables.operations.retime import TimesRefused, find_time_problems

if TYPE_CHECKING:
    from railway.accounts.models import User


class HasStopsAlready(Exception):
    """The trip has stops of its own; nothing was copied."""


@transaction.atomic
def copy_stops(*, pattern: Trip, trip: Trip, departure: int, actor: "User | None") -> list[StopTime]:
    """Give a new trip the stops, kilometres and running times of another, leaving its first stop at `departure`.

    `departure` is in seconds of the service day. This function raises HasStopsAlready, or TimesRefused when the train
    would run past the end of the service day; the trip's trains are made by the next run of make_dated_trips.
    """
    if trip.stop_times.exists():
        raise HasStopsAlready
    rows = list(pattern.stop_times.order_by("stop_sequence"))
    shift = departure - rows[0].departure_time
    copies = [_copy(row, trip, shift) for row in rows]
    if problems := find_time_problems(copies):
        raise TimesRefused(problems)
    bulk_create_with_history(copies, StopTime, default_user=actor, default_change_reason=f"as {pattern}")
    return copies


def _copy(row: StopTime, trip: Trip, shift: int) -> StopTime:
    return StopTime(
        trip=trip,
        stop_sequence=row.stop_sequence,
        stop_id=row.stop_id,
        arrival_time=max(0, row.arrival_time + shift),
        departure_time=row.departure_time + shift,
        pickup_type=row.pickup_type,
        drop_off_type=row.drop_off_type,
        shape_dist_traveled=row.shape_dist_traveled,
        timepoint=row.timepoint,
    )
