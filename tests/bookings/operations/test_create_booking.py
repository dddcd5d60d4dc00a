"""A party takes seats."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import inventory
from bookings.inventory import SeatRef, Span
from bookings.models import Booking, Notification, Tariff
from bookings.offers import NotOnSale, PartyMember, PartyRefused, TripNotFound
from bookings.operations import create_booking as module
from bookings.operations.create_booking import OfferStale
from bookings.operations.load_rules import load_rules
from bookings.operations.passenger_details import PassengerDetails
from tests.bookings.true_line import NOW, book, make_true_train
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db
ADULT = PartyMember("BY")
PRICE = Decimal("10.68")


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()


def _seats(booking: Booking) -> dict[int, SeatRef]:
    return inventory.seats_of(booking_ids=[booking.pk])[booking.pk]


def test_a_booking_holds_a_seat_for_each_passenger_until_a_time() -> None:
    booking = book(make_true_train(), ADULT, ADULT)
    assert booking.state == Booking.State.PREBOOKED
    assert booking.hold_expires_at == NOW + timedelta(seconds=settings.HOLD_SECONDS)
    assert set(_seats(booking)) == {1, 2}
    assert [passenger.price for passenger in booking.passengers.all()] == [PRICE, PRICE]
    assert [event.kind for event in booking.events.all()] == ["held"]


def test_only_the_legs_travelled_are_taken() -> None:
    train = make_true_train(seats=1)
    book(train, origin="VITEBSK", destination="RUDNYA")
    booking = book(train, origin="RUDNYA", destination="SMOLENSK")
    assert (booking.from_position, booking.to_position) == (3, 4)
    with pytest.raises(inventory.SoldOut):
        book(train, origin="ZAOLSHA", destination="RUDNYA")


def test_the_seats_asked_for_are_given_in_the_order_of_the_party() -> None:
    booking = book(make_true_train(), ADULT, ADULT, seats=[SeatRef(1, 7), SeatRef(1, 3)])
    assert {number: seat.place for number, seat in _seats(booking).items()} == {1: (1, 7), 2: (1, 3)}


def test_nothing_is_kept_when_a_seat_is_taken() -> None:
    train = make_true_train()
    book(train, seats=[SeatRef(1, 7)])
    with pytest.raises(inventory.SeatTaken):
        book(train, ADULT, ADULT, seats=[SeatRef(1, 6), SeatRef(1, 7)])
    assert Booking.objects.count() == 1
    assert inventory.seats_left(spans={train.pk: Span(0, 4)}) == {train.pk: 7}


def test_a_price_that_changed_since_the_offer_is_told_old_and_new() -> None:
    train = make_true_train()
    Tariff.objects.filter(country="BY").update(price_per_km=Decimal("0.05"))
    with pytest.raises(OfferStale) as stale:
        book(train, expected_total=PRICE)
    assert (stale.value.old, stale.value.new) == (PRICE, Decimal("11.28"))
    assert not Booking.objects.exists()


def test_what_the_passengers_tell_beyond_the_offer_counts_for_its_price() -> None:
    child = PassengerDetails(birth_date=date(2022, 1, 1))
    with pytest.raises(OfferStale) as stale:
        book(make_true_train(), ADULT, expected_total=PRICE, passengers=[child])
    assert stale.value.new == 0


def test_a_hold_made_with_an_address_is_confirmed_by_mail() -> None:
    booking = book(make_true_train(), email="anna@example.org", language="be")
    message = Notification.objects.get()
    assert (message.kind, message.email, message.language, message.booking) == (
        "held",
        "anna@example.org",
        "be",
        booking,
    )


def test_a_document_is_kept_encrypted_and_shown_by_its_end() -> None:
    details = PassengerDetails(
        given_name=" Анна ", family_name="Ковалёва", document_type="BY_PASSPORT", document_number="вм 1234567"
    )
    passenger = book(make_true_train(), passengers=[details]).passengers.get()
    assert (passenger.full_name, passenger.document_last4) == ("Ковалёва Анна", "4567")
    assert b"1234567" not in bytes(passenger.document_number_encrypted or b"")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"origin": "SMOLENSK", "destination": "VITEBSK"}, TripNotFound),
        ({"origin": "VITEBSK", "destination": "VITEBSK"}, TripNotFound),
        ({"origin": "VITEBSK", "destination": "BORDER_VIT"}, TripNotFound),
        ({"origin": "NOWHERE"}, TripNotFound),
        ({"now": NOW + timedelta(days=1)}, NotOnSale),
        ({"passengers": [PassengerDetails(document_type="LIBRARY_CARD")]}, PartyRefused),
        ({"passengers": [PassengerDetails(), PassengerDetails()]}, PartyRefused),
    ],
)
def test_what_cannot_be_sold_is_refused(fields: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        book(make_true_train(), **fields)
    assert not Booking.objects.exists()


def test_a_cancelled_train_is_not_sold() -> None:
    train = make_true_train()
    DatedTrip.objects.filter(pk=train.pk).update(state="cancelled")
    with pytest.raises(NotOnSale, match="cancelled"):
        book(train)


def test_a_stop_the_train_does_not_serve_today_is_not_sold() -> None:
    train = make_true_train()
    train.stops.filter(stop__stop_id="RUDNYA").update(served=False)
    with pytest.raises(TripNotFound):
        book(train, destination="RUDNYA")


def test_a_train_on_new_years_eve_is_priced_and_held_over_midnight() -> None:
    day = date(2027, 12, 31)
    train = make_true_train(day=day, at=time(23, 30))
    booking = book(train, now=NOW.replace(month=12, day=30))
    arrival = train.stops.get(stop__stop_id="SMOLENSK").arrival_at
    assert booking.departs_at.astimezone().year == 2027
    assert arrival > booking.departs_at
    assert booking.total == PRICE


@pytest.mark.parametrize("mode", ["quota", "open"])
def test_trains_without_numbers_are_booked_too(mode: str) -> None:
    booking = book(make_true_train(seat_mode=mode), ADULT, ADULT)
    assert booking.state == Booking.State.PREBOOKED


def test_a_reference_drawn_twice_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = book(make_true_train())
    drawn = iter([first.reference, first.reference, "ACDEFHJ"])
    monkeypatch.setattr(module, "make_reference", lambda: next(drawn))
    assert book(make_true_train()).reference == "ACDEFHJ"


def test_references_have_no_letters_that_look_alike() -> None:
    drawn = {module.make_reference() for _ in range(2000)}
    assert len(drawn) == 2000
    assert not set("".join(drawn)) & set("0O1IL5S2Z8B6G")


def test_the_transaction_is_a_few_statements_for_four_as_for_one() -> None:
    train = make_true_train()
    with CaptureQueriesContext(connection) as one:
        book(train, ADULT)
    with CaptureQueriesContext(connection) as four:
        book(train, *[ADULT] * 4, seats=[SeatRef(1, number) for number in (5, 6, 7, 8)])
    opening = next(i for i, query in enumerate(four.captured_queries) if "SAVEPOINT" in query["sql"])
    assert len(four.captured_queries) - opening <= 14
    assert len(four) <= len(one) + 3  # seats of one's own choice are looked up first
