"""Where a train calls: leaving a stop out of a trip, or calling there again."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from timetables.models import DatedStop, DatedTrip, ScheduleChange, StopTime, Trip
from timetables.operations.day_of_operation import StopNotServed, drop_stop, restore_stop

if TYPE_CHECKING:
    from railway.accounts.models import User

NONE, REGULAR = StopTime.Pickup.NONE, StopTime.Pickup.REGULAR


class EndMustStop(Exception):
    """A train calls at its first and its last stop."""


@transaction.atomic
def change_calls(
    *,
    trip: Trip,
    passes: Collection[int],
    calls: Collection[int],
    actor: "User | None",
    now: datetime,
    reason: str = "",
) -> list[ScheduleChange]:
    """Let a trip pass some of its stops and call at others, all by stop_sequence, from the next departure on.

    This function raises EndMustStop when the first or the last stop is to be passed, and returns what it recorded
    of the days that lose a stop or have it again.
    """
    rows = list(trip.stop_times.order_by("stop_sequence"))
    if {rows[0].stop_sequence, rows[-1].stop_sequence} & set(passes):
        raise EndMustStop
    changed = [row for row in rows if row.stop_sequence in {*passes, *calls}]
    for row in changed:
        row.pickup_type = row.drop_off_type = NONE if row.stop_sequence in passes else REGULAR
    bulk_update_with_history(
        changed, StopTime, ["pickup_type", "drop_off_type"], default_user=actor, default_change_reason=reason
    )
    positions = {row.stop_sequence: position for position, row in enumerate(rows)}
    called = _call_again(trip, [positions[sequence] for sequence in calls], actor, now)
    return called + _drop(trip, [positions[sequence] for sequence in passes], actor, now)


def _call_again(
    trip: Trip, positions: Collection[int], actor: "User | None", now: datetime
) -> list[ScheduleChange]:
    """Let coming days call; where a running train was to pass the stop, its passengers hear that it calls again."""
    coming = DatedStop.objects.filter(
        dated_trip__trip=trip, dated_trip__departs_at__gt=now, position__in=positions
    )
    coming.update(boarding=True, alighting=True)
    runs = {"dated_trip__state": DatedTrip.State.SCHEDULED}
    dropped = coming.filter(**runs, served=False).select_related("dated_trip").order_by("dated_trip")
    told = [
        restore_stop(dated_trip=stop.dated_trip, position=stop.position, actor=actor, now=now)
        for stop in dropped
    ]
    coming.filter(served=False).update(served=True)
    return [change for change in told if change]


def _drop(
    trip: Trip, positions: Collection[int], actor: "User | None", now: datetime
) -> list[ScheduleChange]:
    changes = []
    running = DatedTrip.objects.filter(trip=trip, departs_at__gt=now, state=DatedTrip.State.SCHEDULED)
    for dated_trip in running.order_by("pk") if positions else []:
        for position in positions:
            try:
                change = drop_stop(dated_trip=dated_trip, position=position, actor=actor, now=now)
            except StopNotServed:
                continue
            changes += [change] if change else []
    return changes
