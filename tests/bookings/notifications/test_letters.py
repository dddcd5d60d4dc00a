"""What the letters say: in the purchaser's language, whole in plain text, light in HTML."""

import json
import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from bookings.access import access_token
from bookings.models import Booking, Notification
from bookings.notifications.deliver import deliver_notifications
from bookings.notifications.outbox import enqueue
from bookings.operations.recover_link import recover_link
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bookings.web_urls")]

MONEY = {"amount": "5.70", "fee": "0.00", "paid": "5.70", "currency": "BYN"}
TIMES = {"departs_at": "2027-05-15T04:12:00+00:00", "arrives_at": "2027-05-15T06:47:00+00:00"}
LATER = {"departs_at": "2027-05-15T04:22:00+00:00", "arrives_at": "2027-05-15T06:57:00+00:00"}
DATA = {
    "payment_returned": MONEY | {"reason": "late_payment"},
    "refund": MONEY | {"reason": "rule"},
    "train_cancelled": {"change": "cancelled", "paid_for": True},
    "train_changed": {"change": "retimed", "old": TIMES, "new": LATER, "free_refund": True},
}
# Letters to those who wait for seats need a place in the queue: see tests/bookings/waiting; those of a document that
# was seen need one, and are about no journey: see tests/bookings/proofs. Those of season tickets and of requests about
# data lead to pages of their own.
OTHERS = ("waiting_", "proof_", "webhook_", "season_", "privacy")
KINDS = [kind for kind in Notification.Kind.values if not kind.startswith(OTHERS)]
UNPAID = {"held", "hold_ending", "hold_ended"}


def write(kind: str, language: str = "ru", **fields: object) -> EmailMultiAlternatives:
    """The letter of a kind, as it leaves."""
    make = make_booking if kind in UNPAID else make_paid_booking
    booking = make(make_train(departs_at=NOW.replace(day=15, hour=4, minute=12)), language=language, **fields)
    if kind == "hold_ended":
        Booking.objects.filter(pk=booking.pk).update(state="RELEASED")
    if kind == "link":
        recover_link(email=booking.email, language=language, now=NOW)
    Notification.objects.exclude(kind=kind).delete()
    if kind not in {"confirmed", "link"}:
        enqueue(booking=booking, kind=kind, dedupe_key=kind, now=NOW, data=DATA.get(kind))
    deliver_notifications(now=NOW)
    assert Notification.objects.get().error == ""
    return mail.outbox.pop()


def html(letter: EmailMultiAlternatives) -> str:
    return str(letter.alternatives[0].content)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_whole_and_light(kind: str, language: str) -> None:
    letter = write(kind, language)
    token = access_token(Booking.objects.get())
    page = html(letter)
    for text in (letter.body, page):
        assert re.search(rf"http://localhost:8000/{language}/o/[A-Z]{{3}}-[A-Z]{{4}}/\?k={token}", text)
    assert f'<html lang="{language}">' in page
    assert len(page.encode()) < 60_000
    assert not re.search(r"<img|<link|url\(|@import|<script(?! type=\"application/ld)", page)
    assert "{{" not in letter.body + page
    assert "None" not in letter.body + page
    assert "\n" not in letter.subject


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"link"}))
def test_a_subject_ends_with_the_journey_and_when(kind: str) -> None:
    assert write(kind).subject.endswith(": Витебск – Смоленск, сб, 15 мая, 07:12")


def parsed(letter: EmailMultiAlternatives) -> EmailMessage:
    message = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_tickets_come_with_the_letter() -> None:
    letter = write("confirmed", passengers=2)
    files = {part.get_content_type(): part for part in parsed(letter).iter_attachments()}
    assert set(files) == {"application/pdf", "text/calendar"}
    assert files["application/pdf"].get_content().startswith(b"%PDF-")
    assert files["text/calendar"].get_content().count("BEGIN:VEVENT") == 2
    assert "Ковалёва1 Анна Петровна" in letter.body
    reservations = json.loads(re.search(r'ld\+json">(.*?)</script>', html(letter))[1])
    assert [each["@type"] for each in reservations] == ["TrainReservation"] * 2


def test_a_moved_train_brings_old_and_new_time_and_a_new_calendar_entry() -> None:
    letter = write("train_changed", "en")
    for text in (letter.body, html(letter)):
        assert "07:12 – 09:47" in text
        assert "07:22 – 09:57" in text
    assert [part.get_content_type() for part in parsed(letter).iter_attachments()] == ["text/calendar"]


def test_returned_money_is_said_to_be_whole() -> None:
    letter = write("payment_returned", "en")
    assert "We keep nothing: 5.70\u00a0BYN goes back in full" in letter.body


def test_a_name_is_no_markup() -> None:
    booking = make_booking(make_train(), passengers=1)
    booking.passengers.update(family_name="<b>Bobby</b> & Co")
    enqueue(booking=booking, kind="held", dedupe_key="k", now=NOW)
    deliver_notifications(now=NOW)
    letter = mail.outbox.pop()
    assert "<b>Bobby</b> & Co" in letter.body
    assert "&lt;b&gt;Bobby&lt;/b&gt; &amp; Co" in html(letter)


def test_a_letter_says_that_a_machine_wrote_it() -> None:
    headers = write("held").extra_headers
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Content-Language"] == "ru"


def test_the_clock_is_the_stations_own() -> None:
    booking = make_booking(make_train(departs_at=NOW.replace(hour=22)), language="en")
    enqueue(booking=booking, kind="held", dedupe_key="k", now=NOW)
    deliver_notifications(now=NOW)
    assert mail.outbox.pop().subject.endswith("Sat 15 May, 01:00")


def test_a_lost_link_letter_lists_the_live_orders_alone() -> None:
    live, ended = make_paid_booking(), make_booking(make_train())
    expired = make_booking(make_train(), hold_seconds=60)
    Booking.objects.filter(pk=ended.pk).update(state="RELEASED")
    foreign = make_booking(make_train(), email="other@example.org")
    Notification.objects.all().delete()
    recover_link(email="KOVALEVA@example.org ", language="en", now=NOW + timedelta(seconds=61))
    deliver_notifications(now=NOW + timedelta(seconds=61))
    body = mail.outbox.pop().body
    assert live.shown_reference in body
    assert not any(other.shown_reference in body for other in (ended, expired, foreign))


def test_an_address_without_orders_gets_no_letter() -> None:
    recover_link(email="nobody@example.org", language="en", now=NOW)
    deliver_notifications(now=NOW)
    assert Notification.objects.get().state == "obsolete"
    assert not mail.outbox


def test_an_address_is_written_to_once_in_five_minutes() -> None:
    for seconds in (0, 60, 299, 300):
        recover_link(email="kovaleva@example.org", language="en", now=NOW + timedelta(seconds=seconds))
    assert Notification.objects.count() == 2


def test_a_lost_link_may_name_its_order() -> None:
    one, other = make_paid_booking(), make_paid_booking()
    Notification.objects.all().delete()
    recover_link(email=one.email, language="en", now=NOW, reference=one.shown_reference.lower())
    deliver_notifications(now=NOW)
    body = mail.outbox.pop().body
    assert one.shown_reference in body
    assert other.shown_reference not in body
