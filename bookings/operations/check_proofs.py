"""Asking a registry whether passengers have the benefits they travel by, as soon as their proofs are named.

The numbers are in nobody's hands but the request's in which they were typed: they are asked with after its commit, and
gone with it. So nothing waits for a registry that a seat or money hangs on, and no number is stored, queued or logged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from bookings.models import Benefit, Booking, Passenger, ProofAnswer, ProofSeen, SeasonTicket
from bookings.proofs import (
    ask_registry,
    key_in_use,
    needs_proof,
    person_hashes,
    season_proof,
    seen_proofs,
    tidy,
)
from bookings.proofs.ask import Told
from bookings.proofs.registry import ProofQuestion, ProofRegistry, RegistryAnswer, registry_of

ASKED_AGAIN_SECONDS = 120
Outcome = ProofAnswer.Outcome
OUTCOMES = {True: Outcome.CONFIRMED, False: Outcome.DENIED, None: Outcome.UNKNOWN}


Person = Passenger | SeasonTicket


@dataclass(frozen=True, slots=True)
class _Asked:
    """A person with the registry of their benefit's law, and what it is asked."""

    passenger: Person
    registry: ProofRegistry
    question: ProofQuestion


def check_after_commit(
    *, passengers: Sequence[Passenger], numbers: Mapping[int, str], booking: Booking, now: datetime
) -> None:
    """Ask the registries about passengers, whose proofs' numbers are given by their own numbers, after the commit.

    Who has not told name and birth date yet, has no benefit with a proof, or was answered about already is left out.
    This function belongs into the transaction that writes the proofs down; a failure of the check harms nothing of it.
    """
    if not numbers:
        return
    zone = ZoneInfo(booking.origin.timezone)
    travel_date = booking.departs_at.astimezone(zone).date()
    questions = (_question(each, numbers.get(each.number), travel_date) for each in passengers)
    _ask_after_commit([found for found in questions if found], now)


def check_season_after_commit(*, ticket: SeasonTicket, number: str | None, now: datetime) -> None:
    """This function asks a registry about a season ticket's holder in the same way, for its first day."""
    found = _question(ticket, number, ticket.valid_from)
    _ask_after_commit([found] if found else [], now)


def _ask_after_commit(asked: Sequence[_Asked], now: datetime) -> None:
    if asked:
        transaction.on_commit(partial(check_proofs, asked, now), robust=True)


def _question(passenger: Person, number: str | None, travel_date: date) -> _Asked | None:
    benefit = passenger.granted_benefit
    if not number or benefit is None or not needs_proof(benefit) or not person_hashes(passenger):
        return None
    asks = benefit.proof_check == Benefit.ProofCheck.REGISTRY
    registry = registry_of(benefit.country) if asks else None
    if registry is None or passenger.birth_date is None:
        return None
    question = ProofQuestion(
        benefit_code=benefit.code,
        proof_kind=passenger.proof_kind,
        number=tidy(passenger.proof_kind, number),
        family_name=passenger.family_name,
        given_name=passenger.given_name,
        birth_date=passenger.birth_date,
        travel_date=travel_date,
    )
    return _Asked(passenger, registry, question)


def check_proofs(asked: Sequence[_Asked], now: datetime) -> int:
    """Ask, and write down what was answered; what is confirmed until a day counts as seen.

    This function returns how many were confirmed. It may run twice.
    """
    open_questions = [each for each in asked if not _is_known(each)]
    confirmed = 0
    for registry in {each.registry.name: each.registry for each in open_questions}.values():
        own = [each for each in open_questions if each.registry.name == registry.name]
        told = ask_registry(registry, [each.question for each in own])
        confirmed += sum(_record(one, answer, now) for one, answer in zip(own, told, strict=True))
    return confirmed


def _is_known(asked: _Asked) -> bool:
    """What stands in a form is sent with every change of the page: the same question is asked once in a while."""
    if _is_seen(asked.passenger, asked.question.travel_date):
        return True
    return not cache.add(_memory_key(asked), "asked", ASKED_AGAIN_SECONDS)


def _is_seen(person: Person, day: date) -> bool:
    if isinstance(person, SeasonTicket):
        return season_proof(person, day=day) is not None
    return bool(seen_proofs([person], day=day))


def _memory_key(asked: _Asked) -> str:
    person = person_hashes(asked.passenger)[key_in_use()]
    who = f"{asked.passenger._meta.model_name} {asked.passenger.pk}"
    return f"proof asked {who} {asked.question.benefit_code} {person}".replace(" ", ":")


@transaction.atomic
def _record(asked: _Asked, told: Told, now: datetime) -> bool:
    answer = told.answer or RegistryAnswer(has_right=None)
    ProofAnswer.objects.create(
        **_owner(asked.passenger),
        registry=asked.registry.name[:40],
        benefit_code=asked.question.benefit_code,
        outcome=OUTCOMES[answer.has_right] if told.answer else Outcome.NO_ANSWER,
        until=answer.until,
        reference=answer.reference[:64],
        asked_at=now,
        took_ms=told.took_ms,
    )
    if not answer.has_right or answer.until is None or answer.until < asked.question.travel_date:
        return False
    note_seen(
        passenger=asked.passenger,
        until=min(answer.until, latest_until(now)),
        source=ProofSeen.Source.REGISTRY,
        now=now,
    )
    return True


def note_seen(
    *, passenger: Person, until: date, source: str, now: datetime, user_id: int | None = None
) -> tuple[ProofSeen, bool]:
    """This function writes down, once, that a person's proof was seen and counts through `until`.

    It returns the row and whether it is new.
    """
    key, benefit = key_in_use(), passenger.granted_benefit
    assert benefit is not None  # noqa: S101 # nosec - for the type checker: callers have checked it
    return ProofSeen.objects.get_or_create(
        holder_hash=person_hashes(passenger)[key],
        benefit_code=benefit.code,
        until=until,
        withdrawn_at=None,
        defaults={
            "hash_key": key,
            "proof_kind": passenger.proof_kind,
            "last4": passenger.proof_last4,
            "source": source,
            "seen_at": now,
            "seen_by_id": user_id,
            **_owner(passenger),
        },
    )


def _owner(person: Person) -> dict[str, Person]:
    return {"season_ticket" if isinstance(person, SeasonTicket) else "passenger": person}


def latest_until(now: datetime) -> date:
    """This function gives the last day until which a proof seen now may count: PROOF_SEEN_DAYS ahead."""
    return timezone.localdate(now) + timedelta(days=settings.PROOF_SEEN_DAYS)
