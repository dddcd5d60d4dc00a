"""Ways to reach people, and what partners were told, are kept no longer than they are of use."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from bookings.models import ContactChoice, Notification, PartnerEvent, PushSubscription, WebhookSecret

AFTER_JOURNEY = timedelta(days=7)
LETTERS_KEPT = timedelta(days=30)
DONE = (Notification.State.SENT, Notification.State.FAILED, Notification.State.OBSOLETE)


@transaction.atomic
def forget_contacts(*, now: datetime) -> dict[str, int]:
    """Forget subscribed browsers and phones some days after the journey, and events past EVENTS_KEPT_DAYS.

    This function returns how many of each. The last event stays: numbers go on from it, so no cursor is ever passed.
    """
    over = now - AFTER_JOURNEY
    last = PartnerEvent.objects.aggregate(last=Max("number"))["last"] or 0
    old = PartnerEvent.objects.filter(at__lt=now - timedelta(days=settings.EVENTS_KEPT_DAYS), number__lt=last)
    said = Notification.objects.filter(state__in=DONE, created_at__lt=now - LETTERS_KEPT)
    short = said.exclude(channel=Notification.Channel.MAIL).exclude(phone="", subject="")
    return {
        "browsers": PushSubscription.objects.filter(booking__departs_at__lt=over).delete()[0],
        "phones": ContactChoice.objects.filter(booking__departs_at__lt=over)
        .exclude(phone="")
        .update(phone="", sms=False),
        "texts": short.update(phone="", data={}, subject="", answer=""),
        "events": old.delete()[0],
        "secrets": WebhookSecret.objects.filter(ends_at__lt=now).delete()[0],
    }
