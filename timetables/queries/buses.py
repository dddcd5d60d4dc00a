"""Buses that run instead of trains."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from timetables.models import DatedStop, ReplacementBus, Stop


@dataclass(frozen=True, slots=True)
class BusRide:
    """A bus for a section of a train, by the train's positions; times are in the timezone of each stop."""

    id: int
    from_position: int
    to_position: int
    origin: Stop
    destination: Stop
    departure: datetime
    arrival: datetime
    place: str

    def concerns(self, start: int, end: int) -> bool:
        """This method tells whether a journey between these positions has a part in common with the bus."""
        return self.from_position < end and start < self.to_position


def buses_by_trip(dated_trips: Collection[int]) -> dict[int, list[BusRide]]:
    """This function lists the buses that run for some dated trips, by their keys, in one query without any bus."""
    rows = list(
        ReplacementBus.objects.filter(dated_trip__in=dated_trips, ended_at=None).order_by("departs_at")
    )
    stops = _ends(rows) if rows else {}
    found: dict[int, list[BusRide]] = {}
    for row in rows:
        found.setdefault(row.dated_trip_id, []).append(_ride(row, stops))
    return found


def _ends(rows: Collection[ReplacementBus]) -> dict[tuple[int, int], Stop]:
    trains = {row.dated_trip_id for row in rows}
    calls = DatedStop.objects.filter(dated_trip__in=trains).select_related("stop")
    return {(call.dated_trip_id, call.position): call.stop for call in calls}


def _ride(row: ReplacementBus, stops: dict[tuple[int, int], Stop]) -> BusRide:
    start, end = (stops[row.dated_trip_id, position] for position in (row.from_position, row.to_position))
    return BusRide(
        row.pk,
        row.from_position,
        row.to_position,
        start,
        end,
        row.departs_at.astimezone(ZoneInfo(start.timezone)),
        row.arrives_at.astimezone(ZoneInfo(end.timezone)),
        row.place,
    )
