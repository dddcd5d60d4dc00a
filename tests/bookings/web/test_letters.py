"""The page of an order's letters, ending them by one click, and its calendar."""

import re

import pytest
from django.test import Client
from icalendar import Calendar

from bookings.access import scoped_token
from bookings.models import Booking, ContactChoice, PushSubscription
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from tests.bookings.true_line import NOW
from tests.bookings.web.page import leads_to, text_of
from tests.bookings.web.test_order import page_of, pay
from timetables.operations import cancel_dated_trip

FORM = {
    "which": "all",
    "mail": "on",
    "from": "22:00",
    "until": "07:00",
    "timezone": "Europe/Minsk",
    "language": "be",
}
VAPID_KEY = "bG9jYWwtb25seS12YXBpZC1rZXktLS0tMzItYnl0ZXM"


def letters_of(booking: Booking) -> str:
    return f"{page_of(booking, 'en')}letters"


def test_a_choice_is_kept_and_shown_again(booking, open_in, settings):
    settings.SMS_GATEWAY = "bookings.notifications.sms_simulator.SimulatedSms"
    client = open_in(booking)
    chosen = FORM | {"which": "needed", "sms": "on", "phone": "8 029 123-45-67"}
    assert leads_to(client.post(letters_of(booking), chosen)) == letters_of(booking)
    choice = ContactChoice.objects.get(booking=booking)
    assert (choice.optional, choice.sms, choice.phone, choice.language) == (
        False,
        True,
        "+375291234567",
        "be",
    )
    page = client.get(letters_of(booking)).content.decode()
    assert re.search(r'value="needed" checked', page)
    assert "<option selected>22:00</option>" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until": ""}, "until"),
        ({"until": "22:00"}, "until"),
        ({"from": "25:00"}, "from"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"sms": "on", "phone": "12"}, "phone"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_lost(
    booking, open_in, wrong, field, settings
):
    settings.SMS_GATEWAY = "bookings.notifications.sms_simulator.SimulatedSms"
    answer = open_in(booking).post(letters_of(booking), FORM | wrong)
    page = answer.content.decode()
    assert f'id="{field}-error"' in page
    assert f'href="#{field}"' in page
    assert '<option value="be" lang="be" selected>' in page
    assert not ContactChoice.objects.exists()


def test_the_pages_of_letters_are_shut_to_strangers(booking):
    for page in ("letters", "push"):
        assert Client().post(page_of(booking) + page)["Location"].startswith("/ru/orders?ref=")


def test_one_click_ends_letters_without_a_page_and_opens_nothing(booking):
    stranger = Client(enforce_csrf_checks=True)
    path = f"/en/letters/{booking.shown_reference}/{scoped_token(booking, 'letters')}"
    assert "Send no more of them" in text_of(stranger.get(path))
    assert not ContactChoice.objects.exists()
    for _again in range(2):
        assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not ContactChoice.objects.get(booking=booking).mail
    assert stranger.get(page_of(booking))["Location"].startswith("/ru/orders?ref=")
    assert stranger.post(f"{path}x").status_code == 404
    assert stranger.get(page_of(booking), {"k": path.rpartition("/")[2]})["Location"].startswith("/ru/orders")


def test_a_browser_is_taken_and_let_go(booking, open_in, settings):
    settings.VAPID_PRIVATE_KEY, settings.LOCAL = VAPID_KEY, False
    client, path = open_in(booking), f"{page_of(booking)}push"
    keys = {"endpoint": "https://push.example.org/1", "p256dh": "p", "auth": "a", "do": "on"}
    assert client.post(path, keys).json() == {"on": True}
    assert PushSubscription.objects.get().booking == booking
    for wrong in ({"endpoint": ""}, {"endpoint": "https://192.168.0.1/"}, {"auth": "a" * 41}, {"p256dh": ""}):
        assert client.post(path, keys | wrong).status_code == 400
    assert client.post(path, keys | {"do": "off"}).json() == {"on": False}
    assert not ContactChoice.objects.get().push


def feed_of(booking: Booking) -> str:
    return f"/en/calendar/{booking.shown_reference}/{scoped_token(booking, 'calendar')}.ics"


def test_a_calendar_follows_the_train_and_names_nobody(booking, client):
    assert client.get(feed_of(booking)).content.count(b"BEGIN:VEVENT") == 0  # not paid yet
    pay(booking)
    first = client.get(feed_of(booking))
    assert client.get(feed_of(booking), headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(feed_of(booking).replace(".ics", "x.ics")).status_code == 404
    cancel_dated_trip(dated_trip=booking.dated_trip, actor=None, now=NOW)
    tell_schedule_changes(now=NOW)
    before, after = (
        Calendar.from_ical(answer.content).walk("VEVENT")[0]
        for answer in (first, client.get(feed_of(booking)))
    )
    assert before["uid"] == after["uid"]
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["sequence"] > before["sequence"]
    said = first.content.decode()
    for secret in (booking.reference, booking.shown_reference, booking.email):
        assert not secret or secret not in said
    assert not any(name in said for name in booking.passengers.values_list("family_name", flat=True) if name)
