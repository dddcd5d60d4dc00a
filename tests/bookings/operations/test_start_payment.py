"""Going to pay: once, for the right price, while the seats are kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from bookings import inventory
from bookings.models import Booking, Payment, SandboxCharge
from bookings.operations.lock_booking import HoldExpired
from bookings.operations.start_payment import AlreadyPaid, InformationMissing, start_payment
from bookings.payments.gateway import BankRefused
from bookings.payments.registry import UnknownGateway
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]


def pay(booking: Booking, **fields: object) -> Payment:
    values = {"method": "sandbox", "return_url": "/ru/o/x/", "now": NOW} | fields
    return start_payment(booking=booking, **values)


def test_a_payment_leads_to_the_banks_page() -> None:
    booking = make_booking(make_train())
    payment = pay(booking)
    charge = SandboxCharge.objects.get()
    assert payment.redirect_url == f"http://localhost:8000/ru/bank/{charge.uuid}"
    assert (payment.status, payment.amount, payment.currency) == ("pending", booking.total, "BYN")
    assert (charge.amount, charge.merchant_reference) == (booking.total, str(payment.uuid))
    assert "Витебск – Смоленск" in charge.description
    assert booking.events.get().kind == "payment_started"


def test_going_twice_is_one_payment() -> None:
    booking = make_booking(make_train())
    assert pay(booking).uuid == pay(booking).uuid
    assert (Payment.objects.count(), SandboxCharge.objects.count(), booking.events.count()) == (1, 1, 1)


def test_a_changed_price_makes_a_new_payment() -> None:
    booking = make_booking(make_train())
    old = pay(booking)
    Booking.objects.filter(pk=booking.pk).update(total=Decimal("20.00"))
    new = pay(booking)
    old.refresh_from_db()
    assert (old.status, new.amount) == ("abandoned", Decimal("20.00"))


def test_what_is_missing_is_named() -> None:
    booking = make_booking(make_train(), email="")
    booking.passengers.filter(number=2).update(family_name="")
    with pytest.raises(InformationMissing) as missing:
        pay(booking)
    assert [problem.pointer for problem in missing.value.problems] == [
        "passengers/2/family_name",
        "purchaser/email",
    ]
    assert not Payment.objects.exists()


@pytest.mark.parametrize("state", ["RELEASED", "CANCELLED"])
def test_an_ended_booking_is_not_paid(state: str) -> None:
    booking = make_booking(make_train())
    Booking.objects.filter(pk=booking.pk).update(state=state)
    with pytest.raises(HoldExpired):
        pay(booking)


def test_a_hold_over_by_the_clock_is_not_paid() -> None:
    booking = make_booking(make_train(), hold_seconds=600)
    with pytest.raises(HoldExpired):
        pay(booking, now=NOW + timedelta(seconds=600))
    assert pay(booking, now=NOW + timedelta(seconds=599)).status == "pending"


def test_a_cancelled_train_is_not_paid() -> None:
    train = make_train()
    booking = make_booking(train)
    train.state = "cancelled"
    train.save()
    with pytest.raises(HoldExpired):
        pay(booking)


def test_a_paid_booking_is_not_paid_again() -> None:
    with pytest.raises(AlreadyPaid):
        pay(make_paid_booking())


def test_a_free_booking_needs_no_bank() -> None:
    booking = make_booking(make_train(), price=Decimal(0))
    payment = pay(booking)
    booking.refresh_from_db()
    assert (payment.status, payment.redirect_url, booking.state) == ("captured", "/ru/o/x/", "FULFILLED")
    assert not SandboxCharge.objects.exists()
    assert inventory.audit().ok


def test_a_free_booking_whose_seats_are_gone_says_so() -> None:
    booking = make_booking(make_train(), price=Decimal(0))
    inventory.release(booking_id=booking.pk)
    make_booking(booking.dated_trip, passengers=4)
    with pytest.raises(HoldExpired):
        pay(booking)
    assert not Payment.objects.exists()


def test_an_unknown_bank_is_refused() -> None:
    with pytest.raises(UnknownGateway):
        pay(make_booking(make_train()), method="piggy")


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(BankRefused):
        pay(make_booking(make_train()), outcome="maybe")


def test_the_sandbox_can_be_told_to_decide_at_once() -> None:
    pay(make_booking(make_train()), outcome="decline")
    assert SandboxCharge.objects.get().decline_reason == "insufficient_funds"


def test_a_payment_of_an_old_price_can_no_longer_be_paid_at_the_bank() -> None:
    booking = make_booking(make_train())
    old = pay(booking)
    Booking.objects.filter(pk=booking.pk).update(total=Decimal("20.00"))
    pay(booking)
    charges = dict(SandboxCharge.objects.values_list("merchant_reference", "status"))
    assert charges[str(old.uuid)] == "declined"
    assert sorted(charges.values()) == ["declined", "open"]


def test_a_payment_of_an_old_price_that_was_just_made_goes_back() -> None:
    booking = make_booking(make_train())
    with time_machine.travel(NOW, tick=False):
        old = pay(booking, outcome="accept")
    Booking.objects.filter(pk=booking.pk).update(total=Decimal("20.00"))
    new = pay(booking)
    old.refresh_from_db()
    assert (old.status, old.refunds.get().reason) == ("refund_due", "price_changed")
    assert (new.status, new.amount) == ("pending", Decimal("20.00"))
