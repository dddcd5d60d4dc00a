"""Places for the bicycles, pets and baggage of a booking, held with its seats and sold with them."""

from collections.abc import Sequence
from datetime import datetime

from bookings import inventory
from bookings.models import Booking, Passenger
from bookings.offers import PartyRefused
from bookings.queries import Problem


def hold_places(*, booking: Booking, passengers: Sequence[Passenger], now: datetime) -> None:
    """Hold as many places of a locked booking's train as its passengers take things along, until its hold ends.

    What it held and needs no longer is let go. Call it after the seats, in the caller's transaction. This function
    raises PartyRefused, pointing at what there is no place left for; the caller rolls back.
    """
    ends = booking.hold_expires_at or now
    _set(booking, passengers, max(int((ends - now).total_seconds()), 0))


def sell_places(*, booking: Booking, passengers: Sequence[Passenger]) -> None:
    """This function sells the places; those whose hold has ended too, while nobody took them. Raises PartyRefused."""
    _set(booking, passengers, None)


def _set(booking: Booking, passengers: Sequence[Passenger], hold_seconds: int | None) -> None:
    span = inventory.Span(booking.from_position, booking.to_position)
    try:
        inventory.set_places(
            booking_id=booking.pk,
            dated_trip_id=booking.dated_trip_id,
            span=span,
            wanted={each.number: each.ancillaries for each in passengers},
            hold_seconds=hold_seconds,
        )
    except inventory.PlacesTaken as taken:
        raise PartyRefused(_problems(taken, passengers)) from None


def _problems(taken: inventory.PlacesTaken, passengers: Sequence[Passenger]) -> list[Problem]:
    """Point at the last of those who take it along: the others were there first."""
    params = {"kind": taken.kind, "limit": str(taken.left)}
    number = max(each.number for each in passengers if each.ancillaries.get(taken.kind))
    return [Problem(f"passengers/{number}/ancillaries/{taken.kind}", "ancillary_sold_out", params)]


def takes_along(passengers: Sequence[Passenger]) -> bool:
    """This function tells whether anybody takes anything along that needs a place."""
    return any(count for each in passengers for count in each.ancillaries.values())
