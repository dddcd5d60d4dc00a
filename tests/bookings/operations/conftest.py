"""What tests of operations share."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.bookings.world import NOW


@pytest.fixture
def time_machine_at_now() -> Iterator[None]:
    """The wall clock of Python, the database's excepted, stands at the tests' NOW."""
    with time_machine.travel(NOW, tick=False):
        yield
