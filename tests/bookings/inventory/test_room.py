"""Whether a party would find seats: what counts as free, and what "together" means."""

import random
from itertools import combinations

import pytest

from bookings.inventory import Span, seats_left
from bookings.inventory.open import open_trip
from bookings.inventory.room import SeatRoom, find_room, read_room
from tests.bookings.inventory.conftest import let_hold_run_out
from tests.factories import make_dated_trip, make_rolling_stock

WHOLE, FIRST, LAST = Span(0, 3), Span(0, 1), Span(2, 3)


def numbers(seats) -> list[int] | None:
    return None if seats is None else [seat.number for seat in seats]


@pytest.mark.django_db
def test_one_look_serves_every_stretch(hold) -> None:
    trip = make_dated_trip(seats=3)
    open_trip(dated_trip_id=trip.pk)
    hold(trip, FIRST)
    hold(trip, WHOLE)
    room = read_room(dated_trip_id=trip.pk, spans=[WHOLE, LAST])
    assert numbers(find_room(room, span=WHOLE, size=1)) == [3]
    assert numbers(find_room(room, span=LAST, size=2)) == [1, 3]
    assert find_room(room, span=WHOLE, size=2) is None


@pytest.mark.django_db
def test_holds_that_have_run_out_and_ones_own_seats_are_free(hold) -> None:
    trip = make_dated_trip(seats=3)
    open_trip(dated_trip_id=trip.pk)
    ended, _seats = hold(trip)
    mine, _seats = hold(trip)
    hold(trip)
    let_hold_run_out(ended)
    asked = {"dated_trip_id": trip.pk, "spans": [WHOLE]}
    assert numbers(find_room(read_room(**asked), span=WHOLE, size=1)) == [1]
    assert numbers(find_room(read_room(**asked, also_free=mine.pk), span=WHOLE, size=2)) == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [1, 24 * 400])
def test_it_finds_as_many_seats_as_are_for_sale(hold, settings, hours: int) -> None:
    settings.COMPANION_SEATS_KEPT_HOURS = hours
    trip = make_dated_trip(seats=make_rolling_stock(4, wheelchair=[1], companion=[2]))
    open_trip(dated_trip_id=trip.pk)
    hold(trip)
    room = read_room(dated_trip_id=trip.pk, spans=[WHOLE])
    assert len(room) == seats_left(spans={trip.pk: WHOLE})[trip.pk]


@pytest.mark.django_db
def test_places_without_a_number_are_always_together() -> None:
    trip = make_dated_trip(seat_mode="quota", quota=30)
    open_trip(dated_trip_id=trip.pk)
    room = read_room(dated_trip_id=trip.pk, spans=[WHOLE])
    assert len(find_room(room, span=WHOLE, size=4, together=True) or []) == 4


def test_together_is_one_row_or_two_neighbours_and_found_wherever_there_is_such_a_place() -> None:
    """Against a search through all groups of seats."""
    for seed in range(300):
        chance = random.Random(seed)
        plan = [
            SeatRoom(coach, number, 0, (number - 1) // 4 + 1, (number - 1) % 4 + 1)
            for coach in (1, 2)
            for number in range(1, 13)
        ]
        room = [seat for seat in plan if chance.random() < 0.3]
        size = chance.randint(1, 4)
        found = find_room(room, span=WHOLE, size=size, together=True)
        groups = [group for group in combinations(room, size) if are_close(group)]
        assert (found is not None) == bool(groups)
        if found:
            chosen = [seat for seat in room if (seat.coach, seat.number) in {one.place for one in found}]
            assert len(chosen) == size
            assert are_close(chosen)


def are_close(group) -> bool:
    rows = [seat.row for seat in group]
    return len({seat.coach for seat in group}) == 1 and max(rows) - min(rows) <= 1
