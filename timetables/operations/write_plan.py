"""Writing planned trains into the trips of a draft, and copying a whole edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from timetables.models import Calendar, RollingStock, Route, Stop, StopTime, Timetable, Trip
from timetables.planning.differences import keyed
from timetables.planning.plan import Call, Train


@dataclass(frozen=True, slots=True)
class _Known:
    """Keys of the rows that trains point at, by their GTFS ids and codes."""

    routes: dict[str, int]
    calendars: dict[str, int]
    stock: dict[str, int]
    stops: dict[str, int]


def write_trains(timetable: Timetable, trains: Mapping[str, Train | None]) -> None:
    """This function makes these trips of a draft what they are planned to be; None takes a trip out.

    What a trip or stop time has beyond its plan stays. The rows' own history is left alone: a draft has its steps.
    Raises KeyError for a line, calendar, train set or stop that is not there.
    """
    rows = {row.trip_id: row for row in Trip.objects.filter(timetable=timetable, trip_id__in=trains)}
    wanted = [train for train in trains.values() if train is not None]
    staying = {train.trip_id for train in wanted}
    gone = [row.pk for name, row in rows.items() if name not in staying]
    old = _take_out([row.pk for row in rows.values()], gone)
    known = _look_up(wanted)
    trips = [_trip(timetable, train, rows.get(train.trip_id), known) for train in wanted]
    Trip.objects.bulk_create([trip for trip in trips if trip.trip_id not in rows])
    kept = [trip for trip in trips if trip.trip_id in rows]
    if kept:
        Trip.objects.bulk_update(kept, _TRIP_COLUMNS)
    calls = [
        call
        for trip, train in zip(trips, wanted, strict=True)
        for call in _stop_times(trip, train, old, known)
    ]
    StopTime.objects.bulk_create(calls, batch_size=2000)


def copy_trips(source: Timetable, target: Timetable) -> None:
    """This function copies all trips of an edition into an empty one, in two statements."""
    trip, call = _columns(Trip, "timetable"), _columns(StopTime, "trip")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO timetables_trip (timetable_id, {trip}) SELECT %s, {trip} FROM timetables_trip"  # noqa: S608 - names of columns
            " WHERE timetable_id = %s ORDER BY id",
            [target.pk, source.pk],
        )
        cursor.execute(
            f"INSERT INTO timetables_stoptime (trip_id, {call}) SELECT n.id, {_of('s', call)}"  # noqa: S608 - names of columns
            " FROM timetables_stoptime s JOIN timetables_trip o ON o.id = s.trip_id"
            " JOIN timetables_trip n ON n.trip_id = o.trip_id AND n.timetable_id = %s"
            " WHERE o.timetable_id = %s ORDER BY s.id",
            [target.pk, source.pk],
        )


def _columns(model: type[models.Model], parent: str) -> str:
    own = [field.column for field in model._meta.concrete_fields if field.name not in ("id", parent)]
    return ", ".join(f'"{column}"' for column in own)


def _of(alias: str, columns: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns.split(", "))


OldCalls = dict[int, dict[tuple[str, int], StopTime]]


def _take_out(trips: list[int], gone: list[int]) -> OldCalls:
    """Delete the stop times of these trips, and some trips; the rows are returned, to be written anew."""
    rows = StopTime.objects.filter(trip__in=trips).select_related("stop").order_by("trip", "stop_sequence")
    by_trip: dict[int, list[StopTime]] = {}
    for row in rows:
        by_trip.setdefault(row.trip_id, []).append(row)
    # Past the signals, which would write a history of what never was in force.
    StopTime.objects.filter(trip__in=trips)._raw_delete("default")
    Trip.objects.filter(pk__in=gone)._raw_delete("default")
    return {trip: _by_key(calls) for trip, calls in by_trip.items()}


def _by_key(rows: list[StopTime]) -> dict[tuple[str, int], StopTime]:
    keys = keyed(tuple(Call(row.stop.stop_id, 0, 0) for row in rows))
    return dict(zip(keys, rows, strict=True))


def _look_up(trains: list[Train]) -> _Known:
    stops = {call.stop for train in trains for call in train.calls}
    return _Known(
        dict(Route.objects.values_list("route_id", "pk")),
        dict(Calendar.objects.values_list("service_id", "pk")),
        dict(RollingStock.objects.values_list("code", "pk")),
        dict(Stop.objects.filter(stop_id__in=stops).values_list("stop_id", "pk")),
    )


_TRIP_COLUMNS = [
    "route", "calendar", "direction_id", "short_name", "headsign_ru", "headsign_be", "headsign_en", "rolling_stock",
    "seat_mode", "quota", "collects_passenger_data", "demonstration", "block_id", "wheelchair_accessible",
    "bikes_allowed",
]  # fmt: skip


def _trip(timetable: Timetable, train: Train, row: Trip | None, known: _Known) -> Trip:
    trip = row or Trip(timetable=timetable, trip_id=train.trip_id)
    ru, be, en = train.headsigns
    values: dict[str, Any] = {
        "route_id": known.routes[train.route],
        "calendar_id": known.calendars[train.calendar],
        "direction_id": train.direction,
        "short_name": train.number,
        "headsign_ru": ru,
        "headsign_be": be,
        "headsign_en": en,
        "rolling_stock_id": known.stock[train.rolling_stock] if train.rolling_stock else None,
        "seat_mode": train.seat_mode,
        "quota": train.quota,
        "collects_passenger_data": train.collects_passenger_data,
        "demonstration": train.demonstration,
        "block_id": train.block,
        "wheelchair_accessible": train.wheelchair,
        "bikes_allowed": train.bikes,
    }
    for name, value in values.items():
        setattr(trip, name, value)
    return trip


def _stop_times(trip: Trip, train: Train, old: OldCalls, known: _Known) -> list[StopTime]:
    before = old.get(trip.pk, {})
    rows = []
    for number, (key, call) in enumerate(keyed(train.calls).items(), start=1):
        row = before.get(key) or StopTime()
        row.pk, row.trip, row.stop_sequence, row.stop_id = None, trip, number, known.stops[call.stop]
        row.arrival_time, row.departure_time = call.arrival, call.departure
        row.pickup_type, row.drop_off_type = call.pickup, call.drop_off
        row.shape_dist_traveled, row.timepoint, row.platform = call.km, call.timepoint, call.platform
        row._state.adding = True
        rows.append(row)
    return rows
