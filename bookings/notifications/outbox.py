"""The outbox: what must be said is written with the change that causes it, and sent after the commit."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bookings.models import Booking, Notification
from bookings.notifications.nudge import nudge


def enqueue(
    *,
    booking: Booking | None,
    kind: str,
    dedupe_key: str,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    email: str | None = None,
    language: str | None = None,
    after: timedelta = timedelta(0),
) -> bool:
    """This function writes one message into the outbox, in the caller's transaction, once per `dedupe_key`.

    It goes to the booking's e-mail in the booking's language unless told otherwise, and returns False when there is no
    address. `after` lets a letter wait that may be overtaken soon. A worker is nudged after the commit; without a
    broker the schedule delivers later.
    """
    address = email or (booking.email if booking else "")
    if not address:
        return False
    message = Notification(
        booking=booking,
        kind=kind,
        dedupe_key=dedupe_key,
        email=address,
        language=language or (booking.language if booking else "ru"),
        data=dict(data or {}),
        created_at=now,
        next_attempt_at=now + after,
    )
    Notification.objects.bulk_create([message], ignore_conflicts=True)
    if not after:
        transaction.on_commit(nudge, robust=True)
    return True
