"""A paid and a held booking of the true line, the clock at NOW, and people of the staff."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from bookings.models import Booking, RefundRule
from bookings.operations.load_rules import load_rules
from bookings.operations.passenger_details import PassengerDetails
from bookings.operations.settle_payment import settle_payment
from bookings.operations.start_payment import start_payment
from bookings.payments.gateway import BankAnswer, Outcome
from railway.accounts.models import User
from railway.accounts.roles import DESK_CLERK
from tests.bookings.true_line import NOW, book, make_true_train
from tests.staff import make_staff, sign_in
from timetables.models import DatedTrip

ANNA = PassengerDetails(
    given_name="Анна",
    family_name="Ковалёва",
    birth_date=date(1985, 3, 9),
    country="BY",
    document_type="BY_PASSPORT",
    document_number="BM1234567",
)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The wall clock of Python stands at NOW."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def train(db: None, clock: time_machine.Traveller) -> DatedTrip:
    load_rules()
    assert RefundRule.objects.exists()
    return make_true_train()


@pytest.fixture
def held(train: DatedTrip) -> Booking:
    """Anna's seat, held."""
    return book(train, passengers=[ANNA], email="anna@example.org")


@pytest.fixture
def paid(held: Booking) -> Booking:
    """Anna's ticket."""
    payment = start_payment(booking=held, method="sandbox", return_url="https://example.org", now=NOW)
    answer = BankAnswer(event_id=str(uuid4()), charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED)
    settle_payment(answer=answer, now=NOW)
    held.refresh_from_db()
    return held


@pytest.fixture
def staff(clock: time_machine.Traveller, db: None) -> User:
    return make_staff(DESK_CLERK)


@pytest.fixture
def clerk(staff: User) -> Client:
    return sign_in(staff)
