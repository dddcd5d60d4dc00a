"""Tickets over REST: printed, as facts, as a calendar entry."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.v1 import outputs
from bookings.api.v1.authentication import authorized_booking
from bookings.api.v1.schema import BOOKING_KEY, NUMBER, REFERENCE, of_booking
from bookings.api.v1.shown_booking import shown_ticket
from bookings.models import Ticket
from bookings.tickets import TicketView, render_ics, render_pdf
from bookings.tickets.build import RELATED, ticket_view
from railway.lib.endpoint import PRIVATE, endpoint
from railway.lib.schema import READ, reads

NOT_YET = {404: "Also before the booking is paid."}


@extend_schema(
    operation_id="getTicketPdf",
    summary="A ticket to print",
    tags=["Tickets"],
    parameters=[REFERENCE, NUMBER, *READ],
    auth=BOOKING_KEY,
    responses=reads({(200, "application/pdf"): OpenApiTypes.BINARY}, refusals=of_booking(codes=NOT_YET)),
)
@endpoint("GET", cache=PRIVATE, accept_any=True)
def pdf(request: Request, reference: str, number: str) -> HttpResponse:
    """The ticket of one passenger as a PDF page, in the language of the request, with its Aztec code."""
    view = _ticket(request, reference, number)
    return _file(view, "pdf", "application/pdf", render_pdf)


@extend_schema(
    operation_id="getTicketCalendar",
    summary="A ticket for the calendar",
    tags=["Tickets"],
    parameters=[REFERENCE, NUMBER, *READ],
    auth=BOOKING_KEY,
    responses=reads({(200, "text/calendar"): OpenApiTypes.STR}, refusals=of_booking(codes=NOT_YET)),
)
@endpoint("GET", cache=PRIVATE, accept_any=True)
def calendar(request: Request, reference: str, number: str) -> HttpResponse:
    """The journey as an iCalendar entry; taken in again, it follows a changed or cancelled train."""
    view = _ticket(request, reference, number)
    return _file(view, "ics", "text/calendar", render_ics)


@extend_schema(
    operation_id="getTicket",
    summary="A ticket's facts",
    tags=["Tickets"],
    parameters=[REFERENCE, NUMBER, *READ],
    auth=BOOKING_KEY,
    responses=reads({200: outputs.TicketOutput}, refusals=of_booking(codes=NOT_YET)),
)
@endpoint("GET", cache=PRIVATE)
def facts(request: Request, reference: str, number: str) -> Response:
    """The ticket of one passenger as JSON, with the signed content of its Aztec code."""
    return Response(outputs.TicketOutput(shown_ticket(_ticket(request, reference, number))).data)


def _ticket(request: Request, reference: str, number: str) -> TicketView:
    opened = authorized_booking(request, reference)
    tickets = Ticket.objects.select_related(*RELATED).filter(passenger__booking=opened)
    return ticket_view(get_object_or_404(tickets, passenger__number=number), (get_language() or "ru")[:2])


def _file(view: TicketView, ending: str, kind: str, render: Callable[[TicketView], bytes]) -> HttpResponse:
    response = HttpResponse(render(view), content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{view.number}.{ending}"'
    return response
