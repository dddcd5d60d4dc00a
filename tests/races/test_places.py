"""Everybody wants the last bicycle places at the same moment. Without the guards more are sold than there are."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from bookings import inventory
from bookings.inventory import Busy, PlacesTaken, Span, places, with_retries
from tests.factories import make_booking, make_dated_trip
from tests.races.conftest import Race, deadlocks
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db(transaction=True)
CONSTRAINT = """ALTER TABLE bookings_placeclaim ADD CONSTRAINT place_claim_no_overlap EXCLUDE USING gist
    (dated_trip_id WITH =, kind WITH =, place WITH =, segment WITH &&) WHERE (state > 0)"""


@with_retries
def ride(trip: DatedTrip, span: Span) -> None:
    with transaction.atomic():
        booking = make_booking(trip, span)
        inventory.set_places(
            booking_id=booking.pk,
            dated_trip_id=trip.pk,
            span=span,
            wanted={1: {"bicycle": 1}},
            hold_seconds=600,
        )
        time.sleep(0.02)  # what an application does between the hold and its commit


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the lock away that lets one buyer at a time count."""
    monkeypatch.setattr(places, "_LOCK", "SELECT %s")


@pytest.fixture
def unguarded(unpooled: None, unlocked: None) -> Iterator[None]:
    """Take the constraint away too."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bookings_placeclaim DROP CONSTRAINT place_claim_no_overlap")
        yield
        cursor.execute("TRUNCATE bookings_placeclaim")
        cursor.execute(CONSTRAINT)


def test_two_places_have_two_riders_and_no_deadlock(race: Race) -> None:
    trip, before = make_dated_trip(), deadlocks()
    outcome = race(12, lambda racer: ride(trip, Span(racer % 2, 3)))
    assert (len(outcome.results), outcome.count(PlacesTaken)) == (2, 10)
    assert deadlocks() == before
    assert inventory.audit().ok


@pytest.mark.usefixtures("unlocked")
def test_the_constraint_alone_lets_nobody_share_a_place(race: Race) -> None:
    trip = make_dated_trip()
    outcome = race(12, lambda _racer: ride(trip, Span(0, 3)))
    assert outcome.unexpected(PlacesTaken, Busy) == []
    assert len(outcome.results) <= 2
    assert inventory.audit().places_doubled == []


@pytest.mark.usefixtures("unguarded")
def test_control_without_the_guards_a_place_is_sold_twice(race: Race) -> None:
    trip = make_dated_trip()
    outcome = race(12, lambda _racer: ride(trip, Span(0, 3)))
    assert len(outcome.results) > 2
    assert inventory.audit().places_doubled
