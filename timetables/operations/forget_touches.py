"""Notes of touched days, of which only the last of each day is needed for long."""

from datetime import datetime, timedelta

from django.db.models import Max, Q

from timetables.models import TimetableTouch

KEPT = timedelta(days=2)


def forget_touches(*, now: datetime) -> int:
    """Delete old notes of touched days, but for the last of each day.

    The last one stays, so that what a process remembers of a day can't seem good again: its stamp then was of other
    notes. This function returns how many are gone.
    """
    last = TimetableTouch.objects.values("service_date").annotate(last=Max("pk")).values("last")
    old = TimetableTouch.objects.filter(~Q(pk__in=last), made_at__lt=now - KEPT)
    return int(old.delete()[0])
