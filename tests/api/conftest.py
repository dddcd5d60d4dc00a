"""The railway with a held and a paid booking, for calls made out of the published schema."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from bookings.operations.load_rules import load_rules
from bookings.operations.open_seats import open_seats
from tests.api.client import Client
from tests.api.others import Others, make_others
from tests.bookings.api.steps import ADULT, IN_SEASON, PENSIONER, Steps
from tests.factories import fill_small_train
from tests.shared_rows import shared_rows
from timetables.gtfs.seed import seed_timetables

NOW = datetime(2027, 10, 12, 6, 0, tzinfo=UTC)
NEXT_DAY, FULL_DAY = "2027-10-20", "2027-10-21"


@dataclass(frozen=True)
class Bookings:
    """Two bookings with what belongs to them, a train, and a day on which all seats are held and somebody waits."""

    held: dict[str, Any]
    paid: dict[str, Any]
    payment: str
    refund_offer: str
    exchange_offer: str
    offer: str
    dated_trip: int
    waiting: dict[str, Any]
    others: Others
    date: str = IN_SEASON
    full_date: str = FULL_DAY


@pytest.fixture(scope="module")
def bookings(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Bookings]:
    """A held booking of two, complete and waiting for a payment, and a paid one with offers of refund and exchange."""
    with (
        shared_rows(django_db_blocker),
        override_settings(SALES_HORIZON_DAYS=10),
        time_machine.travel(NOW, tick=False),
    ):
        seed_timetables(now=NOW)
        load_rules()
        open_seats(now=NOW)
        yield _make(Steps(Client()))


def _make(steps: Steps) -> Bookings:
    held, paid = steps.book(ADULT, PENSIONER), steps.paid(ADULT)
    steps.complete(held)
    way, its = steps.opened(held), f"/bookings/{held['reference']}"
    payment = way.send("POST", f"{its}/payments", {"method": "sandbox"}).json()
    refund = steps.opened(paid).send("POST", f"/bookings/{paid['reference']}/refund-offers", {}).json()
    next_day = {"date": NEXT_DAY}
    exchange = (
        steps.opened(paid).send("POST", f"/bookings/{paid['reference']}/exchange-offers", next_day).json()
    )
    (offer,) = steps.offers(ADULT)
    return Bookings(
        held,
        paid,
        payment["id"],
        refund["id"],
        exchange["exchange_offers"][0]["offer"]["id"],
        offer["id"],
        offer["trip"]["dated_trip"],
        _wait(steps),
        make_others(offer["trip"]["dated_trip"]),
    )


def _wait(steps: Steps) -> dict[str, Any]:
    for offer in steps.offers(ADULT, date=FULL_DAY):
        fill_small_train(offer["trip"]["dated_trip"])
    way = {"origin": "VITEBSK", "destination": "SMOLENSK", "date": FULL_DAY, "passengers": [ADULT]}
    purchaser = {"purchaser": {"email": "kovaleva@example.org"}}
    return steps.client.send("POST", "/waiting-list-entries", way | purchaser).json()
