"""Short words for holds in the inventory's tests."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection

from bookings import inventory
from bookings.inventory import HeldSeat, SeatRef, Span
from bookings.models import Booking
from tests.factories import make_booking
from timetables.models import DatedTrip

Held = tuple[Booking, list[HeldSeat]]


@pytest.fixture
def hold() -> Callable[..., Held]:
    """Make a booking and hold seats for it."""

    def make(
        trip: DatedTrip,
        span: Span | None = None,
        *,
        passengers: int = 1,
        seats: Sequence[SeatRef] | None = None,
        seconds: int = 600,
    ) -> Held:
        booking = make_booking(trip, span, passengers=passengers)
        return booking, hold_again(booking, passengers=passengers, seats=seats, seconds=seconds)

    return make


def hold_again(
    booking: Booking, *, passengers: int = 1, seats: Sequence[SeatRef] | None = None, seconds: int = 600
) -> list[HeldSeat]:
    return inventory.hold(
        booking_id=booking.pk,
        dated_trip_id=booking.dated_trip_id,
        span=Span(booking.from_position, booking.to_position),
        passenger_numbers=range(1, passengers + 1),
        seats=seats,
        hold_seconds=seconds,
    )


def numbers(held: Sequence[HeldSeat]) -> list[int]:
    return [one.seat.number for one in held]


def let_hold_run_out(booking: Booking) -> None:
    """The database's clock can't be moved, so the end of the hold is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bookings_seatclaim SET expires_at = clock_timestamp() - %s WHERE booking_id = %s AND state = 1",
            [timedelta(seconds=1), booking.pk],
        )


def free_on(trip: DatedTrip, span: Span) -> int | None:
    return inventory.seats_left(spans={trip.pk: span})[trip.pk]


@pytest.fixture
def spoil_masks() -> Callable[[], None]:
    """Make every mask say that its seat is free."""

    def spoil() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE bookings_tripseat SET taken = 0")

    return spoil
