"""The orders and season tickets of an address, looked up when a lost-link letter is sent and not before."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from bookings.access import plain_reference
from bookings.models import PAID_STATES, Booking, Notification, SeasonTicket

STILL_USEFUL = timedelta(days=1)


def linked_bookings(message: Notification, now: datetime) -> QuerySet[Booking]:
    """This function finds the live orders the letter shall lead to: held or paid, and not long past."""
    held = Q(state=Booking.State.PREBOOKED, hold_expires_at__gt=now)
    live = Booking.objects.filter(held | Q(state__in=PAID_STATES), departs_at__gt=now - STILL_USEFUL)
    mine = live.filter(**_asked_for(message))
    return mine.select_related("dated_trip__trip", "origin", "destination").order_by("departs_at")


def linked_seasons(message: Notification, now: datetime) -> QuerySet[SeasonTicket]:
    """This function finds the live season tickets the letter shall lead to: to be paid, or not long over."""
    state, last = SeasonTicket.State, (now - STILL_USEFUL).date()
    unpaid = Q(state=state.PREBOOKED, hold_expires_at__gt=now)
    live = SeasonTicket.objects.filter(unpaid | Q(state=state.FULFILLED, valid_until__gte=last))
    mine = live.filter(**_asked_for(message))
    return mine.select_related("origin", "destination").order_by("valid_from", "pk")


def has_links(message: Notification, now: datetime) -> bool:
    """This function tells whether the letter would lead anywhere."""
    return linked_bookings(message, now).exists() or linked_seasons(message, now).exists()


def _asked_for(message: Notification) -> dict[str, str]:
    wanted = {"email__iexact": message.email}
    if reference := plain_reference(message.data.get("reference", "")):
        wanted["reference"] = reference
    return wanted
