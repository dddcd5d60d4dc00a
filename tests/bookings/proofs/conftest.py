"""True rules, a train tomorrow, and a registry that can be told what to do."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.conf import LazySettings
from django.core.cache import cache

from bookings.models import Booking
from bookings.offers import PartyMember
from bookings.operations.complete_passengers import complete_passengers
from bookings.operations.load_rules import load_rules
from bookings.operations.passenger_details import PassengerDetails, Purchaser
from bookings.proofs.ask import forget_failures
from tests.bookings.true_line import NOW, book, make_true_train
from timetables.models import DatedTrip

PENSIONER = PartyMember("BY", "BY_PENSIONER_SEASON", date(1958, 2, 3))
DISABLED = PartyMember("RU", "RU_NSU_DISABLED", date(1980, 6, 7))
ANNA = PassengerDetails(
    family_name="Жук", given_name="Анна", document_type="BY_PASSPORT", document_number="MP1234567"
)
PROOF = "ПУ 1234567"


@pytest.fixture
def rules(db: None) -> Iterator[None]:
    """Tariffs, benefits and rates; the clock at NOW; no registry remembers a failure."""
    load_rules()
    cache.clear()
    forget_failures()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def train(rules: None) -> DatedTrip:
    return make_true_train()


@pytest.fixture
def no_registry(settings: LazySettings) -> None:
    """No registry is configured, as in production until somebody does."""
    settings.PROOF_REGISTRIES = {}


def named(
    train: DatedTrip,
    *,
    number: str | None = PROOF,
    kind: str = "",
    member: PartyMember = PENSIONER,
    who: PassengerDetails = ANNA,
    language: str = "be",
    consent: str | None = None,
) -> Booking:
    """A booking of one passenger who has told everything, and the proof by its number."""
    booking = book(train, member)
    told = PassengerDetails(
        family_name=who.family_name, given_name=who.given_name, document_type=who.document_type,
        document_number=who.document_number, proof_kind=kind, proof_number=number, consent=consent,
    )  # fmt: skip
    purchaser = Purchaser("zhuk@example.org", language=language)
    complete_passengers(booking=booking, details={1: told}, purchaser=purchaser, now=NOW)
    booking.refresh_from_db()
    return booking
