"""A waiting letter is sent by one worker, marked, and tried again when it failed."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from bookings.models import Booking, Notification
from bookings.notifications.deliver import LEASE_SECONDS, TRIES, deliver_notifications
from bookings.notifications.outbox import enqueue
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]


class BrokenPost(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, email_messages: object) -> int:
        raise ConnectionRefusedError("no post today")


@pytest.fixture
def broken_post(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenPost"


def queue_one(**fields: object) -> Notification:
    booking = make_booking(make_train(), **fields)
    enqueue(booking=booking, kind="held", dedupe_key="held", now=NOW)
    return Notification.objects.get()


def test_a_letter_is_sent_and_marked() -> None:
    message = queue_one()
    assert deliver_notifications(now=NOW) == 1
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.subject) == ("sent", NOW, mail.outbox[0].subject)
    assert mail.outbox[0].to == [message.email]


def test_a_sent_letter_is_not_sent_again() -> None:
    queue_one()
    deliver_notifications(now=NOW)
    assert deliver_notifications(now=NOW + timedelta(days=1)) == 0
    assert len(mail.outbox) == 1


def test_a_worker_that_died_while_sending_leaves_the_letter_to_the_next_under_the_same_id() -> None:
    message = queue_one(hold_seconds=3600)
    deliver_notifications(now=NOW)
    Notification.objects.filter(pk=message.pk).update(state="sending")  # died before it could mark it
    assert deliver_notifications(now=NOW + timedelta(seconds=LEASE_SECONDS - 1)) == 0
    assert deliver_notifications(now=NOW + timedelta(seconds=LEASE_SECONDS)) == 1
    first, second = (letter.extra_headers["Message-ID"] for letter in mail.outbox)
    assert first == second
    assert first.endswith("@localhost>")


@pytest.mark.usefixtures("broken_post")
def test_a_failure_is_tried_again_with_growing_pauses() -> None:
    message = queue_one(hold_seconds=86400)
    pauses, now = [], NOW
    for _try in range(5):
        deliver_notifications(now=now)
        message.refresh_from_db()
        pauses.append((message.next_attempt_at - now).total_seconds())
        now = message.next_attempt_at
    assert message.state == "queued"
    assert "no post today" in message.error
    assert [12 <= pauses[0] <= 18, 24 <= pauses[1] <= 36, 192 <= pauses[4] <= 288] == [True] * 3


@pytest.mark.usefixtures("broken_post")
def test_after_the_last_try_it_waits_for_people() -> None:
    message = queue_one(hold_seconds=86400)
    Notification.objects.filter(pk=message.pk).update(attempts=TRIES - 1)
    deliver_notifications(now=NOW)
    message.refresh_from_db()
    assert message.state == "failed"
    assert deliver_notifications(now=NOW + timedelta(hours=9)) == 0


def test_one_letter_that_cannot_be_written_does_not_stop_the_others() -> None:
    booking = make_paid_booking()
    Notification.objects.all().delete()
    enqueue(booking=booking, kind="refund", dedupe_key="broken", now=NOW, data={"amount": "not money"})
    enqueue(booking=booking, kind="reminder", dedupe_key="sound", now=NOW)
    assert deliver_notifications(now=NOW) == 1
    assert dict(Notification.objects.values_list("dedupe_key", "state")) == {
        "broken": "queued",
        "sound": "sent",
    }


def overtaken(kind: str, booking: Booking, now: datetime = NOW, **data: object) -> bool:
    Notification.objects.all().delete()
    enqueue(booking=booking, kind=kind, dedupe_key=kind, now=now, data=data)
    deliver_notifications(now=now)
    return Notification.objects.get().state == "obsolete"


def test_nobody_is_asked_to_pay_for_what_is_paid() -> None:
    paid = make_paid_booking()
    assert overtaken("hold_ending", paid)
    assert overtaken("held", paid)
    assert overtaken("hold_ended", paid)


def test_a_hold_that_was_made_longer_is_not_said_to_end() -> None:
    booking = make_booking(make_train())
    assert not overtaken("hold_ending", booking, held_until=booking.hold_expires_at.isoformat())
    assert overtaken("hold_ending", booking, held_until=NOW.isoformat())


def test_nobody_is_reminded_of_a_train_that_left_or_does_not_run() -> None:
    booking = make_paid_booking()
    assert not overtaken("reminder", booking)
    assert overtaken("reminder", booking, now=booking.departs_at)
    booking.dated_trip.state = "cancelled"
    booking.dated_trip.save()
    assert overtaken("reminder", booking)
