"""What partners were told is kept no longer than it can be read again; what is kept of people goes elsewhere."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from bookings.models import PartnerEvent, WebhookSecret


@transaction.atomic
def forget_events(*, now: datetime) -> dict[str, int]:
    """Forget events past EVENTS_KEPT_DAYS, and secrets that sign no longer.

    This function returns how many of each. The last event stays: numbers go on from it, so no cursor is ever passed.
    """
    last = PartnerEvent.objects.aggregate(last=Max("number"))["last"] or 0
    old = PartnerEvent.objects.filter(at__lt=now - timedelta(days=settings.EVENTS_KEPT_DAYS), number__lt=last)
    return {
        "events": old.delete()[0],
        "secrets": WebhookSecret.objects.filter(ends_at__lt=now).delete()[0],
    }
