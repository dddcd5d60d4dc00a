"""The life of a booking of seats in turn: held, paid, lost and won back, given back in part, moved with its train."""

import pytest

from bookings import inventory
from bookings.inventory import SeatPart, SeatRef, Span
from bookings.models import Booking, Notification, Ticket
from bookings.offers import PartyMember
from bookings.offers.wording import event_text
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_refund import offer_refund
from bookings.operations.retake_seats import retake_seats
from bookings.operations.settle_payment import settle_payment
from bookings.payments.gateway import BankAnswer, Outcome
from bookings.queries.change_words import change_words
from bookings.tickets.build import booking_ticket_views
from bookings.tickets.code import read_payload
from bookings.tickets.keys import public_keys
from tests.bookings.full_train import RUDNYA, SMOLENSK, make_full_train
from tests.bookings.true_line import NOW, book
from tests.bookings.world import expire_hold, make_payment
from tests.factories import make_rolling_stock
from timetables.models import DatedTrip
from timetables.operations import change_stock

ADULT, MAIL = PartyMember("BY"), "kovaleva@example.org"
HALVES = (Span(0, RUDNYA), Span(RUDNYA, SMOLENSK))


@pytest.fixture
def train(db: None) -> DatedTrip:
    load_rules()
    return make_full_train(pairs=2)


def in_turn(*pairs: tuple[int, int]) -> inventory.SeatPlan:
    """Each passenger up to Rudnya on one seat of the coach and from there on another."""
    return tuple(
        (SeatPart(SeatRef(1, first), 0, RUDNYA), SeatPart(SeatRef(1, then), RUDNYA, SMOLENSK))
        for first, then in pairs
    )


def book_in_turn(train: DatedTrip, people: int = 1) -> Booking:
    return book(train, *[ADULT] * people, plan=in_turn((1, 2), (3, 4))[:people], email=MAIL)


def pay(booking: Booking) -> None:
    payment = make_payment(booking)
    answer = BankAnswer(event_id=f"paid {payment.uuid}", charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)
    settle_payment(answer=answer, now=NOW)
    booking.refresh_from_db()


def numbers(booking: Booking) -> dict[int, list[int]]:
    seated = inventory.parts_of(booking_ids=[booking.pk])[booking.pk]
    return {number: [part.seat.number for part in parts] for number, parts in seated.items()}


def audited() -> int:
    report = inventory.audit()
    assert report.faults == dict.fromkeys(report.faults, 0)
    return report.seat_changes


def test_it_is_paid_and_its_history_keeps_that_it_was_agreed(train: DatedTrip) -> None:
    booking = book_in_turn(train, 2)
    pay(booking)
    assert (booking.state, audited()) == ("FULFILLED", 2)
    held = booking.events.get(kind="held")
    assert event_text(held, zone="Europe/Minsk", language="en").endswith("agreed: 2 changes of seat")


def test_a_ticket_s_code_names_the_later_seat_and_where_it_begins(train: DatedTrip) -> None:
    booking = book_in_turn(train)
    pay(booking)
    facts = read_payload(bytes(Ticket.objects.get().payload), public_keys())
    assert (facts.coach, facts.seat) == (1, 1)
    assert [(each.stop, each.coach, each.seat) for each in facts.later_seats] == [("RUDNYA", 1, 2)]


def test_money_that_comes_after_the_hold_wins_all_of_it_back(train: DatedTrip) -> None:
    booking = book_in_turn(train, 2)
    expire_hold(booking, recorded=True)
    assert audited() == 0
    pay(booking)
    assert (booking.state, numbers(booking), audited()) == ("FULFILLED", {1: [1, 2], 2: [3, 4]}, 2)


def test_money_goes_back_when_one_part_is_gone(train: DatedTrip) -> None:
    booking = book_in_turn(train)
    expire_hold(booking)
    book(train, seats=[SeatRef(1, 1)], destination="RUDNYA")
    pay(booking)
    assert booking.payments.get().status == "refund_due"
    assert not Ticket.objects.exists()
    audited()


def test_seats_are_taken_again_where_the_passenger_had_agreed_to_change(train: DatedTrip) -> None:
    booking = book_in_turn(train)
    expire_hold(booking, recorded=True)
    book(train, seats=[SeatRef(1, 2)], origin="RUDNYA")
    again = retake_seats(booking=booking, now=NOW)
    assert (again.state, numbers(booking)) == ("PREBOOKED", {1: [1, 4]})


def test_who_takes_any_seats_again_gets_one_all_the_way_where_there_is_one(train: DatedTrip) -> None:
    booking = book_in_turn(train)
    expire_hold(booking, recorded=True)
    stranger = Booking.objects.exclude(pk=booking.pk).earliest("pk")
    inventory.release(booking_id=stranger.pk)
    retake_seats(booking=booking, now=NOW, same_seats=False)
    assert [len(seats) for seats in numbers(booking).values()] == [1]


def test_one_of_a_party_gives_back_both_seats_and_the_other_keeps_both(train: DatedTrip) -> None:
    booking = book_in_turn(train, 2)
    pay(booking)
    confirm_refund(offer=offer_refund(booking=booking, passenger_numbers=[1], now=NOW), now=NOW)
    assert audited() == 1
    free = {span: inventory.seats_left(spans={train.pk: span})[train.pk] for span in HALVES}
    assert list(free.values()) == [1, 1]


def test_another_train_set_moves_the_part_it_has_no_seat_for_and_says_from_where(train: DatedTrip) -> None:
    booking = book_in_turn(train)
    pay(booking)
    change_stock(dated_trip=train, rolling_stock=make_rolling_stock(1, coaches=4), actor=None, now=NOW)
    (first, then) = inventory.parts_of(booking_ids=[booking.pk])[booking.pk][1]
    assert (first.seat.place, then.seat.place != (1, 2), then.start) == ((1, 1), True, RUDNYA)
    letter = booking.notifications.get(kind=Notification.Kind.TRAIN_CHANGED)
    assert list(letter.data["moved"]) == [f"1@{RUDNYA}"]
    words = change_words(letter.data, booking, language="en").text
    assert f"from Rudnya on coach {then.seat.coach}, seat 1 instead of coach 1, seat 2" in words
    (view,) = booking_ticket_views(booking, "en")
    assert [each.coach for each in view.seats_in_turn] == [1, then.seat.coach]
    facts = read_payload(bytes(Ticket.objects.get().payload), public_keys())
    assert [each.coach for each in facts.later_seats] == [then.seat.coach]
    audited()
