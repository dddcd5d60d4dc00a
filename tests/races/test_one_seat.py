"""Everybody wants the same thing at the same moment."""

import time

import pytest
from django.db import transaction

from bookings import inventory
from bookings.inventory import HoldLost, SeatRef, SeatTaken, SoldOut, Span, with_retries
from bookings.models import Booking
from tests.bookings.inventory.conftest import hold_again, let_hold_run_out
from tests.factories import make_booking, make_dated_trip
from tests.races.conftest import Race, deadlocks
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = Span(0, 3)


@with_retries
def choose(trip: DatedTrip, *numbers: int) -> Booking:
    with transaction.atomic():
        booking = make_booking(trip, passengers=len(numbers))
        hold_again(booking, passengers=len(numbers), seats=[SeatRef(1, number) for number in numbers])
        time.sleep(0.005)  # what an application does between the hold and its commit
        return booking


@with_retries
def hold_in_transaction(booking: Booking, *, seats: list[SeatRef] | None = None) -> None:
    with transaction.atomic():
        hold_again(booking, seats=seats)


def test_one_seat_has_one_winner_and_no_deadlock(race: Race) -> None:
    trip = make_dated_trip(seats=8)
    inventory.open_trip(dated_trip_id=trip.pk)
    before, started = deadlocks(), time.monotonic()
    outcome = race(32, lambda _racer: choose(trip, 5))
    assert (len(outcome.results), outcome.count(SeatTaken)) == (1, 31)
    assert deadlocks() == before
    assert time.monotonic() - started < 10
    assert inventory.audit().seats_placed == 1


def test_crossed_pairs_of_seats_have_one_winner_and_no_deadlock(race: Race) -> None:
    trip = make_dated_trip(seats=8)
    inventory.open_trip(dated_trip_id=trip.pk)
    before = deadlocks()
    outcome = race(16, lambda racer: choose(trip, *((3, 6) if racer % 2 else (6, 3))))
    assert (len(outcome.results), outcome.count(SeatTaken)) == (1, 15)
    assert deadlocks() == before


def test_one_ended_hold_has_one_taker(race: Race) -> None:
    trip = make_dated_trip(seats=1)
    with transaction.atomic():
        late = make_booking(trip)
        hold_again(late)
        let_hold_run_out(late)
    bookings = [make_booking(trip) for _ in range(16)]
    before = deadlocks()
    outcome = race(16, lambda racer: hold_in_transaction(bookings[racer]))
    assert (len(outcome.results), outcome.count(SoldOut)) == (1, 15)
    with pytest.raises(HoldLost):
        inventory.confirm(booking_id=late.pk, expected=1)
    assert deadlocks() == before


def test_an_ended_hold_is_either_paid_or_taken(race: Race) -> None:
    """The payment and the buyer race for the same seat, again and again: each time exactly one of them has it."""
    for _ in range(10):
        trip = make_dated_trip(seats=1)
        with transaction.atomic():
            late = make_booking(trip)
            hold_again(late)
            let_hold_run_out(late)
        other = make_booking(trip)

        def work(racer: int, late: Booking = late, other: Booking = other) -> None:
            if racer:
                inventory.confirm(booking_id=late.pk, expected=1)
            else:
                hold_in_transaction(other)

        outcome = race(2, work)
        assert len(outcome.results) == 1
        assert outcome.unexpected(HoldLost, SoldOut) == []
    assert inventory.audit().overlaps == []


def test_two_bookings_that_exchange_seats_do_not_block_each_other(race: Race) -> None:
    trip = make_dated_trip(seats=2)
    bookings = [choose(trip, 1), choose(trip, 2)]
    before = deadlocks()

    @with_retries
    def move(racer: int) -> None:
        with transaction.atomic():
            inventory.change_seats(
                booking_id=bookings[racer].pk,
                dated_trip_id=trip.pk,
                span=WHOLE,
                wanted={1: SeatRef(1, 2 - racer)},
            )

    outcome = race(2, move)
    assert outcome.count(SeatTaken) == 2
    assert deadlocks() == before
    assert inventory.audit().ok
