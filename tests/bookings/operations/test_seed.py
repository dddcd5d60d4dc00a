"""A new installation, from empty tables to the first ticket on sale."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings

from bookings.offers import PartyMember, search_offers
from bookings.operations.seed import seed
from timetables.models import Stop

NOW = datetime(2027, 5, 14, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_seed_puts_the_morning_train_on_sale_and_a_second_one_adds_nothing(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.DATA_DIR, settings.SALES_HORIZON_DAYS = tmp_path, 3
    assert seed(now=NOW)["seats"] > 0
    offers = search_offers(
        origin=Stop.objects.get(stop_id="VITEBSK"),
        destination=Stop.objects.get(stop_id="SMOLENSK"),
        date=date(2027, 5, 15),
        party=[PartyMember("BY"), PartyMember("BY", "BY_PENSIONER_SEASON")],
        currency="BYN",
        now=NOW,
    )
    morning = offers[0]
    assert morning.on_sale
    assert morning.seats_left
    assert morning.price
    assert morning.price.total == Decimal("10.68") + Decimal("5.34")
    assert seed(now=NOW) == {"rules": 0, "tills": 0, "seats": 0, "posted": 0, "logins": 0}
