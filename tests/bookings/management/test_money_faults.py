"""The proofs' check of money sees each fault that it is there for."""

from decimal import Decimal

import pytest
from django.utils import timezone

from bookings.management.prove.money import money_faults
from bookings.models import Booking, Checkout, Payment, Refund, SandboxCharge, TerminalCharge
from tests.factories import make_booking, make_dated_trip

pytestmark = pytest.mark.django_db


def faults() -> set[str]:
    return {name for name, count in money_faults().items() if count}


def make_paid_booking(**fields: object) -> Booking:
    return make_booking(make_dated_trip(), state=Booking.State.CONFIRMED, **fields)


def make_payment(booking: Booking, **fields: object) -> Payment:
    given = {"amount": booking.total, "currency": "BYN", "gateway": "sandbox", "created_at": timezone.now()}
    return Payment.objects.create(booking=booking, **given | {"status": Payment.Status.CAPTURED} | fields)


def make_charge(payment: Payment) -> SandboxCharge:
    return SandboxCharge.objects.create(
        merchant_reference=str(payment.uuid),
        amount=payment.amount,
        currency="BYN",
        return_url="/",
        status=SandboxCharge.Status.ACCEPTED,
    )


def test_a_paid_booking_with_its_money_is_no_fault() -> None:
    make_charge(make_payment(make_paid_booking()))
    assert faults() == set()


def test_a_paid_booking_without_money_is_found() -> None:
    make_paid_booking()
    assert faults() == {"paid_bookings_without_one_payment"}


def test_who_travels_free_on_a_payment_that_was_returned_is_no_fault() -> None:
    payment = make_payment(make_paid_booking(total=0), amount=Decimal("5.00"), status=Payment.Status.REFUNDED)
    Refund.objects.create(
        payment=payment, amount=payment.amount, currency="BYN", reason="passenger", created_at=timezone.now()
    )
    assert faults() == set()
    Booking.objects.update(total=Decimal("5.00"))
    assert "paid_bookings_without_one_payment" in faults()


def test_a_payment_of_another_amount_is_found() -> None:
    make_payment(make_paid_booking(), amount=Decimal("1.00"))
    assert faults() == {"money_that_does_not_add_up"}


def test_money_kept_for_a_booking_that_ended_is_found() -> None:
    booking = make_paid_booking()
    make_payment(booking)
    Booking.objects.update(state=Booking.State.RELEASED)
    assert faults() == {"payments_kept_for_unpaid_bookings"}


def test_a_charge_that_nobody_took_in_is_found() -> None:
    make_charge(make_payment(make_booking(make_dated_trip()), status=Payment.Status.PENDING))
    assert faults() == {"charges_neither_kept_nor_returned"}


def test_a_charge_of_another_sum_than_its_payments_is_found() -> None:
    charge = make_charge(make_payment(make_paid_booking()))
    charge.amount += 1
    charge.save()
    assert faults() == {"charges_not_of_what_they_pay_for"}


def test_the_payments_of_one_charge_are_taken_together() -> None:
    bookings = [make_paid_booking(), make_paid_booking()]
    total = sum((booking.total for booking in bookings), Decimal(0))
    checkout = Checkout.objects.create(
        amount=total, currency="BYN", gateway="sandbox", created_at=timezone.now()
    )
    payments = [make_payment(booking, checkout=checkout) for booking in bookings]
    charge = make_charge(payments[0])
    SandboxCharge.objects.filter(pk=charge.pk).update(merchant_reference=str(checkout.uuid), amount=total)
    assert faults() == set()
    Payment.objects.filter(pk=payments[0].pk).update(amount=0)
    assert "charges_not_of_what_they_pay_for" in faults()


def test_a_card_that_nobody_took_in_is_found() -> None:
    payment = make_payment(make_booking(make_dated_trip()), gateway="terminal", status=Payment.Status.PENDING)
    TerminalCharge.objects.create(
        charge=payment.uuid, amount=payment.amount, currency="BYN", status=TerminalCharge.Status.APPROVED
    )
    assert faults() == {"cards_neither_kept_nor_returned"}


def test_a_traveller_without_a_ticket_is_found() -> None:
    booking = make_paid_booking()
    make_payment(booking)
    Booking.objects.update(state=Booking.State.FULFILLED)
    assert faults() == {"passengers_without_a_ticket"}
