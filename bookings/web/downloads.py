"""Tickets as files: a page to print, an entry for the calendar."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bookings.models import Booking, Ticket
from bookings.tickets import TicketView, render_ics, render_pdf
from bookings.tickets.build import RELATED, ticket_view
from bookings.web.doors import of_order
from railway.lib.template_words import language


@require_safe
@of_order
def pdf(request: HttpRequest, booking: Booking, number: int) -> HttpResponse:
    """This function gives the ticket of the order's n-th passenger as PDF in the page's language."""
    return _file(booking, number, render_pdf, "application/pdf", "pdf")


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
