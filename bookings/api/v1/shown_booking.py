"""A booking, its payments, refunds and tickets as the API's outputs take them."""

import base64
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings.api.v1.pointers import shown_problem
from bookings.api.v1.shown_journey import shown_charge, shown_journey
from bookings.api.v1.shown_offers import shown_fare, shown_money, shown_parts, shown_trip
from bookings.inventory import SeatRef
from bookings.inventory.types import QUOTA_COACH
from bookings.models import (
    AncillaryKind,
    Booking,
    BookingEvent,
    Passenger,
    Payment,
    ProofSeen,
    RefundOffer,
    SeasonTicket,
)
from bookings.offers.wording import Glossary, event_text, load_glossary
from bookings.queries import BookingView, PassengerView, Problem, booking_page
from bookings.queries.consents import ConsentNeed
from bookings.queries.live import live_alerts, live_notices, right_words
from bookings.tickets import TicketView
from bookings.tickets.proof_words import proof_words, seen_words


def shown_booking(booking: Booking, *, now: datetime, warnings: Iterable[Problem] = ()) -> dict[str, Any]:
    """This function shows everything about a booking, with warnings beyond those of its prices."""
    view = booking_page(booking, now=now)
    names = load_glossary([passenger.fare for passenger in view.passengers])
    zone = view.trip.origin.timezone
    told = dict.fromkeys([*(each for one in view.passengers for each in one.problems), *warnings])
    return {
        "reference": booking.reference,
        "state": view.state.value,
        "confirmation_time_limit": _local(view.hold_expires_at, zone) if view.is_held else None,
        "trip": shown_trip(view.trip, view.trip.number),
        "passengers": [_passenger(passenger, names, view) for passenger in view.passengers],
        "purchaser": {"email": booking.email, "phone": booking.phone, "language": booking.language},
        "total": shown_money(view.total, view.currency),
        "other_total": shown_money(view.other_total, view.other_currency),
        "requested_information": [shown_problem(problem, names) for problem in view.requested],
        "warnings": [shown_problem(problem, names) for problem in told],
        "amount_due": shown_money(max(booking.due, Decimal(0)), view.currency) if view.is_held else None,
        "exchanged_from": view.exchanged_from.reference if view.exchanged_from else None,
        "exchanged_for": [other.reference for other in view.exchanged_for],
        "season_ticket": view.season_ticket.reference if view.season_ticket else None,
        "is_refundable": view.is_refundable,
        "is_exchangeable": view.is_exchangeable,
        "free_refund": _free_refund(view),
        "notices": live_notices(view),
        "alerts": live_alerts(view.trip, now),
        "payment": shown_payment(view.payment) if view.payment else None,
        "journey": shown_journey(booking, now),
        "history": [_event(event, zone) for event in view.events],
    }


def _free_refund(view: BookingView) -> dict[str, Any] | None:
    right = view.right
    if right is None:
        return None
    limit = right.rule.delay_minutes if right.rule else None
    return {"reason": right.reason, "limit_minutes": limit, "text": right_words(view)}


def _passenger(view: PassengerView, names: Glossary, booking: BookingView) -> dict[str, Any]:
    row, day = view.passenger, booking.trip.departure.date()
    told = ("given_name", "family_name", "patronymic", "birth_date", "country")
    has_document = row.document_type or row.document_last4
    return {
        "number": view.number,
        "state": row.state,
        **{name: getattr(row, name) for name in told},
        "benefit": view.benefit.code if view.benefit else None,
        "document": {"type": row.document_type, "last4": row.document_last4} if has_document else None,
        "proof": shown_proof(row, view.seen) if view.needs_proof or view.seen else None,
        "consent": shown_consent(view.consent, booking.trip.origin.timezone),
        "seat": _seat(view.seat),
        "seats": shown_parts(view.seats, booking.trip.stops),
        "ancillaries": {kind: row.ancillaries.get(kind, 0) for kind in AncillaryKind.values},
        "fare": shown_fare(view.number, view.fare, names, travel_date=day),
        "ticket": {"number": view.ticket.number, "state": view.ticket.state} if view.ticket else None,
    }


def shown_proof(row: Passenger | SeasonTicket, seen: ProofSeen | None) -> dict[str, Any]:
    """This function shows the document of a benefit, masked, and whether it must be shown."""
    language = (get_language() or "ru")[:2]
    carry = proof_words(row, seen, language)
    return {
        "kind": row.proof_kind,
        "last4": row.proof_last4,
        "seen_until": seen.until if seen else None,
        "must_show": seen is None,
        "text": seen_words(seen, language) or _("Carry with you: %(thing)s.") % {"thing": carry},
    }


def shown_consent(need: ConsentNeed | None, zone: str) -> dict[str, Any] | None:
    """This function shows the consent a benefit needs, given or not; None where none is asked."""
    if need is None:
        return None
    return {
        "text": need.text.code,
        "words": need.text.text_in(),
        "law": need.text.law,
        "by_guardian": need.by_guardian,
        "given_at": _local(need.given.given_at, zone) if need.given else None,
    }


def _seat(seat: SeatRef | None) -> dict[str, int] | None:
    if seat is None or seat.coach == QUOTA_COACH:
        return None
    return {"coach": seat.coach, "number": seat.number}


def _event(event: BookingEvent, zone: str) -> dict[str, Any]:
    return {"at": _local(event.at, zone), "kind": event.kind, "text": event_text(event, zone=zone)}


def _local(instant: datetime | None, zone: str) -> datetime | None:
    return instant.astimezone(ZoneInfo(zone)) if instant else None


def shown_payment(payment: Payment) -> dict[str, Any]:
    """This function shows a payment."""
    return {
        "id": payment.uuid,
        "status": payment.status,
        "amount": shown_money(payment.amount, payment.currency),
        "redirect_url": payment.redirect_url,
        "decline_reason": payment.decline_reason,
        "charge": shown_charge(payment.checkout) if payment.checkout else None,
    }


def shown_refund_offer(offer: RefundOffer) -> dict[str, Any]:
    """This function shows a refund offer."""
    return {
        "id": offer.uuid,
        "status": offer.status,
        "passengers": [line["number"] for line in offer.passengers],
        "paid": shown_money(offer.paid, offer.currency),
        "fee": shown_money(offer.fee, offer.currency),
        "refundable_amount": shown_money(offer.amount, offer.currency),
        "valid_until": _local(offer.expires_at, offer.booking.origin.timezone),
    }


def shown_ticket(view: TicketView) -> dict[str, Any]:
    """This function shows a ticket, its code in base64."""
    seat = None if view.seat is None else {"coach": view.coach, "number": view.seat}
    plain = (
        "number",
        "reference",
        "passenger",
        "document",
        "train",
        "service_date",
        "origin",
        "destination",
        "carry",
        "along",
        "proof",
        "proof_until",
    )
    return {
        **{name: getattr(view, name) for name in plain},
        "status": view.status.value,
        "departure": _local(view.departs_at, view.origin.timezone),
        "arrival": _local(view.arrives_at, view.destination.timezone),
        "seat": seat,
        "seats_in_turn": [
            {
                "coach": each.coach,
                "number": each.seat,
                "origin": each.start_code,
                "destination": each.end_code,
            }
            for each in view.seats_in_turn
        ],
        "price": shown_money(view.price, view.currency),
        "code": base64.b64encode(view.payload).decode("ascii"),
        "issued_at": _local(view.issued_at, view.origin.timezone),
        "demonstration": view.demonstration,
    }
