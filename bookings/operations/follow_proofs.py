"""A proof that was seen before serves a new journey: whom to remind, and under which key it is known."""

from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from bookings.models import Booking, Passenger, ProofSeen, SeasonTicket
from bookings.proofs import key_in_use, person_hashes, season_proof, seen_proofs


def follow_proofs(*, booking: Booking) -> int:
    """Let what was seen of a booking's passengers point to this booking, whose purchaser is reminded before it ends.

    What is known by an older key is known by the one in use from now on, so that an old key is needed only until
    everybody has travelled once. This function belongs into the transaction that pays the booking, which it never
    fails; it returns how many proofs serve it.
    """
    day = booking.departs_at.astimezone(ZoneInfo(booking.origin.timezone)).date()
    passengers = list(booking.passengers.select_related("granted_benefit"))
    seen = seen_proofs(passengers, day=day)
    for each in passengers:
        row = seen.get(each.number)
        if row is not None and row.holder_hash in person_hashes(each).values():
            _follow(row, each)
    return len(seen)


def follow_season_proof(*, ticket: SeasonTicket) -> None:
    """This function does the same for a season ticket, in the transaction that pays it."""
    row = season_proof(ticket, day=ticket.valid_from)
    if row is not None:
        _follow(row, ticket)


def _follow(row: ProofSeen, passenger: Passenger | SeasonTicket) -> None:
    latest = (
        {"passenger": None, "season_ticket": passenger}
        if isinstance(passenger, SeasonTicket)
        else {"passenger": passenger, "season_ticket": None}
    )
    ProofSeen.objects.filter(pk=row.pk).update(**latest)
    renewed = person_hashes(passenger).get(key_in_use(), row.holder_hash)
    if renewed == row.holder_hash:
        return
    try:
        with transaction.atomic():
            ProofSeen.objects.filter(pk=row.pk).update(hash_key=key_in_use(), holder_hash=renewed)
    except IntegrityError:
        return  # the same proof was seen again under the new key, until the same day: that row serves as well
