"""An order's own page: its tickets, or what became of it and what can be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.access import access_token
from bookings.fares import PassengerFacts, format_party
from bookings.inventory import Span, seat_map
from bookings.inventory.types import QUOTA_COACH
from bookings.models import Booking, Payment, Refund
from bookings.offers.wording import event_text
from bookings.queries import BookingView, booking_page, journey_parts
from bookings.receipts import has_receipt
from bookings.tickets import TicketStatus, TicketView, aztec_svg
from bookings.tickets.build import booking_ticket_views
from bookings.web.addresses import results_url, with_query
from bookings.web.doors import of_order
from bookings.web.frame import order_context
from bookings.web.refund_rules import refund_rules
from bookings.web.repeat import repeat_url
from bookings.web.season_doors import may_open
from railway.lib.see_other import see_other
from railway.lib.template_words import language
from timetables.models import DatedTrip, SeatMode
from timetables.web.looks import Badge, badge

UNFINISHED = frozenset({Payment.Status.DECLINED, Payment.Status.ABANDONED})
GOING_BACK = frozenset({Payment.Status.REFUND_DUE, Payment.Status.REFUNDED})
TOO_LATE = frozenset({Refund.Reason.LATE_PAYMENT, Refund.Reason.EXCHANGE_OVER})


@dataclass(frozen=True)
class ShownTicket:
    """A ticket with its code drawn."""

    ticket: TicketView
    code: SafeString
    is_valid: bool
    number_in_order: int
    reference: str
    badge: Badge
    is_cancelled: bool

    @property
    def anchor(self) -> str:
        """This property names it within the page."""
        return f"{self.reference}-{self.number_in_order}"


@dataclass(frozen=True)
class HistoryLine:
    """One line of the order's history."""

    at: datetime
    text: str


@dataclass(frozen=True)
class LinkedOrder:
    """Another order of the same purchaser, with its secret; `held_until` where it waits for payment of `due`."""

    reference: str
    url: str
    held_until: datetime | None
    due: Decimal


@require_safe
@of_order
def order(request: HttpRequest, booking: Booking) -> HttpResponse:
    """This function shows tickets when they are there; else waits for the bank, leads on, or says how it ended."""
    now = timezone.now()
    view = booking_page(booking, now=now)
    if view.is_paid:
        return render(request, "bookings/ticket.html", _paid_context(request, view, now))
    if view.is_held and not view.trip.is_cancelled:
        return _held(request, view, now)
    return render(request, "bookings/ended.html", _ended_context(request, view, now))


def _held(request: HttpRequest, view: BookingView, now: datetime) -> HttpResponse:
    status = view.payment.status if view.payment else ""
    if status == Payment.Status.PENDING:
        return render(request, "bookings/waiting.html", order_context(view, "pay", now))
    step = "pay" if status in UNFINISHED else "places"
    return see_other(reverse(f"bookings:{step}", args=[view.reference]))


def _paid_context(request: HttpRequest, view: BookingView, now: datetime) -> dict[str, Any]:
    paid = [part.booking for part in journey_parts(view.booking, now=now) if part.is_paid]
    return order_context(view, "ticket", now) | {
        "tickets": [ticket for booking in paid or [view.booking] for ticket in _tickets(booking)],
        "repeat_url": repeat_url(view, now),
        "is_over": view.trip.expected_arrival < now,
        "refund_rules": refund_rules(view),
        "history": _history(view),
        "refunds": _refunds(view),
        "next_url": _search_url(view, now),
        "exchanges": _exchanges(view),
        "season_here": _opens_season(request, view),
    }


def _opens_season(request: HttpRequest, view: BookingView) -> bool:
    """This function tells whether this browser may open the season ticket too: an order's link alone doesn't."""
    return view.season_ticket is not None and may_open(request, view.season_ticket)


def _tickets(booking: Booking) -> list[ShownTicket]:
    """The tickets of one train of the trip, in the order of its passengers."""
    rows = booking.passengers.filter(ticket__isnull=False)
    numbers = dict(rows.values_list("ticket__number", "number"))
    views = booking_ticket_views(booking, language())
    return [_ticket(view, numbers.get(view.number, 0), booking) for view in views]


def _ticket(ticket: TicketView, number: int, booking: Booking) -> ShownTicket:
    code = mark_safe(aztec_svg(ticket.payload, _("Ticket code for inspection")))  # noqa: S308 # nosec - drawn by us
    is_valid = ticket.status is TicketStatus.VALID
    train = booking.dated_trip
    is_cancelled = train.state == DatedTrip.State.CANCELLED
    return ShownTicket(
        ticket, code, is_valid, number, booking.shown_reference, badge(train.trip.route), is_cancelled
    )


def _ended_context(request: HttpRequest, view: BookingView, now: datetime) -> dict[str, Any]:
    refunds = _refunds(view)
    return order_context(view, "places", now) | {
        "returned": any(payment.status in GOING_BACK for payment in view.payments),
        "late": next((refund for refund in refunds if refund.reason in TOO_LATE), None),
        "repeat_url": repeat_url(view, now),
        "has_receipt": has_receipt(view),
        "may_take_same": view.may_retake and _same_seats_free(view),
        "history": _history(view),
        "refunds": refunds,
        "next_url": _search_url(view, now),
        "exchanges": _exchanges(view),
        "season_here": _opens_season(request, view),
        "old_order": _linked(view.exchanged_from) if view.exchanged_from else None,
    }


def _same_seats_free(view: BookingView) -> bool:
    """This function looks whether the very same seats can be had again; without seat numbers any place will do."""
    wanted = {each.seat.place for each in view.passengers if each.seat and each.seat.coach != QUOTA_COACH}
    in_turn = any(each.changes_seats for each in view.passengers)  # the press of the button will tell
    if view.trip.seat_mode != SeatMode.NUMBERED or not wanted or in_turn:
        return True
    span = Span(view.booking.from_position, view.booking.to_position)
    coaches = seat_map(dated_trip_id=view.trip.dated_trip_id, span=span)
    free = {(seat.coach, seat.number) for coach in coaches for seat in coach.seats if seat.state == "free"}
    return wanted <= free


def _exchanges(view: BookingView) -> list[LinkedOrder]:
    """This function leads to the orders that the tickets are, or are about to be, given for."""
    return [_linked(other) for other in view.exchanged_for]


def _linked(other: Booking) -> LinkedOrder:
    address = reverse("bookings:order", args=[other.shown_reference])
    held_until = other.hold_expires_at if other.state == Booking.State.PREBOOKED else None
    return LinkedOrder(
        other.shown_reference,
        with_query(address, {"k": access_token(other)}),
        held_until,
        max(other.due, Decimal(0)),
    )


def _history(view: BookingView) -> list[HistoryLine]:
    zone = view.trip.origin.timezone
    return [HistoryLine(event.at, event_text(event, zone=zone)) for event in view.events]


def _refunds(view: BookingView) -> Sequence[Refund]:
    return list(
        Refund.objects.filter(payment__booking=view.booking).select_related("payment").order_by("created_at")
    )


def _search_url(view: BookingView, now: datetime) -> str:
    party = tuple(
        PassengerFacts(each.benefit.country, each.benefit.code) if each.benefit else PassengerFacts()
        for each in view.passengers
    )
    day = max(view.trip.departure.date(), timezone.localdate(now))
    ends = view.trip.origin.stop_id, view.trip.destination.stop_id
    return results_url(*ends, day, p=format_party(party), cur=view.currency)
