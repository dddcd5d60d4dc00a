"""Writes that may be sent twice: the same key and body get the same answer, once done."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from bookings.documents import decrypt, encrypt
from bookings.inventory import with_retries
from bookings.inventory.retry import limit_lock_waits
from bookings.models import IdempotencyKey
from railway.lib.fingerprint import of_json, of_text
from railway.lib.problems import Refusal

HEADER = "Idempotency-Key"
SALT = "bookings.api.idempotency"
FORM = re.compile("[!-~]{1,100}")
KEPT_HEADERS = ("Location", "Cache-Control")


def answer_once(request: Request, act: Callable[[], Response]) -> Response:
    """This function runs `act` and keeps its answer under the request's Idempotency-Key, in one transaction.

    A second request with the key and the same body gets the kept answer; with another body it is refused (422). Two
    at once: the second waits for the first. What `act` raises undoes all and keeps nothing, so a refused request may
    be sent again. Without the header `act` simply runs. Source: the IETF HTTPAPI draft "The Idempotency-Key HTTP
    Header Field", section 2.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not FORM.fullmatch(key):
        raise Refusal(
            "idempotency_key_form",
            _("An Idempotency-Key has 1 to 100 visible ASCII characters."),
            status_code=status.HTTP_400_BAD_REQUEST,
        )
    return _act_under_key(key, _scope(request), _fingerprint(request.data), act)


def _fingerprint(body: object) -> str:
    """This function tells bodies apart. It is keyed: a plain hash would let the numbers of documents be tried out."""
    return salted_hmac(SALT, of_json(body), algorithm="sha256").hexdigest()


def _scope(request: Request) -> str:
    """This function bounds a key to its call and to the booking's token, so that no other client meets it.

    A new booking has no token yet: there the key's owner is whoever knows the whole body, sealed offer and all.
    """
    return f"{request.method} {request.path} {of_text(request.headers.get('Authorization', ''))[:16]}"


# The act's own retries can't run inside this transaction, so that the whole of it is tried again.
@with_retries
@transaction.atomic
def _act_under_key(key: str, scope: str, fingerprint: str, act: Callable[[], Response]) -> Response:
    limit_lock_waits()
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
    row.status, row.body = response.status_code, _sealed(response)
    row.save(update_fields=["status", "body"])
    return response


def _sealed(response: Response) -> dict[str, str]:
    """This function encrypts an answer: it has names in it, and of a new booking the secret."""
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return {"sealed": encrypt(json.dumps([response.data, headers], cls=JSONEncoder)).decode("ascii")}


def _kept(row: IdempotencyKey) -> Response:
    data, headers = json.loads(decrypt(_text(row.body).encode("ascii")))
    return Response(data, status=row.status, headers=headers | {"Idempotent-Replayed": "true"})


def _text(body: Any) -> str:
    return str(body["sealed"])
