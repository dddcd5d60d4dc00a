"""What is said to those who wait: joined, offered with a deadline, the offer over, no seat; in three languages."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from bookings import inventory
from bookings.access import access_token, waiting_token
from bookings.models import Booking, Notification, WaitingEntry
from bookings.notifications.deliver import deliver_notifications
from bookings.operations.expire_holds import expire_holds
from bookings.operations.follow_queue import serve_queues
from bookings.operations.leave_queue import leave_queue
from bookings.operations.release_booking import release_booking
from tests.bookings.true_line import NOW
from tests.bookings.waiting.waiting_world import join, later

pytestmark = [pytest.mark.django_db]
KINDS = ["waiting_joined", "waiting_offer", "waiting_lapsed", "waiting_ended"]


def written(kind: str, train, holders, language: str) -> tuple[WaitingEntry, EmailMultiAlternatives]:
    """Live through it until such a letter is sent."""
    join(language=language)
    now = NOW
    if kind == "waiting_ended":
        now = train.departs_at
        serve_queues(now=now)
    elif kind != "waiting_joined":
        release_booking(booking=holders[0], now=NOW)
        serve_queues(now=NOW)
    if kind == "waiting_lapsed":
        now = later(30)
        inventory.extend(booking_id=WaitingEntry.objects.get().booking_id, hold_seconds=-1)
        expire_holds(now=now)
        serve_queues(now=now)
    Notification.objects.exclude(kind=kind).delete()
    deliver_notifications(now=now)
    assert Notification.objects.get().error == ""
    (letter,) = mail.outbox
    return WaitingEntry.objects.get(), letter


@pytest.mark.parametrize("language", ["ru", "be", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_whole_and_leads_to_the_place(kind, language, train, holders) -> None:
    entry, letter = written(kind, train, holders, language)
    page = str(letter.alternatives[0].content)
    assert letter.to == [entry.email]
    for text in (letter.body, page):
        assert f"http://localhost:8000/{language}/w/{entry.uuid}/?k={waiting_token(entry)}" in text
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<img|<link|url\(|@import|<script", page)
    assert "{{" not in letter.body + page
    assert "None" not in letter.body + page
    assert "\n" not in letter.subject


def test_an_offer_names_its_deadline_and_leads_to_the_pay_page(train, holders) -> None:
    entry, letter = written("waiting_offer", train, holders, "en")
    booking = entry.booking
    assert letter.subject == "Seats for you until 15:30: Vitebsk – Smolensk, Sat 15 May, 07:12"
    pay = f"/en/o/{booking.shown_reference}/pay?k={access_token(booking)}"
    assert pay in letter.body
    assert "Pay by 15:30" in letter.body


def test_an_offer_of_the_night_names_the_day_of_its_deadline(train, holders) -> None:
    join()
    release_booking(booking=holders[0], now=NOW)
    serve_queues(now=NOW.replace(hour=20))
    Notification.objects.exclude(kind="waiting_offer").delete()
    Notification.objects.update(language="en")
    deliver_notifications(now=NOW.replace(hour=20))
    assert mail.outbox[0].subject.startswith("Seats for you until Sat 15 May, 06:07: ")


def test_who_waited_hears_once_of_an_offer_and_once_of_its_end(train, holders) -> None:
    written("waiting_lapsed", train, holders, "en")
    Booking.objects.update(hold_expires_at=later(60))
    assert Notification.objects.count() == 1


def test_kept_and_released_seats_are_not_told_besides(train, holders) -> None:
    entry = join()
    release_booking(booking=holders[0], now=NOW)
    serve_queues(now=NOW)
    booking = WaitingEntry.objects.get().booking
    inventory.extend(booking_id=booking.pk, hold_seconds=-1)
    expire_holds(now=later(31))
    serve_queues(now=later(31))
    deliver_notifications(now=later(32))
    mine = Notification.objects.filter(email=entry.email)
    told = set(mine.filter(state="sent").values_list("kind", flat=True))
    assert told == {"waiting_lapsed"}
    assert set(mine.values_list("kind", flat=True)) == {
        "waiting_joined", "waiting_offer", "hold_ended", "waiting_lapsed"
    }  # fmt: skip


def test_a_letter_that_time_has_overtaken_is_not_sent(train, holders) -> None:
    leave_queue(entry=join(), now=NOW)
    deliver_notifications(now=NOW + timedelta(minutes=1))
    assert Notification.objects.get(kind="waiting_joined").state == "obsolete"
