"""The two lines, imported once for each module: these tests only read them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import DjangoDbBlocker

from tests.api.client import Client
from tests.shared_rows import shared_rows
from timetables.gtfs.seed import seed_timetables

NOW = datetime(2027, 5, 18, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def _network(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_rows(django_db_blocker):
        seed_timetables(now=NOW)
        yield


@pytest.fixture
def client(_network: None, db: None) -> Iterator[Client]:
    """A client on a Tuesday of May 2027, 09:00 in Minsk, that asks for English."""
    with time_machine.travel(NOW, tick=False):
        yield Client()
