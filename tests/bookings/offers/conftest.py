"""True tariffs, rate and benefits."""

import pytest

from bookings.operations.load_rules import load_rules


@pytest.fixture
def rules(db: None) -> None:
    load_rules()
