"""A day of the true line for the pages: tariffs, benefits, a train to Smolensk tomorrow, the clock at NOW."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoDbBlocker

from bookings.models import Booking
from bookings.operations.load_rules import load_rules
from bookings.web import patience
from bookings.web.doors import SESSION_KEY
from tests.bookings.true_line import NOW, book, make_true_train
from tests.shared_rows import shared_rows
from timetables.models import DatedTrip

Open = Callable[[Booking], Client]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The wall clock of Python, the database's excepted, stands at NOW until a test moves it."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture(scope="module")
def _rules(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_rows(django_db_blocker):
        load_rules()
        yield


@pytest.fixture
def rules(_rules: None, db: None, clock: time_machine.Traveller) -> None:
    """True tariffs, rate, benefits and refund rules."""


@pytest.fixture
def train(rules: None) -> DatedTrip:
    return make_true_train()


@pytest.fixture
def booking(train: DatedTrip) -> Booking:
    """One adult's seat, held."""
    return book(train)


@pytest.fixture
def browser() -> Client:
    """A browser of its own, with no wrong guesses behind it."""
    cache.clear()
    patience._here.clear()
    return Client()


@pytest.fixture
def open_in(browser: Client) -> Open:
    """Let the browser open a booking, as the page that made it would have."""

    def remembered(booking: Booking) -> Client:
        session = browser.session
        session[SESSION_KEY] = [*session.get(SESSION_KEY, []), booking.reference]
        session.save()
        return browser

    return remembered
