"""The benefits that passengers may ask for."""

from django.db.models import QuerySet

from bookings.models import Benefit


def offered_benefits(country: str | None = None) -> QuerySet[Benefit]:
    """This function selects the benefits in use, of one country's law (BY, RU) or of both, in order of code."""
    offered = Benefit.objects.filter(is_active=True, discount_percent__gt=0).order_by("country", "code")
    return offered.filter(country=country) if country else offered
