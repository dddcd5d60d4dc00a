"""A word before the seats go back on sale."""

from datetime import datetime, timedelta

from django.conf import settings

from bookings.models import Booking, Notification, Payment
from bookings.notifications.outbox import enqueue

AT_ONCE = 500


def warn_ending_holds(*, now: datetime) -> int:
    """This function writes a warning for holds that end within HOLD_WARNING_SECONDS, once for each end of a hold.

    Who is at the bank already is left in peace. It returns how many were due.
    """
    end = now + timedelta(seconds=settings.HOLD_WARNING_SECONDS)
    ending = Booking.objects.filter(
        state=Booking.State.PREBOOKED, hold_expires_at__gt=now, hold_expires_at__lte=end
    ).exclude(email="")
    unpaid = ending.exclude(payments__status=Payment.Status.PENDING)
    return sum(_warn(booking, now) for booking in unpaid.order_by("hold_expires_at")[:AT_ONCE])


def _warn(booking: Booking, now: datetime) -> bool:
    assert booking.hold_expires_at is not None  # noqa: S101 # nosec - the query asks for it
    held_until = booking.hold_expires_at.isoformat()
    return enqueue(
        booking=booking,
        kind=Notification.Kind.HOLD_ENDING,
        dedupe_key=f"hold_ending:{booking.told_as}:{held_until}",
        data={"held_until": held_until},
        now=now,
    )
