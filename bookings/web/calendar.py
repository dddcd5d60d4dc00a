"""The calendar of an order, at a private address that opens nothing else."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.access import BookingNotFound, find_scoped, scoped_token
from bookings.models import Booking
from bookings.queries.calendar import calendar_entries
from railway.lib.calendar_file import write_calendar

SCOPE = "calendar"


def calendar_addresses(booking: Booking) -> dict[str, str]:
    """This function gives the full address of an order's calendar in the active language, and the one to subscribe."""
    path = reverse("bookings:calendar", args=[booking.shown_reference, scoped_token(booking, SCOPE)])
    host = urlsplit(settings.SITE_URL).netloc
    return {"url": f"{settings.SITE_URL}{path}", "webcal": f"webcal://{host}{path}"}


@require_safe
def calendar(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """This function gives an order's calendar: its trains as they are now; the same state has the same ETag."""
    try:
        booking = find_scoped(reference=reference, token=token, scope=SCOPE)
    except BookingNotFound:
        raise Http404 from None
    entries = calendar_entries(booking, now=timezone.now())
    content = write_calendar(name=_("My train"), entries=entries)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=600"
    answer["Content-Disposition"] = 'inline; filename="train.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer
