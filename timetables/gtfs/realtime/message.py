"""The frame of a GTFS-Realtime message, and how it names trains of a day."""

from collections.abc import Iterable
from datetime import date, datetime

from google.transit import gtfs_realtime_pb2 as realtime

from timetables.gtfs.scope import Scope
from timetables.models import DatedTrip, FeedInfo
from timetables.models.service_rules import public_holiday_dates
from timetables.service_days import runs_on

VERSION = "2.0"
Relationship = realtime.TripDescriptor.ScheduleRelationship


def frame(entities: Iterable[realtime.FeedEntity], now: datetime) -> realtime.FeedMessage:
    """This function makes a message of the whole data as they are now."""
    message = realtime.FeedMessage()
    message.header.gtfs_realtime_version = VERSION
    message.header.incrementality = realtime.FeedHeader.FULL_DATASET
    message.header.timestamp = int(now.timestamp())
    if version := FeedInfo.objects.values_list("version", flat=True).first():
        message.header.feed_version = version
    message.entity.extend(entities)
    return message


class Planned:
    """Which trains of days the static feed has, and by what codes."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._holidays = public_holiday_dates()
        self._known: dict[tuple[int, int, date], bool] = {}

    def has(self, train: DatedTrip) -> bool:
        """This function tells that a consumer of the static feed expects this train on this day."""
        trip = train.trip
        key = (trip.timetable_id, trip.calendar_id, train.service_date)
        if key not in self._known:
            service = self._scope.services.get(key[:2])
            rule = service.rule if service else None
            self._known[key] = rule is not None and runs_on(rule, train.service_date, self._holidays)
        return self._known[key]

    def name(self, train: DatedTrip) -> realtime.TripDescriptor:
        """This function names a train as the static feed does; one that it does not have is an added one."""
        trip = train.trip
        code = self._scope.trip_id(trip.timetable_id, trip.trip_id)
        named = realtime.TripDescriptor(
            trip_id=code,
            start_date=f"{train.service_date:%Y%m%d}",
            route_id=trip.route.route_id,
            direction_id=trip.direction_id,
            schedule_relationship=Relationship.SCHEDULED,
        )
        if not self.has(train):
            named.trip_id = f"{code}+{train.service_date:%Y%m%d}"
            named.schedule_relationship = Relationship.ADDED
        elif train.state == DatedTrip.State.CANCELLED:
            named.schedule_relationship = Relationship.CANCELED
        return named
