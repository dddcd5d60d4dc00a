"""An exchange: old tickets are good until the new ones are there, and money adds up whatever the bank does."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoDbBlocker

from bookings import inventory
from bookings.inventory import SeatRef, SeatTaken, SoldOut
from bookings.models import Booking, ExchangeOffer, ExchangeRule, Payment, Refund, Ticket
from bookings.notifications.deliver import deliver_notifications
from bookings.offers import NotOnSale, PartyMember, PartyRefused, TripNotFound
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.confirm_exchange import ExchangeOfferExpired, confirm_exchange
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.exchange_terms import ExchangeRefused
from bookings.operations.expire_holds import expire_holds
from bookings.operations.load_rules import load_rules
from bookings.operations.offer_exchange import offer_exchanges
from bookings.operations.offer_refund import offer_refund
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.purge_old_data import purge_old_data
from bookings.operations.retake_seats import NotRetakable, retake_seats
from bookings.operations.settle_open_payments import settle_open_payments
from bookings.operations.start_payment import start_payment
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.payments.gateway import Outcome
from tests.bookings.exchange_world import (
    ADULT,
    NEXT_DAY,
    all_adds_up,
    ask,
    bank_says,
    begin,
    buy,
    exchange,
    let_hold_lapse,
    pay,
    returned,
)
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.bookings.world import make_payment
from tests.shared_rows import shared_rows
from timetables.models import DatedTrip, Stop
from timetables.operations import cancel_dated_trip

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]
FEE = Decimal("0.76")
State = Booking.State


@pytest.fixture(scope="module")
def _rules(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_rows(django_db_blocker):
        load_rules()
        yield


@pytest.fixture
def rules(_rules: None, db: None) -> None:
    """True tariffs and rules of exchange and refund."""


@pytest.fixture
def train(rules: None) -> DatedTrip:
    return make_true_train()


@pytest.fixture
def other(train: DatedTrip) -> DatedTrip:
    """The train of the next day."""
    return make_true_train(day=NEXT_DAY)


def states(*bookings: Booking) -> list[str]:
    for booking in bookings:
        booking.refresh_from_db()
    return [booking.state for booking in bookings]


def tickets(booking: Booking) -> set[str]:
    return set(Ticket.objects.filter(passenger__booking=booking).values_list("state", flat=True))


def left_on(train: DatedTrip) -> int | None:
    return inventory.seats_left(spans={train.pk: inventory.Span(0, 4)})[train.pk]


# --- To pay, to get back, nothing to pay -----------------------------------------------------------------------------


def test_old_tickets_are_good_until_the_new_ones_are_paid(train, other):
    old = buy(train)
    new = begin(old, other)
    assert (new.due, new.state, left_on(train), left_on(other)) == (FEE, State.PREBOOKED, 7, 7)
    assert (states(old), tickets(old)) == ([State.FULFILLED], {"valid"})
    all_adds_up()

    pay(new)
    assert states(old, new) == [State.EXCHANGED, State.FULFILLED]
    assert (tickets(old), tickets(new)) == ({"void"}, {"valid"})
    assert (left_on(train), left_on(other)) == (8, 7)
    assert (old.total, old.ended_at, old.ticket_sequence) == (0, NOW, 1)
    all_adds_up()


def test_what_costs_less_is_exchanged_at_once_and_the_rest_goes_back(train, other):
    old = buy(train)
    price = old.total
    new = exchange(old, other, destination="RUDNYA")
    assert states(old, new) == [State.EXCHANGED, State.FULFILLED]
    assert returned(old) == price - new.total - FEE > 0
    assert Refund.objects.get().reason == "exchange"
    pay_refunds(now=NOW)
    assert Refund.objects.get().status == "sent"
    all_adds_up()


def test_of_a_cancelled_train_it_is_free_and_at_once(train, other):
    old = buy(train)
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    new = exchange(old, other)
    assert (new.fees, new.due, states(old, new)) == (0, 0, [State.EXCHANGED, State.FULFILLED])
    assert old.exchange_offers.get().rule["reason"] == "train_cancelled"
    assert not Refund.objects.exists()
    all_adds_up()


def test_in_the_last_two_hours_half_counts_as_in_a_refund(train, other):
    old = buy(train)
    offer = ask(old, other, now=train.departs_at - timedelta(hours=1))
    assert offer.fee == old.total - (old.total / 2).quantize(Decimal("0.01"), "ROUND_HALF_UP") + FEE
    assert offer.rule["share_percent"] == 50


def test_names_documents_currency_and_rate_are_kept(train, other):
    old = buy(train, currency="RUB")
    Booking.objects.filter(pk=old.pk).update(rate_value=Decimal("4.1"))
    new = exchange(old, other)
    assert (new.currency, new.rate_value, new.email) == ("RUB", Decimal("4.1"), old.email)
    person = new.passengers.get()
    assert (person.full_name, person.document_last4) == ("Ковалёва Анна", "4567")
    assert new.payments.get().amount == new.passengers.get().price + 21 - old.payments.get().amount


def test_other_seats_of_the_same_train_can_be_had(train):
    old = buy(train)
    new = exchange(old, train, seats=[SeatRef(1, 5)])
    assert inventory.seats_of(booking_ids=[new.pk])[new.pk][1].place == (1, 5)
    assert left_on(train) == 7
    all_adds_up()


def test_a_shorter_way_on_a_full_train_keeps_the_own_seat(rules):
    train = make_true_train(seats=1)
    old = buy(train)
    new = exchange(old, train, destination="RUDNYA")
    assert inventory.seats_of(booking_ids=[new.pk])[new.pk][1].place == (1, 1)
    assert states(old, new) == [State.EXCHANGED, State.FULFILLED]
    all_adds_up()


@pytest.mark.parametrize("mode", ["quota", "open"])
def test_trains_without_seat_numbers_are_exchanged_too(rules, mode):
    train, other = make_true_train(seat_mode=mode), make_true_train(seat_mode=mode, day=NEXT_DAY)
    old = buy(train)
    new = exchange(old, other)
    assert states(old, new) == [State.EXCHANGED, State.FULFILLED]
    all_adds_up()


# --- Whoever travels -------------------------------------------------------------------------------------------------


def test_one_of_two_changes_and_the_other_keeps_the_ticket(train, other):
    old = buy(train, ADULT, ADULT)
    new = exchange(old, other, numbers=[2])
    assert (old.state, new.state) == (State.FULFILLED, State.FULFILLED)
    assert dict(old.passengers.values_list("number", "state")) == {1: "active", 2: "exchanged"}
    assert new.passengers.get().replaces.number == 2
    assert left_on(train) == left_on(other) == 7
    all_adds_up()


def test_who_turned_seven_pays_on_the_new_day(train, other):
    born = date(2020, 5, 15)  # seven on the day of the first train, which is the last free one
    old = buy(train, ADULT, PartyMember("RU", None, born))
    child = old.passengers.get(number=2)
    assert child.price == 0
    offer = ask(old, other)
    line = next(line for line in offer.passengers if line["number"] == 2)
    assert (Decimal(line["price"]), line["fee"]) == (child.full_price, "0.00")


def test_a_benefit_counts_for_the_season_of_the_new_day(rules):
    now = NOW.replace(month=10)
    train = make_true_train(day=date(2027, 10, 31))
    later = make_true_train(day=date(2027, 11, 1))
    pensioner = PartyMember("BY", "BY_PENSIONER_SEASON", date(1950, 1, 1))
    old = buy(train, pensioner, now=now)
    offer = ask(old, later, now=now)
    assert offer.price == old.passengers.get().full_price > old.total
    assert offer.passengers[0]["fare"]["problems"][0]["code"] == "out_of_season"


def test_an_exchange_is_for_the_same_people(train, other):
    old = buy(train)
    old.passengers.update(given_name="")
    new = begin(old, other)
    with pytest.raises(PartyRefused) as refused:
        complete_passengers(booking=new, details={1: PassengerDetails(family_name="Иванова")}, now=NOW)
    assert refused.value.problems[0].code == "exchange_keeps_passengers"
    told = PassengerDetails(family_name="Ковалёва", given_name="Анна")
    complete_passengers(booking=new, details={1: told}, now=NOW)
    assert new.passengers.get().given_name == "Анна"


# --- What the bank does ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.ABANDONED])
def test_a_payment_that_fails_changes_nothing_of_the_old_booking(train, other, outcome):
    old = buy(train)
    before = (old.state, old.total, old.ticket_sequence, list(old.passengers.values()))
    new = begin(old, other)
    bank_says(make_payment(new, amount=new.due), outcome=outcome)
    let_hold_lapse(new)
    expire_holds(now=NOW)
    assert states(old, new) == [State.FULFILLED, State.RELEASED]
    assert (old.state, old.total, old.ticket_sequence, list(old.passengers.values())) == before
    assert (left_on(train), left_on(other)) == (7, 8)
    all_adds_up()


def test_a_late_payment_whose_seats_are_free_still_exchanges(train, other):
    old = buy(train)
    new = begin(old, other)
    payment = make_payment(new, amount=new.due)
    let_hold_lapse(new)
    expire_holds(now=NOW)
    bank_says(payment)
    assert states(old, new) == [State.EXCHANGED, State.FULFILLED]
    all_adds_up()


def test_a_late_payment_whose_seats_are_taken_goes_back_and_the_old_tickets_stay(train, rules):
    last = make_true_train(day=NEXT_DAY, seats=1)
    old = buy(train)
    new = begin(old, last)
    payment = make_payment(new, amount=new.due)
    let_hold_lapse(new)
    buy(last)
    bank_says(payment)
    assert states(old, new) == [State.FULFILLED, State.RELEASED]
    assert (returned(new), tickets(old)) == (FEE, {"valid"})
    assert new.notifications.get(kind="payment_returned").data["exchanged_from"] == old.shown_reference
    all_adds_up()


def test_paid_twice_the_second_payment_goes_back(train, other):
    old = buy(train)
    new = begin(old, other)
    first = make_payment(new, amount=new.due, status="declined")
    second = make_payment(new, amount=new.due)
    bank_says(second)
    bank_says(first)
    assert states(old, new) == [State.EXCHANGED, State.FULFILLED]
    assert Refund.objects.get().reason == "double_payment"
    all_adds_up()


def test_tickets_returned_while_the_exchange_was_paid_bring_that_payment_back(train, other):
    old = buy(train)
    new = begin(old, other)
    payment = make_payment(new, amount=new.due)
    confirm_refund(offer=offer_refund(booking=old, now=NOW), now=NOW)
    bank_says(payment)
    assert states(old, new) == [State.REFUNDED, State.CANCELLED]
    assert Refund.objects.get(payment=payment).reason == "exchange_over"
    assert left_on(other) == 8
    all_adds_up()


def test_paid_after_the_old_train_has_left_it_goes_back(train, other):
    old = buy(train)
    soon = train.departs_at - timedelta(minutes=3)
    new = begin(old, other, now=soon)
    payment = make_payment(new, amount=new.due, now=soon)
    bank_says(payment, now=train.departs_at)
    assert states(old, new) == [State.FULFILLED, State.RELEASED]
    assert Refund.objects.get().reason == "exchange_over"
    all_adds_up()


def test_the_new_train_cancelled_while_paying_brings_the_payment_back(train, other):
    old = buy(train)
    new = begin(old, other)
    payment = make_payment(new, amount=new.due)
    cancel_dated_trip(dated_trip=other, actor=None, now=NOW)
    tell_schedule_changes(now=NOW)
    bank_says(payment)
    assert states(old, new) == [State.FULFILLED, State.RELEASED]
    assert returned(new) == FEE
    all_adds_up()


def test_a_lost_answer_of_the_bank_is_asked_for(train, other):
    old = buy(train)
    new = begin(old, other)
    start_payment(booking=new, method="sandbox", return_url="/", now=NOW, outcome="accept")
    settle_open_payments(now=NOW + timedelta(minutes=1))
    assert Payment.objects.get(booking=new).status == "captured"


# --- Refunds and exchanges after an exchange -------------------------------------------------------------------------


def test_a_refund_takes_from_all_that_was_paid_the_latest_first(train, other):
    old = buy(train, destination="RUDNYA")
    first = old.payments.get()
    new = exchange(old, other)
    second = new.payments.get()
    offer = confirm_refund(offer=offer_refund(booking=new, now=NOW), now=NOW)
    assert (offer.paid, offer.fee, offer.amount) == (new.passengers.get().price + FEE, FEE, offer.paid - FEE)
    back = {refund.payment_id: refund.amount for refund in Refund.objects.all()}
    assert back == {second.pk: second.amount, first.pk: first.amount - FEE}
    assert states(new) == [State.REFUNDED]
    all_adds_up()


def test_two_exchanges_then_the_train_is_cancelled_everything_comes_back(train, other):
    third = make_true_train(day=NEXT_DAY + timedelta(days=1))
    first = buy(train, destination="RUDNYA")
    second = exchange(first, other)
    last = exchange(second, third, destination="ZAOLSHA")
    assert last.fees == 2 * FEE
    paid = sum(payment.amount for payment in Payment.objects.all())
    cancel_dated_trip(dated_trip=third, actor=None, now=NOW)
    last.refresh_from_db()
    confirm_refund(offer=offer_refund(booking=last, now=NOW), now=NOW)
    assert returned(first, second, last) == paid
    pay_refunds(now=NOW)
    assert set(Refund.objects.values_list("status", flat=True)) == {"sent"}
    all_adds_up()


def test_both_halves_of_a_party_that_parted_get_their_own_money(train, other):
    old = buy(train, ADULT, ADULT)
    paid = old.total
    new = exchange(old, other, numbers=[1])
    for booking in (new, old):
        confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    assert returned(old, new) == paid
    assert states(old, new) == [State.REFUNDED, State.REFUNDED]
    all_adds_up()


# --- What is refused -------------------------------------------------------------------------------------------------


def test_confirmed_again_it_is_the_same_booking(train, other):
    offer = ask(buy(train), other)
    confirmed = [confirm_exchange(offer=offer, channel="web", now=NOW).new_booking for _twice in range(2)]
    assert confirmed[0] == confirmed[1]
    assert Booking.objects.count() == 2


def test_another_offer_confirmed_lets_the_first_exchange_go(train, other):
    old = buy(train)
    first = begin(old, other)
    payment = make_payment(first, amount=first.due)
    second = begin(old, make_true_train(day=NEXT_DAY + timedelta(days=1)))
    assert (states(first), left_on(other)) == ([State.CANCELLED], 8)
    bank_says(payment)  # from the bank's page that was open still
    pay(second)
    assert states(old, first, second) == [State.EXCHANGED, State.CANCELLED, State.FULFILLED]
    assert returned(first) == FEE
    all_adds_up()


def test_an_offer_past_its_time_changes_nothing(train, other):
    old = buy(train)
    offer = ask(old, other)
    with pytest.raises(ExchangeOfferExpired):
        confirm_exchange(offer=offer, channel="web", now=offer.expires_at)
    assert (Booking.objects.count(), left_on(other)) == (1, 8)


def test_an_offer_for_tickets_returned_since_is_refused(train, other):
    old = buy(train)
    offer = ask(old, other)
    confirm_refund(offer=offer_refund(booking=old, now=NOW), now=NOW)
    with pytest.raises(ExchangeOfferExpired):
        confirm_exchange(offer=offer, channel="web", now=NOW)
    assert Booking.objects.count() == 1


def test_a_full_train_is_refused_and_the_first_exchange_stays(train, other):
    old = buy(train)
    waiting = begin(old, other)
    full = make_true_train(day=NEXT_DAY, seats=1)
    offer = ask(old, full)
    buy(full)
    with pytest.raises(SoldOut):
        confirm_exchange(offer=offer, channel="web", now=NOW)
    assert states(old, waiting) == [State.FULFILLED, State.PREBOOKED]


def test_a_seat_taken_meanwhile_is_told(train, other):
    offer = ask(buy(train), other)
    buy(other, seats=[SeatRef(1, 3)])
    with pytest.raises(SeatTaken):
        confirm_exchange(offer=offer, channel="web", now=NOW, seats=[SeatRef(1, 3)])
    assert offer.booking.exchanges.count() == 0


def test_a_train_that_has_left_is_no_exchange(train, other):
    old = buy(train)
    gone = make_true_train(day=DAY - timedelta(days=1))
    with pytest.raises(NotOnSale):
        ask(old, gone)
    with pytest.raises(TripNotFound):
        ask(old, other, origin="SMOLENSK", destination="VITEBSK")


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ("unpaid", "not_paid"),
        ("left", "departed"),
        ("strangers", "nothing_left"),
        ("without rules", "no_rule"),
    ],
)
def test_why_tickets_can_not_be_exchanged(train, other, why, code):
    booking = book(train) if why == "unpaid" else buy(train)
    if why == "without rules":
        ExchangeRule.objects.all().delete()
    now = train.departs_at if why == "left" else NOW
    with pytest.raises(ExchangeRefused) as refused:
        ask(booking, other, now=now, numbers=[3] if why == "strangers" else None)
    assert refused.value.code == code


def test_the_same_trip_needs_other_seats(train):
    offer = ask(buy(train), train)
    with pytest.raises(ExchangeRefused, match="same_trip"):
        confirm_exchange(offer=offer, channel="web", now=NOW)


def test_another_currency_is_refused(train, other):
    ends = [Stop.objects.get(stop_id=code) for code in ("VITEBSK", "SMOLENSK")]
    with pytest.raises(ExchangeRefused, match="other_currency"):
        offer_exchanges(
            booking=buy(train), origin=ends[0], destination=ends[1], date=NEXT_DAY, currency="RUB", now=NOW
        )


def test_the_trains_of_a_day_are_offered_in_a_fixed_number_of_queries(
    train, other, django_assert_max_num_queries
):
    old = buy(train)
    make_true_train(day=NEXT_DAY, at=train.departs_at.time())
    full = make_true_train(day=NEXT_DAY, seats=1)
    buy(full)
    ends = [Stop.objects.get(stop_id=code) for code in ("VITEBSK", "SMOLENSK")]
    with django_assert_max_num_queries(30):
        found = offer_exchanges(booking=old, origin=ends[0], destination=ends[1], date=NEXT_DAY, now=NOW)
    assert [each.refusal for each in found] == [None, None, "sold_out"]
    assert ExchangeOffer.objects.count() == 2


def test_offers_nobody_confirmed_are_forgotten_after_a_month(train, other):
    old = buy(train)
    ask(old, other)
    kept = begin(old, other).exchange_offer
    purge_old_data(now=NOW + timedelta(days=29))
    assert ExchangeOffer.objects.count() == 2
    purge_old_data(now=NOW + timedelta(days=31))
    assert ExchangeOffer.objects.get() == kept


def test_an_exchange_that_lapsed_is_not_taken_up_again(train, other):
    new = begin(buy(train), other)
    let_hold_lapse(new)
    with pytest.raises(NotRetakable):
        retake_seats(booking=new, now=NOW)


# --- What is told ----------------------------------------------------------------------------------------------------


def test_one_letter_brings_the_new_tickets_and_both_histories_tell_it(train, other):
    old = buy(train)
    new = exchange(old, other)
    assert list(new.notifications.values_list("kind", flat=True)) == ["exchanged"]
    assert [event.kind for event in old.events.all()][-2:] == ["exchange_started", "exchanged"]
    assert "exchanged" in {event.kind for event in new.events.all()}


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_letter_has_the_tickets_and_a_calendar_that_takes_the_old_journey_out(
    train, other, mailoutbox, language
):
    old = buy(train, language=language)
    new = exchange(old, other, destination="RUDNYA")
    deliver_notifications(now=NOW + timedelta(hours=1))
    letter = next(mail for mail in mailoutbox if new.shown_reference in mail.body)
    assert old.shown_reference in letter.body
    (pdf, _bytes, _kind), (ics, calendar, _type) = letter.attachments
    assert (pdf, ics) == (f"{new.shown_reference}.pdf", f"{new.shown_reference}.ics")
    text = calendar if isinstance(calendar, str) else calendar.decode()
    assert (text.count("STATUS:CANCELLED"), text.count("STATUS:CONFIRMED")) == (1, 1)
    assert f"{new.total}".replace(".", "," if language != "en" else ".") in letter.body


def test_the_letter_about_a_lapsed_exchange_says_that_the_old_tickets_are_good(train, other, mailoutbox):
    old = buy(train, language="en")
    new = begin(old, other)
    let_hold_lapse(new)
    expire_holds(now=NOW)
    deliver_notifications(now=NOW + timedelta(hours=1))
    letter = next(mail for mail in mailoutbox if "Seats released" in mail.subject)
    assert f"Your tickets of order {old.shown_reference} are as valid as before" in letter.body
