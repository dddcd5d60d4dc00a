"""The two lines with their tables of law and money, trains open for sale: made once for each module."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from bookings.operations.load_rules import load_rules
from bookings.operations.open_seats import open_seats
from tests.api.client import Client
from tests.bookings.api.steps import Steps
from tests.shared_rows import shared_rows
from timetables.gtfs.seed import seed_timetables

# A Tuesday: the season of Belarusian pensioners ends with this month.
NOW = datetime(2027, 10, 12, 6, 0, tzinfo=UTC)
HORIZON_DAYS = 30


@pytest.fixture(scope="module")
def _railway(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_rows(django_db_blocker), override_settings(SALES_HORIZON_DAYS=HORIZON_DAYS):
        seed_timetables(now=NOW)
        load_rules()
        open_seats(now=NOW)
        yield


@pytest.fixture
def now(_railway: None, db: None) -> Iterator[datetime]:
    """09:00 in Minsk."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def client(now: datetime) -> Client:
    """A client that asks for English."""
    return Client()


@pytest.fixture
def steps(client: Client) -> Steps:
    """The steps of a booking, taken over the API."""
    return Steps(client)
