"""Consents are written down as they are given, and taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bookings.models import (
    Booking,
    BookingEvent,
    Consent,
    Passenger,
    ProofAnswer,
    ProofSeen,
    SeasonTicket,
)
from bookings.offers import PartyRefused
from bookings.operations.blank_personal import PROOF, forget_season_proofs
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.record_event import record_event
from bookings.proofs import person_hashes
from bookings.queries import Problem
from bookings.queries.consents import ConsentNeed, consent_needs


def settle_consents(
    *,
    booking: Booking,
    passengers: Sequence[Passenger],
    details: Mapping[int, PassengerDetails],
    now: datetime,
    how: str = "",
) -> None:
    """Write down what was agreed to, or no longer, in the caller's transaction, after the passengers are saved.

    Whoever lost the benefit that needed it has no consent left either. This function raises PartyRefused
    ("consent_text_changed") where another text was agreed to than the one in force.
    """
    told = {number: each for number, each in details.items() if each.consent is not None}
    needs = consent_needs(passengers, day=timezone.localdate(now))
    if not told and not needs and not booking.consents.filter(withdrawn_at=None).exists():
        return
    _refuse_other_texts(told, needs)
    for passenger in passengers:
        need, word = needs.get(passenger.number), told.get(passenger.number)
        if need is None:
            _end(passenger, now)
        elif word is not None and word.consent and need.given is None:
            _give(booking, passenger, need, word, now, how)
        elif word is not None and word.consent == "" and need.given is not None:
            _end(passenger, now)


@transaction.atomic
def withdraw_consent(*, consent: Consent, now: datetime) -> Consent:
    """Take a consent back: nothing of the benefit's document is kept any longer. Twice is once.

    The ticket stays valid, its document is shown on the train; an order not paid yet needs the consent again, or
    another benefit. The category stays in the records of the sale, which the accounting laws ask for. This function
    returns the consent (152-FZ of Russia art. 9 p. 2; Law 99-Z of Belarus art. 10).
    """
    locked = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("booking", "passenger", "season_ticket")
        .get(pk=consent.pk)
    )
    if locked.withdrawn_at is None:
        locked.withdrawn_at = now
        locked.save(update_fields=["withdrawn_at"])
        if locked.passenger:
            forget_proof(locked.passenger)
        if locked.season_ticket:
            forget_season_proof(locked.season_ticket)
        if locked.booking:
            record_event(booking=locked.booking, kind=BookingEvent.Kind.CONSENT_WITHDRAWN, now=now)
    return locked


def give_season_consent(
    *, ticket: SeasonTicket, need: ConsentNeed | None, language: str, now: datetime
) -> None:
    """This function keeps the word of a season ticket's holder, in the transaction that writes the ticket."""
    if need is None:
        return
    Consent.objects.create(
        text=need.text,
        season_ticket=ticket,
        language=language or ticket.language,
        given_at=now,
        how=ticket.channel,
        given_as=need.given_as,
    )


def forget_season_proof(ticket: SeasonTicket) -> None:
    """This function forgets what is kept of the document of a season ticket's benefit, and what was seen of it."""
    holders = list(person_hashes(ticket).values())
    ProofSeen.objects.filter(holder_hash__in=holders).delete()
    forget_season_proofs(SeasonTicket.objects.filter(pk=ticket.pk))


def forget_proof(passenger: Passenger) -> None:
    """This function forgets what is kept of the document of a passenger's benefit, and what was seen of it."""
    holders = list(person_hashes(passenger).values())
    ProofSeen.objects.filter(holder_hash__in=holders).delete()
    people = Passenger.objects.filter(pk=passenger.pk) | Passenger.objects.filter(replaces=passenger.pk)
    ProofAnswer.objects.filter(passenger__in=people).delete()
    people.update(**PROOF)


def _refuse_other_texts(told: Mapping[int, PassengerDetails], needs: Mapping[int, ConsentNeed]) -> None:
    problems = [
        Problem(f"passengers/{number}/consent", "consent_text_changed")
        for number, word in told.items()
        if word.consent and number in needs and word.consent != needs[number].text.code
    ]
    if problems:
        raise PartyRefused(problems)


def _give(
    booking: Booking, passenger: Passenger, need: ConsentNeed, word: PassengerDetails, now: datetime, how: str
) -> None:
    Consent.objects.create(
        text=need.text,
        booking=booking,
        passenger=passenger,
        language=word.consent_language or booking.language,
        given_at=now,
        how=how or booking.channel,
        given_as=need.given_as,
    )
    record_event(
        booking=booking, kind=BookingEvent.Kind.CONSENT_GIVEN, now=now, data={"passenger": passenger.number}
    )


def _end(passenger: Passenger, now: datetime) -> None:
    for consent in passenger.consents.filter(withdrawn_at=None):
        withdraw_consent(consent=consent, now=now)
