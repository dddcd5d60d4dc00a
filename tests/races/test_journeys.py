"""Trips of several trains, from several connections: all their seats or none, and each thing done once.

Each control runs the race above it with the guard away, where it must fail.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest

from bookings import inventory
from bookings.inventory import Busy, SoldOut
from bookings.models import Booking, BookingEvent
from bookings.offers import OfferContent
from bookings.operations import extend_hold as extending
from bookings.operations import retake_seats as retaking
from bookings.operations.create_journey import create_journey
from bookings.operations.extend_hold import NotExtendable
from bookings.operations.hold_journey import extend_journey, retake_journey
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_booking import NotHeld
from tests.bookings.exchange_world import ADULT, PERSON, let_hold_lapse
from tests.bookings.true_line import DAY, NOW, book, make_true_train, pass_time
from tests.races.conftest import Race
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 6
Hold = Callable[..., list[Booking]]


@pytest.fixture(autouse=True)
def _rules(transactional_db: None) -> None:
    load_rules()


def offer(train: DatedTrip) -> OfferContent:
    price = book(make_true_train(), ADULT).total
    ends = {"origin": "VITEBSK", "destination": "SMOLENSK"}
    until = NOW + timedelta(minutes=5)
    return OfferContent(
        dated_trip_id=train.pk, **ends, party=(ADULT,), currency="BYN", total=price, expires_at=until
    )


def make_trip(*seats: int) -> list[OfferContent]:
    return [
        offer(make_true_train(day=DAY + timedelta(days=way), seats=count)) for way, count in enumerate(seats)
    ]


def take(offers: list[OfferContent], hold: Hold = create_journey) -> list[Booking]:
    return hold(offers=offers, channel="web", language="ru", now=NOW, passengers=[PERSON], email="a@b.by")


# --- All trains or none


def trips_race_for_two_seats_back(race: Race, hold: Hold) -> None:
    offers = make_trip(4, 2)
    outcome = race(RACERS, lambda _racer: take(offers, hold))
    assert outcome.unexpected(SoldOut, Busy) == []
    trips = Counter(Booking.objects.filter(journey__isnull=False).values_list("journey", flat=True))
    assert 1 <= len(trips) == len(outcome.results) <= 2
    assert set(trips.values()) == {2}
    assert inventory.audit().ok


def test_a_trip_has_seats_on_each_train_or_on_none(race: Race) -> None:
    trips_race_for_two_seats_back(race, create_journey)


def test_control_without_one_transaction_half_a_trip_is_left(race: Race) -> None:
    in_parts: Hold = create_journey.__wrapped__.__wrapped__  # type: ignore[attr-defined]  # neither atomic nor tried again
    with pytest.raises(AssertionError):
        trips_race_for_two_seats_back(race, in_parts)


# --- Done in two tabs it is done once


def an_ended_trip_is_taken_again_in_tabs(race: Race) -> None:
    bookings = take(make_trip(4, 4))
    for booking in bookings:
        let_hold_lapse(booking)
    outcome = race(RACERS, lambda tab: retake_journey(booking=bookings[tab % 2], now=NOW))
    assert outcome.unexpected(NotHeld) == []
    assert len(outcome.results) == 1
    held = BookingEvent.objects.filter(kind="held", booking__in=bookings)
    assert held.count() == 4  # when it was booked, and once again
    assert inventory.audit().ok


def test_an_ended_trip_is_taken_again_once(race: Race) -> None:
    an_ended_trip_is_taken_again_in_tabs(race)


def test_control_without_a_look_at_its_state_it_is_taken_again_by_all(race: Race) -> None:
    ended = patch.object(retaking, "effective_state", return_value=Booking.State.RELEASED)
    with ended, pytest.raises(AssertionError):
        an_ended_trip_is_taken_again_in_tabs(race)


def a_trip_is_kept_longer_in_tabs(race: Race) -> None:
    bookings = take(make_trip(4, 4))
    for booking in bookings:
        pass_time(booking, seconds=500)
    outcome = race(RACERS, lambda tab: extend_journey(booking=bookings[tab % 2], now=NOW))
    assert outcome.unexpected(NotExtendable) == []
    assert len(outcome.results) == 1
    assert BookingEvent.objects.filter(kind="hold_extended").count() == 2


def test_a_trip_is_kept_longer_once(race: Race) -> None:
    a_trip_is_kept_longer_in_tabs(race)


def test_control_without_a_look_at_its_hold_it_is_kept_longer_by_all(race: Race) -> None:
    with patch.object(extending, "may_extend", return_value=True), pytest.raises(AssertionError):
        a_trip_is_kept_longer_in_tabs(race)
