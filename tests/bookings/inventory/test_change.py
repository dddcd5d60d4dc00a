"""Moving to other seats."""

from collections.abc import Callable

import pytest

from bookings import inventory
from bookings.inventory import HeldSeat, HoldLost, SeatRef, SeatTaken, Span, WrongSeat
from bookings.models import Booking
from tests.bookings.inventory.conftest import Held, free_on, let_hold_run_out, numbers
from tests.factories import make_dated_trip

pytestmark = pytest.mark.django_db
Hold = Callable[..., Held]
WHOLE = Span(0, 3)


def move(booking: Booking, **wanted: int) -> list[HeldSeat]:
    return inventory.change_seats(
        booking_id=booking.pk,
        dated_trip_id=booking.dated_trip_id,
        span=WHOLE,
        wanted={int(passenger[1:]): SeatRef(1, number) for passenger, number in wanted.items()},
    )


def seat_numbers(booking: Booking) -> dict[int, int]:
    seats = inventory.seats_of(booking_ids=[booking.pk])[booking.pk]
    return {passenger: seat.number for passenger, seat in seats.items()}


def test_the_new_seat_is_held_and_the_old_one_free(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    booking, _ = hold(trip)
    assert [one.seat.number for one in move(booking, p1=6)] == [6]
    assert numbers(hold(trip)[1]) == [1]
    assert inventory.audit().ok


def test_a_refused_change_leaves_the_old_seats(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    booking, _ = hold(trip, passengers=2)
    hold(trip, seats=[SeatRef(1, 6)])
    with pytest.raises(SeatTaken) as refused:
        move(booking, p1=5, p2=6)
    assert [seat.number for seat in refused.value.seats] == [6]
    assert seat_numbers(booking) == {1: 1, 2: 2}
    inventory.confirm(booking_id=booking.pk, expected=2)


def test_two_of_a_party_exchange_their_seats(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    booking, _ = hold(trip, passengers=2)
    move(booking, p1=2, p2=1)
    assert seat_numbers(booking) == {1: 2, 2: 1}
    assert free_on(trip, WHOLE) == 6
    assert inventory.audit().ok


def test_moving_into_the_seat_that_another_of_the_party_keeps_is_refused(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip(seats=8), passengers=2)
    with pytest.raises(SeatTaken):
        move(booking, p1=2)
    assert seat_numbers(booking) == {1: 1, 2: 2}


def test_staying_where_one_sits_is_allowed(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip(seats=8), passengers=2)
    assert [one.seat.number for one in move(booking, p1=1, p2=5)] == [1, 5]


def test_a_seat_under_an_ended_hold_can_be_moved_to(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    late, _ = hold(trip, seats=[SeatRef(1, 5)])
    booking, _ = hold(trip)
    let_hold_run_out(late)
    move(booking, p1=5)
    assert seat_numbers(booking) == {1: 5}


def test_a_changed_seat_is_held_no_longer_than_the_old_one(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    booking, _ = hold(trip)
    let_hold_run_out(booking)
    move(booking, p1=5)
    assert inventory.trips_with_expired_holds() == [trip.pk]


def test_a_sold_seat_stays_sold_when_changed(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    booking, _ = hold(trip)
    inventory.confirm(booking_id=booking.pk, expected=1)
    Booking.objects.update(state=Booking.State.CONFIRMED)
    move(booking, p1=5)
    assert inventory.audit().ok


def test_who_has_no_seat_can_not_move(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip(seats=8))
    inventory.release(booking_id=booking.pk)
    with pytest.raises(HoldLost):
        move(booking, p1=5)


def test_a_seat_that_is_not_there_is_refused(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip(seats=8))
    with pytest.raises(WrongSeat):
        move(booking, p1=99)
