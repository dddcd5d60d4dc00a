"""A benefit on a season ticket: its document named or shown, consent of its own, seen once and remembered."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bookings.models import Consent, ConsentText, ProofAnswer, ProofSeen, SeasonProduct, SeasonTicket
from bookings.operations.create_season_ticket import SeasonRefused
from bookings.operations.record_proof_seen import ProofRefused, record_season_proof_seen
from bookings.operations.settle_consents import withdraw_consent
from bookings.proofs import kinds_of, season_proof
from bookings.tickets.code import read_payload
from bookings.tickets.fare_words import carry_words
from bookings.tickets.keys import public_keys
from tests.bookings.season.season_world import FIRST, NOW, PENSIONER, ask_for, bought
from tests.staff import make_staff
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db
PROOF = "ПУ 1234567"
DISABLED = replace(
    PENSIONER, country="RU", benefit_code="RU_NSU_DISABLED", document_type="RU_PASSPORT",
    document_number="6604123456", birth_date=date(1980, 6, 7),
)  # fmt: skip
TEXT = "special-RU-1"


@pytest.fixture
def reduced(train: DatedTrip) -> DatedTrip:
    """Every benefit of either law reduces a month, as a decision of a carrier might say."""
    SeasonProduct.objects.filter(code="MONTH").update(benefits=["*"])
    return train


def refusals(refused: pytest.ExceptionInfo[SeasonRefused]) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in refused.value.problems]


def see(ticket: SeasonTicket, number: str = PROOF, **more: object) -> ProofSeen:
    kind = kinds_of(ticket.granted_benefit)[0].kind
    told = {"kind": kind, "until": ticket.valid_until} | more
    return record_season_proof_seen(
        ticket=ticket,
        number=number,
        source=ProofSeen.Source.TRAIN,
        by=make_staff("inspector"),
        now=NOW,
        **told,
    )


def test_a_benefit_of_health_is_not_sold_without_its_consent(reduced: DatedTrip) -> None:
    with pytest.raises(SeasonRefused) as refused:
        ask_for(holder=DISABLED)
    assert refusals(refused) == [("consent", "consent_required")]
    with pytest.raises(SeasonRefused) as refused:
        ask_for(holder=replace(DISABLED, consent="special-RU-9"))
    assert refusals(refused) == [("consent", "consent_text_changed")]
    assert not SeasonTicket.objects.exists()
    ticket = ask_for(holder=replace(DISABLED, consent=TEXT, consent_language="en"))
    kept = Consent.objects.get()
    assert (kept.season_ticket, kept.text.code, kept.language, kept.how) == (ticket, TEXT, "en", "web")


def test_nobody_else_is_asked_nor_where_no_text_is_in_force(reduced: DatedTrip) -> None:
    ask_for(holder=PENSIONER)
    ConsentText.objects.update(valid_until=NOW.date())
    ask_for(holder=DISABLED)
    assert not Consent.objects.exists()


def test_the_database_keeps_whose_consent_it_was(reduced: DatedTrip) -> None:
    ticket = ask_for(holder=replace(DISABLED, consent=TEXT))
    other = ask_for(holder=replace(DISABLED, consent=TEXT))
    mine = Consent.objects.filter(season_ticket=ticket)
    for change in ({"season_ticket": other}, {"season_ticket": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)


def test_of_the_number_only_a_hash_and_its_ending_are_kept(reduced: DatedTrip) -> None:
    ticket = ask_for(holder=replace(PENSIONER, proof_number=PROOF))
    ticket.refresh_from_db()
    assert ticket.proof_last4 == "4567"
    assert ticket.proof_kind
    assert "1234567" not in str(ticket.proof_hashes)


def test_seen_once_it_is_remembered_by_the_next_ticket_and_stands_in_the_code(reduced: DatedTrip) -> None:
    ticket = bought(holder=replace(PENSIONER, proof_number=PROOF))
    assert not read_payload(bytes(ticket.payload or b""), public_keys()).proof_seen
    see(ticket)
    ticket.refresh_from_db()
    assert read_payload(bytes(ticket.payload or b""), public_keys()).proof_seen
    later = bought(holder=replace(PENSIONER, proof_number=PROOF))
    seen = season_proof(later, day=later.valid_from)
    assert seen is not None
    assert seen.season_ticket == later  # its purchaser is reminded from now on
    assert len(carry_words(later, seen, "en")) == 1
    assert season_proof(later, day=seen.until + timedelta(days=1)) is None


def test_another_number_than_the_one_told_is_asked_about(reduced: DatedTrip) -> None:
    ticket = bought(holder=replace(PENSIONER, proof_number=PROOF))
    with pytest.raises(ProofRefused, match="other_number"):
        see(ticket, "ПУ 7654321")
    assert see(ticket, "ПУ 7654321", replace=True).last4 == "4321"


def test_a_withdrawn_consent_forgets_the_document_and_leaves_the_ticket(reduced: DatedTrip) -> None:
    ticket = bought(holder=replace(DISABLED, consent=TEXT, proof_number="1234567890"))
    see(ticket, "1234567890")
    withdraw_consent(consent=Consent.objects.get(), now=NOW)
    ticket.refresh_from_db()
    assert (ticket.proof_hashes, ticket.proof_last4, ticket.state) == ({}, "", "FULFILLED")
    assert not ProofSeen.objects.exists()
    assert not ProofAnswer.objects.exists()


def test_where_proofs_are_obligatory_a_ticket_asks_for_one(reduced: DatedTrip, settings) -> None:
    settings.PROOF_REQUIRED = True
    with pytest.raises(SeasonRefused) as refused:
        ask_for(holder=PENSIONER)
    assert refusals(refused) == [("proof_number", "required")]
    assert ask_for(holder=replace(PENSIONER, proof_number=PROOF)).valid_from == FIRST
    assert timezone.localdate(NOW) < FIRST
