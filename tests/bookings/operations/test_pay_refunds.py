"""Money goes back until the bank has taken it: once, with patience, and never silently lost."""

from datetime import timedelta

import pytest

from bookings.models import Payment, Refund, SandboxCharge
from bookings.operations.pay_refunds import TRIES, pay_refunds, retry_refund
from bookings.payments.charges import refund_of
from bookings.payments.registry import gateway_named
from tests.bookings.world import NOW, make_charge, make_paid_booking, make_refund

pytestmark = pytest.mark.django_db


def due_refund(*, charged: bool = True, share: int = 1) -> Refund:
    payment = make_paid_booking().payments.get()
    if charged:
        make_charge(payment)
    return make_refund(payment, amount=payment.amount / share)


def test_the_bank_gets_the_money_back_once() -> None:
    refund = due_refund()
    assert [pay_refunds(now=NOW), pay_refunds(now=NOW)] == [1, 0]

    refund.refresh_from_db()
    assert (refund.status, refund.sent_at, refund.payment.status) == ("sent", NOW, "refunded")
    assert SandboxCharge.objects.get().refunded == {str(refund.key): "11.40"}
    assert refund.payment.booking.events.last().kind == "refunded"


def test_a_refund_whose_record_was_lost_is_not_paid_twice() -> None:
    refund = due_refund()
    gateway_named("sandbox").refund(refund_of(refund))  # and the worker died before it could write it down
    assert pay_refunds(now=NOW) == 1
    assert SandboxCharge.objects.get().refunded == {str(refund.key): "11.40"}


def test_a_part_returned_leaves_the_payment_taken() -> None:
    refund = due_refund(share=2)
    pay_refunds(now=NOW)
    assert Payment.objects.get(pk=refund.payment_id).status == "captured"


def test_the_bank_gives_no_more_than_it_took() -> None:
    first = due_refund()
    again = make_refund(first.payment)
    assert pay_refunds(now=NOW) == 1
    again.refresh_from_db()
    assert (again.status, again.error) == ("due", "more than was charged")


def test_a_refusal_is_tried_again_later_and_later() -> None:
    refund = due_refund(charged=False)
    tried_at = []
    for seconds in range(0, 600, 10):
        pay_refunds(now=NOW + timedelta(seconds=seconds))
        refund.refresh_from_db()
        if refund.attempts > len(tried_at):
            tried_at.append(seconds)
    assert tried_at == [0, 30, 90, 210, 450]
    assert refund.status == "due"


def test_after_the_last_try_it_waits_for_people_who_may_start_again() -> None:
    refund = due_refund(charged=False)
    for hours in range(TRIES):
        pay_refunds(now=NOW + timedelta(hours=2 * hours))
    refund.refresh_from_db()
    assert (refund.status, refund.attempts, refund.error) == ("failed", TRIES, "nothing was charged")
    assert pay_refunds(now=NOW + timedelta(days=9)) == 0

    retry_refund(refund=refund, now=NOW + timedelta(days=9))
    make_charge(refund.payment)
    assert pay_refunds(now=NOW + timedelta(days=9)) == 1


def test_one_bank_that_fails_does_not_stop_the_others() -> None:
    due_refund(charged=False)
    due_refund()
    assert pay_refunds(now=NOW) == 1
