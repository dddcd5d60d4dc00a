"""A purchaser has lost the link to an order."""

import hashlib
from datetime import datetime

from django.db import transaction

from bookings.models import Notification
from bookings.notifications.outbox import enqueue

ONCE_IN_SECONDS = 300


@transaction.atomic
def recover_link(*, email: str, language: str, now: datetime, reference: str = "") -> None:
    """This function asks for a letter with the links to that address's live orders, or to the one named.

    It neither tells nor looks whether there are any: one row is written each time, and only its delivery looks, so
    answer and time taken are the same. An address gets one such letter in five minutes.
    """
    address = email.strip().lower()
    window = int(now.timestamp()) // ONCE_IN_SECONDS
    digest = hashlib.sha256(f"{address} {reference}".encode()).hexdigest()[:32]
    enqueue(
        booking=None,
        kind=Notification.Kind.LINK,
        dedupe_key=f"link:{digest}:{window}",
        data={"reference": reference},
        email=address,
        language=language,
        now=now,
    )
