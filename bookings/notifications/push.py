"""Messages to subscribed browsers (RFC 8030, 8291, 8292), by pywebpush."""

import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from bookings.models import Booking, Notification, PushSubscription
from bookings.notifications.quiet import NEVER_WAITS
from bookings.notifications.short import ShortText
from railway.lib.outgoing import TIMEOUT_SECONDS, check_address, outgoing_session

GONE = (404, 410)
LEAST_TTL = timedelta(minutes=10)
LONGEST_TTL = timedelta(days=14)
TOPIC_LENGTH = 32  # RFC 8030, 5.4


class BrowserGone(Exception):
    """The browser doesn't take messages any more."""


def send_push(
    *, message: Notification, subscription: PushSubscription, booking: Booking, text: ShortText, now: datetime
) -> str:
    """This function sends one message to one browser and returns what its service answered.

    The same message sent again replaces itself: at the service by its topic, in the browser by its tag. Raises
    BrowserGone, and WebPushException, requests.RequestException or AddressRefused when it may be tried again.
    """
    check_address(subscription.endpoint)
    topic = urlsafe_b64encode(sha256(message.dedupe_key.encode()).digest()).decode()[:TOPIC_LENGTH]
    body = {"title": text.title, "body": text.journey or text.reference, "url": text.url, "tag": topic}
    headers: dict[str, str | int | float] = {"Topic": topic, "Urgency": _urgency(message.kind)}
    try:
        with outgoing_session() as session:
            answer = webpush(
                {"endpoint": subscription.endpoint, "keys": _keys(subscription)},
                data=json.dumps(body, ensure_ascii=False),
                vapid_private_key=settings.VAPID_PRIVATE_KEY,
                vapid_claims={"sub": settings.VAPID_SUBJECT},
                ttl=_seconds_of_use(booking, now),
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                requests_session=session,
            )
    except WebPushException as error:
        if error.response is not None and error.response.status_code in GONE:
            raise BrowserGone from error
        raise
    return f"{answer.status_code} {answer.reason}"


def public_key() -> str:
    """This function is the public key that browsers subscribe with, empty while Web Push is off."""
    return _public(settings.VAPID_PRIVATE_KEY) if settings.VAPID_PRIVATE_KEY else ""


@lru_cache
def _public(private_key: str) -> str:
    key = Vapid.from_string(private_key).public_key
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


def _keys(subscription: PushSubscription) -> dict[str, str]:
    return {"p256dh": subscription.p256dh, "auth": subscription.auth}


def _urgency(kind: str) -> str:
    changes = {Notification.Kind.TRAIN_CANCELLED, Notification.Kind.TRAIN_CHANGED}
    return "high" if kind in NEVER_WAITS | changes else "normal"


def _seconds_of_use(booking: Booking, now: datetime) -> int:
    """This function tells how long the service shall keep a message for a browser that is off: till departure."""
    return int(min(max(booking.departs_at - now, LEAST_TTL), LONGEST_TTL).total_seconds())
