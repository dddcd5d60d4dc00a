"""Reading the trips of editions as plans."""

from timetables.models import StopTime, Timetable, Trip
from timetables.planning.plan import Call, Train


def read_plan(timetable: Timetable, **only: object) -> dict[str, Train]:
    """This function reads an edition's trips, by trip_id, in a fixed number of queries; `only` are further lookups."""
    trips = Trip.objects.filter(timetable=timetable, **only)
    related = trips.select_related("route", "calendar", "rolling_stock").prefetch_related("stop_times__stop")
    return {trip.trip_id: train_of(trip) for trip in related}


def train_of(trip: Trip) -> Train:
    """This function writes a trip, with what it points at and its stop times loaded, as a plain value."""
    rows = sorted(trip.stop_times.all(), key=lambda row: row.stop_sequence)
    return Train(
        trip_id=trip.trip_id,
        route=trip.route.route_id,
        calendar=trip.calendar.service_id,
        direction=trip.direction_id,
        number=trip.short_name,
        headsigns=(trip.headsign_ru, trip.headsign_be, trip.headsign_en),
        rolling_stock=trip.rolling_stock.code if trip.rolling_stock else "",
        seat_mode=trip.seat_mode,
        quota=trip.quota,
        collects_passenger_data=trip.collects_passenger_data,
        demonstration=trip.demonstration,
        block=trip.block_id,
        wheelchair=trip.wheelchair_accessible,
        bikes=trip.bikes_allowed,
        calls=tuple(_call(row) for row in rows),
    )


def _call(row: StopTime) -> Call:
    km = row.shape_dist_traveled
    return Call(
        row.stop.stop_id,
        row.arrival_time,
        row.departure_time,
        row.pickup_type,
        row.drop_off_type,
        None if km is None else km.normalize(),
        row.timepoint,
        row.platform,
    )
