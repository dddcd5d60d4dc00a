"""Secrets and signatures of webhooks (Standard Webhooks 1.0): HMAC-SHA256 over id, time and body."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from hmac import digest
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.encoding import force_bytes

from bookings.models import WebhookEndpoint, WebhookSecret

SALT = b"bookings.webhooks:"
PREFIX = "whsec_"


def secret_text(secret: WebhookSecret) -> str:
    """This function is the secret as the partner is given it: `whsec_` and 32 bytes in base64. Nothing is stored."""
    return PREFIX + b64encode(next(_keys(secret.uuid))).decode()


def live_secrets(endpoint: WebhookEndpoint, now: datetime) -> list[WebhookSecret]:
    """This function lists the secrets that sign now, the newest first."""
    return list(endpoint.secrets.filter(Q(ends_at=None) | Q(ends_at__gt=now)))


def signed_headers(
    *, event_id: str, at: datetime, body: bytes, secrets: list[WebhookSecret]
) -> dict[str, str]:
    """This function gives the three headers of a webhook; there is one signature for each secret and SECRET_KEY."""
    stamp = str(int(at.timestamp()))
    content = f"{event_id}.{stamp}.".encode() + body
    keys = [key for secret in secrets for key in _keys(secret.uuid)]
    signatures = [f"v1,{b64encode(digest(key, content, 'sha256')).decode()}" for key in keys]
    return {
        "webhook-id": event_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signatures),
    }


def _keys(uuid: UUID) -> Iterator[bytes]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield digest(force_bytes(key), SALT + uuid.bytes, "sha256")
