"""Tickets as files: a page to print, an entry for the calendar."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.models import Booking, Ticket
from bookings.queries import journey_parts
from bookings.tickets import TicketView, render_booking_pdf, render_ics, render_pdf
from bookings.tickets.build import RELATED, booking_ticket_views, ticket_view
from bookings.web.doors import of_order
from railway.lib.template_words import language


@require_safe
@of_order
def pdf(request: HttpRequest, booking: Booking, number: int) -> HttpResponse:
    """This function gives the ticket of the order's n-th passenger as PDF in the page's language."""
    return _file(booking, number, render_pdf, "application/pdf", "pdf")


@require_safe
@of_order
def trip_pdf(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function gives all tickets of the order's trip in one PDF, those that hold, in order of travel."""
    parts = [part.booking for part in journey_parts(booking, now=timezone.now()) if part.is_paid] or [booking]
    views = [view for part in parts for view in booking_ticket_views(part, language())]
    if not views:
        raise Http404
    answer = HttpResponse(render_booking_pdf(views), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{parts[0].shown_reference}.pdf"'
    return answer


@require_safe
@of_order
def ics(request: HttpRequest, booking: Booking, number: int) -> HttpResponse:
    """This function gives the trip of the order's n-th passenger as a calendar file in the page's language."""
    return _file(booking, number, render_ics, "text/calendar; charset=utf-8", "ics")


def _file(
    booking: Booking, number: int, write: Callable[[TicketView], bytes], kind: str, ending: str
) -> HttpResponse:
    tickets = Ticket.objects.filter(passenger__booking=booking, passenger__number=number)
    ticket = tickets.select_related(*RELATED).first()
    if ticket is None:
        raise Http404
    answer = HttpResponse(write(ticket_view(ticket, language())), content_type=kind)
    answer["Content-Disposition"] = f'inline; filename="{ticket.number}.{ending}"'
    return answer
