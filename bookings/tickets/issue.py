"""Making tickets when a booking is paid, and taking them back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.inventory import SeatPart, parts_of
from bookings.inventory.types import QUOTA_COACH
from bookings.models import Booking, Passenger, SeasonTicket, Ticket
from bookings.proofs import seen_proofs
from bookings.tickets.code import LaterSeat, SigningKey, TicketFacts, make_payload
from bookings.tickets.keys import signing_key


def issue_tickets(*, booking: Booking, now: datetime) -> list[Ticket]:
    """This function gives each travelling passenger of a booking the ticket they lack, and returns all of theirs.

    It belongs into the transaction that confirms the booking, after the seats are sold: the code names the seat.
    A second call makes nothing new. Raises ImproperlyConfigured without a signing key.
    """
    travelling = booking.passengers.filter(state=Passenger.State.ACTIVE).select_related("granted_benefit")
    seats, key = parts_of(booking_ids=[booking.pk])[booking.pk], signing_key()
    seen = _seen_numbers(booking)
    return [_issue(booking, each, seats.get(each.number, ()), key, now, seen) for each in travelling]


def reissue_tickets(*, booking: Booking, passenger_numbers: Collection[int], now: datetime) -> int:
    """This function writes the codes of some passengers' valid tickets anew, after their seats or proofs changed.

    The numbers stay. It belongs into the transaction that changes them, and returns how many it wrote.
    """
    valid = Ticket.objects.filter(passenger__booking=booking, state=Ticket.State.VALID)
    tickets = list(
        valid.filter(passenger__number__in=passenger_numbers).select_related("passenger__granted_benefit")
    )
    seats, key = parts_of(booking_ids=[booking.pk])[booking.pk], signing_key()
    seen = _seen_numbers(booking)
    for ticket in tickets:
        facts = _facts(
            booking, ticket.passenger, seats.get(ticket.passenger.number, ()), ticket.number, now, seen
        )
        ticket.payload, ticket.issued_at = make_payload(facts, key), now
    Ticket.objects.bulk_update(tickets, ["payload", "issued_at"])
    return len(tickets)


def void_tickets(*, booking: Booking, passenger_numbers: Collection[int] | None = None) -> int:
    """This function makes tickets void, of the numbered passengers or of all, and returns how many it changed."""
    tickets = Ticket.objects.filter(passenger__booking=booking, state=Ticket.State.VALID)
    if passenger_numbers is not None:
        tickets = tickets.filter(passenger__number__in=passenger_numbers)
    return tickets.update(state=Ticket.State.VOID)


def _seen_numbers(booking: Booking) -> Collection[int]:
    """This function tells by number whose proof was seen and counts on the day of travel."""
    day = booking.departs_at.astimezone(ZoneInfo(booking.origin.timezone)).date()
    return seen_proofs(list(booking.passengers.select_related("granted_benefit")), day=day).keys()


def _issue(
    booking: Booking,
    passenger: Passenger,
    seats: Sequence[SeatPart],
    key: SigningKey,
    now: datetime,
    seen: Collection[int],
) -> Ticket:
    number = f"{booking.shown_reference}-{passenger.number}"
    payload = make_payload(_facts(booking, passenger, seats, number, now, seen), key)
    made = {"number": number, "payload": payload, "issued_at": now}
    ticket, _created = Ticket.objects.get_or_create(passenger=passenger, defaults=made)
    return ticket


def _facts(
    booking: Booking,
    passenger: Passenger,
    seats: Sequence[SeatPart],
    number: str,
    now: datetime,
    seen: Collection[int],
) -> TicketFacts:
    trip, benefit = booking.dated_trip.trip, passenger.granted_benefit
    return TicketFacts(
        number=number,
        train=str(trip),
        service_date=booking.dated_trip.service_date,
        origin=booking.origin.stop_id,
        destination=booking.destination.stop_id,
        passenger=short_name(passenger),
        document_tail=passenger.document_last4,
        benefit_country=benefit.country if benefit else "",
        benefit_code=benefit.code if benefit and not benefit.sensitive else "",
        benefit_percent=benefit.discount_percent if benefit else 0,
        coach=seats[0].seat.coach if seats else 0,
        seat=seats[0].seat.number if seats and seats[0].seat.coach != QUOTA_COACH else 0,
        later_seats=_later_seats(booking, seats),
        issued_at=now,
        demonstration=trip.demonstration,
        proof_seen=bool(benefit) and passenger.number in seen,
        along=passenger.ancillaries,
    )


def _later_seats(booking: Booking, seats: Sequence[SeatPart]) -> tuple[LaterSeat, ...]:
    """This function names the seats after the first with the stops where they begin; without such no query."""
    later = seats[1:]
    if not later:
        return ()
    stops = booking.dated_trip.stops.filter(position__in=[part.start for part in later])
    codes = dict(stops.values_list("position", "stop__stop_id"))
    return tuple(LaterSeat(codes[part.start], part.seat.coach, part.seat.number) for part in later)


def short_name(passenger: Passenger | SeasonTicket) -> str:
    """This function writes the surname with initials: "Ковалёва А. П."."""
    initials = [f"{name[0]}." for name in (passenger.given_name, passenger.patronymic) if name]
    return " ".join([passenger.family_name, *initials]).strip()
