"""The benefits that passengers may ask for."""

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from bookings.models import Benefit


def offered_benefits(country: str | None = None, *, day: date | None = None) -> QuerySet[Benefit]:
    """Select the benefits in use, of one country's law (BY, RU) or of both, in order of code: of each one version.

    It is the one in force on a day (today, unless told), or the first to come. This function makes no query itself.
    """
    today = day or timezone.localdate()
    lasting = Q(valid_until=None) | Q(valid_until__gt=today)
    offered = Benefit.objects.filter(lasting, is_active=True, discount_percent__gt=0)
    by_version = offered.order_by("country", "code", F("valid_from").asc(nulls_first=True))
    once = by_version.distinct("country", "code")
    return once.filter(country=country) if country else once
