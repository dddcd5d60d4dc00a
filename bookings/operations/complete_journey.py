"""Who travels is told once for all trains of a journey."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from bookings.models import Booking, Passenger
from bookings.offers import NotOnSale, PartyRefused
from bookings.operations.complete_passengers import CompletionResult, complete_passengers
from bookings.operations.hold_journey import held_beside
from bookings.operations.lock_booking import HoldExpired, NotHeld
from bookings.operations.passenger_details import PassengerDetails, Purchaser

PLAIN_FIELDS = ("given_name", "family_name", "patronymic", "birth_date", "country")


def complete_journey(
    *,
    booking: Booking,
    details: Mapping[int, PassengerDetails],
    purchaser: Purchaser | None = None,
    now: datetime,
) -> CompletionResult:
    """Write down what is told for a booking, and the same for the journey's other trains where it was the same before.

    What was told of another train by itself stays. A train that doesn't ask for documents is told none; what it can't
    take is left to be told there. A change of price is told as one sum of all trains, as they are paid together. This
    function raises what complete_passengers raises of the booking itself.
    """
    others = held_beside(booking, now)
    before = {each.number: each for each in booking.passengers.all()} if others else {}
    old_sum = sum((other.total for other in others), booking.total)
    result = complete_passengers(booking=booking, details=details, purchaser=purchaser, now=now)
    new_sum = result.booking.total
    for other in others:
        try:
            new_sum += _tell(other, before, details, purchaser, now)
        except (PartyRefused, NotOnSale, NotHeld, HoldExpired):
            new_sum += other.total
    if not others:
        return result
    return replace(result, price_changed=(old_sum, new_sum) if old_sum != new_sum else None)


@transaction.atomic
def _tell(
    other: Booking,
    before: Mapping[int, Passenger],
    details: Mapping[int, PassengerDetails],
    purchaser: Purchaser | None,
    now: datetime,
) -> Decimal:
    """This function gives what the other train costs then."""
    asks = other.dated_trip.trip.collects_passenger_data
    follow = {
        each.number: _followed(each, before[each.number], details[each.number], asks=asks)
        for each in other.passengers.all()
        if each.number in details
    }
    told = complete_passengers(
        booking=other, details=follow, purchaser=None if other.email else purchaser, now=now
    )
    return told.booking.total


def _followed(other: Passenger, before: Passenger, told: PassengerDetails, *, asks: bool) -> PassengerDetails:
    follows: dict[str, Any] = {
        name: getattr(told, name)
        for name in PLAIN_FIELDS
        if getattr(other, name) in (None, "", getattr(before, name))
    }
    if other.ancillaries == before.ancillaries:
        follows["ancillaries"] = told.ancillaries
    if other.benefit_id == before.benefit_id:
        follows["benefit_code"] = told.benefit_code
        if (other.proof_kind, other.proof_last4) == (before.proof_kind, before.proof_last4):
            follows |= {"proof_kind": told.proof_kind, "proof_number": told.proof_number}
        follows |= {"consent": told.consent, "consent_language": told.consent_language}
    if asks and (other.document_type, other.document_last4) == (before.document_type, before.document_last4):
        follows |= {"document_type": told.document_type, "document_number": told.document_number}
    return PassengerDetails(**follows)
