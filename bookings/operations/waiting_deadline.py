"""Until when an offer to somebody who waited holds. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

LEFT_TO_OTHERS = timedelta(hours=1)


def offer_deadline(*, now: datetime, sales_close_at: datetime, zone: str) -> datetime:
    """Give the end of an offer made now, for a train whose sales close at an instant.

    It lasts WAITING_OFFER_MINUTES, near departure only half of the time that is left (so that the next in the queue
    has a chance) but at least WAITING_LEAST_MINUTES. What would end in the night, between the hours WAITING_NIGHT_FROM
    and WAITING_NIGHT_TO where the origin is, lasts into the morning, but leaves others the last hour before sales
    close. This function never goes beyond the close of sales.
    """
    usual = timedelta(minutes=settings.WAITING_OFFER_MINUTES)
    least = timedelta(minutes=settings.WAITING_LEAST_MINUTES)
    ends = now + min(usual, max(least, (sales_close_at - now) / 2))
    if _is_night(now, zone) or _is_night(ends, zone):
        ends = max(ends, min(_morning(now, zone) + usual, sales_close_at - LEFT_TO_OTHERS))
    return min(ends, sales_close_at)


def _is_night(instant: datetime, zone: str) -> bool:
    hour = instant.astimezone(ZoneInfo(zone)).hour
    start, end = settings.WAITING_NIGHT_FROM, settings.WAITING_NIGHT_TO
    return start <= hour < end if start <= end else hour >= start or hour < end


def _morning(now: datetime, zone: str) -> datetime:
    """This function is the next end of a night."""
    local = now.astimezone(ZoneInfo(zone))
    morning = local.replace(hour=settings.WAITING_NIGHT_TO, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)
