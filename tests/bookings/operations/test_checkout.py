"""One charge for several bookings: all are paid with it, or what can't be kept goes back, and never more than that."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bookings import inventory
from bookings.ledger import audit_ledger
from bookings.management.prove.money import money_faults
from bookings.models import (
    Booking,
    Checkout,
    LedgerTransaction,
    Notification,
    Payment,
    Refund,
    SandboxCharge,
    Ticket,
)
from bookings.offers import PartyMember
from bookings.operations.change_currency import change_currency
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.load_rules import load_rules
from bookings.operations.lock_booking import HoldExpired
from bookings.operations.offer_refund import offer_refund
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.release_booking import release_booking
from bookings.operations.settle_open_payments import settle_open_payments
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_checkout import CurrenciesDiffer, start_checkout
from bookings.operations.start_payment import AlreadyPaid, start_payment
from bookings.payments.gateway import BankAnswer, Outcome
from tests.bookings.exchange_world import ADULT, PERSON
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.bookings.world import expire_hold, take_all_seats
from timetables.operations import cancel_dated_trip

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]
State = Booking.State
TWO = (ADULT, ADULT)
CHILD = PartyMember("RU", None, date(2023, 4, 12))


@pytest.fixture(autouse=True)
def _rules() -> None:
    load_rules()


def make_trip(*parties: tuple[PartyMember, ...]) -> list[Booking]:
    """Bookings on trains of their own, held together; two adults each unless told otherwise."""
    journey, bookings = uuid.uuid4(), []
    for day, party in enumerate(parties or (TWO, TWO)):
        train = make_true_train(day=DAY + timedelta(days=day), seats=4)
        people = [PERSON] * len(party)
        booking = book(train, *party, passengers=people, email="kovaleva@example.org")
        Booking.objects.filter(pk=booking.pk).update(journey=journey, way=bool(day))
        booking.journey = journey
        bookings.append(booking)
    return bookings


def start(booking: Booking, outcome: str | None = None) -> Payment:
    return start_checkout(booking=booking, method="sandbox", return_url="/", now=NOW, outcome=outcome)


def say(outcome: Outcome = Outcome.ACCEPTED, checkout: Checkout | None = None, event: str = "") -> Payment:
    """The bank's answer about a charge, the last one unless told otherwise; what it accepts stands in its book."""
    checkout = checkout or Checkout.objects.latest("pk")
    if outcome is Outcome.ACCEPTED:
        SandboxCharge.objects.filter(merchant_reference=str(checkout.uuid)).update(status="accepted")
    event = event or f"{checkout.uuid} {outcome}"
    answer = BankAnswer(event_id=event, charge_uuid=checkout.uuid, outcome=outcome, reference="ref")
    return settle_payment(answer=answer, now=NOW)


def states(bookings: list[Booking]) -> list[str]:
    for booking in bookings:
        booking.refresh_from_db()
    return [booking.state for booking in bookings]


def all_adds_up() -> None:
    assert inventory.audit().ok, inventory.audit().faults
    assert {name: found for name, found in money_faults().items() if found} == {}
    assert audit_ledger().ok, audit_ledger().found


def test_one_charge_is_the_sum_and_each_booking_has_its_own_payment() -> None:
    bookings = make_trip()
    payment = start(bookings[0])

    checkout = Checkout.objects.get()
    assert checkout.amount == sum(booking.total for booking in bookings) == Decimal("42.72")
    assert SandboxCharge.objects.get().amount == checkout.amount
    assert [(each.booking, each.amount) for each in checkout.payments.order_by("pk")] == [
        (booking, booking.total) for booking in bookings
    ]
    assert payment.booking == bookings[0]
    assert {each.redirect_url for each in checkout.payments.all()} == {payment.redirect_url}


def test_pressed_again_on_any_of_its_pages_it_is_the_same_charge() -> None:
    bookings = make_trip(TWO, TWO, TWO)
    addresses = {start(booking).redirect_url for booking in (*bookings, *bookings)}
    assert (len(addresses), Checkout.objects.count(), Payment.objects.count()) == (1, 1, 3)


def test_an_accepted_charge_pays_for_all_and_one_letter_tells_it() -> None:
    bookings = make_trip()
    start(bookings[1])
    for _copy in range(3):
        say()

    assert states(bookings) == [State.FULFILLED, State.FULFILLED]
    assert Ticket.objects.filter(state="valid").count() == 4
    assert Notification.objects.filter(kind="confirmed").count() == 1
    references = LedgerTransaction.objects.filter(cause="payment").values_list("reference", flat=True)
    assert set(references) == {Checkout.objects.get().uuid.hex}
    all_adds_up()


def test_a_declined_charge_keeps_all_holds_and_a_new_one_may_be_opened() -> None:
    bookings = make_trip()
    start(bookings[0])
    say(Outcome.DECLINED)
    assert states(bookings) == [State.PREBOOKED, State.PREBOOKED]
    start(bookings[0])
    say()
    assert states(bookings) == [State.FULFILLED, State.FULFILLED]
    assert Checkout.objects.count() == 2
    all_adds_up()


