"""Consent to what a benefit tells of health or war: of its own, given, withdrawn, and never asked without need."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from bookings.models import Booking, Consent, ConsentText, ProofSeen
from bookings.offers import PartyMember, PartyRefused
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.settle_consents import withdraw_consent
from bookings.queries import requested_information
from tests.bookings.proofs.conftest import DISABLED, PENSIONER
from tests.bookings.true_line import NOW, book

TEXT = "special-RU-1"


def told(booking: Booking, **words: str) -> None:
    complete_passengers(booking=booking, details={1: PassengerDetails(**words)}, now=NOW)


def missing(booking: Booking) -> list[str]:
    return [problem.code for problem in requested_information(booking) if problem.pointer.endswith("consent")]


@pytest.fixture
def disabled(train) -> Booking:
    return book(train, DISABLED)


def test_a_benefit_of_health_is_not_paid_for_without_its_consent(disabled):
    assert missing(disabled) == ["consent_required"]
    told(disabled, consent=TEXT, consent_language="en")
    assert missing(disabled) == []
    kept = Consent.objects.get()
    assert (kept.text.code, kept.language, kept.how, kept.given_at) == (TEXT, "en", "web", NOW)


@pytest.mark.parametrize("member", [PENSIONER, PartyMember("", None, date(1990, 1, 1))])
def test_nobody_else_is_asked(train, member):
    assert missing(book(train, member)) == []


def test_nobody_is_asked_where_no_text_is_in_force(disabled):
    ConsentText.objects.update(valid_until=NOW.date())
    assert missing(disabled) == []


def test_another_text_than_the_one_in_force_is_no_consent(disabled):
    with pytest.raises(PartyRefused) as refused:
        told(disabled, consent="special-RU-9")
    assert refused.value.problems[0].code == "consent_text_changed"
    assert not Consent.objects.exists()


def test_a_new_version_does_not_undo_what_was_agreed_to(disabled):
    told(disabled, consent=TEXT)
    old = ConsentText.objects.get(law="RU")
    old.pk, old.version, old.valid_from, old.text_ru = None, 2, NOW.date(), "Иначе"
    old.save()
    assert missing(disabled) == []


@pytest.mark.parametrize(("years", "by"), [(13, "guardian"), (14, "passenger")])
def test_for_a_child_a_parent_agrees(train, years, by):
    born = NOW.date().replace(year=NOW.year - years) - timedelta(days=1)
    booking = book(train, PartyMember("RU", "RU_NSU_DISABLED", born))
    told(booking, consent=TEXT)
    assert Consent.objects.get().given_as == by


def test_who_gives_the_benefit_up_has_no_consent_left(disabled):
    told(disabled, consent=TEXT)
    told(disabled, benefit_code="")
    assert Consent.objects.get().withdrawn_at == NOW


def test_withdrawing_forgets_the_document_and_asks_again_before_payment(disabled):
    told(disabled, consent=TEXT, proof_number="1234567", given_name="Анна", family_name="Жук")
    consent = Consent.objects.get()
    withdraw_consent(consent=consent, now=NOW)
    withdraw_consent(consent=consent, now=NOW + timedelta(days=1))
    consent.refresh_from_db()
    passenger = disabled.passengers.get()
    assert consent.withdrawn_at == NOW
    assert (passenger.proof_kind, passenger.proof_hashes, passenger.proof_last4) == ("", {}, "")
    assert not ProofSeen.objects.exists()
    assert missing(disabled) == ["consent_required"]


@pytest.mark.parametrize("change", [{"text_en": "Other"}, {"version": 7}])
def test_the_database_keeps_a_text_that_somebody_agreed_to(disabled, change):
    told(disabled, consent=TEXT)
    with pytest.raises(IntegrityError, match="was agreed to"), transaction.atomic():
        ConsentText.objects.filter(law="RU").update(**change)
    ConsentText.objects.filter(law="BY").update(**change)  # nobody agreed to that one


def test_the_database_lets_a_consent_be_withdrawn_and_nothing_else(disabled):
    told(disabled, consent=TEXT)
    with pytest.raises(IntegrityError, match="only be withdrawn"), transaction.atomic():
        Consent.objects.update(language="be")


def test_the_page_asks_where_it_is_needed_and_takes_the_word(disabled, client):
    session = client.session
    session["orders"] = [disabled.reference]
    session.save()
    page = f"/en/o/{disabled.shown_reference}/places"
    content = client.get(page).content.decode()
    assert 'name="consent-1" value="special-RU-1"' in content
    assert "checked" not in content.split('name="consent-1"')[1].split(">")[0]
    filled = {
        "family_name-1": "Жук", "given_name-1": "Анна", "birth_date-1": "07.06.1980", "document_type-1": "RU_PASSPORT",
        "document_number-1": "1234 567890", "benefit-1": "RU_NSU_DISABLED", "seat": ["1-1"], "do": "pay",
        "asked-1": TEXT,
    }  # fmt: skip
    refused = client.post(page, filled).content.decode()
    assert 'href="#consent-1"' in refused
    assert 'value="Жук"' in refused
    assert client.post(page, filled | {"consent-1": TEXT}).headers["Location"].endswith("/pay")
    assert Consent.objects.get().language == "en"
    client.post(page, filled)
    assert Consent.objects.get().withdrawn_at is not None
