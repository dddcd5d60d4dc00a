"""Payments, answers, ends of holds and refunds at the same moment: money is kept once, with seats, or goes back."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest

from bookings import inventory
from bookings.models import (
    Booking,
    BookingEvent,
    Notification,
    Payment,
    PaymentCallback,
    Refund,
    RefundRule,
    SandboxCharge,
    Ticket,
)
from bookings.notifications.deliver import deliver_notifications
from bookings.operations import confirm_refund as returning
from bookings.operations import pay_refunds as sending
from bookings.operations import settle_payment as settling
from bookings.operations import start_payment as starting
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.expire_holds import expire_holds
from bookings.operations.offer_refund import offer_refund
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_payment import start_payment
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.payments.gateway import BankAnswer, ChargeRefund, Outcome
from tests.bookings.world import (
    NOW,
    expire_hold,
    make_booking,
    make_charge,
    make_paid_booking,
    make_payment,
    make_refund,
    make_train,
    take_all_seats,
)
from tests.races.conftest import Race, deadlocks, without_row_locks
from timetables.operations import cancel_dated_trip

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.bookings.web_urls")]
RACERS = 8


def accepted(payment: Payment) -> BankAnswer:
    return BankAnswer(event_id=f"{payment.uuid}", charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)


def money_adds_up(booking: Booking) -> None:
    """Whatever was taken is either kept for a booking that has its seats, or on its way back, whole."""
    booking.refresh_from_db()
    taken = booking.payments.filter(status__in=["captured", "refund_due", "refunded"])
    kept = sum((payment.amount for payment in taken.filter(status="captured")), Decimal(0))
    due = sum((refund.amount for refund in Refund.objects.filter(payment__booking=booking)), Decimal(0))
    returned = sum((payment.amount for payment in taken.exclude(status="captured")), Decimal(0))
    assert due == returned
    assert kept == (booking.total if booking.state == "FULFILLED" else 0)
    report = inventory.audit()
    assert report.ok, report.faults


def a_double_click_on_pay(race: Race) -> None:
    booking = make_booking(make_train())

    def pay(_racer: int) -> str:
        return start_payment(booking=booking, method="sandbox", return_url="/", now=NOW).redirect_url

    outcome = race(RACERS, pay)
    assert outcome.errors == {}
    assert len(set(outcome.results.values())) == 1
    assert (Payment.objects.count(), SandboxCharge.objects.count()) == (1, 1)


def test_a_double_click_opens_one_payment(race: Race) -> None:
    a_double_click_on_pay(race)


def test_control_without_the_lock_it_opens_several(race: Race) -> None:
    with without_row_locks(starting, "_pending", racers=RACERS), pytest.raises(AssertionError):
        a_double_click_on_pay(race)


def an_answer_in_many_copies(race: Race) -> None:
    booking = make_booking(make_train())
    answer = accepted(make_payment(booking))
    outcome = race(RACERS, lambda _racer: settle_payment(answer=answer, now=NOW).status)
    assert outcome.errors == {}
    assert set(outcome.results.values()) == {"captured"}
    assert (PaymentCallback.objects.count(), Ticket.objects.count()) == (1, 2)
    assert Notification.objects.get().kind == "confirmed"
    assert booking.events.filter(kind=BookingEvent.Kind.PAID).count() == 1
    money_adds_up(booking)


def test_an_answer_in_many_copies_counts_once(race: Race) -> None:
    an_answer_in_many_copies(race)


def test_control_without_lock_and_memory_it_counts_several_times(race: Race) -> None:
    with (
        without_row_locks(settling, "_why_not_ours", racers=RACERS),
        patch.object(settling, "note_answer", return_value=True),
        pytest.raises(AssertionError),
    ):
        an_answer_in_many_copies(race)


def two_payments_of_one_booking(race: Race) -> None:
    booking = make_booking(make_train())
    first = make_payment(booking, status="declined")
    payments = [first, make_payment(booking)]
    outcome = race(2, lambda racer: settle_payment(answer=accepted(payments[racer]), now=NOW).status)
    assert outcome.errors == {}
    assert sorted(outcome.results.values()) == ["captured", "refund_due"]
    assert Refund.objects.get().reason == "double_payment"
    money_adds_up(booking)


def test_two_payments_of_one_booking_at_once_keep_one(race: Race) -> None:
    two_payments_of_one_booking(race)


def test_control_without_the_lock_both_are_taken_for_the_first(race: Race) -> None:
    with without_row_locks(settling, "_why_not_ours", racers=2), pytest.raises(AssertionError):
        two_payments_of_one_booking(race)


@pytest.mark.parametrize("contended", [False, True], ids=["seats free", "another party wants the seats"])
def test_the_end_of_a_hold_and_the_banks_answer_at_once(race: Race, contended: bool) -> None:
    before = deadlocks()
    states = set()
    for _round in range(6):
        states.add(run_end_of_hold(race, contended))
    assert states <= {"FULFILLED", "RELEASED"}
    assert contended or states == {"FULFILLED"}
    assert deadlocks() == before


def run_end_of_hold(race: Race, contended: bool) -> str:
    train = make_train(seats=2)
    booking = make_booking(train)
    answer = accepted(make_payment(booking))
    Booking.objects.filter(pk=booking.pk).update(hold_expires_at=NOW)
    expire_hold(booking)

    def act(racer: int) -> object:
        if racer == 0:
            return settle_payment(answer=answer, now=NOW)
        if racer == 1 and contended:
            return take_all_seats(train)
        return expire_holds(now=NOW)

    outcome = race(4, act)
    assert outcome.unexpected(AssertionError, inventory.SoldOut, inventory.Busy) == []
    money_adds_up(booking)
    assert Ticket.objects.filter(passenger__booking=booking).count() == (
        2 if booking.state == "FULFILLED" else 0
    )
    return booking.state


def a_refund_is_confirmed_many_times(race: Race) -> None:
    RefundRule.objects.create(valid_from=date(2026, 1, 1), minutes_before_departure=0, share_percent=50)
    booking = make_paid_booking(passengers=2)
    offer = offer_refund(booking=booking, now=NOW)
    outcome = race(RACERS, lambda _racer: confirm_refund(offer=offer, now=NOW).status)
    assert outcome.errors == {}
    assert booking.notifications.filter(kind="refund").count() == 1
    assert Refund.objects.get().amount == Decimal("5.70")
    booking.refresh_from_db()
    assert booking.state == "REFUNDED"
    assert inventory.audit().ok


def test_a_refund_confirmed_many_times_at_once_is_paid_once(race: Race) -> None:
    a_refund_is_confirmed_many_times(race)


def test_control_without_the_lock_a_refund_is_confirmed_several_times(race: Race) -> None:
    with without_row_locks(returning, "_still_travelling", racers=RACERS), pytest.raises(AssertionError):
        a_refund_is_confirmed_many_times(race)


def test_overlapping_refund_offers_at_once_return_each_ticket_once(race: Race) -> None:
    train = make_train()
    cancel_later = make_paid_booking(train, passengers=4)
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    cancel_later = Booking.objects.get(pk=cancel_later.pk)
    parts = [[1, 2], [2, 3], [3, 4], [1, 2, 3, 4]]
    offers = [offer_refund(booking=cancel_later, passenger_numbers=part, now=NOW) for part in parts]
    outcome = race(len(offers), lambda racer: confirm_refund(offer=offers[racer], now=NOW))
    assert outcome.unexpected(RefundOfferExpired) == []
    cancel_later.refresh_from_db()
    payment = cancel_later.payments.get()
    returned = sum((refund.amount for refund in payment.refunds.all()), Decimal(0))
    assert payment.amount == cancel_later.total + returned
    assert inventory.audit().ok


def workers_send_refunds(race: Race) -> None:
    for _booking in range(4):
        payment = make_paid_booking(passengers=1).payments.get()
        make_charge(payment)
        make_refund(payment)
    asked: Counter[int] = Counter()
    refund_of = sending.refund_of

    def ask_the_bank(refund: Refund) -> ChargeRefund:
        asked[refund.pk] += 1
        return refund_of(refund)

    with patch.object(sending, "refund_of", ask_the_bank):
        outcome = race(RACERS, lambda _racer: pay_refunds(now=NOW))
        assert outcome.errors == {}
        pay_refunds(now=NOW)
    assert sorted(asked.values()) == [1, 1, 1, 1]
    assert set(Refund.objects.values_list("status", flat=True)) == {"sent"}
    assert BookingEvent.objects.filter(kind=BookingEvent.Kind.REFUNDED).count() == 4


def test_workers_sending_refunds_at_once_send_each_once(race: Race) -> None:
    workers_send_refunds(race)


def test_control_without_the_lock_workers_send_one_refund_together(race: Race) -> None:
    with without_row_locks(sending, "refund_of", racers=RACERS), pytest.raises(AssertionError):
        workers_send_refunds(race)


def test_workers_delivering_at_once_send_each_letter_once(race: Race, mailoutbox: list[Any]) -> None:
    for _booking in range(6):
        make_paid_booking(passengers=1)
    outcome = race(4, lambda _racer: deliver_notifications(now=NOW))
    assert outcome.errors == {}
    assert sum(outcome.results.values()) == 6
    assert len({letter.extra_headers["Message-ID"] for letter in mailoutbox}) == len(mailoutbox) == 6


def test_a_train_cancelled_while_people_pay_keeps_no_money_without_telling(race: Race) -> None:
    train = make_train(seats=8)
    bookings = [make_booking(train, passengers=1) for _each in range(6)]
    answers = [accepted(make_payment(booking)) for booking in bookings]
    before = deadlocks()

    def act(racer: int) -> object:
        if racer < len(answers):
            return settle_payment(answer=answers[racer], now=NOW)
        cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
        return tell_schedule_changes(now=NOW + timedelta(seconds=1))

    outcome = race(len(answers) + 2, act)
    assert outcome.errors == {}
    tell_schedule_changes(now=NOW + timedelta(seconds=2))
    assert deadlocks() == before
    for booking in bookings:
        money_adds_up(booking)
        assert booking.state in {"FULFILLED", "RELEASED"}
        told = booking.notifications.filter(kind__in=["train_cancelled", "payment_returned"])
        assert told.exists(), booking.state
