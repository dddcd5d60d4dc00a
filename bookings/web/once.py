"""A form pressed twice does its work once: the second press gets the first one's answer."""

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest

from bookings.inventory import with_retries
from bookings.models import IdempotencyKey


def scope_of(request: HttpRequest, form: str) -> str:
    """This function names where a form's key is good: only in the browser whose page it was written into.

    Another's would open what another did.
    """
    cookie = str(request.META.get("CSRF_COOKIE", ""))
    return f"web {form} {hashlib.sha256(cookie.encode()).hexdigest()}"


@with_retries
@transaction.atomic
def once(*, scope: str, key: str, work: Callable[[], str]) -> str:
    """This function does the work for a form's key, or returns what it returned before; the second of two waits.

    A refusal raised by the work is not kept: the form may be sent again.
    """
    row, is_new = IdempotencyKey.objects.get_or_create(
        scope=scope, key=key[:100], defaults={"fingerprint": ""}
    )
    if not is_new:
        return str(row.body)
    row.body = work()
    row.save(update_fields=["body"])
    return str(row.body)
