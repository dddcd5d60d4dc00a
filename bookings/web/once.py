"""A form pressed twice does its work once: the second press gets the first one's answer."""

from collections.abc import Callable

from django.db import transaction

from bookings.inventory import with_retries
from bookings.models import IdempotencyKey


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
