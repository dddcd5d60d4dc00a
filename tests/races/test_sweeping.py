"""Sweepers, buyers, payers and people who change their minds, all at once."""

import random

import pytest
from django.db import transaction

from bookings import inventory
from bookings.inventory import Busy, HoldLost, SeatRef, SeatTaken, SoldOut, Span, with_retries
from bookings.models import Booking
from tests.bookings.inventory.conftest import hold_again, let_hold_run_out
from tests.factories import make_booking, make_dated_trip
from tests.races.conftest import Race, deadlocks
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = Span(0, 3)


def make_ended_holds(trip: DatedTrip, count: int) -> list[Booking]:
    bookings = []
    for _ in range(count):
        with transaction.atomic():
            bookings.append(make_booking(trip, passengers=2))
            hold_again(bookings[-1], passengers=2)
            let_hold_run_out(bookings[-1])
    return bookings


def test_sweepers_in_parallel_release_each_hold_once(race: Race) -> None:
    trip = make_dated_trip(seats=40)
    ended = {booking.pk for booking in make_ended_holds(trip, 20)}
    before = deadlocks()
    outcome = race(8, lambda _racer: inventory.sweep_expired(dated_trip_id=trip.pk))
    assert outcome.unexpected() == []
    swept = [booking for found in outcome.results.values() for booking in found]
    assert sorted(swept) == sorted(ended)
    assert deadlocks() == before
    assert inventory.seats_left(spans={trip.pk: WHOLE}) == {trip.pk: 40}


def test_buyers_sell_a_train_full_of_ended_holds_with_no_sweeper_running(race: Race) -> None:
    trip = make_dated_trip(seats=20)
    make_ended_holds(trip, 10)
    bookings = [make_booking(trip) for _ in range(24)]

    @with_retries
    def buy(racer: int) -> None:
        with transaction.atomic():
            hold_again(bookings[racer])

    outcome = race(24, buy)
    assert (len(outcome.results), outcome.count(SoldOut)) == (20, 4)
    assert inventory.audit().ok


def test_all_that_can_be_done_to_seats_at_once_neither_deadlocks_nor_doubles(race: Race) -> None:
    trip = make_dated_trip(stops=4, seats=12)
    inventory.open_trip(dated_trip_id=trip.pk)
    before = deadlocks()
    outcome = race(16, lambda racer: live_a_while(trip, random.Random(racer)))
    assert outcome.unexpected() == []
    assert deadlocks() == before
    report = inventory.audit()
    assert (report.overlaps, report.mask_mismatches) == ([], [])
    assert sum(outcome.results.values()) > 0


def live_a_while(trip: DatedTrip, chance: random.Random) -> int:
    done = 0
    for _ in range(8):
        start = chance.randrange(3)
        span, people = Span(start, chance.randint(start + 1, 3)), chance.randint(1, 3)
        try:
            booking = buy(trip, span, people)
            for step in chance.sample([move, run_out, sweep, pay, let_go], 3):
                step(booking, chance)
            done += 1
        except (SoldOut, SeatTaken, HoldLost, Busy):
            continue
    return done


@with_retries
def buy(trip: DatedTrip, span: Span, people: int) -> Booking:
    with transaction.atomic():
        booking = make_booking(trip, span, passengers=people)
        hold_again(booking, passengers=people)
        return booking


@with_retries
def move(booking: Booking, chance: random.Random) -> None:
    with transaction.atomic():
        inventory.change_seats(
            booking_id=booking.pk,
            dated_trip_id=booking.dated_trip_id,
            span=Span(booking.from_position, booking.to_position),
            wanted={1: SeatRef(1, chance.randint(1, 12))},
        )


def run_out(booking: Booking, _chance: random.Random) -> None:
    let_hold_run_out(booking)


@with_retries
def sweep(booking: Booking, _chance: random.Random) -> None:
    inventory.sweep_expired(dated_trip_id=booking.dated_trip_id)


@with_retries
def pay(booking: Booking, _chance: random.Random) -> None:
    inventory.confirm(booking_id=booking.pk, expected=booking.passengers.count())


@with_retries
def let_go(booking: Booking, _chance: random.Random) -> None:
    inventory.release(booking_id=booking.pk)
