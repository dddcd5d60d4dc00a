"""The two lines, imported once for a test, at a known moment."""

from datetime import UTC, datetime

import pytest

from timetables.gtfs.seed import Seeded, seed_timetables


@pytest.fixture
def now() -> datetime:
    """A Tuesday in season, 09:00 in Minsk: every service runs in the week to come, and none of its days is a public holiday."""
    return datetime(2027, 5, 18, 6, 0, tzinfo=UTC)


@pytest.fixture
def network(db: None, now: datetime) -> Seeded:
    """The project's own feed with its dated trips."""
    return seed_timetables(now=now)
