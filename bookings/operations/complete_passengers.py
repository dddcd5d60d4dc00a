"""Names, documents and what else is told of the passengers while their seats are held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bookings.fares import FarePrice
from bookings.models import Booking, BookingEvent, Passenger
from bookings.offers import PartyRefused, PriceTables, check_party
from bookings.operations.check_proofs import check_after_commit
from bookings.operations.create_booking import tell_held
from bookings.operations.hold_places import hold_places
from bookings.operations.lock_booking import lock_held
from bookings.operations.passenger_details import (
    PassengerDetails,
    Purchaser,
    check_documents,
    check_kept,
    document_warnings,
    proof_numbers,
    write_details,
)
from bookings.operations.price_booking import (
    booking_tables,
    passenger_facts,
    price_booking,
    record_price_change,
    settle_uses,
    write_price,
)
from bookings.operations.record_event import record_event
from bookings.operations.settle_consents import settle_consents
from bookings.queries import Problem, journey_stops, price_problems

Price = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class CompletionResult:
    """The booking as it is now, its old and new total when the price changed, and what is to be told."""

    booking: Booking
    price_changed: Price | None
    warnings: list[Problem]


@transaction.atomic
def complete_passengers(
    *,
    booking: Booking,
    details: Mapping[int, PassengerDetails],
    purchaser: Purchaser | None = None,
    now: datetime,
) -> CompletionResult:
    """Write down what is told about passengers, by their numbers, and about the purchaser.

    The party is priced again, at the booking's frozen rate, when country, benefit, birth date or what anybody takes
    along changed; places for that are held anew. A benefit that doesn't apply refuses nothing: the full fare counts and
    a warning says why; odd document numbers are warnings too. This function raises HoldExpired, NotHeld, PartyRefused
    (a passenger, benefit or kind of document that there isn't, a birth date after the journey, somebody else in an
    exchange, a bicycle, pet or baggage too many for the rules or the train), NotOnSale("no_price").
    """
    check_documents(details)
    locked = lock_held(booking.pk, now)
    passengers = list(locked.passengers.select_related("benefit", "granted_benefit").order_by("number"))
    _check_numbers(details, passengers)
    if locked.exchanged_from_id:
        check_kept(details, passengers)
    price_changed = _write(locked, passengers, details, now)
    _write_purchaser(locked, purchaser, now)
    return CompletionResult(locked, price_changed, _warnings(passengers, details))


def _check_numbers(details: Mapping[int, PassengerDetails], passengers: Sequence[Passenger]) -> None:
    unknown = set(details) - {passenger.number for passenger in passengers}
    if unknown:
        raise PartyRefused(
            [Problem(f"passengers/{number}", "unknown_passenger") for number in sorted(unknown)]
        )


def _write(
    booking: Booking, passengers: Sequence[Passenger], details: Mapping[int, PassengerDetails], now: datetime
) -> Price | None:
    if not details:
        return None
    before, old_total = passenger_facts(passengers), booking.total
    along = [each.ancillaries for each in passengers]
    claimed = [facts.claimed_benefit for facts in before] + [told.benefit_code for told in details.values()]
    tables = booking_tables(booking, claimed, now)
    _check_benefits(details, tables)
    for passenger in passengers:
        if told := details.get(passenger.number):
            write_details(passenger, told, tables)
    if passenger_facts(passengers) != before or _has_limits(tables):
        _price_again(booking, passengers, tables, now)
    for passenger in passengers:
        passenger.save()
    settle_uses(booking=booking, passengers=passengers, tables=tables, now=now)
    settle_consents(booking=booking, passengers=passengers, details=details, now=now)
    check_after_commit(passengers=passengers, numbers=proof_numbers(details), booking=booking, now=now)
    if along != [each.ancillaries for each in passengers]:
        hold_places(booking=booking, passengers=passengers, now=now)
        taken = {str(each.number): each.ancillaries for each in passengers}
        record_event(booking=booking, kind=BookingEvent.Kind.ANCILLARIES, now=now, data={"along": taken})
    if booking.total == old_total:
        return None
    record_price_change(booking, old_total, now)
    return old_total, booking.total


def _check_benefits(details: Mapping[int, PassengerDetails], tables: PriceTables) -> None:
    problems = [
        Problem(f"passengers/{number}/benefit", "unknown_benefit", {"benefit": told.benefit_code})
        for number, told in details.items()
        if told.benefit_code and told.benefit_code not in tables.benefit_rows
    ]
    if problems:
        raise PartyRefused(problems)


def _has_limits(tables: PriceTables) -> bool:
    """A document told may show that its holder has no trip left of a benefit for so many."""
    return any(rule.is_limited for rule in tables.benefits)


def _price_again(
    booking: Booking, passengers: Sequence[Passenger], tables: PriceTables, now: datetime
) -> None:
    travel_date = journey_stops(booking)[0].departure.date()
    check_party(passenger_facts(passengers), benefits=tables.benefit_rows, travel_date=travel_date)
    write_price(booking, passengers, price_booking(booking, passengers, tables, now), tables)
    booking.save(update_fields=["total"])


def _write_purchaser(booking: Booking, purchaser: Purchaser | None, now: datetime) -> None:
    if purchaser is None:
        return
    booking.email, booking.phone, booking.language = purchaser.email, purchaser.phone, purchaser.language
    booking.save(update_fields=["email", "phone", "language"])
    tell_held(booking, now)


def _warnings(passengers: Sequence[Passenger], details: Mapping[int, PassengerDetails]) -> list[Problem]:
    of_prices = [
        problem
        for passenger in passengers
        if passenger.price_lines
        for problem in price_problems(passenger.number, FarePrice.from_json(passenger.price_lines))
    ]
    return of_prices + document_warnings(details)
