"""Sending what waits in the outbox: each row leased by one worker, sent, marked; a failure is tried again later."""

import logging
import random
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from bookings.models import Notification
from bookings.notifications.channels import NobodyThere, send
from bookings.notifications.choices import is_unwanted
from bookings.notifications.obsolete import is_obsolete

log = logging.getLogger(__name__)

AT_ONCE = 100
LEASE_SECONDS = 120
TRIES = 12
FIRST_PAUSE_SECONDS = 15
LONGEST_PAUSE_SECONDS = 3600
WAITING = [Notification.State.QUEUED, Notification.State.SENDING]


def deliver_notifications(*, now: datetime, limit: int = AT_ONCE) -> int:
    """This function sends waiting letters, at most `limit`, and returns how many went out.

    A row is leased first, in a transaction of its own: a second worker passes over it, and when this one dies the lease
    ends after LEASE_SECONDS and the letter is sent again under the same Message-ID.
    """
    connection, sent = get_connection(), 0
    try:
        for _turn in range(limit):
            message = _lease_next(now)
            if message is None:
                break
            sent += _deliver(message, connection, now)
    finally:
        connection.close()
    return sent


@transaction.atomic
def _lease_next(now: datetime) -> Notification | None:
    waiting = Notification.objects.filter(state__in=WAITING, next_attempt_at__lte=now)
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).select_related(
        "booking__dated_trip__trip__route", "booking__origin", "booking__destination", "subscription"
    )
    message = locked.order_by("next_attempt_at", "id").first()
    if message is None:
        return None
    message.state, message.attempts = Notification.State.SENDING, message.attempts + 1
    message.next_attempt_at = now + timedelta(seconds=LEASE_SECONDS)
    message.save(update_fields=["state", "attempts", "next_attempt_at"])
    return message


def _deliver(message: Notification, connection: BaseEmailBackend, now: datetime) -> bool:
    try:
        if is_obsolete(message, now) or is_unwanted(message):
            _finish(message, Notification.State.OBSOLETE)
            return False
        sent = send(message, connection, now)
    except NobodyThere:
        message.subscription = None
        _finish(message, Notification.State.OBSOLETE)
        return False
    except Exception as error:  # noqa: BLE001 - one letter's fault, whatever it is, must not stop the others
        _note_failure(message, error, now)
        return False
    message.sent_at, message.subject, message.answer = now, sent.subject[:300], sent.answer[:300]
    _finish(message, Notification.State.SENT)
    return True


def _finish(message: Notification, state: Notification.State) -> None:
    message.state, message.error = state, ""
    message.save(update_fields=["state", "error", "sent_at", "subject", "answer"])


def _note_failure(message: Notification, error: Exception, now: datetime) -> None:
    log.warning("letter %s (%s), try %s", message.pk, message.kind, message.attempts, exc_info=error)
    message.error = f"{type(error).__name__}: {error}"[:300]
    message.state = Notification.State.FAILED if message.attempts >= TRIES else Notification.State.QUEUED
    message.next_attempt_at = now + _pause(message.attempts)
    message.save(update_fields=["state", "error", "next_attempt_at"])


def _pause(attempts: int) -> timedelta:
    """This function doubles the pause with each try, up to an hour, give or take a fifth so that letters spread."""
    seconds = min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret
