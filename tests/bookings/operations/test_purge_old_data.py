"""What need not be known any longer is forgotten, and nothing else."""

from datetime import timedelta

import pytest
import time_machine

from bookings.models import Booking, IdempotencyKey, Notification, Passenger, Refund, RefundOffer
from bookings.notifications.outbox import enqueue
from bookings.operations.offer_refund import offer_refund
from bookings.operations.purge_old_data import purge_old_data
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train

pytestmark = pytest.mark.django_db


def documents() -> int:
    return Passenger.objects.exclude(document_number_encrypted=None).count()


@pytest.mark.parametrize(("days", "left"), [(30, 2), (31, 0)])
def test_documents_go_thirty_days_after_the_journey(days: int, left: int) -> None:
    booking = make_paid_booking(passengers=2)
    purge_old_data(now=booking.departs_at + timedelta(days=days))
    assert documents() == left


def test_documents_of_a_hold_that_ended_go_before_its_journey() -> None:
    booking = make_booking(make_train(departs_at=NOW + timedelta(days=90)))
    Booking.objects.filter(pk=booking.pk).update(state="RELEASED", ended_at=NOW)
    purge_old_data(now=NOW + timedelta(days=31))
    assert documents() == 0


def test_documents_stay_while_money_is_owed() -> None:
    booking = make_paid_booking(passengers=1)
    payment = booking.payments.get()
    refund = Refund.objects.create(
        payment=payment, amount=1, currency="BYN", reason="passenger", created_at=NOW
    )
    later = booking.departs_at + timedelta(days=31)
    purge_old_data(now=later)
    assert documents() == 1
    Refund.objects.filter(pk=refund.pk).update(status="sent")
    purge_old_data(now=later)
    assert documents() == 0


def test_kept_answers_go_after_two_days() -> None:
    with time_machine.travel(NOW, tick=False):
        IdempotencyKey.objects.create(scope="s", key="k", fingerprint="f")
    assert purge_old_data(now=NOW + timedelta(days=2))["answers"] == 0
    assert purge_old_data(now=NOW + timedelta(days=2, seconds=1))["answers"] == 1


def test_sent_letters_lose_their_address_and_keep_their_key() -> None:
    booking = make_booking(make_train())
    enqueue(booking=booking, kind="held", dedupe_key="sent", now=NOW, data={"a": 1})
    Notification.objects.update(state="sent")
    enqueue(booking=booking, kind="held", dedupe_key="waiting", now=NOW)
    purge_old_data(now=NOW + timedelta(days=31))
    sent, waiting = (
        Notification.objects.get(dedupe_key="sent"),
        Notification.objects.get(dedupe_key="waiting"),
    )
    assert (sent.email, sent.data, waiting.email) == ("", {}, booking.email)


def test_offers_past_their_time_are_marked() -> None:
    offer = offer_refund(booking=make_paid_booking(), now=NOW)
    purge_old_data(now=offer.expires_at)
    assert RefundOffer.objects.get().status == "EXPIRED"
