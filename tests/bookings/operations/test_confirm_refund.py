"""A confirmed refund frees the seat, voids the ticket and sends the money back, once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bookings import inventory
from bookings.models import Booking, Payment, Refund, RefundOffer, RefundRule, Ticket
from bookings.operations.confirm_refund import RefundOfferExpired, confirm_refund
from bookings.operations.offer_refund import offer_refund
from tests.bookings.world import NOW, make_paid_booking, make_train

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rule() -> None:
    RefundRule.objects.create(valid_from=date(2026, 1, 1), minutes_before_departure=0, share_percent=50)


def test_the_whole_party_returned_ends_the_booking() -> None:
    booking = make_paid_booking(passengers=2)
    offer = confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)

    booking.refresh_from_db()
    assert (offer.status, booking.state, booking.total, booking.ended_at) == ("CONFIRMED", "REFUNDED", 0, NOW)
    assert set(Ticket.objects.values_list("state", flat=True)) == {"void"}
    assert inventory.audit().seats_placed == 0
    refund = Refund.objects.get()
    assert (refund.amount, refund.status, refund.reason) == (Decimal("5.70"), "due", "passenger")
    assert booking.notifications.get(kind="refund").data["amount"] == "5.70"
    assert booking.events.last().kind == "refund_started"


def test_a_part_returned_leaves_the_others_their_tickets() -> None:
    booking = make_paid_booking(passengers=3)
    confirm_refund(offer=offer_refund(booking=booking, passenger_numbers=[2], now=NOW), now=NOW)

    booking.refresh_from_db()
    assert (booking.state, booking.total, booking.ticket_sequence) == ("FULFILLED", Decimal("11.40"), 1)
    states = dict(Ticket.objects.values_list("passenger__number", "state"))
    assert states == {1: "valid", 2: "void", 3: "valid"}
    assert inventory.audit().ok
    assert inventory.audit().seats_placed == 2


def test_the_freed_seat_is_sold_again() -> None:
    train = make_train(seats=1)
    booking = make_paid_booking(train, passengers=1)
    confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    assert make_paid_booking(train, passengers=1).state == "FULFILLED"
    assert inventory.audit().ok


def test_confirming_again_changes_nothing() -> None:
    booking = make_paid_booking(passengers=2)
    offer = offer_refund(booking=booking, passenger_numbers=[1], now=NOW)
    for _again in range(2):
        confirm_refund(offer=offer, now=NOW)
    assert Refund.objects.count() == 1
    assert booking.notifications.filter(kind="refund").count() == 1


def test_an_offer_past_its_time_is_refused() -> None:
    offer = offer_refund(booking=make_paid_booking(), now=NOW)
    with pytest.raises(RefundOfferExpired):
        confirm_refund(offer=offer, now=offer.expires_at)
    assert not Refund.objects.exists()


def test_an_offer_overtaken_by_another_is_refused() -> None:
    booking = make_paid_booking(passengers=2)
    both, one = (
        offer_refund(booking=booking, now=NOW),
        offer_refund(booking=booking, passenger_numbers=[1], now=NOW),
    )
    confirm_refund(offer=one, now=NOW)
    with pytest.raises(RefundOfferExpired):
        confirm_refund(offer=both, now=NOW)


def test_free_tickets_are_cancelled_without_money() -> None:
    booking = make_paid_booking(passengers=2, price=Decimal(0))
    offer = confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)

    booking.refresh_from_db()
    assert (offer.amount, booking.state) == (0, "CANCELLED")
    assert not Refund.objects.exists()
    assert booking.events.last().kind == "cancelled"
    assert inventory.audit().seats_placed == 0


def test_a_refund_for_a_cancelled_train_says_so() -> None:
    booking = make_paid_booking()
    booking.dated_trip.state = "cancelled"
    booking.dated_trip.save()
    confirm_refund(offer=offer_refund(booking=booking, now=NOW), now=NOW)
    assert Refund.objects.get().reason == "train_cancelled"
    assert Refund.objects.get().amount == Payment.objects.get().amount


class TestMoneyAddsUp(TestCase):
    """Whatever is returned, in whatever order, by whatever rule: never more than was paid."""

    @settings(max_examples=15, deadline=None)
    @given(
        price=st.decimals(Decimal("0.01"), Decimal("99.99"), places=2),
        share=st.integers(0, 100),
        fee=st.decimals(Decimal(0), Decimal(9), places=2),
        parts=st.lists(st.sets(st.integers(1, 4), min_size=1), min_size=1, max_size=6),
    )
    def test_refunds_stay_within_what_was_paid(
        self, price: Decimal, share: int, fee: Decimal, parts: list[set[int]]
    ) -> None:
        RefundRule.objects.update(share_percent=share, fee_byn=fee)
        RefundRule.objects.get_or_create(
            seat_mode="numbered",
            valid_from=date(2026, 1, 1),
            minutes_before_departure=0,
            defaults={"share_percent": share, "fee_byn": fee},
        )
        booking = make_paid_booking(passengers=4, price=price)
        offers = [self.offered(booking, numbers) for numbers in parts]
        for offer in filter(None, offers):
            self.confirmed(offer)

        booking.refresh_from_db()
        payment = booking.payments.get()
        returned = sum((refund.amount for refund in payment.refunds.all()), Decimal(0))
        confirmed = booking.refund_offers.filter(status="CONFIRMED")
        kept = sum((offer.fee for offer in confirmed), Decimal(0))
        assert returned <= payment.amount
        assert payment.amount == booking.total + returned + kept
        assert inventory.audit().ok

    def offered(self, booking: Booking, numbers: set[int]) -> RefundOffer | None:
        return offer_refund(booking=booking, passenger_numbers=sorted(numbers), now=NOW)

    def confirmed(self, offer: RefundOffer) -> None:
        try:
            confirm_refund(offer=offer, now=NOW + timedelta(minutes=1))
        except RefundOfferExpired:
            return
