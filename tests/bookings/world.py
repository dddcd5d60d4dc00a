"""Trains and bookings for tests of what happens after a booking was made: written straight into the tables."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from bookings import inventory
from bookings.models import Booking, ExchangeRate, Passenger, Payment, Refund, SandboxCharge
from bookings.operations.settle_payment import settle_payment
from bookings.payments.gateway import BankAnswer, Outcome
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

NOW = datetime(2027, 5, 14, 12, 0, tzinfo=UTC)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_numbers = count(1)

STOPS = (
    ("VITEBSK", "Витебск", "Віцебск", "Vitebsk", "BY", "Europe/Minsk", 0),
    ("RUDNYA", "Рудня", "Рудня", "Rudnya", "RU", "Europe/Moscow", 90),
    ("SMOLENSK", "Смоленск", "Смаленск", "Smolensk", "RU", "Europe/Moscow", 155),
)


def make_train(
    *,
    seats: int = 4,
    seat_mode: str = "numbered",
    departs_at: datetime = NOW + timedelta(days=1),
    sold: bool = True,
) -> DatedTrip:
    """A train Vitebsk - Rudnya - Smolensk with one coach of so many seats, open for sale."""
    number = next(_numbers)
    stock = RollingStock.objects.create(code=f"set-{number}", name_ru="РА-3", name_be="РА-3", name_en="RA-3")
    coach = Coach.objects.create(rolling_stock=stock, number=1)
    Seat.objects.bulk_create(
        [Seat(coach=coach, number=each, row=each, column=1, kind="seat") for each in range(1, seats + 1)]
    )
    trip = _make_trip(number, stock, seat_mode)
    dated_trip = DatedTrip.objects.create(
        trip=trip,
        service_date=departs_at.date(),
        seat_mode=seat_mode,
        quota=seats if seat_mode == "quota" else None,
        rolling_stock=stock,
        departs_at=departs_at,
        arrives_at=departs_at + timedelta(minutes=155),
    )
    _make_stops(dated_trip)
    if sold:
        inventory.open_trip(dated_trip_id=dated_trip.pk)
    return dated_trip


def make_booking(
    dated_trip: DatedTrip,
    *,
    passengers: int = 2,
    price: Decimal = Decimal("5.70"),
    hold_seconds: int = 600,
    now: datetime = NOW,
    **fields: object,
) -> Booking:
    """A complete booking of the whole way, its seats held, ready to be paid."""
    booking = Booking.objects.create(
        reference=_reference(next(_numbers)),
        **_booking_fields(dated_trip, price * passengers, now + timedelta(seconds=hold_seconds), now)
        | fields,
    )
    Passenger.objects.bulk_create([_passenger(booking, each, price) for each in range(1, passengers + 1)])
    if dated_trip.seat_mode != "open":
        inventory.hold(
            booking_id=booking.pk,
            dated_trip_id=dated_trip.pk,
            span=inventory.Span(booking.from_position, booking.to_position),
            passenger_numbers=list(range(1, passengers + 1)),
            seats=None,
            hold_seconds=hold_seconds,
        )
    return booking


def _booking_fields(
    dated_trip: DatedTrip, total: Decimal, held_until: datetime, now: datetime
) -> dict[str, object]:
    rate, _created = ExchangeRate.objects.get_or_create(
        date=date(2026, 1, 1), defaults={"byn_for_100_rub": Decimal("3.6"), "source": "test"}
    )
    stops = list(dated_trip.stops.order_by("position").select_related("stop"))
    return {
        "channel": "web",
        "dated_trip": dated_trip,
        "from_position": 0,
        "to_position": len(stops) - 1,
        "origin": stops[0].stop,
        "destination": stops[-1].stop,
        "departs_at": dated_trip.departs_at,
        "currency": "BYN",
        "total": total,
        "rate": rate,
        "rate_value": rate.byn_for_100_rub,
        "email": "kovaleva@example.org",
        "language": "ru",
        "created_at": now,
        "hold_expires_at": held_until,
    }


def _passenger(booking: Booking, number: int, price: Decimal) -> Passenger:
    return Passenger(
        booking=booking,
        number=number,
        country="BY",
        birth_date=date(1990, 1, number),
        given_name="Анна",
        family_name=f"Ковалёва{number}",
        patronymic="Петровна",
        document_type="BY_PASSPORT",
        document_number_encrypted=b"sealed",
        document_last4="4567",
        price=price,
        full_price=price,
    )


def _make_trip(number: int, stock: RollingStock, seat_mode: str) -> Trip:
    agency, _created = Agency.objects.get_or_create(
        agency_id="A", defaults={"name": "Agency", "url": "https://example.org"}
    )
    route, _created = Route.objects.get_or_create(
        route_id="VIT-SMO",
        defaults={
            "agency": agency,
            "short_name": "В",
            "name_ru": "Витебск – Смоленск",
            "name_be": "Віцебск – Смаленск",
            "name_en": "Vitebsk – Smolensk",
        },
    )
    timetable, _created = Timetable.objects.get_or_create(
        name="test", defaults={"state": "published", "valid_from": date(2026, 1, 1)}
    )
    calendar, _created = Calendar.objects.get_or_create(
        service_id="daily", defaults={"start_date": date(2026, 1, 1), "end_date": date(2028, 1, 1)}
    )
    return Trip.objects.create(
        timetable=timetable,
        trip_id=f"T{number}",
        route=route,
        calendar=calendar,
        short_name=f"67{number:02}",
        rolling_stock=stock,
        seat_mode=seat_mode,
        quota=None,
    )


def _make_stops(dated_trip: DatedTrip) -> None:
    for position, (code, ru, be, en, country, zone, minutes) in enumerate(STOPS):
        stop, _created = Stop.objects.get_or_create(
            stop_id=code,
            defaults={"name_ru": ru, "name_be": be, "name_en": en, "country": country, "timezone": zone},
        )
        at = dated_trip.departs_at + timedelta(minutes=minutes)
        DatedStop.objects.create(
            dated_trip=dated_trip,
            position=position,
            stop=stop,
            arrival_at=at,
            departure_at=at,
            km=Decimal(minutes),
        )


def _reference(number: int) -> str:
    letters = ""
    for _position in range(7):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return letters


def make_payment(booking: Booking, *, now: datetime = NOW, **fields: object) -> Payment:
    """A payment under way."""
    values = {"amount": booking.total, "currency": booking.currency, "gateway": "sandbox", "created_at": now}
    return Payment.objects.create(booking=booking, **values | fields)


def make_charge(payment: Payment) -> SandboxCharge:
    """The sandbox bank's own record of a payment it has taken."""
    return SandboxCharge.objects.create(
        merchant_reference=str(payment.uuid),
        amount=payment.amount,
        currency=payment.currency,
        return_url="/",
        status="accepted",
    )


