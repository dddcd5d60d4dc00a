"""Messages to browsers, sealed for the one that subscribed, and none to those that have gone."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from bookings.models import Booking, ContactChoice, Notification, PushSubscription
from bookings.notifications.deliver import deliver_notifications
from bookings.notifications.outbox import enqueue
from bookings.notifications.push import public_key
from bookings.operations.choose_letters import BROWSERS_KEPT, subscribe_browser
from railway.lib.outgoing import AddressRefused
from tests.bookings.webhooks.endpoint import Inbox, inbox
from tests.bookings.world import NOW, make_paid_booking

pytestmark = pytest.mark.django_db

BROWSER = ec.generate_private_key(ec.SECP256R1())
SECRET = b"sixteen bytes ok"
VAPID_KEY = "bG9jYWwtb25seS12YXBpZC1rZXktLS0tMzItYnl0ZXM"


def written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


POINT = written(BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


@pytest.fixture
def service(settings) -> Iterator[Inbox]:
    settings.LOCAL = True
    settings.VAPID_PRIVATE_KEY = VAPID_KEY
    with inbox() as kept:
        kept.answers = [201] * 9
        yield kept


def subscribed(url: str, name: str = "1") -> Booking:
    booking = make_paid_booking()
    Notification.objects.all().delete()
    subscribe_browser(booking=booking, endpoint=f"{url}/{name}", p256dh=POINT, auth=written(SECRET), now=NOW)
    return booking


def test_only_the_browser_that_subscribed_can_read_a_message(service: Inbox) -> None:
    booking = subscribed(service.url)
    enqueue(booking=booking, kind="train_cancelled", dedupe_key="k", now=NOW, data={"change": "cancelled"})
    assert deliver_notifications(now=NOW) == 2
    _path, headers, body = service.got[0]
    said = json.loads(http_ece.decrypt(body, private_key=BROWSER, auth_secret=SECRET, version="aes128gcm"))
    assert "Витебск" in said["body"]
    assert booking.shown_reference in said["url"]
    assert len(said["tag"]) == len(headers["topic"]) == 32
    assert headers["urgency"] == "high"
    assert Vapid02.verify(headers["authorization"])
    assert public_key() in headers["authorization"]
    assert "Ковалёва" not in body.decode("latin-1")


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_has_gone_is_forgotten_and_the_letter_goes_all_the_same(
    service: Inbox, status: int
) -> None:
    booking = subscribed(service.url)
    service.answers = [status]
    enqueue(booking=booking, kind="train_cancelled", dedupe_key="k", now=NOW, data={"change": "cancelled"})
    assert deliver_notifications(now=NOW) == 1
    assert not PushSubscription.objects.exists()
    assert dict(Notification.objects.values_list("channel", "state")) == {"mail": "sent", "push": "obsolete"}


def test_a_service_that_is_busy_is_asked_again_under_the_same_topic(service: Inbox) -> None:
    booking = subscribed(service.url)
    service.answers = [429, 201]
    enqueue(booking=booking, kind="reminder", dedupe_key="k", now=NOW)
    assert deliver_notifications(now=NOW) == 1
    assert "429" in Notification.objects.get(channel="push").error
    assert deliver_notifications(now=NOW + timedelta(minutes=1)) == 1
    first, second = (headers["topic"] for _path, headers, _body in service.got)
    assert first == second


def test_a_browser_is_kept_once_and_not_too_many(service: Inbox) -> None:
    booking = subscribed(service.url)
    for number in [1, *range(BROWSERS_KEPT + 2)]:
        subscribe_browser(
            booking=booking,
            endpoint=f"{service.url}/{number}",
            p256dh=POINT,
            auth="a",
            now=NOW + timedelta(seconds=number),
        )
    assert booking.push_subscriptions.count() == BROWSERS_KEPT
    assert ContactChoice.objects.get().push


def test_a_stranger_names_no_address_of_our_network(settings) -> None:
    settings.LOCAL = False
    with pytest.raises(AddressRefused):
        subscribed("https://10.0.0.1")
    assert not PushSubscription.objects.exists()
