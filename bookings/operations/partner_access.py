"""Partners' tokens, and the secrets their webhooks are signed with."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from bookings.models import Partner, WebhookDelivery, WebhookEndpoint, WebhookSecret
from railway.lib.secret_token import hash_token, new_token


def give_token(partner: Partner) -> str:
    """This function gives a partner a new token, which is shown once: only its hash is kept, and the old one ends."""
    token = new_token()
    partner.token_hash = hash_token(token)
    return token


def partner_of(token: str, *, now: datetime) -> Partner | None:
    """This function finds the partner that may ask with a token; None for an unknown or a stopped one."""
    partner = Partner.objects.filter(token_hash=hash_token(token), is_active=True).first()
    if partner:
        Partner.objects.filter(pk=partner.pk).update(last_seen_at=now)
    return partner


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, now: datetime) -> WebhookSecret:
    """Give a webhook a new secret; those before sign beside it for WEBHOOK_SECRET_DAYS yet.

    This function returns the new secret. A second press within a moment makes no third one.
    """
    WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    newest = endpoint.secrets.first()
    if newest and now - newest.made_at < timedelta(seconds=10):
        return newest
    ends_at = now + timedelta(days=settings.WEBHOOK_SECRET_DAYS)
    endpoint.secrets.filter(ends_at=None).update(ends_at=ends_at)
    return WebhookSecret.objects.create(endpoint=endpoint, made_at=now)


@transaction.atomic
def resume_webhook(*, endpoint: WebhookEndpoint, now: datetime) -> int:
    """This function switches a webhook on again and returns how many events set out to it now."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        is_active=True, disabled_at=None, failing_since=None
    )
    left = endpoint.deliveries.exclude(state=WebhookDelivery.State.SENT)
    return send_again(deliveries=[each.pk for each in left], now=now)


def send_again(*, deliveries: list[int], now: datetime) -> int:
    """This function lets deliveries set out again, taken ones too, under the same webhook-id."""
    chosen = WebhookDelivery.objects.filter(pk__in=deliveries)
    return chosen.update(state=WebhookDelivery.State.QUEUED, attempts=0, next_attempt_at=now)
