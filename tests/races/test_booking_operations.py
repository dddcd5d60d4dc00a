"""The operations of a booking, each from several connections at once."""

from datetime import timedelta

import pytest
from django.db import connection

from bookings import inventory
from bookings.inventory import places
from bookings.models import Booking, BookingEvent, Notification
from bookings.offers import PartyMember, PartyRefused
from bookings.operations import expire_holds as expiring
from bookings.operations import retake_seats as retaking
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.expire_holds import expire_holds
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_booking import NotHeld
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.release_booking import release_booking
from bookings.operations.retake_seats import NotRetakable, retake_seats
from tests.bookings.true_line import NOW, book, make_true_train
from tests.races.conftest import Race, without_row_locks
from timetables.models import Coach

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(minutes=11)


@pytest.fixture(autouse=True)
def _rules(transactional_db: None) -> None:
    load_rules()


def test_a_train_of_eight_seats_takes_eight_of_twelve_buyers(race: Race) -> None:
    train = make_true_train(seats=8)
    outcome = race(12, lambda _number: book(train))
    assert len(outcome.results) == 8
    assert outcome.count(inventory.SoldOut) == 4
    assert Booking.objects.count() == BookingEvent.objects.filter(kind="held").count() == 8
    report = inventory.audit()
    assert report.ok
    assert report.seats_placed == 8


def workers_record_ended_holds(race: Race) -> None:
    train = make_true_train(seats=8)
    for number in range(8):
        booking = book(train, email=f"p{number}@example.org")
        inventory.extend(booking_id=booking.pk, hold_seconds=-1)
    outcome = race(4, lambda _number: expire_holds(now=LATER))
    assert not outcome.errors
    expire_holds(now=LATER)  # what one worker had its hands on is left to the next run
    assert Booking.objects.filter(state="RELEASED").count() == 8
    assert BookingEvent.objects.filter(kind="hold_ended").count() == 8
    assert Notification.objects.filter(kind="hold_ended").count() == 8
    assert inventory.audit().ok


def test_two_workers_record_and_tell_an_ended_hold_once(race: Race) -> None:
    workers_record_ended_holds(race)


def test_control_without_the_lock_it_is_recorded_more_than_once(race: Race) -> None:
    with without_row_locks(expiring, "record_event", racers=4), pytest.raises(AssertionError):
        workers_record_ended_holds(race)


def seats_are_taken_again_in_tabs(race: Race) -> None:
    booking = book(make_true_train(), PartyMember("BY"), PartyMember("BY"))
    inventory.extend(booking_id=booking.pk, hold_seconds=-1)
    outcome = race(4, lambda _number: retake_seats(booking=booking, now=LATER))
    assert len(outcome.results) == 1
    assert outcome.count(NotRetakable) == 3
    assert BookingEvent.objects.filter(kind="held").count() == 2
    assert inventory.audit().ok


def test_the_same_seats_taken_again_from_two_tabs_are_held_once(race: Race) -> None:
    seats_are_taken_again_in_tabs(race)


def test_control_without_the_lock_they_are_held_again_more_than_once(race: Race) -> None:
    with without_row_locks(retaking, "effective_state", racers=4), pytest.raises(AssertionError):
        seats_are_taken_again_in_tabs(race)


def test_what_is_told_while_the_booking_is_let_go_never_brings_it_back(race: Race) -> None:
    booking = book(make_true_train())

    def either(number: int) -> object:
        if number == 0:
            return release_booking(booking=booking, now=NOW)
        told = {1: PassengerDetails(given_name=f"Анна {number}")}
        return complete_passengers(booking=booking, details=told, now=NOW)

    outcome = race(6, either)
    assert not outcome.unexpected(NotHeld)
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
    assert inventory.audit().ok


def the_last_bicycle_is_added_in_tabs(race: Race) -> None:
    train = make_true_train()
    Coach.objects.filter(rolling_stock=train.rolling_stock).update(bicycle_places=2)
    bookings = [book(train, passengers=[PassengerDetails(given_name="A")]) for _each in range(3)]
    along = {1: PassengerDetails(ancillaries={"bicycle": 1})}
    outcome = race(6, lambda tab: complete_passengers(booking=bookings[tab % 3], details=along, now=NOW))
    assert outcome.unexpected(PartyRefused) == []
    with_bicycle = [each for each in Booking.objects.all() if each.passengers.get().ancillaries]
    assert len(with_bicycle) == 2
    assert len({each.total for each in with_bicycle}) == 1
    assert inventory.audit().ok


def test_the_last_bicycles_go_to_two_bookings_and_are_paid_for_once(race: Race) -> None:
    the_last_bicycle_is_added_in_tabs(race)


def test_control_without_the_lock_of_the_train_a_third_is_added(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The constraint would still catch it, so it is taken away too: see tests/races/test_places.py."""
    monkeypatch.setattr(places, "_LOCK", "SELECT %s, pg_sleep(0.2)")
    constraint = "place_claim_no_overlap"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [constraint])
        (definition,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE bookings_placeclaim DROP CONSTRAINT {constraint}")
    try:
        with pytest.raises(AssertionError):
            the_last_bicycle_is_added_in_tabs(race)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE bookings_placeclaim")
            cursor.execute(f"ALTER TABLE bookings_placeclaim ADD CONSTRAINT {constraint} {definition}")
