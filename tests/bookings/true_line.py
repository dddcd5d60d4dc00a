"""The true line Vitebsk - Smolensk in short: its kilometres, border, timezones, and a train on a day."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from bookings import inventory
from bookings.models import Booking
from bookings.offers import PartyMember
from bookings.operations.create_booking import create_booking
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
    Timetable,
    Trip,
)

MINSK = ZoneInfo("Europe/Minsk")
NOW = datetime(2027, 5, 14, 12, 0, tzinfo=UTC)
DAY = date(2027, 5, 15)
_numbers = count(1)

# code, name in Russian and in English, country, kind, kilometre, minutes after the first departure
CALLS = (
    ("VITEBSK", "Витебск", "Vitebsk", "BY", "station", 0, 0),
    ("ZAOLSHA", "Заольша", "Zaolsha", "BY", "station", 58, 66),
    ("BORDER_VIT", "Граница", "Border", "", "border", 60, 70),
    ("RUDNYA", "Рудня", "Rudnya", "RU", "station", 71, 81),
    ("SMOLENSK", "Смоленск-Центральный", "Smolensk", "RU", "station", 139, 157),
)


def make_true_train(
    *,
    day: date = DAY,
    at: time = time(7, 12),
    seat_mode: str = "numbered",
    seats: int = 8,
    **trip_fields: Any,
) -> DatedTrip:
    """A train from Vitebsk to Smolensk that leaves at a Minsk time of a day, open for sale."""
    number = next(_numbers)
    departs_at = datetime.combine(day, at, MINSK)
    stock = _make_stock(number, seats)
    trip = _make_trip(number, stock, seat_mode, trip_fields)
    train = DatedTrip.objects.create(
        trip=trip,
        service_date=day,
        seat_mode=seat_mode,
        quota=seats if seat_mode == "quota" else None,
        rolling_stock=stock,
        departs_at=departs_at,
        arrives_at=departs_at + timedelta(minutes=CALLS[-1][-1]),
    )
    _make_stops(train)
    inventory.open_trip(dated_trip_id=train.pk)
    return train


def book(
    train: DatedTrip, *party: PartyMember, now: datetime = NOW, origin: str = "VITEBSK", **fields: Any
) -> Booking:
    """A booking made the way everybody makes one: one adult to Smolensk unless told otherwise."""
    values = {"destination": "SMOLENSK", "currency": "BYN", "channel": "web", "language": "ru"} | fields
    return create_booking(
        dated_trip_id=train.pk, origin=origin, party=party or (PartyMember("BY"),), now=now, **values
    )


def pass_time(booking: Booking, *, seconds: int) -> None:
    """Move the end of a hold nearer, by our clock and by the database's alike."""
    booking.refresh_from_db()
    assert booking.hold_expires_at
    ends = booking.hold_expires_at - timedelta(seconds=seconds)
    Booking.objects.filter(pk=booking.pk).update(hold_expires_at=ends)
    inventory.extend(booking_id=booking.pk, hold_seconds=int((ends - NOW).total_seconds()))
    booking.refresh_from_db()


def _make_stock(number: int, seats: int) -> RollingStock:
    stock = RollingStock.objects.create(code=f"RA3-{number}", name_ru="РА-3", name_en="RA-3", kind="diesel")
    coach = Coach.objects.create(rolling_stock=stock, number=1)
    Seat.objects.bulk_create(
        Seat(coach=coach, number=each, row=(each - 1) // 4 + 1, column=(each - 1) % 4 + 1)
        for each in range(1, seats + 1)
    )
    return stock


def _make_trip(number: int, stock: RollingStock, seat_mode: str, fields: dict[str, Any]) -> Trip:
    agency, _ = Agency.objects.get_or_create(
        agency_id="A", defaults={"name": "Railway", "url": "https://example.org"}
    )
    route, _ = Route.objects.get_or_create(
        route_id="VIT-SMO", defaults={"agency": agency, "short_name": "В", "name_ru": "Витебск – Смоленск"}
    )
    timetable, _ = Timetable.objects.get_or_create(
        name="true line", defaults={"state": "published", "valid_from": date(2026, 1, 1)}
    )
    calendar, _ = Calendar.objects.get_or_create(
        service_id="daily", defaults={"start_date": date(2026, 1, 1), "end_date": date(2028, 12, 31)}
    )
    values = {"short_name": f"67{number:02}", "rolling_stock": stock, "seat_mode": seat_mode} | fields
    return Trip.objects.create(
        timetable=timetable, trip_id=f"TRUE-{number}", route=route, calendar=calendar, **values
    )


def _make_stops(train: DatedTrip) -> None:
    for position, (code, ru, en, country, kind, km, minutes) in enumerate(CALLS):
        stop, _ = Stop.objects.get_or_create(
            stop_id=code,
            defaults={
                "name_ru": ru,
                "name_en": en,
                "country": country,
                "kind": kind,
                "timezone": "Europe/Moscow" if country == "RU" else "Europe/Minsk",
            },
        )
        at = train.departs_at + timedelta(minutes=minutes)
        passes = kind == "border"
        DatedStop.objects.create(
            dated_trip=train, position=position, stop=stop, arrival_at=at, departure_at=at,
            km=Decimal(km), boarding=not passes, alighting=not passes,
        )  # fmt: skip