def test_the_part_whose_seats_are_gone_goes_back_and_the_other_stays() -> None:
    first, second = make_trip()
    start(first)
    expire_hold(second, recorded=True)
    take_all_seats(second.dated_trip)
    say()

    assert states([first, second]) == [State.FULFILLED, State.RELEASED]
    refund = Refund.objects.get()
    assert (refund.payment.booking, refund.amount, refund.reason) == (second, second.total, "late_payment")
    pay_refunds(now=NOW)
    charge = SandboxCharge.objects.get()
    assert charge.refunded == {str(refund.key): str(second.total)}
    all_adds_up()


def test_holds_that_lapsed_are_won_back_together() -> None:
    bookings = make_trip()
    start(bookings[0])
    for booking in bookings:
        expire_hold(booking, recorded=True)
    say()
    assert states(bookings) == [State.FULFILLED, State.FULFILLED]
    all_adds_up()


def test_the_part_whose_train_is_cancelled_goes_back() -> None:
    first, second = make_trip()
    start(first)
    cancel_dated_trip(dated_trip=first.dated_trip, actor=None, now=NOW)
    say()
    assert states([first, second]) == [State.RELEASED, State.FULFILLED]
    assert Refund.objects.get().reason == "train_cancelled"
    all_adds_up()


def test_a_part_let_go_meanwhile_goes_back() -> None:
    first, second = make_trip()
    start(first)
    release_booking(booking=second, now=NOW)
    say()
    assert states([first, second]) == [State.FULFILLED, State.CANCELLED]
    all_adds_up()


def test_what_costs_nothing_is_kept_with_the_rest_and_nothing_of_it_goes_back() -> None:
    paid, free = make_trip(TWO, (CHILD,))
    start(free)
    assert Checkout.objects.get().amount == paid.total
    expire_hold(free, recorded=True)
    take_all_seats(free.dated_trip)
    say()
    assert states([paid, free]) == [State.FULFILLED, State.RELEASED]
    assert not Refund.objects.exists()
    all_adds_up()


def test_a_trip_that_costs_nothing_needs_no_bank() -> None:
    bookings = make_trip((CHILD,), (CHILD,))
    assert start(bookings[0]).status == "captured"
    assert states(bookings) == [State.FULFILLED, State.FULFILLED]
    assert not Checkout.objects.exists()


def test_each_part_is_returned_by_itself_and_never_more_than_the_charge() -> None:
    bookings = make_trip()
    start(bookings[0])
    say()
    states(bookings)
    for booking in bookings:
        confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    pay_refunds(now=NOW)

    charge = SandboxCharge.objects.get()
    given = [Decimal(amount) for amount in charge.refunded.values()]
    assert len(given) == 2
    assert sum(given) <= charge.amount
    assert set(Refund.objects.values_list("status", flat=True)) == {"sent"}
    all_adds_up()


def test_paying_one_of_them_alone_closes_the_common_charge() -> None:
    first, _second = make_trip()
    start(first)
    start_payment(booking=first, method="sandbox", return_url="/", now=NOW)
    assert SandboxCharge.objects.get(merchant_reference=str(Checkout.objects.get().uuid)).status == "declined"
    assert list(Payment.objects.order_by("pk").values_list("status", flat=True)) == [
        "abandoned", "abandoned", "pending",
    ]  # fmt: skip


def test_a_common_charge_takes_the_place_of_one_for_a_part() -> None:
    first, second = make_trip()
    alone = start_payment(booking=first, method="sandbox", return_url="/", now=NOW)
    start(second)
    alone.refresh_from_db()
    assert alone.status == "abandoned"
    assert Payment.objects.filter(status="pending").count() == 2


def test_money_that_comes_for_a_charge_given_up_is_not_kept_twice() -> None:
    bookings = make_trip()
    start(bookings[0])
    old = Checkout.objects.get()
    for booking in bookings:
        change_currency(booking=booking, currency="RUB", now=NOW)
    start(bookings[0])
    assert Checkout.objects.latest("pk").currency == "RUB"
    say()
    say(checkout=old)
    assert states(bookings) == [State.FULFILLED, State.FULFILLED]
    back = Refund.objects.filter(payment__checkout=old)
    assert sum(refund.amount for refund in back) == old.amount
    all_adds_up()


def test_a_lost_answer_is_asked_for_once_for_all() -> None:
    bookings = make_trip()
    start(bookings[0], outcome="accept")
    settle_open_payments(now=NOW + timedelta(minutes=5))
    assert states(bookings) == [State.FULFILLED, State.FULFILLED]


def test_a_charge_nobody_finished_is_given_up_for_all() -> None:
    bookings = make_trip()
    start(bookings[0])
    settle_open_payments(now=NOW + timedelta(days=1))
    assert set(Payment.objects.values_list("status", flat=True)) == {"abandoned"}
    assert SandboxCharge.objects.get().status == "declined"


def test_nothing_is_charged_where_one_hold_has_ended() -> None:
    first, second = make_trip()
    Booking.objects.filter(pk=second.pk).update(state="RELEASED")
    payment = start(first)  # the other is no longer held beside it
    assert payment.checkout is None
    with pytest.raises(HoldExpired):
        start(second)
    assert not Checkout.objects.exists()


def test_two_currencies_are_no_one_charge() -> None:
    first, second = make_trip()
    Booking.objects.filter(pk=second.pk).update(currency="RUB")
    with pytest.raises(CurrenciesDiffer):
        start(first)


def test_what_is_paid_is_not_paid_again() -> None:
    bookings = make_trip()
    start(bookings[0])
    say()
    with pytest.raises(AlreadyPaid):
        start(bookings[0])
