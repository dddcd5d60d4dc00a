"""The outbox: what must be said is written with the change that causes it, and sent after the commit."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bookings.models import Booking, Notification
from bookings.notifications.choices import Way, choice_of, ways_of
from bookings.notifications.nudge import nudge
from bookings.notifications.quiet import send_at


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

    It goes the ways the purchaser chose, in the language and outside the quiet hours they chose, unless told otherwise:
    a row for each way, each with a key of its own. It returns False when there is no way. `after` lets a letter wait
    that may be overtaken soon. A worker is nudged after the commit; without a broker the schedule delivers later.
    """
    ways, spoken, at = _plan(booking, kind, email or "", now)
    messages = [
        Notification(
            booking=booking,
            kind=kind,
            dedupe_key=f"{dedupe_key}{way.suffix}",
            channel=way.channel,
            email=way.email,
            phone=way.phone,
            subscription=way.subscription,
            language=language or spoken,
            data=dict(data or {}),
            created_at=now,
            next_attempt_at=max(at, now + after),
        )
        for way in ways
    ]
    Notification.objects.bulk_create(messages, ignore_conflicts=True)
    if messages and not after and at <= now:
        transaction.on_commit(nudge, robust=True)
    return bool(messages)


def send_copy(*, message: Notification, now: datetime) -> bool:
    """This function writes a copy of a message that was sent, to the same address, and tells whether it is a new one.

    It has a key of its own, one a minute: a button pressed twice sends one copy.
    """
    key = f"copy:{message.pk}:{now:%Y%m%d%H%M}"
    copied = (
        "booking",
        "season_ticket",
        "kind",
        "channel",
        "email",
        "phone",
        "subscription",
        "language",
        "data",
    )
    values = {name: getattr(message, name) for name in copied}
    _row, is_new = Notification.objects.get_or_create(
        dedupe_key=key, defaults=values | {"created_at": now, "next_attempt_at": now}
    )
    transaction.on_commit(nudge, robust=True)
    return is_new


def _plan(booking: Booking | None, kind: str, email: str, now: datetime) -> tuple[list[Way], str, datetime]:
    """This function tells which ways a message goes, in which language, and when."""
    if booking is None:
        ways = [Way(channel=Notification.Channel.MAIL, email=email)] if email else []
        return ways, "ru", now
    choice = choice_of(booking)
    ways = ways_of(booking=booking, choice=choice, kind=kind, email=email)
    at = send_at(kind=kind, booking=booking, choice=choice, now=now)
    return ways, choice.language or booking.language, at
