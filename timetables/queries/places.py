"""Where the trains of a line are: as somebody reports it, else as their expected times say."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

from timetables.models import DatedTrip, Route, VehiclePosition
from timetables.queries.stops_of_trip import TripStop, stops_by_trip

REPORT_KEPT = dt.timedelta(minutes=10)
LONGEST_DELAY = dt.timedelta(days=1)
KM_A_DEGREE = 111.2
FARTHEST_KM = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """A train at `before` when the share is 0, else that share of the way on to `after`.

    `reported` tells a place that came from the train, not from its expected times.
    """

    before: TripStop
    after: TripStop | None
    share: float = 0.0
    reported: bool = False

    @property
    def is_at_stop(self) -> bool:
        """This property tells that the train stands at a stop."""
        return self.after is None or not self.share


@dataclass(frozen=True, slots=True)
class TrainNow:
    """A train on its way."""

    dated_trip_id: int
    number: str
    direction: int
    headsign: str
    delay_s: int
    place: Place


def trains_now(*, route: Route, at: dt.datetime) -> list[TrainNow]:
    """List the trains of a line that are on their way at a moment, the longest under way first.

    A train is on its way from its expected departure to its expected arrival, over the parts that run. This function
    makes two queries.
    """
    trains = DatedTrip.objects.filter(
        trip__route=route,
        state=DatedTrip.State.SCHEDULED,
        departs_at__lte=at + LONGEST_DELAY,
        arrives_at__gte=at - LONGEST_DELAY,
    ).select_related("trip", "vehicle_position")
    listed = list(trains.order_by("departs_at", "pk"))
    stops = stops_by_trip([train.pk for train in listed])
    places = ((train, place_of(train, stops.get(train.pk, []), at)) for train in listed)
    return [_train(train, place, stops[train.pk]) for train, place in places if place]


def place_of(train: DatedTrip, stops: Sequence[TripStop], at: dt.datetime) -> Place | None:
    """Find where a train is; None before it leaves, after it has arrived, and where it doesn't run.

    A report of the last REPORT_KEPT is believed. This function makes no query if `vehicle_position` is selected too.
    """
    if train.state == DatedTrip.State.CANCELLED or len(stops) < 2:
        return None
    by_time = _by_times(stops, at)
    report: VehiclePosition | None = getattr(train, "vehicle_position", None)
    if report is None or not at - REPORT_KEPT <= report.reported_at <= at + REPORT_KEPT:
        return by_time
    return _by_report(report, stops) or by_time


def _by_times(stops: Sequence[TripStop], at: dt.datetime) -> Place | None:
    for here, there in pairwise(stops):
        if here.departure_cancelled or at >= there.expected_arrival:
            continue
        if at < here.expected_departure:
            stands = here.position > 0 and at >= here.expected_arrival and not here.arrival_cancelled
            return Place(here, there) if stands else None
        run = (there.expected_arrival - here.expected_departure).total_seconds()
        gone = (at - here.expected_departure).total_seconds()
        return Place(here, there, gone / run if run > 0 else 0.0)
    return None


def _by_report(report: VehiclePosition, stops: Sequence[TripStop]) -> Place | None:
    position = report.position
    if position is not None and report.status == VehiclePosition.Status.STOPPED_AT and position < len(stops):
        after = stops[position + 1] if position + 1 < len(stops) else None
        return Place(stops[position], after, reported=True)
    legs = list(pairwise(stops))
    if position is not None and 0 < position < len(stops):
        legs = [legs[position - 1]]
    found = [_beside(report, here, there) for here, there in legs]
    near = [(distance, share, leg) for (distance, share), leg in zip(found, legs, strict=True)]
    distance, share, (here, there) = min(near, key=lambda one: one[0])
    return Place(here, there, share, reported=True) if distance <= FARTHEST_KM else None


def _beside(report: VehiclePosition, here: TripStop, there: TripStop) -> tuple[float, float]:
    """Measure how far from the straight way between two stops a report is, in km, and at which share of it."""
    ends = (here.stop.lat, here.stop.lon, there.stop.lat, there.stop.lon)
    if any(number is None for number in ends):
        return float("inf"), 0.0
    lat, lon, end_lat, end_lon = (float(number or 0.0) for number in ends)
    east = cos(radians(lat))
    way_x, way_y = (end_lon - lon) * east, end_lat - lat
    x, y = (report.lon - lon) * east, report.lat - lat
    length = way_x**2 + way_y**2
    share = min(1.0, max(0.0, (x * way_x + y * way_y) / length)) if length else 0.0
    return hypot(x - share * way_x, y - share * way_y) * KM_A_DEGREE, share


def _train(train: DatedTrip, place: Place, stops: Sequence[TripStop]) -> TrainNow:
    trip = train.trip
    delay = place.after.arrival_delay_s if place.after else place.before.arrival_delay_s
    headsign = trip.headsign or stops[-1].stop.name
    return TrainNow(train.pk, trip.short_name or trip.trip_id, trip.direction_id, headsign, delay, place)
