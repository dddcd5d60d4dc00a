"""The bank decides by the wall clock, which stands at the tests' NOW."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.bookings.world import NOW


@pytest.fixture(autouse=True)
def bank_clock() -> Iterator[None]:
    """Python's clock stands still; the database's goes on."""
    with time_machine.travel(NOW, tick=False):
        yield
