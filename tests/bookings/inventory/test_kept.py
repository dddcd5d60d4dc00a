"""Companions' seats: with a wheelchair place until the set hour, then anybody's."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from bookings import inventory
from bookings.inventory import SeatRef, SeatsKept, SoldOut, Span
from tests.bookings.inventory.conftest import Held, free_on, numbers
from tests.factories import make_dated_trip, make_rolling_stock
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db
Hold = Callable[..., Held]
WHOLE = Span(0, 3)
WHEELCHAIR, COMPANION = SeatRef(1, 3), SeatRef(1, 4)
KEPT_HOURS = 3


@pytest.fixture(autouse=True)
def kept_hours(settings: LazySettings) -> None:
    settings.COMPANION_SEATS_KEPT_HOURS = KEPT_HOURS


@pytest.fixture
def trip() -> DatedTrip:
    """Two ordinary seats, a wheelchair place, and the seat beside it; the train leaves long after the set hour."""
    return make_dated_trip(seats=make_rolling_stock(4, wheelchair=[3], companion=[4]))


def leave_in(trip: DatedTrip, **time: int) -> None:
    leaves_at: datetime = timezone.now() + timedelta(**time)
    DatedTrip.objects.filter(pk=trip.pk).update(departs_at=leaves_at)


def kinds(trip: DatedTrip) -> list[str]:
    (coach,) = inventory.seat_map(dated_trip_id=trip.pk, span=WHOLE)
    return [seat.kind for seat in coach.seats]


def test_a_companions_seat_is_kept_for_companions(trip: DatedTrip, hold: Hold) -> None:
    with pytest.raises(SeatsKept):
        hold(trip, seats=[COMPANION])
    assert free_on(trip, WHOLE) == 2
    assert kinds(trip) == ["seat", "seat", "wheelchair", "companion"]
    assert numbers(hold(trip, passengers=2, seats=[WHEELCHAIR, COMPANION])[1]) == [3, 4]


def test_nobody_finds_it_who_looks_for_any_seat(trip: DatedTrip, hold: Hold) -> None:
    hold(trip, passengers=2)
    with pytest.raises(SoldOut):
        hold(trip)


@pytest.mark.parametrize(
    ("minutes", "is_anybodys"), [(60 * KEPT_HOURS + 1, False), (60 * KEPT_HOURS - 1, True)]
)
def test_from_the_set_hour_on_it_is_anybodys(
    trip: DatedTrip, hold: Hold, minutes: int, is_anybodys: bool
) -> None:
    leave_in(trip, minutes=minutes)
    assert free_on(trip, WHOLE) == 2 + is_anybodys, "before the train is opened"
    inventory.open_trip(dated_trip_id=trip.pk)
    assert free_on(trip, WHOLE) == 2 + is_anybodys
    assert kinds(trip).count("seat") == 2 + is_anybodys
    hold(trip, passengers=2)
    if is_anybodys:
        assert numbers(hold(trip)[1]) == [4]
        assert inventory.audit().ok
    else:
        with pytest.raises(SoldOut):
            hold(trip)


def test_a_passenger_moves_to_it_only_beside_a_wheelchair_place(trip: DatedTrip, hold: Hold) -> None:
    alone, _held = hold(trip)
    move = {"booking_id": alone.pk, "dated_trip_id": trip.pk, "span": WHOLE}
    with pytest.raises(SeatsKept):
        inventory.change_seats(**move, wanted={1: COMPANION})
    assert inventory.seats_of(booking_ids=[alone.pk])[alone.pk][1].number == 1
    inventory.release(booking_id=alone.pk)
    couple, _held = hold(trip, passengers=2, seats=[WHEELCHAIR, SeatRef(1, 1)])
    inventory.change_seats(booking_id=couple.pk, dated_trip_id=trip.pk, span=WHOLE, wanted={2: COMPANION})
    assert inventory.seats_of(booking_ids=[couple.pk])[couple.pk][2].number == 4


def test_a_wheelchair_place_stays_one_to_the_end(trip: DatedTrip, hold: Hold) -> None:
    leave_in(trip, minutes=10)
    hold(trip, passengers=3)
    with pytest.raises(SoldOut):
        hold(trip)
    assert numbers(hold(trip, seats=[WHEELCHAIR])[1]) == [3]
