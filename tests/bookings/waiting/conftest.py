"""The rules of prices, and a train of two seats that somebody holds."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from bookings.models import Booking
from bookings.operations.load_rules import load_rules
from tests.bookings.true_line import make_true_train
from tests.bookings.waiting.waiting_world import fill
from tests.shared_rows import shared_rows
from timetables.models import DatedTrip


@pytest.fixture(scope="module", autouse=True)
def _rules(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_rows(django_db_blocker):
        load_rules()
        yield


@pytest.fixture
def train(db: None) -> DatedTrip:
    return make_true_train(seats=2)


@pytest.fixture
def holders(train: DatedTrip) -> list[Booking]:
    """Who holds the train's two seats, all the way."""
    return fill(train)
