"""The proofs' check of season tickets sees each fault that it is there for."""

import pytest

from bookings.management.prove.season import season_faults
from bookings.models import Booking, SeasonTicket, SeasonTrip
from bookings.operations.reserve_season_seat import reserve_season_seat
from tests.bookings.season.season_world import NOW, bought, train_on

pytestmark = pytest.mark.django_db


def faults() -> set[str]:
    return {name for name, count in season_faults().items() if count}


@pytest.mark.usefixtures("train")
def test_trips_and_seats_that_do_not_match_are_found() -> None:
    numbered, ends = train_on(seat_mode="numbered"), {"origin": "VITEBSK", "destination": "SMOLENSK"}
    reserve_season_seat(ticket=bought("TRIPS_10"), dated_trip_id=numbered.pk, channel="web", now=NOW, **ends)
    assert faults() == set()
    SeasonTicket.objects.update(trips_used=2)
    assert faults() == {"season_trips_not_as_counted"}
    SeasonTicket.objects.update(trips_used=1)
    Booking.objects.update(state=Booking.State.CANCELLED)
    assert faults() == {"season_trips_without_a_seat"}
    Booking.objects.update(state=Booking.State.FULFILLED)
    SeasonTicket.objects.update(trips_used=0)
    SeasonTrip.objects.update(state=SeasonTrip.State.RETURNED)
    assert faults() == {"season_seats_without_a_trip"}
