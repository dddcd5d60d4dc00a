"""A word before departure."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from bookings.models import Booking, Notification
from bookings.notifications.outbox import enqueue
from timetables.models import DatedTrip

AT_ONCE = 500


def send_reminders(*, now: datetime) -> int:
    """This function puts a reminder into the outbox for trains that leave within REMINDER_HOURS, once a booking.

    Who paid within those hours has just had the tickets and is spared. It returns how many it wrote.
    """
    ahead = timedelta(hours=settings.REMINDER_HOURS)
    soon = Booking.objects.filter(
        state=Booking.State.FULFILLED,
        departs_at__gt=now,
        departs_at__lte=now + ahead,
        confirmed_at__lt=F("departs_at") - ahead,
        dated_trip__state=DatedTrip.State.SCHEDULED,
    )
    unsaid = soon.exclude(notifications__kind=Notification.Kind.REMINDER).exclude(email="")
    kind = Notification.Kind.REMINDER
    return sum(
        enqueue(booking=booking, kind=kind, dedupe_key=f"reminder:{booking.pk}", now=now)
        for booking in unsaid.order_by("departs_at")[:AT_ONCE]
    )
