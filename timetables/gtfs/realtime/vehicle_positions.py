"""Where trains are, as far as somebody said lately (GTFS-Realtime VehiclePosition)."""

from datetime import datetime, timedelta

from google.transit import gtfs_realtime_pb2 as realtime

from timetables.gtfs.realtime.message import Planned, Relationship, frame
from timetables.gtfs.scope import scope_of
from timetables.models import DatedTrip, StopTime, VehiclePosition

FRESH = timedelta(minutes=15)


def vehicle_position_message(*, now: datetime) -> realtime.FeedMessage:
    """This function tells the places of trains that were reported in the last quarter of an hour."""
    planned = Planned(scope_of())
    found = VehiclePosition.objects.filter(reported_at__gt=now - FRESH, reported_at__lte=now)
    running = found.filter(dated_trip__state=DatedTrip.State.SCHEDULED).order_by("pk")
    places = running.select_related("dated_trip__trip__route").prefetch_related(
        "dated_trip__stops__stop", "dated_trip__trip__stop_times"
    )
    return frame([_entity(place, planned) for place in places], now)


def _entity(place: VehiclePosition, planned: Planned) -> realtime.FeedEntity:
    train = place.dated_trip
    entity = realtime.FeedEntity(id=f"vehicle-{train.pk}")
    vehicle = entity.vehicle
    vehicle.trip.CopyFrom(planned.name(train))
    vehicle.vehicle.id = f"train-{train.pk}"
    vehicle.vehicle.label = place.vehicle_label or str(train.trip)
    vehicle.position.latitude, vehicle.position.longitude = place.lat, place.lon
    if place.bearing is not None:
        vehicle.position.bearing = place.bearing
    if place.speed_mps is not None:
        vehicle.position.speed = place.speed_mps
    vehicle.timestamp = int(place.reported_at.timestamp())
    _put_stop(place, vehicle)
    return entity


def _put_stop(place: VehiclePosition, vehicle: realtime.VehiclePosition) -> None:
    """Say which stop the status speaks of, by its number in the timetable where the train is one of it."""
    stops = {stop.position: stop for stop in place.dated_trip.stops.all()}
    if place.position is None or place.position not in stops or not place.status:
        return
    stop = stops[place.position]
    vehicle.stop_id = stop.stop.stop_id
    vehicle.current_status = realtime.VehiclePosition.VehicleStopStatus.Value(place.status)
    rows = sorted(place.dated_trip.trip.stop_times.all(), key=lambda row: row.stop_sequence)
    if vehicle.trip.schedule_relationship == Relationship.ADDED:
        vehicle.current_stop_sequence = place.position + 1
    elif (number := _sequence(rows, stop.stop_id, place.position)) is not None:
        vehicle.current_stop_sequence = number


def _sequence(rows: list[StopTime], stop: int, position: int) -> int | None:
    if position < len(rows) and rows[position].stop_id == stop:
        return rows[position].stop_sequence
    return next((row.stop_sequence for row in rows if row.stop_id == stop), None)
