"""What must be said is written once, with the change that causes it."""

from datetime import timedelta

import pytest
from django.db import transaction

from bookings.models import Notification
from bookings.notifications.outbox import enqueue
from tests.bookings.world import NOW, make_booking, make_train

pytestmark = pytest.mark.django_db


def test_a_message_goes_to_the_purchaser_in_their_language() -> None:
    booking = make_booking(make_train(), language="be")
    assert enqueue(booking=booking, kind="held", dedupe_key="k", now=NOW, data={"a": 1})
    message = Notification.objects.get()
    assert (message.email, message.language, message.data) == (booking.email, "be", {"a": 1})
    assert (message.state, message.next_attempt_at) == ("queued", NOW)


def test_the_same_key_is_written_once() -> None:
    booking = make_booking(make_train())
    for _again in range(2):
        enqueue(booking=booking, kind="held", dedupe_key="k", now=NOW)
    assert Notification.objects.count() == 1


def test_nothing_is_written_without_an_address() -> None:
    booking = make_booking(make_train(), email="")
    assert not enqueue(booking=booking, kind="held", dedupe_key="k", now=NOW)
    assert not Notification.objects.exists()


def test_a_message_falls_with_its_transaction() -> None:
    booking = make_booking(make_train())
    with transaction.atomic():
        enqueue(booking=booking, kind="held", dedupe_key="k", now=NOW)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()


def test_a_letter_that_may_be_overtaken_waits() -> None:
    booking = make_booking(make_train())
    enqueue(booking=booking, kind="held", dedupe_key="k", now=NOW, after=timedelta(minutes=1))
    assert Notification.objects.get().next_attempt_at == NOW + timedelta(minutes=1)
