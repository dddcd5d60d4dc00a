"""The audit sees each fault that it is there for."""

from collections.abc import Callable

import pytest
from django.db import connection

from bookings import inventory
from bookings.inventory import Span
from bookings.models import Booking
from tests.bookings.inventory.conftest import Held, let_hold_run_out
from tests.factories import make_dated_trip

pytestmark = pytest.mark.django_db
Hold = Callable[..., Held]


def test_an_empty_inventory_is_reported_as_such() -> None:
    report = inventory.audit()
    assert (report.ok, report.seats_placed) == (True, 0)


def test_held_and_sold_seats_pass(hold: Hold) -> None:
    trip = make_dated_trip(seats=8)
    paid, _ = hold(trip, passengers=2)
    inventory.confirm(booking_id=paid.pk, expected=2)
    Booking.objects.filter(pk=paid.pk).update(state=Booking.State.CONFIRMED)
    late, _ = hold(trip)
    let_hold_run_out(late)
    report = inventory.audit()
    assert (report.ok, report.seats_placed) == (True, 3)


def test_two_claims_over_one_leg_are_found(hold: Hold) -> None:
    trip = make_dated_trip(seats=2)
    hold(trip, Span(0, 2))
    hold(trip, Span(0, 2))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bookings_seatclaim DROP CONSTRAINT seat_claim_no_overlap")
        cursor.execute("UPDATE bookings_seatclaim SET trip_seat_id = (SELECT min(id) FROM bookings_tripseat)")
    report = inventory.audit()
    assert (len(report.overlaps), len(report.mask_mismatches)) == (1, 1)


def test_a_wrong_mask_is_found_and_mended(hold: Hold, spoil_masks: Callable[[], None]) -> None:
    hold(make_dated_trip(seats=2))
    spoil_masks()
    wrong = inventory.audit().mask_mismatches
    assert inventory.mend_masks(trip_seat_ids=wrong) == len(wrong) == 1
    assert inventory.audit().ok


def test_a_claim_of_an_ended_booking_is_found(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip())
    Booking.objects.filter(pk=booking.pk).update(state=Booking.State.RELEASED)
    assert len(inventory.audit().claims_without_booking) == 1


def test_a_sold_seat_of_an_unpaid_booking_is_found(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip())
    inventory.confirm(booking_id=booking.pk, expected=1)
    assert len(inventory.audit().sold_without_paid) == 1


def test_a_paid_booking_short_of_a_seat_is_found(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip(), passengers=2)
    inventory.release(booking_id=booking.pk, passenger_numbers=[1])
    inventory.confirm(booking_id=booking.pk, expected=1)
    Booking.objects.filter(pk=booking.pk).update(state=Booking.State.FULFILLED)
    assert inventory.audit().paid_without_sold == [booking.pk]


def test_a_refunded_passenger_needs_no_seat(hold: Hold) -> None:
    booking, _ = hold(make_dated_trip(), passengers=2)
    inventory.release(booking_id=booking.pk, passenger_numbers=[1])
    inventory.confirm(booking_id=booking.pk, expected=1)
    booking.passengers.filter(number=1).update(state="refunded")
    Booking.objects.filter(pk=booking.pk).update(state=Booking.State.FULFILLED)
    assert inventory.audit().ok
