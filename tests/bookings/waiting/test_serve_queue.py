"""Free seats go to those who wait: in order, all of a party or none, one offer an entry."""

from datetime import timedelta

import pytest

from bookings import inventory
from bookings.inventory import SeatRef
from bookings.models import Booking, WaitingEntry
from bookings.operations.expire_holds import expire_holds
from bookings.operations.follow_queue import serve_queues
from bookings.operations.release_booking import release_booking
from bookings.operations.serve_queue import serve_queue
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.bookings.waiting.waiting_world import ADULT, fill, join, later, states
from tests.factories import make_rolling_stock
from timetables.models import DatedTrip
from timetables.operations import cancel_dated_trip

pytestmark = pytest.mark.django_db


def offered(train: DatedTrip, *, now=NOW) -> list[str]:
    """Serve the queue and tell whom it offered seats, by address."""
    return [booking.email for booking in serve_queue(dated_trip_id=train.pk, now=now).offers]


def test_a_freed_seat_is_offered_to_the_first_as_an_ordinary_held_booking(train, holders) -> None:
    first, second = join(), join()
    release_booking(booking=holders[1], now=NOW)
    assert offered(train) == [first.email]
    first.refresh_from_db()
    booking = first.booking
    assert (first.state, booking.state, booking.total) == ("OFFERED", "PREBOOKED", holders[0].total)
    assert booking.hold_expires_at == later(30)
    assert inventory.seats_of(booking_ids=[booking.pk])[booking.pk] == {1: SeatRef(1, 2)}
    assert states([second]) == ["WAITING"]
    assert inventory.audit().ok


def test_nobody_gets_two_offers_for_one_entry(train, holders) -> None:
    entry = join()
    other = make_true_train(seats=1)
    for booking in holders:
        release_booking(booking=booking, now=NOW)
    assert serve_queues(now=NOW) == 1
    assert serve_queues(now=NOW) == 0
    assert Booking.objects.filter(email=entry.email).count() == 1
    assert inventory.seats_left(spans={other.pk: inventory.Span(0, 4)})[other.pk] == 1


def test_a_party_gets_all_seats_or_none_and_smaller_ones_take_what_it_cannot_use(train, holders) -> None:
    couple, single = join(2), join(1)
    release_booking(booking=holders[0], now=NOW)
    assert offered(train) == [single.email]
    release_booking(booking=holders[1], now=NOW)
    assert offered(train) == []
    release_booking(booking=WaitingEntry.objects.get(pk=single.pk).booking, now=NOW)
    assert offered(train) == [couple.email]
    assert inventory.audit().ok


def test_a_part_of_the_way_serves_whoever_waits_for_that_part() -> None:
    train = make_true_train(seats=1)
    to_rudnya = book(train, destination="RUDNYA", email="a@example.org")
    book(train, origin="RUDNYA", email="b@example.org")
    whole, half = join(), join(destination="RUDNYA")
    release_booking(booking=to_rudnya, now=NOW)
    assert offered(train) == [half.email]
    assert states([whole]) == ["WAITING"]


def test_together_means_one_row_or_two_behind_each_other() -> None:
    train = make_true_train(seats=12)
    holders = fill(train)
    apart, close = join(2, together=True), join(2)
    for number in (1, 12):
        release_booking(booking=holders[number - 1], now=NOW)
    assert offered(train) == [close.email]
    for number in (6, 9):
        release_booking(booking=holders[number - 1], now=NOW)
    assert offered(train) == [apart.email]
    booking = WaitingEntry.objects.get(pk=apart.pk).booking
    assert inventory.seats_of(booking_ids=[booking.pk])[booking.pk] == {1: SeatRef(1, 6), 2: SeatRef(1, 9)}


def test_seats_of_an_ended_hold_are_offered_by_the_clock(train, holders) -> None:
    entry = join()
    inventory.extend(booking_id=holders[0].pk, hold_seconds=-1)
    assert offered(train) == [entry.email]
    assert inventory.audit().ok


