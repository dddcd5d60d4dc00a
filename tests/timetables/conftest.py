"""The two lines, imported once for a test, at a known moment."""

from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from timetables.gtfs.seed import Seeded, seed_timetables

HORIZON_DAYS = 50


@pytest.fixture
def now() -> datetime:
    """A Tuesday in season, 09:00 in Minsk: every service runs in the week to come, which has no public holiday."""
    return datetime(2027, 5, 18, 6, 0, tzinfo=UTC)


@pytest.fixture
def network(db: None, now: datetime, settings: Settings) -> Seeded:
    """The project's own feed with its dated trips, of a shorter horizon to save time."""
    settings.SALES_HORIZON_DAYS = HORIZON_DAYS
    return seed_timetables(now=now)
