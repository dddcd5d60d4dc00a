"""Events for partners get their numbers once they are committed, and set out to the webhooks that want them."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from bookings.models import PartnerEvent, WebhookDelivery, WebhookEndpoint

AT_ONCE = 500
LOCK_NAME = "bookings.number_events"


@transaction.atomic
def number_events(*, now: datetime) -> int:
    """This function numbers the events written since the last run, in the order of writing; it returns how many.

    Their deliveries are written in the same transaction. One run at a time: whoever comes second leaves at once, so
    that numbers have no gaps and what is numbered later is never below what a reader has seen.
    """
    if not _is_alone():
        return 0
    events = list(PartnerEvent.objects.filter(number=None).order_by("id")[:AT_ONCE])
    if not events:
        return 0
    last = PartnerEvent.objects.aggregate(last=Max("number"))["last"] or 0
    for number, event in enumerate(events, start=last + 1):
        event.number = number
    PartnerEvent.objects.bulk_update(events, ["number"])
    deliveries = _deliveries(events, now)
    WebhookDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    return len(events)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK_NAME])
        return bool(cursor.fetchone()[0])


def _deliveries(events: Iterable[PartnerEvent], now: datetime) -> Iterator[WebhookDelivery]:
    endpoints = list(WebhookEndpoint.objects.filter(is_active=True, partner__is_active=True))
    for event in events:
        for endpoint in endpoints:
            if not endpoint.kinds or event.kind in endpoint.kinds:
                yield WebhookDelivery(endpoint=endpoint, event=event, created_at=now, next_attempt_at=now)
