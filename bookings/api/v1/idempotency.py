"""Writes that may be sent twice: the same key and body get the same answer, once done."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.models import IdempotencyKey
from railway.lib.fingerprint import of_json
from railway.lib.problems import Refusal

HEADER = "Idempotency-Key"
LONGEST_KEY = 100


def answer_once(request: Request, *, scope: str, act: Callable[[], Response]) -> Response:
    """This function runs `act` and keeps its answer under the request's Idempotency-Key, in one transaction.

    A second request with the key and the same body gets the kept answer; with another body it is refused (422).
    Two at once: the second waits for the first. Without the header `act` simply runs. Source: the IETF HTTPAPI
    draft "The Idempotency-Key HTTP Header Field", section 2.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        return act()
    if len(key) > LONGEST_KEY:
        raise Refusal(
            "idempotency_key_too_long",
            _("The Idempotency-Key may have up to 100 characters."),
            status_code=status.HTTP_400_BAD_REQUEST,
        )
    return _act_under_key(key, scope, of_json(request.data), act)


def _act_under_key(key: str, scope: str, fingerprint: str, act: Callable[[], Response]) -> Response:
    with transaction.atomic():
        IdempotencyKey.objects.bulk_create(
            [IdempotencyKey(scope=scope, key=key, fingerprint=fingerprint)], ignore_conflicts=True
        )
        row = IdempotencyKey.objects.select_for_update().get(scope=scope, key=key)
        if row.fingerprint != fingerprint:
            raise Refusal(
                "idempotency_key_reused",
                _("This Idempotency-Key was already used with another body."),
                status_code=status.HTTP_422_UNPROCESSABLE_ENTITY,
            )
        if row.status is not None:
            return _kept(row)
        response = act()
        row.status, row.body = response.status_code, _plain(response.data)
        row.save(update_fields=["status", "body"])
        return response


def _kept(row: IdempotencyKey) -> Response:
    response = Response(row.body, status=row.status)
    response["Idempotent-Replayed"] = "true"
    return response


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(value) for value in data]
    return data
