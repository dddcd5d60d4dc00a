"""The trains of a line on a date, whether their day is made already or only planned."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from timetables.models import DatedTrip, Route, StopTime, Timetable, Trip
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.queries.stops_of_trip import TripStop, stops_by_trip
from timetables.service_days import instant, runs_on


@dataclass(frozen=True, slots=True)
class Run:
    """A train of a day. Its stops' times are in the timezone of each stop."""

    trip: Trip
    stops: Sequence[TripStop]
    seat_mode: str
    state: str = DatedTrip.State.SCHEDULED
    delay_s: int = 0
    dated_trip_id: int | None = None


def runs_of_day(*, route: Route, date: dt.date, direction: int) -> list[Run]:
    """This function lists the trains of a line and direction on a service date, in order of departure."""
    dated = DatedTrip.objects.filter(service_date=date, trip__route=route)
    runs = (
        _dated(dated.filter(trip__direction_id=direction))
        if dated.exists()
        else _planned(route, date, direction)
    )
    return sorted(runs, key=lambda run: run.stops[0].departure)


def _dated(trains: QuerySet[DatedTrip]) -> list[Run]:
    found = list(trains.select_related("trip__calendar"))
    stops = stops_by_trip([train.pk for train in found])
    return [
        Run(train.trip, stops[train.pk], train.seat_mode, train.state, train.delay_s, train.pk)
        for train in found
    ]


def _planned(route: Route, date: dt.date, direction: int) -> list[Run]:
    in_force = Q(timetable__valid_until=None) | Q(timetable__valid_until__gt=date)
    trips = Trip.objects.filter(
        in_force,
        route=route,
        direction_id=direction,
        timetable__state=Timetable.State.PUBLISHED,
        timetable__valid_from__lte=date,
    )
    holidays = public_holiday_dates()
    related = trips.select_related("calendar").prefetch_related("calendar__dates", "stop_times__stop")
    rules = rules_of(trip.calendar for trip in related)
    running = (trip for trip in related if runs_on(rules[trip.calendar_id], date, holidays))
    return [
        Run(trip, planned_stops(trip, route, date), trip.seat_mode)
        for trip in running
        if trip.stop_times.all()
    ]


def planned_stops(trip: Trip, route: Route, date: dt.date) -> list[TripStop]:
    """This function lists the stops of a trip on a date by its timetable; prefetch `stop_times__stop`."""
    rows = sorted(trip.stop_times.all(), key=lambda row: row.stop_sequence)
    return [_stop(position, row, route, date) for position, row in enumerate(rows)]


def _stop(position: int, row: StopTime, route: Route, date: dt.date) -> TripStop:
    service_zone, zone = ZoneInfo(route.timezone), ZoneInfo(row.stop.timezone)
    return TripStop(
        position,
        row.stop,
        instant(date, row.arrival_time, service_zone).astimezone(zone),
        instant(date, row.departure_time, service_zone).astimezone(zone),
        row.shape_dist_traveled,
        row.pickup_type != StopTime.Pickup.NONE,
        row.drop_off_type != StopTime.Pickup.NONE,
        served=True,
    )
