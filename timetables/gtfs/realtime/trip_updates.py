"""Trip updates: trains that run late, otherwise than planned, or not at all (GTFS-Realtime TripUpdate)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from google.transit import gtfs_realtime_pb2 as realtime

from timetables.gtfs.realtime.buses import bus_entities
from timetables.gtfs.realtime.message import Planned, Relationship, frame
from timetables.gtfs.scope import scope_of
from timetables.models import DatedStop, DatedTrip, StopTime
from timetables.service_days import instant

SOON = timedelta(hours=3)
JUST_NOW = timedelta(hours=1)
LATEST = timedelta(hours=12)
Update = realtime.TripUpdate.StopTimeUpdate
Pair = tuple[StopTime, DatedStop | None]


def trip_update_message(*, now: datetime) -> realtime.FeedMessage:
    """Tell of the trains that are under way or soon will be, and of all changed ones up to the sales horizon.

    A stop is told of where its delay is not that of the stop before, as consumers carry a delay on; times are those of
    the day, delays are seconds against the static feed. This function makes a constant number of queries.
    """
    planned = Planned(scope_of())
    trains = _trains(now)
    entities = [_entity(train, planned, now) for train in trains]
    return frame([*entities, *bus_entities(trains, now)], now)


def _trains(now: datetime) -> list[DatedTrip]:
    stops = DatedStop.objects.filter(dated_trip=OuterRef("pk"))
    irregular = stops.exclude(
        served=True,
        arrival_cancelled=False,
        departure_cancelled=False,
        arrival_delay_s=0,
        departure_delay_s=0,
    )
    changed = ~Q(state=DatedTrip.State.SCHEDULED) | ~Q(delay_s=0) | Exists(irregular)
    horizon = now + timedelta(days=settings.SALES_HORIZON_DAYS)
    found = DatedTrip.objects.filter(
        arrives_at__gt=now - JUST_NOW - timedelta(days=1), departs_at__lt=horizon
    )
    running = Q(departs_at__lt=now + SOON) & Q(arrives_at__gt=now - JUST_NOW)
    late = Q(departs_at__lt=now + SOON) & changed
    chosen = found.filter(running | late | (Q(departs_at__gte=now + SOON) & changed))
    ordered = chosen.select_related("trip__route").order_by("departs_at", "pk")
    return list(ordered.prefetch_related("stops__stop", "trip__stop_times__stop", "buses"))


def _entity(train: DatedTrip, planned: Planned, now: datetime) -> realtime.FeedEntity:
    named = planned.name(train)
    entity = realtime.FeedEntity(id=f"trip-{named.trip_id}-{named.start_date}")
    entity.trip_update.trip.CopyFrom(named)
    entity.trip_update.timestamp = int(now.timestamp())
    if named.schedule_relationship == Relationship.ADDED:
        entity.trip_update.stop_time_update.extend(_added(_stops_of(train)))
    elif named.schedule_relationship == Relationship.SCHEDULED:
        entity.trip_update.stop_time_update.extend(_updates(train))
    return entity


def _updates(train: DatedTrip) -> Iterator[Update]:
    carried: int | None = None
    left_out = skipped(_stops_of(train))
    for planned, actual in _pairs(train):
        update = Update(stop_sequence=planned.stop_sequence, stop_id=planned.stop.stop_id)
        if actual is None or actual.position in left_out:
            update.schedule_relationship = Update.SKIPPED
            yield update
            continue
        arrival, departure = _delays(train, planned, actual)
        if (arrival, departure) == (carried, carried):
            continue
        _put(update.arrival, arrival, actual.arrival_at, actual.arrival_delay_s)
        if not actual.departure_cancelled:
            _put(update.departure, departure, actual.departure_at, actual.departure_delay_s)
        carried = departure
        yield update


def _pairs(train: DatedTrip) -> Iterator[Pair]:
    """Put each stop of the timetable beside that of the day, in order; None where the day has no such stop any more."""
    left = iter(_stops_of(train))
    waiting: list[DatedStop] = list(left)
    for planned in sorted(train.trip.stop_times.all(), key=lambda row: row.stop_sequence):
        places = [place for place, stop in enumerate(waiting) if stop.stop_id == planned.stop_id]
        actual = waiting[places[0]] if places else None
        waiting = waiting[places[0] + 1 :] if places else waiting
        yield planned, actual


def _stops_of(train: DatedTrip) -> Sequence[DatedStop]:
    return sorted(train.stops.all(), key=lambda stop: stop.position)


def skipped(stops: Sequence[DatedStop]) -> set[int]:
    """This function gives the positions where a train does not call, or neither comes nor leaves on its day."""
    first, last = stops[0].position, stops[-1].position
    return {
        stop.position
        for stop in stops
        if not stop.served
        or (
            (stop.arrival_cancelled or stop.position == first)
            and (stop.departure_cancelled or stop.position == last)
        )
    }


def _delays(train: DatedTrip, planned: StopTime, actual: DatedStop) -> tuple[int, int]:
    zone = ZoneInfo(train.trip.route.timezone)
    arrival = instant(train.service_date, planned.arrival_time, zone)
    departure = instant(train.service_date, planned.departure_time, zone)
    return (
        int((actual.arrival_at - arrival).total_seconds()) + actual.arrival_delay_s,
        int((actual.departure_at - departure).total_seconds()) + actual.departure_delay_s,
    )


def _put(event: realtime.TripUpdate.StopTimeEvent, delay: int, at: datetime, late_s: int) -> None:
    event.delay = delay
    event.time = int(at.timestamp()) + late_s


def _added(stops: Sequence[DatedStop]) -> Iterator[Update]:
    left_out = skipped(stops)
    for stop in stops:
        if stop.position not in left_out:
            update = Update(stop_sequence=stop.position + 1, stop_id=stop.stop.stop_id)
            update.arrival.time = int(stop.arrival_at.timestamp()) + stop.arrival_delay_s
            update.departure.time = int(stop.departure_at.timestamp()) + stop.departure_delay_s
            yield update
