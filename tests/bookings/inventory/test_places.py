"""Places for bicycles, pets and baggage: as many on a leg as the train set carries."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bookings import inventory
from bookings.inventory import PlacesTaken, Span
from bookings.inventory.places import PlacePart, assign
from bookings.models import Booking
from tests.factories import make_booking, make_dated_trip
from timetables.models import Coach, DatedTrip

LEGS = 6
WHOLE = Span(0, 3)
spans = st.tuples(st.integers(0, LEGS - 1), st.integers(1, LEGS)).filter(lambda ends: ends[0] < ends[1])


def take(booking: Booking, *, seconds: int | None = 600, span: Span | None = None, **kinds: int) -> None:
    inventory.set_places(
        booking_id=booking.pk,
        dated_trip_id=booking.dated_trip_id,
        span=span or Span(booking.from_position, booking.to_position),
        wanted={1: kinds},
        hold_seconds=seconds,
    )


def left(trip: DatedTrip, span: Span = WHOLE) -> dict[str, int]:
    return inventory.places_left(spans={trip.pk: span})[trip.pk]


def let_places_run_out(booking: Booking) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bookings_placeclaim SET expires_at = clock_timestamp() - %s WHERE booking_id = %s AND state = 1",
            [timedelta(seconds=1), booking.pk],
        )


@given(st.integers(1, 4), st.lists(st.tuples(spans, st.integers(0, 9)), max_size=25))
def test_a_thing_finds_room_exactly_where_no_leg_is_full_and_never_beside_another(places, wishes):
    """Against the simplest model, a count for each leg; the odd ones are let go again, so that gaps arise."""
    taken: list[tuple[PlacePart, ...]] = []
    for ends, chance in wishes:
        span, parts = Span(*ends), [part for each in taken for part in each]
        loads = [sum(part.start <= leg < part.end for part in parts) for leg in range(*ends)]
        if max(loads) < places:
            found = assign(parts, span, places=places)
            assert [part.start for part in found] + [span.end] == [span.start] + [part.end for part in found]
            assert all(1 <= part.place <= places for part in found)
            assert not any(
                mine.place == other.place and mine.start < other.end and other.start < mine.end
                for mine in found
                for other in parts
            )
            taken.append(tuple(found))
        if chance < 3 and taken:
            taken.pop(chance % len(taken))


@pytest.mark.django_db
def test_a_place_is_sold_again_on_the_next_section_and_not_on_the_same_leg():
    trip = make_dated_trip()
    for span in (Span(0, 2), Span(0, 1), Span(1, 3)):
        take(make_booking(trip, span), bicycle=1)
    assert left(trip, Span(0, 3))["bicycle"] == 0
    assert left(trip, Span(2, 3))["bicycle"] == 1
    with pytest.raises(PlacesTaken) as full:
        take(make_booking(trip, Span(0, 2)), bicycle=1)
    assert (full.value.kind, full.value.left) == ("bicycle", 0)
    take(make_booking(trip, Span(2, 3)), bicycle=1)
    assert inventory.audit().ok


@pytest.mark.django_db
def test_an_ended_hold_is_free_at_once_and_comes_back_while_nobody_took_it():
    trip = make_dated_trip()
    late, other = make_booking(trip), make_booking(trip)
    take(late, bicycle=2)
    let_places_run_out(late)
    assert left(trip)["bicycle"] == 2
    take(late, bicycle=2, seconds=None)
    assert left(trip)["bicycle"] == 0
    take(late, seconds=None)
    take(late, bicycle=1)
    let_places_run_out(late)
    take(other, bicycle=2)
    with pytest.raises(PlacesTaken):
        take(late, bicycle=1, seconds=None)


@pytest.mark.django_db
def test_gtfs_that_forbids_bicycles_and_a_train_without_a_known_set_sell_no_place():
    trip = make_dated_trip()
    trip.trip.bikes_allowed = 2
    trip.trip.save()
    assert left(trip) == {"bicycle": 0, "pet": 4, "baggage": 4}
    DatedTrip.objects.filter(pk=trip.pk).update(rolling_stock=None)
    assert left(trip) == {"bicycle": 0, "pet": 0, "baggage": 0}


@pytest.mark.django_db
def test_places_go_with_the_seats_and_stay_longer_with_them():
    trip = make_dated_trip()
    booking = make_booking(trip, passengers=2)
    inventory.set_places(
        booking_id=booking.pk,
        dated_trip_id=trip.pk,
        span=Span(0, 3),
        wanted={1: {"bicycle": 1}, 2: {"bicycle": 1, "pet": 2}},
        hold_seconds=600,
    )
    let_places_run_out(booking)
    inventory.extend(booking_id=booking.pk, hold_seconds=600)
    assert left(trip) == {"bicycle": 0, "pet": 2, "baggage": 4}
    inventory.release(booking_id=booking.pk, passenger_numbers=[2])
    assert left(trip) == {"bicycle": 1, "pet": 4, "baggage": 4}


@pytest.mark.django_db
def test_counting_takes_two_queries_for_any_number_of_trains(django_assert_num_queries):
    trips = [make_dated_trip() for _ in range(3)]
    for some in (trips[:1], trips):
        with django_assert_num_queries(2):
            inventory.places_left(spans={trip.pk: Span(0, 3) for trip in some})


@pytest.mark.django_db
def test_the_audit_finds_a_place_sold_twice_one_too_many_and_one_nobody_paid_for():
    trip = make_dated_trip()
    first, second = make_booking(trip), make_booking(trip)
    take(first, bicycle=2)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bookings_placeclaim DROP CONSTRAINT place_claim_no_overlap")
        cursor.execute(
            "INSERT INTO bookings_placeclaim (booking_id, passenger_no, dated_trip_id, kind, place, segment, state)"
            " VALUES (%s, 1, %s, 'bicycle', 1, '[0,3)', 2)",
            [second.pk, trip.pk],
        )
    report = inventory.audit()
    assert (len(report.places_doubled), report.places_oversold) == (1, [trip.pk])
    assert len(report.places_without_booking) == 1
    Booking.objects.filter(pk=second.pk).update(state=Booking.State.CONFIRMED)
    assert second.pk in inventory.audit().paid_without_places
    Coach.objects.update(bicycle_places=9)
    assert inventory.audit().places_oversold == []
