"""The rules, and a train without numbered seats on the first day of the tickets."""

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from bookings.operations.load_rules import load_rules
from tests.bookings.season.season_world import NOW, train_on
from tests.shared_rows import shared_rows
from timetables.models import DatedTrip


@pytest.fixture(scope="module")
def _rules(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_rows(django_db_blocker):
        load_rules()
        yield


@pytest.fixture
def train(_rules: None, db: None) -> Iterator[DatedTrip]:
    with time_machine.travel(NOW, tick=False):
        yield train_on()
