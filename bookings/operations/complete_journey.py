"""Who travels is told once for all trains of a journey."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from bookings.models import Booking
from bookings.offers import NotOnSale, PartyRefused
from bookings.operations.complete_passengers import CompletionResult, complete_passengers
from bookings.operations.hold_journey import held_beside
from bookings.operations.lock_booking import HoldExpired, NotHeld
from bookings.operations.passenger_details import PassengerDetails, Purchaser


def complete_journey(
    *,
    booking: Booking,
    details: Mapping[int, PassengerDetails],
    purchaser: Purchaser | None = None,
    now: datetime,
) -> CompletionResult:
    """Write down what is told for a booking, and the same for the journey's other trains where nothing is told yet.

    A train that doesn't ask for documents is told none. This function raises what complete_passengers raises of the
    booking itself; what another train can't take is left to be told there.
    """
    result = complete_passengers(booking=booking, details=details, purchaser=purchaser, now=now)
    for other in held_beside(booking, now):
        try:
            _tell(other, details, purchaser, now)
        except (PartyRefused, NotOnSale, NotHeld, HoldExpired):
            continue
    return result


@transaction.atomic
def _tell(
    other: Booking, details: Mapping[int, PassengerDetails], purchaser: Purchaser | None, now: datetime
) -> None:
    untold = {} if _is_told(other) else details
    if not other.dated_trip.trip.collects_passenger_data:
        untold = {
            number: replace(told, document_type=None, document_number=None) for number, told in untold.items()
        }
    complete_passengers(booking=other, details=untold, purchaser=None if other.email else purchaser, now=now)


def _is_told(other: Booking) -> bool:
    return any(passenger.family_name or passenger.birth_date for passenger in other.passengers.all())
