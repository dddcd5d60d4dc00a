"""Tickets read from the database into the values that every form of them is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.fares import FarePrice
from bookings.inventory import SeatPart, SeatRef, parts_of
from bookings.inventory.types import GONE, QUOTA_COACH
from bookings.models import PAID_STATES, Booking, Passenger, ProofSeen, Ticket
from bookings.proofs import seen_proofs
from bookings.tickets import fare_words
from bookings.tickets.along_words import along_words
from bookings.tickets.proof_words import seen_words
from bookings.tickets.view import TicketBorder, TicketSeat, TicketStation, TicketStatus, TicketView
from timetables.models import DatedStop, DatedTrip, Stop

RELATED = (
    "passenger__granted_benefit",
    "passenger__booking__dated_trip__trip__route",
    "passenger__booking__origin",
    "passenger__booking__destination",
)


@dataclass(frozen=True)
class _Journey:
    """What all tickets of a booking share, read once."""

    booking: Booking
    stops: Sequence[DatedStop]
    seats: Mapping[int, Sequence[SeatPart]]
    proofs: Mapping[int, ProofSeen]


def ticket_view(ticket: Ticket, language: str) -> TicketView:
    """This function reads one ticket as its passenger sees it now, in ru, be or en.

    Times, status and seat are today's, so a change of the train shows at once.
    """
    booking = ticket.passenger.booking
    party = booking.passengers.select_related("granted_benefit")
    return _view(ticket, _read_journey(booking, list(party)), language)


def booking_ticket_views(booking: Booking, language: str | None = None) -> list[TicketView]:
    """This function reads a booking's tickets in the passengers' order, in the purchaser's language unless told.

    It leaves out void tickets as long as a valid one is left.
    """
    tickets = Ticket.objects.filter(passenger__booking=booking).select_related(*RELATED)
    found = list(tickets.order_by("passenger__number"))
    if not found:
        return []
    journey = _read_journey(found[0].passenger.booking, [each.passenger for each in found])
    views = [_view(each, journey, language or booking.language) for each in found]
    return [view for view in views if view.status is not TicketStatus.VOID] or views


def replaced_ticket_views(booking: Booking, language: str) -> list[TicketView]:
    """This function reads the tickets that were given up for those of a booking, void as they are now."""
    given = Ticket.objects.filter(passenger__replacements__booking=booking).select_related(*RELATED)
    return [ticket_view(ticket, language) for ticket in given.order_by("passenger__number")]


def _read_journey(booking: Booking, party: Sequence[Passenger]) -> _Journey:
    stops = list(booking.dated_trip.stops.select_related("stop"))
    day = booking.departs_at.astimezone(ZoneInfo(booking.origin.timezone)).date()
    proofs = seen_proofs(party, day=day)
    return _Journey(booking, stops, parts_of(booking_ids=[booking.pk])[booking.pk], proofs)


def _view(ticket: Ticket, journey: _Journey, language: str) -> TicketView:
    booking, passenger = journey.booking, ticket.passenger
    with override(language):
        return TicketView(
            **_ticket(ticket, booking, language),
            **_proof(passenger, journey.proofs.get(passenger.number), language),
            **_way(booking, journey.stops, language),
            **_train(booking.dated_trip, language),
            **_seats(journey.seats.get(passenger.number, ()), journey.stops, language),
            **_price(passenger, booking, journey.stops, language),
        )


def _ticket(ticket: Ticket, booking: Booking, language: str) -> dict[str, Any]:
    passenger = ticket.passenger
    return {
        "language": language,
        "brand": settings.SITE_NAME,
        "url": settings.SITE_URL + reverse("bookings:order", args=[booking.shown_reference]),
        "status": _status(ticket, booking),
        "reference": booking.shown_reference,
        "number": ticket.number,
        "passenger": passenger.full_name,
        "document": fare_words.masked_document(passenger),
        "benefit": fare_words.benefit_words(passenger, language),
        "along": along_words(passenger.ancillaries),
        "issued_at": ticket.issued_at,
        "payload": bytes(ticket.payload),
        "sequence": booking.ticket_sequence,
    }


def _proof(passenger: Passenger, seen: ProofSeen | None, language: str) -> dict[str, Any]:
    return {
        "carry": fare_words.carry_words(passenger, seen, language),
        "proof": seen_words(seen, language),
        "proof_until": seen.until if seen else None,
    }


def _status(ticket: Ticket, booking: Booking) -> TicketStatus:
    if ticket.state != Ticket.State.VALID or booking.state not in PAID_STATES:
        return TicketStatus.VOID
    if booking.dated_trip.state == DatedTrip.State.CANCELLED:
        return TicketStatus.TRAIN_CANCELLED
    return TicketStatus.VALID


def _train(dated_trip: DatedTrip, language: str) -> dict[str, Any]:
    trip = dated_trip.trip
    note = _("The times of this train are demonstration data: the real timetable is not announced yet.")
    return {
        "train": str(trip),
        "route_letter": trip.route.short_name,
        "route_name": trip.route.name_in(language),
        **({"route_colour": trip.route.color} if trip.route.color else {}),
        "service_date": dated_trip.service_date,
        "seat_mode": dated_trip.seat_mode,
        "demonstration": note if trip.demonstration else "",
    }


def _way(booking: Booking, stops: Sequence[DatedStop], language: str) -> dict[str, Any]:
    by_position = {stop.position: stop for stop in stops}
    start, end = by_position[booking.from_position], by_position[booking.to_position]
    return {
        "origin": _station(booking.origin, language),
        "destination": _station(booking.destination, language),
        "departs_at": start.departure_at,
        "arrives_at": end.arrival_at,
        "border": _border(stops, start, end, language),
    }


def _station(stop: Stop, language: str) -> TicketStation:
    sign = stop.name_in("be" if stop.country == "BY" else "ru")
    return TicketStation(code=stop.stop_id, name=stop.name_in(language), sign=sign, timezone=stop.timezone)


def _border(
    stops: Sequence[DatedStop], start: DatedStop, end: DatedStop, language: str
) -> TicketBorder | None:
    way = [stop for stop in stops if start.position <= stop.position <= end.position]
    border = next((stop for stop in way if stop.stop.is_border), None)
    if border is None:
        return None
    before = [stop for stop in way if stop.position < border.position and not stop.stop.is_border]
    after = [stop for stop in way if stop.position > border.position and not stop.stop.is_border]
    if not before or not after:
        return None
    names = before[-1].stop.name_in(language), after[0].stop.name_in(language)
    return TicketBorder(before=names[0], after=names[1], share=_share(start, border, end))


def _share(start: DatedStop, border: DatedStop, end: DatedStop) -> float:
    if None not in (start.km, border.km, end.km) and start.km != end.km:
        return float((border.km - start.km) / (end.km - start.km))  # type: ignore[operator]
    return (border.position - start.position) / (end.position - start.position)


def _seats(parts: Sequence[SeatPart], stops: Sequence[DatedStop], language: str) -> dict[str, Any]:
    if not parts or any(part.seat.coach == QUOTA_COACH or part.seat.kind == GONE for part in parts):
        return {}
    in_turn = tuple(_in_turn(part, stops, language) for part in parts) if len(parts) > 1 else ()
    return _seat(parts[0].seat) | {"seats_in_turn": in_turn}


def _in_turn(part: SeatPart, stops: Sequence[DatedStop], language: str) -> TicketSeat:
    start, end = (next(each.stop for each in stops if each.position == at) for at in (part.start, part.end))
    return TicketSeat(
        coach=part.seat.coach,
        seat=part.seat.number,
        start=start.name_in(language),
        end=end.name_in(language),
        start_code=start.stop_id,
        end_code=end.stop_id,
    )


def _seat(seat: SeatRef) -> dict[str, Any]:
    notes = {"wheelchair": _("wheelchair place"), "companion": _("companion's seat")}
    return {"coach": seat.coach, "seat": seat.number, "seat_note": notes.get(seat.kind, "")}


def _price(
    passenger: Passenger, booking: Booking, stops: Sequence[DatedStop], language: str
) -> dict[str, Any]:
    price: dict[str, Any] = {"price": Decimal(passenger.price), "currency": booking.currency}
    if not passenger.price_lines:
        return price
    fare = FarePrice.from_json(passenger.price_lines)
    names = {each.stop.stop_id: _short_name(each.stop, language) for each in stops}
    return {
        **price,
        "other_price": fare.other_price.amount,
        "other_currency": fare.other_price.currency,
        "fare_lines": fare_words.fare_lines(fare, names, language),
    }


def _short_name(stop: Stop, language: str) -> str:
    return _("border") if stop.is_border else stop.name_in(language)
