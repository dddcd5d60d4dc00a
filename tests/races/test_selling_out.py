"""Many buyers, one train, until nothing is left; and the control, in which the oversell must happen."""

import random

import pytest
from django.db import transaction

from bookings import inventory
from bookings.inventory import Busy, SoldOut, Span, with_retries
from bookings.management.prove.control import sell_unguarded, without_constraint
from tests.factories import make_booking, make_dated_trip
from tests.races.conftest import Race, deadlocks
from timetables.models import DatedTrip

BUYERS = 32
LEGS = 4
LEG_SPANS = [Span(leg, leg + 1) for leg in range(LEGS)]

pytestmark = pytest.mark.django_db(transaction=True)


class ChangedMind(Exception):
    """The buyer leaves in the middle, so that seats looked taken which are not."""


@with_retries
def buy(trip: DatedTrip, span: Span, people: int, *, leave: bool = False) -> None:
    with transaction.atomic():
        booking = make_booking(trip, span, passengers=people)
        inventory.hold(
            booking_id=booking.pk,
            dated_trip_id=trip.pk,
            span=span,
            passenger_numbers=range(1, people + 1),
            seats=None,
            hold_seconds=600,
        )
        if leave:
            raise ChangedMind


def buy_until_sold_out(trip: DatedTrip, racer: int) -> int:
    """Parties over random stretches first, then single seats leg by leg, until each leg answers sold out."""
    chance, busy = random.Random(racer), 0
    for _ in range(6):
        start = chance.randrange(LEGS)
        wanted = Span(start, chance.randint(start + 1, LEGS))
        busy += try_to_buy(trip, wanted, chance.randint(1, 4), leave=chance.random() < 0.3) == "busy"
    for span in chance.sample(LEG_SPANS, LEGS):
        while (answer := try_to_buy(trip, span, 1)) != "sold out":
            busy += answer == "busy"
    return busy


def try_to_buy(trip: DatedTrip, span: Span, people: int, *, leave: bool = False) -> str:
    try:
        buy(trip, span, people, leave=leave)
    except SoldOut:
        return "sold out"
    except Busy:
        return "busy"
    except ChangedMind:
        return "left"
    return "bought"


def test_a_train_is_sold_out_to_the_last_leg_and_no_seat_twice(race: Race) -> None:
    trip = make_dated_trip(stops=LEGS + 1, seats=40)
    inventory.open_trip(dated_trip_id=trip.pk)
    before = deadlocks()
    outcome = race(BUYERS, lambda racer: buy_until_sold_out(trip, racer))
    assert outcome.unexpected() == []
    report = inventory.audit()
    assert report.ok
    assert report.seats_placed >= 40
    assert [inventory.seats_left(spans={trip.pk: leg})[trip.pk] for leg in LEG_SPANS] == [0] * LEGS
    assert deadlocks() == before


def test_the_control_sells_seats_twice(race: Race) -> None:
    trip = make_dated_trip(stops=LEGS + 1, seats=40)
    inventory.open_trip(dated_trip_id=trip.pk)

    def sell(racer: int) -> None:
        for span in random.Random(racer).sample(LEG_SPANS, LEGS) * 3:
            booking = make_booking(trip, span)
            sell_unguarded(booking_id=booking.pk, dated_trip_id=trip.pk, span=span)

    with without_constraint():
        outcome = race(BUYERS, sell)
        assert outcome.unexpected() == []
        assert len(inventory.audit().overlaps) > 0
    assert inventory.audit().ok
