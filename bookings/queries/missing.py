"""What has to be told before a booking can be paid."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from bookings.models import Benefit, Booking, Passenger
from bookings.proofs import needs_proof
from bookings.queries.consents import consent_needs
from bookings.queries.problem import Problem

NAMES = ("family_name", "given_name")
PAPERS = ("birth_date", "document_type", "document_number")


def requested_information(booking: Booking) -> list[Problem]:
    """List the fields still empty that this booking needs before payment (OSDM requested information).

    On a train that collects passengers' data: names, birth date and document of each. On others: names of those who
    travel by a benefit, for a benefit is personal. Anywhere: the birth date where a benefit depends on age, and the
    purchaser's e-mail; with PROOF_REQUIRED the document that proves a benefit. A benefit of a special category needs
    a consent of its own ("consent_required"). This function returns pointers such as "passengers/1/family_name", else
    with code "required".
    """
    collects = booking.dated_trip.trip.collects_passenger_data
    passengers = list(booking.passengers.select_related("benefit", "granted_benefit").order_by("number"))
    missing = [
        Problem(f"passengers/{passenger.number}/{name}", "required")
        for passenger in passengers
        for name in fields_needed(passenger, collects=collects)
        if not _is_told(passenger, name)
    ]
    needs = consent_needs(passengers, day=timezone.localdate())
    missing += [
        Problem(f"passengers/{number}/consent", "consent_required")
        for number, need in needs.items()
        if need.given is None
    ]
    if booking.email or booking.channel == Booking.Channel.DESK:  # there tickets are handed over on paper
        return missing
    return [*missing, Problem("purchaser/email", "required")]


def fields_needed(passenger: Passenger, *, collects: bool) -> list[str]:
    """This function names the fields that a passenger has to fill in, filled already or not."""
    if collects:
        return [*NAMES, *PAPERS, *_proof(passenger)]
    return [*_for_the_benefit(passenger), *_proof(passenger)]


def _for_the_benefit(passenger: Passenger) -> Iterator[str]:
    if passenger.granted_benefit is None:
        return
    yield from NAMES
    if _depends_on_age(passenger.granted_benefit):
        yield "birth_date"
    if _is_counted(passenger.granted_benefit):
        yield from PAPERS[1:]


def _proof(passenger: Passenger) -> list[str]:
    benefit = passenger.granted_benefit
    return ["proof_number"] if settings.PROOF_REQUIRED and benefit and needs_proof(benefit) else []


def _is_counted(benefit: Benefit) -> bool:
    """Trips of a benefit that a law limits are counted by the person's document."""
    return benefit.trips_per_day is not None or benefit.free_trips is not None


def _depends_on_age(benefit: Benefit) -> bool:
    return benefit.age_min is not None or benefit.age_max is not None


def _is_told(passenger: Passenger, name: str) -> bool:
    if name == "document_number":
        return bool(passenger.document_number_encrypted)
    if name == "proof_number":
        return bool(passenger.proof_hashes)
    return bool(getattr(passenger, name))
