"""Many buyers, one full train, seats in turn: all parts or none, none twice; and the control, in which they are."""

import random

import pytest
from django.db import transaction

from bookings import inventory
from bookings.inventory import Busy, SeatPlan, SeatRef, SeatTaken, Span, Stretch, with_retries
from bookings.management.prove.control import sell_plan_unguarded, without_constraint
from bookings.models import Booking
from tests.factories import make_booking, make_dated_trip
from tests.races.conftest import Race, deadlocks
from timetables.models import DatedTrip

BUYERS = 16
SEATS = 24
WHOLE = Span(0, 4)
STRETCH = Stretch(WHOLE, dict.fromkeys(range(1, 4), 60))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trip() -> DatedTrip:
    """A train of which each seat is taken on one leg, so that nobody can keep theirs all the way."""
    made = make_dated_trip(stops=5, seats=SEATS)
    inventory.open_trip(dated_trip_id=made.pk)
    for number in range(1, SEATS + 1):
        leg = number % 4
        take(make_booking(made, Span(leg, leg + 1)), SeatRef(1, number), Span(leg, leg + 1))
    return made


def take(booking: Booking, seat: SeatRef, span: Span) -> None:
    with transaction.atomic():
        inventory.hold(
            booking_id=booking.pk,
            dated_trip_id=booking.dated_trip_id,
            span=span,
            passenger_numbers=[1],
            seats=[seat],
            hold_seconds=600,
        )


def find(trip: DatedTrip, size: int) -> SeatPlan | None:
    return inventory.find_plans(stretches={trip.pk: STRETCH}, size=size).get(trip.pk)


@with_retries
def buy(trip: DatedTrip, plan: SeatPlan) -> None:
    with transaction.atomic():
        booking = make_booking(trip, WHOLE, passengers=len(plan))
        inventory.hold_plan(
            booking_id=booking.pk, dated_trip_id=trip.pk, span=WHOLE, plan=plan, hold_seconds=600
        )


def buy_what_is_left(trip: DatedTrip, racer: int) -> int:
    chance, bought = random.Random(racer), 0
    while plan := find(trip, chance.randint(1, 2)) or find(trip, 1):
        try:
            buy(trip, plan)
            bought += 1
        except (SeatTaken, Busy):
            continue
    return bought


def test_all_that_is_left_of_a_train_is_sold_in_turn_and_nothing_twice(race: Race, trip: DatedTrip) -> None:
    before = deadlocks()
    outcome = race(BUYERS, lambda racer: buy_what_is_left(trip, racer))
    assert outcome.unexpected() == []
    report = inventory.audit()
    assert (report.ok, report.seat_changes >= sum(outcome.results.values())) == (True, True)
    # Three legs of each seat were free, four make the way: 18 passengers, and no leg is left that could not be.
    assert inventory.seats_left(spans={trip.pk: Span(0, 1)})[trip.pk] == 0
    assert deadlocks() == before


def test_the_control_sells_seats_of_plans_twice(race: Race, trip: DatedTrip) -> None:
    def sell(racer: int) -> None:
        plan = find(trip, 1)
        assert plan
        sell_plan_unguarded(booking_id=make_booking(trip, WHOLE).pk, dated_trip_id=trip.pk, plan=plan)

    with without_constraint():
        assert race(BUYERS, sell).unexpected() == []
        assert len(inventory.audit().overlaps) > 0
