"""Whose proof was seen already, so that they need not show it on a day of travel."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bookings.models import Passenger, ProofSeen, SeasonTicket
from bookings.proofs.hashing import holder_hashes
from bookings.proofs.kinds import needs_proof


def seen_proofs(passengers: Sequence[Passenger], *, day: date) -> dict[int, ProofSeen]:
    """Find what was seen and still counts on a day, by the passengers' numbers in their booking.

    This function makes one query, none where nobody named a proof. The passengers are all of one booking, with their
    granted benefit read. A companion is spared with the one accompanied.
    """
    holders = {each.number: _holders(each) for each in passengers}
    hashes = [found for each in holders.values() for found in each]
    rows = (
        ProofSeen.objects.filter(holder_hash__in=hashes, withdrawn_at=None, until__gte=day) if hashes else []
    )
    seen: dict[int, ProofSeen] = {}
    for each in passengers:
        found = [row for row in rows if _is_of(row, each, holders[each.number])]
        if found:
            seen[each.number] = max(found, key=lambda row: row.until)
    return seen | _of_companions(passengers, seen)


def season_proof(ticket: SeasonTicket, *, day: date) -> ProofSeen | None:
    """This function finds what was seen of the benefit of a season ticket's holder and counts on a day."""
    benefit, holders = ticket.granted_benefit, list(_holders(ticket))
    if benefit is None or not holders:
        return None
    rows = ProofSeen.objects.filter(holder_hash__in=holders, withdrawn_at=None, until__gte=day)
    return rows.filter(benefit_code=benefit.code).order_by("-until").first()


def person_hashes(passenger: Passenger | SeasonTicket) -> dict[str, str]:
    """This function hashes who a person is under each key their proof is known by; nothing without a proof."""
    return holder_hashes(
        family_name=passenger.family_name,
        given_name=passenger.given_name,
        birth_date=passenger.birth_date,
        numbers=passenger.proof_hashes,
    )


def _holders(passenger: Passenger | SeasonTicket) -> Iterable[str]:
    benefit = passenger.granted_benefit
    return person_hashes(passenger).values() if benefit and needs_proof(benefit) else ()


def _is_of(row: ProofSeen, passenger: Passenger, holders: Iterable[str]) -> bool:
    benefit = passenger.granted_benefit
    return benefit is not None and row.benefit_code == benefit.code and row.holder_hash in holders


def _of_companions(passengers: Sequence[Passenger], seen: Mapping[int, ProofSeen]) -> dict[int, ProofSeen]:
    """One accompanied passenger spares one companion."""
    free = dict(seen)
    found = {}
    for each in passengers:
        if each.number in seen or each.granted_benefit is None or not each.granted_benefit.only_with:
            continue
        for number, row in free.items():
            if row.benefit_code in each.granted_benefit.only_with:
                found[each.number] = free.pop(number)
                break
    return found
