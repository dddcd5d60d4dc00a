"""The orders of an address, looked up when a lost-link letter is sent and not before."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from bookings.access import plain_reference
from bookings.models import PAID_STATES, Booking, Notification

STILL_USEFUL = timedelta(days=1)


def linked_bookings(message: Notification, now: datetime) -> QuerySet[Booking]:
    """This function finds the live orders the letter shall lead to: held or paid, and not long past."""
    held = Q(state=Booking.State.PREBOOKED, hold_expires_at__gt=now)
    live = Booking.objects.filter(held | Q(state__in=PAID_STATES), departs_at__gt=now - STILL_USEFUL)
    mine = live.filter(email__iexact=message.email)
    if reference := plain_reference(message.data.get("reference", "")):
        mine = mine.filter(reference=reference)
    return mine.select_related("dated_trip__trip", "origin", "destination").order_by("departs_at")
