"""The operations of a booking, each from several connections at once."""

from datetime import timedelta

import pytest

from bookings import inventory
from bookings.models import Booking, BookingEvent, Notification
from bookings.offers import PartyMember
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.expire_holds import expire_holds
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_booking import NotHeld
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.release_booking import release_booking
from bookings.operations.retake_seats import NotRetakable, retake_seats
from tests.bookings.true_line import NOW, book, make_true_train
from tests.races.conftest import Race

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


def test_two_workers_record_and_tell_an_ended_hold_once(race: Race) -> None:
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


def test_the_same_seats_taken_again_from_two_tabs_are_held_once(race: Race) -> None:
    booking = book(make_true_train(), PartyMember("BY"), PartyMember("BY"))
    inventory.extend(booking_id=booking.pk, hold_seconds=-1)
    outcome = race(4, lambda _number: retake_seats(booking=booking, now=LATER))
    assert len(outcome.results) == 1
    assert outcome.count(NotRetakable) == 3
    assert BookingEvent.objects.filter(kind="held").count() == 2
    assert inventory.audit().ok


def test_what_is_told_while_the_booking_is_let_go_is_kept_or_refused_but_never_brings_it_back(
    race: Race,
) -> None:
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
