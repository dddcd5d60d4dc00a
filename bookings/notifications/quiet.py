"""Quiet hours: what is not urgent waits till morning, by the passenger's own clock."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from bookings.models import Booking, ContactChoice, Notification

Kind = Notification.Kind
# What somebody just asked for, or must answer within minutes.
NEVER_WAITS = frozenset(
    {Kind.HELD, Kind.CONFIRMED, Kind.EXCHANGED, Kind.HOLD_ENDING, Kind.LINK, Kind.WAITING_JOINED}
    | {Kind.WAITING_OFFER, Kind.WEBHOOK_DISABLED, Kind.SEASON_BOUGHT}
)


def send_at(*, kind: str, booking: Booking, choice: ContactChoice, now: datetime) -> datetime:
    """This function tells when a letter may go: now, or at the end of the quiet hours.

    It is urgent where fewer than URGENT_HOURS would be left from the morning to the departure.
    """
    morning = quiet_end(choice.quiet_from, choice.quiet_until, choice.timezone, now)
    if morning is None or kind in NEVER_WAITS:
        return now
    is_urgent = now < booking.departs_at < morning + timedelta(hours=settings.URGENT_HOURS)
    return now if is_urgent else morning


def season_send_at(*, kind: str, choice: ContactChoice, now: datetime) -> datetime:
    """This function tells the same of a letter about a season ticket, which no departure makes urgent."""
    morning = quiet_end(choice.quiet_from, choice.quiet_until, choice.timezone, now)
    return now if morning is None or kind in NEVER_WAITS else morning


def quiet_end(start: time | None, end: time | None, zone: str, now: datetime) -> datetime | None:
    """This function is the end of the quiet hours that an instant lies in, None outside them.

    The hours are half-open clocks of `zone` and may pass midnight; two equal clocks are no hours.
    """
    if start is None or end is None or start == end:
        return None
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time()
    is_in = start <= clock < end if start < end else clock >= start or clock < end
    if not is_in:
        return None
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, ZoneInfo(zone))
