"""The project's own feed, once for a module, at 09:00 of a Tuesday in May 2027."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.shared_rows import shared_rows
from timetables.gtfs.seed import seed_timetables

NOW = datetime(2027, 5, 18, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def _network(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_rows(django_db_blocker):
        seed_timetables(now=NOW)
        yield


@pytest.fixture
def browser(_network: None, db: None) -> Iterator[Client]:
    with time_machine.travel(NOW, tick=False):
        yield Client()
