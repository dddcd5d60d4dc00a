"""Buses that run where a train does not: added trips of the train's line."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from google.transit import gtfs_realtime_pb2 as realtime

from timetables.gtfs.realtime.message import Relationship
from timetables.models import DatedTrip, ReplacementBus


def bus_entities(trains: Iterable[DatedTrip], now: datetime) -> Iterator[realtime.FeedEntity]:
    """This function gives an added trip for each bus of these trains that runs; `buses` and `stops` are loaded."""
    for train in trains:
        for bus in train.buses.all():
            if bus.ended_at is None:
                yield _entity(train, bus, now)


def _entity(train: DatedTrip, bus: ReplacementBus, now: datetime) -> realtime.FeedEntity:
    stops = {stop.position: stop.stop.stop_id for stop in train.stops.all()}
    entity = realtime.FeedEntity(id=f"bus-{bus.pk}")
    update = entity.trip_update
    update.trip.trip_id = f"{train.trip.trip_id}-bus-{bus.pk}"
    update.trip.route_id = train.trip.route.route_id
    update.trip.start_date = f"{train.service_date:%Y%m%d}"
    update.trip.schedule_relationship = Relationship.ADDED
    update.timestamp = int(now.timestamp())
    ends = ((bus.from_position, bus.departs_at), (bus.to_position, bus.arrives_at))
    for number, (position, at) in enumerate(ends, start=1):
        call = update.stop_time_update.add(stop_sequence=number, stop_id=stops[position])
        call.arrival.time = call.departure.time = int(at.timestamp())
    return entity
