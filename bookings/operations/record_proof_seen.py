"""A clerk or an inspector has the document of a benefit in hand: from now on its holder need not show it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bookings.models import Booking, BookingEvent, Passenger, ProofSeen, SeasonTicket
from bookings.operations.check_proofs import latest_until, note_seen
from bookings.operations.lock_booking import lock_booking
from bookings.operations.lock_season import lock_season
from bookings.operations.passenger_details import write_proof
from bookings.operations.record_event import record_event
from bookings.proofs import kinds_of, needs_proof, number_hashes, person_hashes, proof_kinds, tidy
from bookings.tickets.issue import reissue_tickets
from bookings.tickets.season import season_payload
from railway.accounts.models import User


class ProofRefused(Exception):
    """It can't be written down. `code`: no_proof_needed, person_unknown, unknown_kind, wrong_kind, no_number,
    other_number, until_past, until_too_far.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def record_proof_seen(
    *,
    passenger: Passenger,
    kind: str,
    number: str,
    until: date,
    source: str,
    by: User,
    now: datetime,
    replace: bool = False,
) -> ProofSeen:
    """Write down that the proof of a passenger's benefit was seen and counts through `until`, PROOF_SEEN_DAYS at most.

    The number is typed off the document and compared with what the passenger told; `replace` says that theirs was
    wrong. It isn't kept. Valid tickets get a code that says so. This function raises ProofRefused.
    """
    booking = lock_booking(passenger.booking_id)
    held = booking.passengers.select_related("granted_benefit", "benefit").get(pk=passenger.pk)
    _check(held, kind, number, now, until)
    _take_number(held, kind, number, replace=replace)
    seen, is_new = note_seen(passenger=held, until=until, source=source, now=now, user_id=by.pk)
    if is_new:
        _tell(booking, held, seen, by, now)
    return seen


@transaction.atomic
def record_season_proof_seen(
    *,
    ticket: SeasonTicket,
    kind: str,
    number: str,
    until: date,
    source: str,
    by: User,
    now: datetime,
    replace: bool = False,
) -> ProofSeen:
    """This function writes the same down for a season ticket's holder; the ticket's code says so from now on.

    Raises ProofRefused.
    """
    held = lock_season(ticket.pk)
    _check(held, kind, number, now, until)
    _take_number(held, kind, number, replace=replace)
    seen, is_new = note_seen(passenger=held, until=until, source=source, now=now, user_id=by.pk)
    if is_new and held.payload is not None:
        held.payload = season_payload(held, now=now)
        held.save(update_fields=["payload"])
    return seen


def _check(passenger: Passenger | SeasonTicket, kind: str, number: str, now: datetime, until: date) -> None:
    benefit = passenger.granted_benefit
    if benefit is None or not needs_proof(benefit):
        raise ProofRefused("no_proof_needed")
    if kind not in proof_kinds():
        raise ProofRefused("unknown_kind")
    if kind not in {each.kind for each in kinds_of(benefit)}:
        raise ProofRefused("wrong_kind")
    if len(tidy(kind, number)) < 2:
        raise ProofRefused("no_number")
    if until < timezone.localdate(now):
        raise ProofRefused("until_past")
    if until > latest_until(now):
        raise ProofRefused("until_too_far")


def _take_number(passenger: Passenger | SeasonTicket, kind: str, number: str, *, replace: bool) -> None:
    """This function compares the number with the passenger's own, or takes it where they told none."""
    hashes = number_hashes(kind, tidy(kind, number))
    known = passenger.proof_hashes
    if known and not replace and not any(hashes.get(key) == value for key, value in known.items()):
        raise ProofRefused("other_number")
    write_proof(passenger, kind=kind, number=number)
    if not person_hashes(passenger):
        raise ProofRefused("person_unknown")
    passenger.save(update_fields=["proof_kind", "proof_hashes", "proof_last4"])


def _tell(booking: Booking, passenger: Passenger, seen: ProofSeen, by: User, now: datetime) -> None:
    told = {"passenger": passenger.number, "until": seen.until.isoformat()}
    record_event(booking=booking, kind=BookingEvent.Kind.PROOF_SEEN, now=now, data=told, by=by.username)
    reissue_tickets(booking=booking, passenger_numbers=[passenger.number], now=now)
