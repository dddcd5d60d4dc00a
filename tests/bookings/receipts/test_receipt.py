"""The account of an order adds up: what was charged, what came, what went back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from bookings.models import Booking, Refund, RefundRule
from bookings.operations.confirm_refund import confirm_refund
from bookings.operations.offer_refund import offer_refund
from bookings.queries import booking_page
from bookings.receipts import Receipt, has_receipt, receipt_of, render_receipt_pdf
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_payment, make_train

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rule() -> None:
    RefundRule.objects.create(valid_from=date(2026, 1, 1), minutes_before_departure=0, share_percent=50)


def receipt(booking: Booking, language: str = "en") -> Receipt:
    booking.refresh_from_db()
    with override(language):
        return receipt_of(booking_page(booking, now=NOW), language=language)


def test_a_paid_order_was_charged_what_was_paid() -> None:
    found = receipt(make_paid_booking(passengers=2))
    assert (found.charged, found.paid, found.returned, found.kept) == (
        Decimal("11.40"), Decimal("11.40"), Decimal(0), Decimal("11.40"),
    )  # fmt: skip


def test_a_returned_ticket_stays_on_the_account_and_its_money_goes_back() -> None:
    booking = make_paid_booking(passengers=2)
    confirm_refund(offer=offer_refund(booking=booking, passenger_numbers=[2], now=NOW), now=NOW)
    found = receipt(booking)
    assert [each.note for each in found.passengers] == ["", "refunded"]
    assert (found.charged, found.paid, found.returned, found.kept) == (
        Decimal("11.40"), Decimal("11.40"), Decimal("2.85"), Decimal("8.55"),
    )  # fmt: skip
    assert [line.is_settled for line in found.money] == [True, False]
    Refund.objects.update(status="sent", sent_at=NOW + timedelta(minutes=1))
    assert receipt(booking).money[-1].is_settled


def test_a_payment_that_came_too_late_and_went_back_leaves_nothing() -> None:
    booking = make_booking(make_train())
    payment = make_payment(booking, status="refunded", settled_at=NOW)
    Refund.objects.create(
        payment=payment, amount=payment.amount, currency="BYN", reason="late_payment", created_at=NOW
    )
    found = receipt(booking)
    assert found.kept == 0
    assert has_receipt(booking_page(booking, now=NOW))


@pytest.mark.parametrize("status", ["pending", "declined", "abandoned"])
def test_money_that_never_came_is_on_no_receipt(status: str) -> None:
    booking = make_booking(make_train())
    make_payment(booking, status=status)
    assert receipt(booking).money == []
    assert not has_receipt(booking_page(booking, now=NOW))


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_a_receipt_prints_in_each_language(language: str) -> None:
    booking = make_paid_booking(passengers=1)
    found = receipt(booking, language)
    assert render_receipt_pdf(found, language=language, now=NOW).startswith(b"%PDF")
