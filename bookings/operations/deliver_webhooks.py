"""Events set out to partners' webhooks: signed, in order for each booking or train, again until they are taken."""

import json
import logging
import random
from datetime import datetime, timedelta

import requests
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from bookings.models import Notification, WebhookDelivery, WebhookEndpoint
from bookings.notifications.outbox import enqueue
from bookings.webhooks.events import event_id, event_json
from bookings.webhooks.signing import live_secrets, signed_headers
from railway.lib.outgoing import AddressRefused, post

log = logging.getLogger(__name__)

AT_ONCE = 100
LEASE_SECONDS = 60
TRIES = 40
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3 * 3600
ANSWER_LENGTH = 200
State = WebhookDelivery.State


def deliver_webhooks(*, now: datetime, limit: int = AT_ONCE) -> int:
    """This function posts waiting events, at most `limit`, and returns how many were taken.

    Each is leased first, in a transaction of its own: a worker that dies leaves it to the next one, who posts it under
    the same webhook-id. Nothing of a booking or train is posted before what happened to it earlier was taken.
    """
    taken = 0
    for _turn in range(limit):
        delivery = _lease_next(now)
        if delivery is None:
            break
        taken += _deliver(delivery, now)
    return taken


@transaction.atomic
def _lease_next(now: datetime) -> WebhookDelivery | None:
    earlier = WebhookDelivery.objects.filter(
        endpoint=OuterRef("endpoint"),
        event__subject=OuterRef("event__subject"),
        event__number__lt=OuterRef("event__number"),
        state=State.QUEUED,
    )
    waiting = WebhookDelivery.objects.filter(
        ~Exists(earlier),
        state=State.QUEUED,
        next_attempt_at__lte=now,
        endpoint__is_active=True,
        endpoint__partner__is_active=True,
    )
    locked = waiting.select_for_update(skip_locked=True, of=("self",))
    delivery = locked.select_related("event", "endpoint").order_by("next_attempt_at", "event__number").first()
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.next_attempt_at = now + timedelta(seconds=LEASE_SECONDS)
    delivery.save(update_fields=["attempts", "next_attempt_at"])
    return delivery


def _deliver(delivery: WebhookDelivery, now: datetime) -> bool:
    try:
        status, answer = _post(delivery, now)
    except (requests.RequestException, AddressRefused, OSError) as error:
        status, answer = 0, f"{type(error).__name__}: {error}"
    delivery.answer = answer[:ANSWER_LENGTH]
    if 200 <= status < 300:
        _note_taken(delivery, now)
        return True
    log.warning("webhook %s, event %s: %s", delivery.endpoint_id, delivery.event_id, delivery.answer)
    _note_failure(delivery, now, is_gone=status == requests.codes.gone)
    return False


def _post(delivery: WebhookDelivery, now: datetime) -> tuple[int, str]:
    body = json.dumps(event_json(delivery.event), ensure_ascii=False).encode()
    secrets = live_secrets(delivery.endpoint, now)
    headers = signed_headers(event_id=event_id(delivery.event), at=now, body=body, secrets=secrets)
    headers |= {"Content-Type": "application/json", "User-Agent": "railway-webhooks/1"}
    answer = post(delivery.endpoint.url, data=body, headers=headers)
    return (
        answer.status_code,
        f"{answer.status_code} {answer.content[:ANSWER_LENGTH].decode('utf-8', 'replace')}",
    )


@transaction.atomic
def _note_taken(delivery: WebhookDelivery, now: datetime) -> None:
    delivery.state, delivery.sent_at = State.SENT, now
    delivery.save(update_fields=["state", "sent_at", "answer"])
    failing = WebhookEndpoint.objects.filter(pk=delivery.endpoint_id, failing_since__isnull=False)
    failing.update(failing_since=None)


@transaction.atomic
def _note_failure(delivery: WebhookDelivery, now: datetime, *, is_gone: bool) -> None:
    """This function puts off everything of an endpoint that doesn't answer: the oldest event tries for all."""
    endpoint = (
        WebhookEndpoint.objects.select_for_update().select_related("partner").get(pk=delivery.endpoint_id)
    )
    delivery.state = State.FAILED if delivery.attempts >= TRIES else State.QUEUED
    delivery.next_attempt_at = now + _pause(delivery.attempts)
    delivery.save(update_fields=["state", "next_attempt_at", "answer"])
    waiting = endpoint.deliveries.filter(state=State.QUEUED, next_attempt_at__lt=delivery.next_attempt_at)
    waiting.update(next_attempt_at=delivery.next_attempt_at)
    endpoint.failing_since = endpoint.failing_since or now
    limit = timedelta(days=settings.WEBHOOK_GIVE_UP_DAYS)
    if endpoint.is_active and (is_gone or now - endpoint.failing_since >= limit):
        _switch_off(endpoint, delivery, now)
    endpoint.save(update_fields=["failing_since", "is_active", "disabled_at"])


def _switch_off(endpoint: WebhookEndpoint, delivery: WebhookDelivery, now: datetime) -> None:
    endpoint.is_active, endpoint.disabled_at = False, now
    data = {"endpoint": endpoint.pk, "answer": delivery.answer}
    for email in {settings.OPERATOR_EMAIL, endpoint.partner.email} - {""}:
        enqueue(
            booking=None,
            kind=Notification.Kind.WEBHOOK_DISABLED,
            dedupe_key=f"webhook_disabled:{endpoint.pk}:{now.isoformat()}:{email}"[:120],
            now=now,
            data=data,
            email=email,
            language=settings.LANGUAGE_CODE,
        )


def _pause(attempts: int) -> timedelta:
    """This function doubles the pause with each try, up to three hours, give or take a fifth."""
    seconds = min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret
