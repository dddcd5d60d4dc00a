"""The last trip of a multi-ride ticket, wanted on several trains at once."""

import threading
from datetime import time

import pytest

from bookings.models import SeasonTicket, SeasonTrip
from bookings.operations import check_season_trip as checking
from bookings.operations.check_season_trip import SeasonNotValid, check_season_trip
from bookings.operations.load_rules import load_rules
from tests.bookings.season.season_world import NOW, bought, train_on
from tests.races.conftest import Race

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4


@pytest.fixture
def ticket(transactional_db: None) -> SeasonTicket:
    load_rules()
    train_on(at=time(5))
    made = bought("TRIPS_10")
    SeasonTicket.objects.update(trips_used=9)
    return made


def _race(race: Race, ticket: SeasonTicket) -> int:
    """As many trains as racers; how many trips were given beside the nine."""
    trains = [train_on(at=time(7 + number)) for number in range(RACERS)]
    outcome = race(
        RACERS,
        lambda number: check_season_trip(ticket=ticket, dated_trip=trains[number], by="i", now=NOW),
    )
    assert not outcome.unexpected(SeasonNotValid)
    return SeasonTrip.objects.count()


def test_the_last_trip_is_given_once(race: Race, ticket: SeasonTicket) -> None:
    assert _race(race, ticket) == 1
    ticket.refresh_from_db()
    assert ticket.trips_left == 0


def test_control_without_the_lock_it_is_given_more_than_once(
    race: Race, ticket: SeasonTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = threading.Barrier(RACERS)

    def read_together(ticket_id: int) -> SeasonTicket:
        found = SeasonTicket.objects.select_related("route", "origin", "destination").get(pk=ticket_id)
        meeting.wait(timeout=10)
        return found

    monkeypatch.setattr(checking, "lock_season", read_together)
    assert _race(race, ticket) > 1


def test_one_train_checked_by_several_at_once_takes_one_trip(race: Race, ticket: SeasonTicket) -> None:
    SeasonTicket.objects.update(trips_used=0)
    train = train_on(at=time(9))
    outcome = race(
        RACERS, lambda _number: check_season_trip(ticket=ticket, dated_trip=train, by="i", now=NOW)
    )
    assert not outcome.errors
    ticket.refresh_from_db()
    assert (ticket.trips_used, SeasonTrip.objects.count()) == (1, 1)
