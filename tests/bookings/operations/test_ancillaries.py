"""Bicycles, pets and baggage through a booking's life: priced, held, sold, given back; seats, money, ledger agree."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bookings import inventory
from bookings.inventory import Span
from bookings.ledger.missing import post_missing
from bookings.models import Booking, LedgerEntry, Notification, Payment
from bookings.offers import PartyRefused
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.confirm_exchange import confirm_exchange
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.create_booking import OfferStale
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_refund import offer_refund
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.retake_seats import retake_seats
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.tickets.build import booking_ticket_views
from bookings.tickets.code import read_payload
from bookings.tickets.keys import public_keys
from tests.bookings.exchange_world import (
    ADULT,
    PERSON,
    all_adds_up,
    ask,
    exchange,
    let_hold_lapse,
    pay,
    returned,
)
from tests.bookings.ledger.books import everything, lose_the_ledger
from tests.bookings.true_line import NOW, book, make_true_train
from tests.factories import make_rolling_stock
from timetables.models import Coach, DatedTrip
from timetables.operations import cancel_dated_trip, change_stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(db: None) -> None:
    load_rules()


def make_train(bicycles: int = 2, **fields: object) -> DatedTrip:
    train = make_true_train(**fields)  # type: ignore[arg-type]  # named by the caller
    Coach.objects.filter(rolling_stock=train.rolling_stock).update(bicycle_places=bicycles)
    return train


def hold(train: DatedTrip, *along: dict[str, int], **fields: object) -> Booking:
    people = along or ({"bicycle": 1},)
    told = [replace(PERSON, ancillaries=kinds) for kinds in people]
    return book(train, *[ADULT] * len(people), passengers=told, email="kovaleva@example.org", **fields)


def buy(train: DatedTrip, *along: dict[str, int], **fields: object) -> Booking:
    booking = hold(train, *along, **fields)
    pay(booking)
    return booking


def left(train: DatedTrip, kind: str = "bicycle") -> int:
    return inventory.places_left(spans={train.pk: Span(0, train.stops.count() - 1)})[train.pk][kind]


def tell(booking: Booking, **kinds: int) -> Booking:
    complete_passengers(booking=booking, details={1: PassengerDetails(ancillaries=kinds)}, now=NOW)
    booking.refresh_from_db()
    return booking


def test_a_bicycle_comes_on_top_of_the_offers_total_and_is_taken_off_again():
    train = make_train()
    bare = hold(train, {})
    with_bicycle = hold(train, {"bicycle": 1}, expected_total=bare.total)
    with pytest.raises(OfferStale):
        hold(train, {"bicycle": 1}, expected_total=bare.total + 1)
    assert with_bicycle.total > bare.total
    assert left(train) == 1
    assert tell(with_bicycle).total == bare.total
    assert left(train) == 2
    assert tell(with_bicycle, bicycle=1, pet=2).total > bare.total


def test_the_last_place_has_one_buyer_and_the_other_loses_nothing():
    train = make_train(bicycles=1)
    hold(train)
    with pytest.raises(PartyRefused) as refused:
        hold(train, {"bicycle": 1}, {})
    assert [(each.pointer, each.code) for each in refused.value.problems] == [
        ("passengers/1/ancillaries/bicycle", "ancillary_sold_out")
    ]
    other = hold(train, {})
    with pytest.raises(PartyRefused):
        tell(other, bicycle=1)
    other.refresh_from_db()
    assert (other.passengers.get().ancillaries, Booking.objects.count()) == ({}, 2)


def test_sold_it_stands_on_ticket_and_code_and_in_the_ledger_apart_from_the_fare():
    train = make_train()
    booking = buy(train, {"bicycle": 1, "pet": 2}, {})
    (view, other) = booking_ticket_views(booking, "en")
    assert (view.along, other.along) == ("bicycle, 2 × pet", "")
    assert read_payload(view.payload, public_keys()).along == {"bicycle": 1, "pet": 2}
    fares = {entry.account for entry in LedgerEntry.objects.filter(passenger_number=1)}
    assert "ancillaries" in fares
    assert not LedgerEntry.objects.filter(passenger_number=2, account="ancillaries").exists()
    first, second = booking.passengers.order_by("number")
    assert first.full_price - first.price == second.full_price - second.price
    assert sum(each.price for each in (first, second)) == booking.total
    all_adds_up()


@pytest.mark.parametrize("currency", ["BYN", "RUB"])
def test_one_passenger_returns_and_their_bicycle_with_them(currency):
    train = make_train()
    booking = buy(train, {"bicycle": 1}, {"bicycle": 1, "baggage": 1}, currency=currency)
    assert left(train) == 0
    price = booking.passengers.get(number=2).price
    confirm_refund(offer=offer_refund(booking=booking, passenger_numbers=[2], now=NOW), now=NOW)
    assert (left(train), left(train, "baggage")) == (1, 4)
    assert 0 < returned(booking) <= price
    all_adds_up()
    confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    assert left(train) == 2
    all_adds_up()


def test_a_cancelled_train_gives_everything_back():
    train = make_train()
    booking = buy(train)
    total = booking.total
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    offer = offer_refund(booking=booking, now=NOW)
    confirm_refund(offer=offer, now=NOW)
    assert (offer.fee, returned(booking)) == (Decimal(0), total)
    all_adds_up()


def test_an_exchange_carries_over_what_the_new_train_has_room_for_and_says_what_stays():
    train, other = make_train(), make_train(bicycles=1)
    booking = buy(train, {"bicycle": 1, "pet": 1}, {"bicycle": 1})
    new = exchange(booking, other)
    taken = [each.ancillaries for each in new.passengers.order_by("number")]
    assert taken == [{"bicycle": 1, "pet": 1}, {}]
    assert [line["left_behind"] for line in new.exchange_offer.passengers] == [{}, {"bicycle": 1}]
    assert (left(train), left(other)) == (2, 0)
    all_adds_up()


def test_a_place_taken_between_offer_and_word_is_refused_and_nothing_changes():
    train, other = make_train(), make_train(bicycles=1)
    booking = buy(train)
    offer = ask(booking, other)
    hold(other)
    with pytest.raises(PartyRefused):
        confirm_exchange(offer=offer, channel="web", now=NOW)
    assert booking.passengers.get().ancillaries == {"bicycle": 1}
    assert booking.exchanges.count() == 0
    all_adds_up()


def test_paid_late_it_is_won_back_while_nobody_took_it_else_the_money_returns():
    train = make_train(bicycles=1)
    late = hold(train)
    let_hold_lapse(late)
    pay(late)
    assert (late.state, left(train)) == (Booking.State.FULFILLED, 0)
    other = make_train(bicycles=1)
    too_late = hold(other)
    let_hold_lapse(too_late)
    hold(other)
    assert pay(too_late).status == Payment.Status.REFUND_DUE
    assert inventory.seats_left(spans={other.pk: Span(0, 3)})[other.pk] == 7
    all_adds_up()


def test_a_hold_taken_again_takes_its_bicycle_again_or_nothing():
    train = make_train(bicycles=1)
    booking = hold(train)
    let_hold_lapse(booking)
    retake_seats(booking=booking, now=NOW)
    assert left(train) == 0
    let_hold_lapse(booking)
    hold(train)
    with pytest.raises(PartyRefused):
        retake_seats(booking=booking, now=NOW)


def test_a_smaller_set_pays_back_the_last_to_book_and_tells_them():
    train = make_train(bicycles=2)
    first, second = buy(train), buy(train, {"bicycle": 1, "pet": 1})
    held = hold(train, {"pet": 1})
    before, price = second.total, second.passengers.get().price
    stock = make_rolling_stock(8)
    stock.coaches.update(bicycle_places=1)
    stock.pet_places = 1
    stock.save()
    change_stock(dated_trip=train, rolling_stock=stock, actor=None, now=NOW)
    tell_schedule_changes(now=NOW)
    for booking in (first, second, held):
        booking.refresh_from_db()
    passenger = second.passengers.get()
    assert (first.passengers.get().ancillaries, passenger.ancillaries) == ({"bicycle": 1}, {"pet": 1})
    assert returned(second) == before - second.total == price - passenger.price > 0
    assert read_payload(bytes(passenger.ticket.payload), public_keys()).along == {"pet": 1}
    letters = second.notifications.filter(kind=Notification.Kind.TRAIN_CHANGED)
    assert "place_lost" in {letter.data.get("change") for letter in letters}
    assert held.state == Booking.State.RELEASED
    assert offer_refund(booking=second, now=NOW).fee == 0
    all_adds_up()


@pytest.mark.parametrize("currency", ["BYN", "RUB"])
def test_a_ledger_written_anew_has_what_lost_its_place_in_the_sale(currency):
    train = make_train()
    buy(train, {"bicycle": 1, "pet": 1}, {"bicycle": 1}, currency=currency)
    stock = make_rolling_stock(8)
    stock.coaches.update(bicycle_places=0)
    change_stock(dated_trip=train, rolling_stock=stock, actor=None, now=NOW)
    before = everything()
    lose_the_ledger()
    post_missing()
    assert everything() == before
    all_adds_up()


def test_a_train_without_seat_numbers_sells_bicycle_places_too():
    train = make_train(seat_mode="open")
    booking = buy(train)
    assert (booking.state, left(train)) == (Booking.State.FULFILLED, 1)
    confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    assert left(train) == 2
    all_adds_up()
