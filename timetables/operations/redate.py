"""Letting dated trips follow their trip's new times."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction

from timetables.models import DatedStop, DatedTrip, ScheduleChange, StopTime
from timetables.service_days import instant

if TYPE_CHECKING:
    from railway.accounts.models import User


@dataclass(frozen=True, slots=True)
class Moved:
    """A dated trip with its stops that moved, and their times before and after by position."""

    dated_trip: DatedTrip
    stops: list[DatedStop]
    before: dict[str, Any]
    after: dict[str, Any]


@transaction.atomic
def redate_trips(*, trips: Collection[int], actor: "User | None", now: datetime) -> list[ScheduleChange]:
    """Give the dated trips of some trips (by key) that have not departed the times of their trips.

    Positions are frozen: a dated trip that calls at other stops than its trip now does stays as it is. A cancelled
    one moves silently. `before` and `after` of a change hold departs_at, arrives_at and, under "stops", the
    arrival_at and departure_at of each position that moved, as ISO 8601 instants.
    This function returns the changes it recorded, one for each running train that moved.
    """
    moved = [found for dated_trip in _waiting(trips, now) if (found := _move(dated_trip))]
    DatedTrip.objects.bulk_update([one.dated_trip for one in moved], ["departs_at", "arrives_at"])
    stops = [stop for one in moved for stop in one.stops]
    DatedStop.objects.bulk_update(stops, ["arrival_at", "departure_at"], batch_size=500)
    changes = [_change(one, actor, now) for one in moved if one.dated_trip.state == DatedTrip.State.SCHEDULED]
    return ScheduleChange.objects.bulk_create(changes)


def _waiting(trips: Collection[int], now: datetime) -> list[DatedTrip]:
    """Lock the dated trips in order of their keys; no key is changed, so bookings may go on meanwhile."""
    waiting = DatedTrip.objects.filter(trip_id__in=trips, departs_at__gt=now).order_by("pk")
    locked = waiting.select_for_update(of=("self",), no_key=True).select_related("trip__route")
    return list(locked.prefetch_related("stops__stop", "trip__stop_times"))


def _move(dated_trip: DatedTrip) -> Moved | None:
    stops = sorted(dated_trip.stops.all(), key=lambda stop: stop.position)
    times = sorted(dated_trip.trip.stop_times.all(), key=lambda row: row.stop_sequence)
    if [stop.stop_id for stop in stops] != [row.stop_id for row in times]:
        return None
    before = _ends(dated_trip)
    after: dict[str, Any] = {}
    moved = [
        stop for stop, row in zip(stops, times, strict=True) if _retime(stop, row, dated_trip, before, after)
    ]
    if not moved:
        return None
    dated_trip.departs_at, dated_trip.arrives_at = stops[0].departure_at, stops[-1].arrival_at
    return Moved(dated_trip, moved, before, _ends(dated_trip) | {"stops": after})


def _retime(
    stop: DatedStop, row: StopTime, dated_trip: DatedTrip, before: dict[str, Any], after: dict[str, Any]
) -> bool:
    old = _times(stop)
    zone = ZoneInfo(dated_trip.trip.route.timezone)
    arrival = instant(dated_trip.service_date, row.arrival_time, zone)
    departure = instant(dated_trip.service_date, row.departure_time, zone)
    if (arrival, departure) == (stop.arrival_at, stop.departure_at):
        return False
    stop.arrival_at, stop.departure_at = arrival, departure
    before.setdefault("stops", {})[str(stop.position)] = old
    after[str(stop.position)] = _times(stop)
    return True


def _ends(dated_trip: DatedTrip) -> dict[str, Any]:
    return {"departs_at": dated_trip.departs_at.isoformat(), "arrives_at": dated_trip.arrives_at.isoformat()}


def _times(stop: DatedStop) -> dict[str, str]:
    return {
        "stop_id": stop.stop.stop_id,
        "arrival_at": stop.arrival_at.isoformat(),
        "departure_at": stop.departure_at.isoformat(),
    }


def _change(moved: Moved, actor: "User | None", now: datetime) -> ScheduleChange:
    return ScheduleChange(
        dated_trip=moved.dated_trip,
        kind=ScheduleChange.Kind.RETIMED,
        before=moved.before,
        after=moved.after,
        made_at=now,
        made_by=actor,
    )