def test_a_train_that_runs_with_more_seats_serves_its_queue(train, holders) -> None:
    entry = join()
    DatedTrip.objects.filter(pk=train.pk).update(rolling_stock=make_rolling_stock(3))
    inventory.open_trip(dated_trip_id=train.pk)
    assert offered(train) == [entry.email]


def test_a_new_train_serves_the_queue(train, holders) -> None:
    entry = join()
    assert serve_queues(now=NOW) == 0
    extra = make_true_train(seats=1)
    assert serve_queues(now=NOW) == 1
    entry.refresh_from_db()
    assert entry.booking.dated_trip_id == extra.pk


@pytest.mark.parametrize("state", ["RELEASED", "CANCELLED"])
def test_after_an_offer_ends_the_seats_go_to_the_next_and_the_entry_is_over(train, holders, state) -> None:
    first, second = join(), join()
    release_booking(booking=holders[0], now=NOW)
    serve_queues(now=NOW)
    first.refresh_from_db()
    if state == "CANCELLED":
        release_booking(booking=first.booking, now=NOW)
    else:
        inventory.extend(booking_id=first.booking.pk, hold_seconds=-1)
        Booking.objects.filter(pk=holders[1].pk).update(hold_expires_at=later(60))
        assert expire_holds(now=later(30)) == 1
    assert serve_queues(now=later(30)) == 1
    assert states([first, second]) == ["LAPSED" if state == "RELEASED" else "REFUSED", "OFFERED"]
    assert serve_queues(now=later(30)) == 0


def test_whose_train_is_cancelled_waits_on_in_the_old_place(train, holders) -> None:
    first, second = join(), join()
    release_booking(booking=holders[0], now=NOW)
    serve_queues(now=NOW)
    booking = WaitingEntry.objects.get(pk=first.pk).booking
    cancel_dated_trip(dated_trip=train, actor=None, now=NOW)
    Booking.objects.filter(pk=booking.pk).update(state="RELEASED", ended_at=later(1))
    inventory.release(booking_id=booking.pk)
    make_true_train(seats=1)
    assert serve_queues(now=later(2)) == 1
    assert states([first, second]) == ["OFFERED", "WAITING"]


def test_an_entry_ends_when_its_last_train_can_no_longer_be_offered(train, holders) -> None:
    entry = join()
    departure = train.departs_at
    serve_queues(now=departure - timedelta(minutes=16))
    assert states([entry]) == ["WAITING"]
    release_booking(booking=holders[0], now=NOW)
    assert serve_queues(now=departure - timedelta(minutes=15)) == 0
    assert states([entry]) == ["ENDED"]


def test_a_late_train_is_waited_for_longer(train, holders) -> None:
    entry = join()
    train.stops.update(departure_delay_s=3600, arrival_delay_s=3600)
    release_booking(booking=holders[0], now=NOW)
    assert serve_queues(now=train.departs_at + timedelta(minutes=20)) == 1
    entry.refresh_from_db()
    assert entry.booking.hold_expires_at == train.departs_at + timedelta(minutes=37, seconds=30)


def test_a_train_outside_the_window_is_not_offered(train, holders) -> None:
    early = join(departs_before=train.departs_at + timedelta(minutes=1))
    make_true_train(at=train.departs_at.time().replace(hour=9), seats=1)
    assert serve_queues(now=NOW) == 0
    assert states([early]) == ["WAITING"]


def test_who_cannot_be_offered_is_passed_over_and_holds_nobody_up(train, holders) -> None:
    stuck, next_one = join(), join()
    WaitingEntry.objects.filter(pk=stuck.pk).update(
        party=[{"country": "BY", "benefit": None, "birth_date": str(DAY + timedelta(days=9))}]
    )
    release_booking(booking=holders[0], now=NOW)
    served = serve_queue(dated_trip_id=train.pk, now=NOW)
    assert served.passed_over == {stuck.pk}
    assert [booking.email for booking in served.offers] == [next_one.email]
    assert book(make_true_train(day=DAY + timedelta(days=1)), ADULT).pk
