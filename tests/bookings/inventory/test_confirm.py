"""From held to sold, and back; late payments."""

from collections.abc import Callable

import pytest

from bookings import inventory
from bookings.inventory import HoldLost, SeatRef, SoldOut, Span
from bookings.models import Booking
from tests.bookings.inventory.conftest import Held, free_on, let_hold_run_out, numbers
from tests.factories import make_dated_trip

pytestmark = pytest.mark.django_db
Hold = Callable[..., Held]
WHOLE = Span(0, 3)


def pay(booking: Booking, seats: int) -> None:
    inventory.confirm(booking_id=booking.pk, expected=seats)
    booking.state = Booking.State.CONFIRMED
    booking.save()


def test_a_sold_seat_does_not_run_out(hold: Hold) -> None:
    trip = make_dated_trip(seats=1)
    booking, _ = hold(trip)
    pay(booking, 1)
    let_hold_run_out(booking)
    assert inventory.sweep_expired(dated_trip_id=trip.pk) == []
    with pytest.raises(SoldOut):
        hold(trip)
    assert inventory.audit().ok


def test_an_ended_hold_that_nobody_took_still_confirms(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip(), passengers=2)
    let_hold_run_out(booking)
    pay(booking, 2)
    assert inventory.audit().ok


def test_an_ended_hold_that_another_took_does_not(hold: Hold) -> None:
    trip = make_dated_trip(seats=2)
    booking, _ = hold(trip, passengers=2)
    let_hold_run_out(booking)
    hold(trip)
    with pytest.raises(HoldLost):
        inventory.confirm(booking_id=booking.pk, expected=2)


def test_a_party_that_lost_one_seat_is_not_confirmed_in_part(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip(), passengers=3)
    inventory.release(booking_id=booking.pk, passenger_numbers=[2])
    with pytest.raises(HoldLost) as refused:
        inventory.confirm(booking_id=booking.pk, expected=3)
    assert (refused.value.expected, refused.value.kept) == (3, 2)
    inventory.confirm(booking_id=booking.pk, expected=2)  # both were left held


def test_an_extended_hold_runs_on(hold: Hold) -> None:
    trip = make_dated_trip(seats=1)
    booking, _ = hold(trip)
    let_hold_run_out(booking)
    assert inventory.extend(booking_id=booking.pk, hold_seconds=600) == 1
    with pytest.raises(SoldOut):
        hold(trip)


def test_a_released_seat_can_be_sold(hold: Hold) -> None:
    trip = make_dated_trip(seats=1)
    booking, _ = hold(trip)
    pay(booking, 1)
    assert inventory.release(booking_id=booking.pk) == 1
    assert numbers(hold(trip)[1]) == [1]
    assert inventory.release(booking_id=booking.pk) == 0


def test_one_passenger_of_a_party_can_let_go(hold: Hold) -> None:
    trip = make_dated_trip(seats=4)
    booking, _ = hold(trip, passengers=3)
    assert inventory.release(booking_id=booking.pk, passenger_numbers=[2]) == 1
    assert free_on(trip, WHOLE) == 2
    assert numbers(hold(trip)[1]) == [2]


def test_a_late_payment_wins_the_very_same_seats_back(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    booking, _ = hold(trip, passengers=2, seats=[SeatRef(1, 6), SeatRef(1, 3)])
    inventory.release(booking_id=booking.pk)
    assert inventory.regain(booking_id=booking.pk)
    seats = inventory.seats_of(booking_ids=[booking.pk])[booking.pk]
    assert {number: seat.number for number, seat in seats.items()} == {1: 6, 2: 3}
    booking.state = Booking.State.CONFIRMED
    booking.save()
    assert inventory.audit().paid_without_sold == []


def test_a_late_payment_gets_nothing_when_one_seat_is_gone(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    booking, _ = hold(trip, passengers=2)
    inventory.release(booking_id=booking.pk)
    hold(trip, seats=[SeatRef(1, 2)])
    assert not inventory.regain(booking_id=booking.pk)
    assert free_on(trip, WHOLE) == 7


def test_a_late_payment_for_a_hold_swept_in_part_gets_its_seats(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    booking, _ = hold(trip, passengers=2)
    inventory.release(booking_id=booking.pk, passenger_numbers=[1])
    let_hold_run_out(booking)
    assert inventory.regain(booking_id=booking.pk)
    assert free_on(trip, WHOLE) == 6


def test_a_late_payment_without_numbers_takes_any_place(hold: Hold) -> None:
    trip = make_dated_trip(seat_mode="quota", quota=2)
    booking, _ = hold(trip)
    inventory.release(booking_id=booking.pk)
    hold(trip)
    assert inventory.regain(booking_id=booking.pk)
    assert free_on(trip, WHOLE) == 0


def test_sweeping_frees_only_what_has_run_out(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    late, _ = hold(trip, passengers=2)
    hold(trip)
    let_hold_run_out(late)
    assert inventory.trips_with_expired_holds() == [trip.pk]
    assert inventory.sweep_expired(dated_trip_id=trip.pk) == [late.pk]
    assert inventory.trips_with_expired_holds() == []
    assert inventory.sweep_expired(dated_trip_id=trip.pk) == []
    assert free_on(trip, WHOLE) == 7


def test_sweeping_one_stretch_of_a_seat_leaves_the_other_sold(hold: Hold) -> None:
    trip = make_dated_trip(stops=4, seats=1)
    late, _ = hold(trip, Span(0, 1))
    hold(trip, Span(1, 3))
    let_hold_run_out(late)
    inventory.sweep_expired(dated_trip_id=trip.pk)
    assert (free_on(trip, Span(0, 1)), free_on(trip, Span(1, 2))) == (1, 0)
