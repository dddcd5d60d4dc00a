"""Small true worlds for tests: one line, one train on one day, bookings on it. Every call makes new rows."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from bookings import inventory
from bookings.inventory import Span
from bookings.models import Booking, Passenger
from timetables.models import (
    Agency,
    Calendar,
    Coach,
    DatedStop,
    DatedTrip,
    RollingStock,
    Route,
    Seat,
    Stop,
    StopTime,
    Timetable,
    Trip,
)

MINUTES_A_LEG = 10
KM_A_LEG = Decimal(10)
FIRST_DEPARTURE_S = 8 * 3600
_numbers = count(1)


def make_stops(names: Iterable[str] | int = 4) -> list[Stop]:
    """This function makes stops (a number of them, or by code); a code that exists already is used again."""
    codes = [f"STOP_{next(_numbers)}" for _ in range(names)] if isinstance(names, int) else list(names)
    made = []
    for code in codes:
        stop, _ = Stop.objects.get_or_create(
            stop_id=code,
            defaults={"name_ru": code.title(), "name_en": code.title(), "kind": "station", "country": "BY"},
        )
        made.append(stop)
    return made


def make_line(**fields: Any) -> Route:
    """This function makes a line of a railway of its own."""
    number = next(_numbers)
    agency = Agency.objects.create(agency_id=f"RW{number}", name="Railway", url="https://example.org")
    return Route.objects.create(
        **{"route_id": f"LINE{number}", "agency": agency, "name_ru": f"Линия {number}"} | fields
    )


def make_rolling_stock(
    seats: int = 8, *, coaches: int = 1, wheelchair: Sequence[int] = (), companion: Sequence[int] = ()
) -> RollingStock:
    """This function makes a train set of coaches with `seats` places each, four in a row (two, the aisle, two)."""
    stock = RollingStock.objects.create(code=f"SET{next(_numbers)}", name_ru="Состав", kind="diesel")
    kinds = dict.fromkeys(wheelchair, "wheelchair") | dict.fromkeys(companion, "companion")
    for number in range(1, coaches + 1):
        coach = Coach.objects.create(rolling_stock=stock, number=number, bicycle_places=2)
        Seat.objects.bulk_create(_seat(coach, n, kinds.get(n, "seat")) for n in range(1, seats + 1))
    return stock


def _seat(coach: Coach, number: int, kind: str) -> Seat:
    column = (number - 1) % 4 + 1
    return Seat(
        coach=coach,
        number=number,
        row=(number - 1) // 4 + 1,
        column=column,
        kind=kind,
        is_window=column in {1, 4},
    )


def make_trip(
    *,
    stops: Iterable[str] | int = 4,
    route: Route | None = None,
    rolling_stock: RollingStock | None = None,
    seat_mode: str = "numbered",
    quota: int | None = None,
    **fields: Any,
) -> Trip:
    """This function makes a daily trip of a published edition: a stop each 10 minutes and 10 km, from 08:00."""
    number = next(_numbers)
    trip = Trip.objects.create(
        **{
            "timetable": _edition(number),
            "trip_id": f"TRIP{number}",
            "short_name": f"{6000 + number}",
            "route": route or make_line(),
            "calendar": _every_day(number),
            "rolling_stock": rolling_stock,
            "seat_mode": seat_mode,
            "quota": quota,
        }
        | fields
    )
    for position, stop in enumerate(make_stops(stops)):
        seconds = FIRST_DEPARTURE_S + position * MINUTES_A_LEG * 60
        StopTime.objects.create(
            trip=trip,
            stop=stop,
            stop_sequence=position,
            arrival_time=seconds,
            departure_time=seconds,
            shape_dist_traveled=position * KM_A_LEG,
        )
    return trip


def _edition(number: int) -> Timetable:
    return Timetable.objects.create(
        name=f"Edition {number}", state=Timetable.State.PUBLISHED, valid_from=date(2020, 1, 1)
    )


def _every_day(number: int) -> Calendar:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return Calendar.objects.create(
        service_id=f"DAILY{number}",
        start_date=date(2020, 1, 1),
        end_date=date(2100, 1, 1),
        **dict.fromkeys(days, True),
    )


def make_dated_trip(
    *,
    stops: Iterable[str] | int = 4,
    seats: int | RollingStock = 8,
    seat_mode: str = "numbered",
    quota: int | None = None,
    service_date: date | None = None,
    trip: Trip | None = None,
    **fields: Any,
) -> DatedTrip:
    """This function makes a trip on a day (in a week, unless given), with its stops; its seats are not opened yet.

    `seats` is a number of ordinary seats in one coach, or a train set of `make_rolling_stock`.
    """
    if trip is None:
        stock = None
        if seat_mode == "numbered":
            stock = seats if isinstance(seats, RollingStock) else make_rolling_stock(seats)
        trip = make_trip(stops=stops, rolling_stock=stock, seat_mode=seat_mode, quota=quota)
    service_date = service_date or timezone.now().date() + timedelta(days=7)
    midnight = datetime.combine(service_date, time(), tzinfo=UTC) - timedelta(hours=3)
    times = list(trip.stop_times.order_by("stop_sequence"))
    instants = [midnight + timedelta(seconds=at.departure_time) for at in times]
    dated_trip = DatedTrip.objects.create(
        **{
            "trip": trip,
            "service_date": service_date,
            "seat_mode": trip.seat_mode,
            "quota": trip.quota,
            "rolling_stock": trip.rolling_stock,
            "departs_at": instants[0],
            "arrives_at": instants[-1],
        }
        | fields
    )
    DatedStop.objects.bulk_create(
        DatedStop(
            dated_trip=dated_trip,
            position=position,
            stop=at.stop,
            arrival_at=instant,
            departure_at=instant,
            km=at.shape_dist_traveled,
        )
        for position, (at, instant) in enumerate(zip(times, instants, strict=True))
    )
    return dated_trip


def fill_small_train(dated_trip_id: int) -> Booking:
    """This function lets a train run with a set of two seats, and holds both."""
    DatedTrip.objects.filter(pk=dated_trip_id).update(rolling_stock=make_rolling_stock(2))
    inventory.open_trip(dated_trip_id=dated_trip_id)
    booking = make_booking(DatedTrip.objects.get(pk=dated_trip_id), passengers=2)
    span = inventory.Span(booking.from_position, booking.to_position)
    inventory.hold(
        booking_id=booking.pk,
        dated_trip_id=dated_trip_id,
        span=span,
        passenger_numbers=[1, 2],
        seats=None,
        hold_seconds=3600,
    )
    return booking


def make_booking(
    dated_trip: DatedTrip, span: Span | None = None, *, passengers: int = 1, **fields: Any
) -> Booking:
    """This function makes a held booking with its passengers, over the whole trip unless a span is given.

    It claims no seats: call `bookings.inventory.hold` for that.
    """
    stops = list(dated_trip.stops.order_by("position"))
    span = span or Span(0, stops[-1].position)
    now = timezone.now()
    booking = Booking.objects.create(
        **{
            "reference": f"T{next(_numbers):06d}",
            "channel": Booking.Channel.WEB,
            "dated_trip": dated_trip,
            "from_position": span.start,
            "to_position": span.end,
            "origin": stops[span.start].stop,
            "destination": stops[span.end].stop,
            "departs_at": stops[span.start].departure_at,
            "currency": "BYN",
            "total": Decimal("5.00") * passengers,
            "rate_value": Decimal("3.500000"),
            "created_at": now,
            "hold_expires_at": now + timedelta(minutes=10),
            "email": "traveller@example.org",
        }
        | fields
    )
    Passenger.objects.bulk_create(
        Passenger(booking=booking, number=number, price=Decimal("5.00"), full_price=Decimal("5.00"))
        for number in range(1, passengers + 1)
    )
    return booking
