"""The reservation as schema.org TrainReservation, for mail programs that read machine-readable data."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe

from bookings.tickets.view import TicketStation, TicketStatus, TicketView

RESERVATION_STATES = {
    TicketStatus.VALID: "https://schema.org/ReservationConfirmed",
    TicketStatus.VOID: "https://schema.org/ReservationCancelled",
    TicketStatus.TRAIN_CANCELLED: "https://schema.org/ReservationCancelled",
}
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def reservation_jsonld(view: TicketView) -> dict[str, Any]:
    """This function returns one ticket's TrainReservation: instants as local time with offset, money as text.

    A benefit and a document never stand in it: mail programs send what they read to their makers.
    """
    return {
        "@context": "https://schema.org",
        "@type": "TrainReservation",
        "reservationNumber": view.reference,
        "reservationStatus": RESERVATION_STATES[view.status],
        "underName": {"@type": "Person", "name": view.passenger},
        "reservationFor": _trip(view),
        "reservedTicket": _ticket(view),
        "totalPrice": str(view.price),
        "priceCurrency": view.currency,
        **({"url": view.url, "modifyReservationUrl": view.url} if view.url else {}),
    }


def reservation_script(views: Sequence[TicketView]) -> SafeString:
    """This function returns a <script type="application/ld+json"> element for an HTML mail."""
    data = json.dumps([reservation_jsonld(view) for view in views], ensure_ascii=False)
    element = f'<script type="application/ld+json">{data.translate(SCRIPT_ESCAPES)}</script>'
    return mark_safe(element)  # noqa: S308 # nosec - <, > and & can't come out of the escaped JSON


def _trip(view: TicketView) -> dict[str, Any]:
    return {
        "@type": "TrainTrip",
        "trainNumber": view.train,
        "trainName": view.route_name,
        "provider": {"@type": "Organization", "name": view.brand},
        "departureStation": {"@type": "TrainStation", "name": view.origin.name},
        "departureTime": _local(view.departs_at, view.origin),
        "arrivalStation": {"@type": "TrainStation", "name": view.destination.name},
        "arrivalTime": _local(view.arrives_at, view.destination),
    }


def _ticket(view: TicketView) -> dict[str, Any]:
    ticket = {"@type": "Ticket", "ticketNumber": view.number}
    if view.seat is None:
        return ticket
    if view.seats_in_turn:
        return {**ticket, "ticketedSeat": [_seat(each.coach, each.seat) for each in view.seats_in_turn]}
    return {**ticket, "ticketedSeat": _seat(view.coach, view.seat)}


def _seat(coach: int | None, number: int) -> dict[str, str]:
    return {"@type": "Seat", "seatNumber": str(number), "seatSection": str(coach)}


def _local(instant: datetime, station: TicketStation) -> str:
    return instant.astimezone(ZoneInfo(station.timezone)).isoformat(timespec="minutes")
