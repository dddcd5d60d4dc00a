"""Putting a made-up railway into the tables, in bulk."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from timetables.management.bench.network import Network, Train
from timetables.models import Agency, Calendar, DatedStop, DatedTrip, Route, Stop, Timetable, Trip

PREFIX = "BENCH"


@transaction.atomic
def fill_network(network: Network, *, first: date, days: int) -> None:
    """This function writes the stops and the trains of some service dates beside whatever runs already."""
    trains = list(network.trains())
    stops = _stops(network)
    trips = _trips(network, trains)
    for number in range(days):
        _day(trains, trips, stops, first + timedelta(days=number))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE timetables_datedtrip, timetables_datedstop, timetables_stop")


def bench_stops() -> list[Stop]:
    """This function lists the stops of the made-up railway."""
    return list(Stop.objects.filter(stop_id__startswith=PREFIX).order_by("pk"))


def _stops(network: Network) -> list[int]:
    rows = [
        Stop(stop_id=f"{PREFIX}_{number}", name_ru=f"Остановка {number}", kind=Stop.Kind.STATION)
        for number in range(network.stops)
    ]
    return [row.pk for row in Stop.objects.bulk_create(rows)]


def _trips(network: Network, trains: list[Train]) -> list[int]:
    agency = Agency.objects.create(agency_id=PREFIX, name=PREFIX, url="https://example.org")
    edition = Timetable.objects.create(
        name=PREFIX, state=Timetable.State.PUBLISHED, valid_from=date(2020, 1, 1)
    )
    calendar = Calendar.objects.create(
        service_id=PREFIX, start_date=date(2020, 1, 1), end_date=date(2020, 1, 1)
    )
    lines = Route.objects.bulk_create(
        Route(route_id=f"{PREFIX}-{number}", agency=agency, name_ru=f"Линия {number}")
        for number in range(network.lines)
    )
    rows = [
        Trip(
            trip_id=f"{PREFIX}-{number}",
            timetable=edition,
            calendar=calendar,
            route=lines[train.line],
            seat_mode="open",
        )
        for number, train in enumerate(trains)
    ]
    return [row.pk for row in Trip.objects.bulk_create(rows, batch_size=1000)]


def _day(trains: list[Train], trips: list[int], stops: list[int], day: date) -> None:
    midnight = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=3)
    rows = [
        DatedTrip(
            trip_id=trip,
            service_date=day,
            seat_mode="open",
            departs_at=midnight + timedelta(seconds=train.departures[0]),
            arrives_at=midnight + timedelta(seconds=train.arrivals[-1]),
        )
        for trip, train in zip(trips, trains, strict=True)
    ]
    keys = [row.pk for row in DatedTrip.objects.bulk_create(rows, batch_size=1000)]
    columns = "dated_trip_id, position, stop_id, arrival_at, departure_at, km, boarding, alighting, served"
    statement = f"COPY {DatedStop._meta.db_table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in _calls(trains, keys, stops, midnight):
            copy.write_row(row)


def _calls(
    trains: list[Train], keys: list[int], stops: list[int], midnight: datetime
) -> Iterator[tuple[Any, ...]]:
    for train, key in zip(trains, keys, strict=True):
        for position, stop in enumerate(train.stops):
            arrival, departure = (
                midnight + timedelta(seconds=times[position]) for times in (train.arrivals, train.departures)
            )
            yield key, position, stops[stop], arrival, departure, position * 10, True, True, True
