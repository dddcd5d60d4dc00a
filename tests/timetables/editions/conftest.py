"""A world with one published edition; the sales horizon is short, to save time."""

import pytest
from pytest_django import Settings

from tests.timetables.editions.world import HORIZON, World


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    settings.SALES_HORIZON_DAYS = HORIZON
    return World()
