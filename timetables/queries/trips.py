"""Direct trains between two stops."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from timetables.models import DatedTrip, RollingStock, Route, Stop
from timetables.queries.buses import BusRide, buses_by_trip
from timetables.queries.days import day_bounds, trips_between
from timetables.queries.stops_of_trip import (
    Section,
    TripStop,
    part_cancelled,
    sections_between,
    stops_by_trip,
)

Way = tuple[int, int, int]  # a dated trip, the positions from which and to which


@dataclass(frozen=True, slots=True, kw_only=True)
class TripOption:
    """A dated trip from one stop to another. Times are planned ones, in the timezone of the stop they belong to.

    `delay_s` is what is known now of the departure from the origin.

    Positions are those of the dated trip, so the journey takes legs from_position up to, not including,
    to_position. Kilometres count from the trip's first stop; `sections` cut them at the border.
    """

    dated_trip_id: int
    trip_id: str
    train_number: str
    headsign: str
    route: Route
    service_date: dt.date
    calendar: str
    origin: Stop
    destination: Stop
    departure: dt.datetime
    arrival: dt.datetime
    from_position: int
    to_position: int
    sections: tuple[Section, ...]
    stops: tuple[TripStop, ...]
    seat_mode: str
    quota: int | None
    rolling_stock: RollingStock | None
    collects_passenger_data: bool
    demonstration: bool
    state: str
    buses: tuple[BusRide, ...] = ()

    @property
    def delay_s(self) -> int:
        """This property is the delay of the departure from the origin, in seconds, below 0 when it leaves early."""
        return self.stops[0].departure_delay_s

    @property
    def arrival_delay_s(self) -> int:
        """This property is the delay of the arrival at the destination, in seconds."""
        return self.stops[-1].arrival_delay_s

    @property
    def duration(self) -> dt.timedelta:
        """This property is the planned time on the way."""
        return self.arrival - self.departure

    @property
    def stop_count(self) -> int:
        """This property counts the stops on the way at which the train calls."""
        return sum(stop.calls for stop in self.stops[1:-1])

    @property
    def from_km(self) -> Decimal | None:
        """This property is the trip's kilometre of the origin."""
        return self.stops[0].km

    @property
    def to_km(self) -> Decimal | None:
        """This property is the trip's kilometre of the destination."""
        return self.stops[-1].km

    @property
    def border_km(self) -> Decimal | None:
        """This property is the trip's kilometre of the border, None when the journey does not cross it."""
        return next((stop.km for stop in self.stops if stop.is_border), None)

    @property
    def is_cancelled(self) -> bool:
        """This property tells that the train does not run on this day, or not all the way of the journey."""
        return self.state == DatedTrip.State.CANCELLED or self.part_cancelled is not None

    @property
    def part_cancelled(self) -> tuple[Stop, Stop] | None:
        """This property is the part of the journey on which the train does not run: from which stop to which."""
        return part_cancelled(self.stops)

    @property
    def expected_departure(self) -> dt.datetime:
        """This property is the departure with the delay known now."""
        return self.stops[0].expected_departure

    @property
    def expected_arrival(self) -> dt.datetime:
        """This property is the arrival with the delay known now."""
        return self.stops[-1].expected_arrival


def find_trips(*, origin: Stop, destination: Stop, date: dt.date) -> list[TripOption]:
    """Find the direct trains that leave a stop on a date of its own calendar, in order of departure.

    A train past midnight is found on the date on which it leaves the origin. Cancelled trains are in the list.
    This function makes four queries whatever it finds.
    """
    first, end = day_bounds(date, origin)
    rows = trips_between(origin, destination).filter(departure_at__gte=first, departure_at__lt=end)
    return _options(list(rows.values_list("dated_trip", flat=True)), origin, destination)


def find_trip(*, dated_trip_id: int, origin: Stop, destination: Stop) -> TripOption | None:
    """This function gives one train between two stops, None when it does not carry passengers from one to the other."""
    rows = trips_between(origin, destination).filter(dated_trip=dated_trip_id)
    found = _options(list(rows.values_list("dated_trip", flat=True)), origin, destination)
    return found[0] if found else None


def find_rides(ways: Collection[Way]) -> dict[Way, TripOption]:
    """Give trains between two of their positions each, whatever their stops, by (dated trip, from, to).

    This function leaves out what doesn't exist and makes as many queries for one as for many.
    """
    trains = {way[0] for way in ways}
    rows = {train.pk: train for train in _trains(trains)}
    stops, buses = stops_by_trip(trains), buses_by_trip(trains)
    return {
        way: _option(rows[way[0]], tuple(found), buses.get(way[0], []))
        for way in ways
        if way[0] in rows and len(found := stops.get(way[0], [])[way[1] : way[2] + 1]) > 1
    }


def _trains(keys: Collection[int]) -> QuerySet[DatedTrip]:
    return DatedTrip.objects.filter(pk__in=keys).select_related(
        "trip__route", "trip__calendar", "rolling_stock"
    )


def _options(dated_trips: list[int], origin: Stop, destination: Stop) -> list[TripOption]:
    stops, buses = stops_by_trip(set(dated_trips)), buses_by_trip(set(dated_trips))
    options = [
        _option(train, _way(stops[train.pk], origin, destination), buses.get(train.pk, []))
        for train in _trains(set(dated_trips))
    ]
    return sorted(options, key=lambda option: (option.departure, option.dated_trip_id))


def _way(stops: Sequence[TripStop], origin: Stop, destination: Stop) -> tuple[TripStop, ...]:
    """Cut a train's stops to those of the journey: to the first call at the destination after one at the origin."""
    start = next(at for at, stop in enumerate(stops) if stop.stop == origin and stop.boarding and stop.served)
    rest = stops[start:]
    end = next(
        at for at, stop in enumerate(rest) if stop.stop == destination and stop.alighting and stop.served
    )
    return tuple(rest[: end + 1])


def _option(train: DatedTrip, way: tuple[TripStop, ...], buses: Sequence[BusRide]) -> TripOption:
    trip = train.trip
    return TripOption(
        dated_trip_id=train.pk,
        trip_id=trip.trip_id,
        train_number=trip.short_name or trip.trip_id,
        headsign=trip.headsign,
        route=trip.route,
        service_date=train.service_date,
        calendar=str(trip.calendar),
        origin=way[0].stop,
        destination=way[-1].stop,
        departure=way[0].departure,
        arrival=way[-1].arrival,
        from_position=way[0].position,
        to_position=way[-1].position,
        sections=sections_between(way),
        stops=way,
        seat_mode=train.seat_mode,
        quota=train.quota,
        rolling_stock=train.rolling_stock,
        collects_passenger_data=trip.collects_passenger_data,
        demonstration=trip.demonstration,
        state=train.state,
        buses=tuple(bus for bus in buses if bus.concerns(way[0].position, way[-1].position)),
    )