def make_refund(payment: Payment, **fields: Any) -> Refund:
    """A refund of the whole payment, to be sent."""
    values = {
        "amount": payment.amount,
        "currency": payment.currency,
        "reason": "passenger",
        "created_at": NOW,
    }
    return Refund.objects.create(payment=payment, **values | fields)


def expire_hold(booking: Booking, *, recorded: bool = False) -> None:
    """Let the booking's hold be over by the database's clock; recorded: swept and written down as well."""
    inventory.extend(booking_id=booking.pk, hold_seconds=-1)
    if recorded:
        inventory.sweep_expired(dated_trip_id=booking.dated_trip_id)
        Booking.objects.filter(pk=booking.pk).update(state="RELEASED", ended_at=NOW)


def take_all_seats(dated_trip: DatedTrip, *, now: datetime = NOW) -> Booking:
    """Another party that holds every seat of the train."""
    left = inventory.seats_left(spans={dated_trip.pk: inventory.Span(0, 2)})[dated_trip.pk]
    assert left
    return make_booking(dated_trip, passengers=left, now=now)


def make_paid_booking(dated_trip: DatedTrip | None = None, *, now: datetime = NOW, **fields: Any) -> Booking:
    """A booking that was paid and has its tickets."""
    booking = make_booking(dated_trip or make_train(), now=now, **fields)
    payment = make_payment(booking, now=now)
    answer = BankAnswer(event_id=f"paid {payment.uuid}", charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)
    settle_payment(answer=answer, now=now)
    booking.refresh_from_db()
    return booking
