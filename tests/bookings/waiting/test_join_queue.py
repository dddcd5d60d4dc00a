"""Joining, changing the wish, leaving; and until when an offer holds."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bookings import inventory
from bookings.inventory import SeatRef
from bookings.models import Booking, Notification, WaitingEntry
from bookings.offers import PartyMember, PartyRefused
from bookings.operations.follow_queue import serve_queues
from bookings.operations.join_queue import (
    NothingToWaitFor,
    NotWaiting,
    SeatsFree,
    TooManyWaiting,
    change_waiting,
    departure_window,
)
from bookings.operations.leave_queue import leave_queue
from bookings.operations.purge_old_data import purge_old_data
from bookings.operations.release_booking import release_booking
from bookings.operations.waiting_deadline import offer_deadline
from bookings.queries.waiting import stand_of
from tests.bookings.true_line import DAY, MINSK, NOW, book, make_true_train
from tests.bookings.waiting.waiting_world import join, later, states, wish

pytestmark = pytest.mark.django_db


def test_nobody_waits_where_there_are_seats(train) -> None:
    with pytest.raises(SeatsFree):
        join(2)
    book(train)
    assert join(2).state == "WAITING"
    with pytest.raises(SeatsFree):
        join(1)


def test_free_seats_that_somebody_before_could_have_may_be_waited_for(train, holders) -> None:
    join()
    inventory.extend(booking_id=holders[0].pk, hold_seconds=-1)
    assert join().state == "WAITING"


def test_scattered_seats_are_none_for_who_wants_to_sit_together() -> None:
    train = make_true_train(seats=12)
    for number in range(2, 12):
        book(train, seats=[SeatRef(1, number)])
    with pytest.raises(SeatsFree):
        join(2)
    assert join(2, together=True).state == "WAITING"


@pytest.mark.parametrize(
    "fields",
    [
        {"departs_from": datetime(2027, 5, 15, 8, tzinfo=MINSK)},
        {"departs_before": datetime(2027, 5, 15, 7, 12, tzinfo=MINSK)},
        {"destination": "VITEBSK", "origin": "SMOLENSK"},
    ],
)
def test_there_must_be_a_train_to_wait_for(train, holders, fields) -> None:
    with pytest.raises(NothingToWaitFor):
        join(**fields)
    assert not WaitingEntry.objects.exists()


def test_the_window_is_half_open(train, holders) -> None:
    leaves = train.departs_at
    assert join(departs_from=leaves, departs_before=leaves + timedelta(minutes=1)).pk


def test_a_party_that_no_ticket_can_be_sold_to_cannot_wait(train, holders) -> None:
    with pytest.raises(PartyRefused):
        join(party=[PartyMember("BY", "NO_SUCH_BENEFIT")])


def test_an_address_waits_in_four_queues_at_most(train, holders) -> None:
    for _number in range(4):
        join(email="kovaleva@example.org")
    with pytest.raises(TooManyWaiting):
        join(email="KOVALEVA@example.org")


def test_who_asks_for_less_keeps_the_place_and_who_asks_for_more_loses_it(train, holders) -> None:
    first, second = join(2), join()
    change_waiting(entry=first, wish=wish(1, email=first.email), now=later(1))
    assert [stand_of(one, now=NOW).parties_before for one in _fresh(first, second)] == [0, 1]
    change_waiting(entry=first, wish=wish(2, email=first.email), now=later(2))
    assert [stand_of(one, now=NOW).parties_before for one in _fresh(first, second)] == [1, 0]


def test_parties_that_want_another_part_of_the_way_are_not_before() -> None:
    train = make_true_train(seats=1)
    book(train)
    join(destination="RUDNYA")
    beyond = join(origin="RUDNYA")
    assert stand_of(beyond, now=NOW).parties_before == 0
    assert stand_of(join(), now=NOW).parties_before == 2


def test_who_has_left_or_was_offered_changes_nothing_any_more(train, holders) -> None:
    gone, offered = join(), join()
    leave_queue(entry=gone, now=NOW)
    release_booking(booking=holders[0], now=NOW)
    serve_queues(now=NOW)
    for entry in (gone, offered):
        with pytest.raises(NotWaiting):
            change_waiting(entry=entry, wish=wish(email=entry.email), now=NOW)
    with pytest.raises(NotWaiting):
        leave_queue(entry=gone, now=NOW)


def test_who_refuses_an_offer_gives_the_seats_to_the_next(train, holders) -> None:
    first, second = join(), join()
    release_booking(booking=holders[0], now=NOW)
    serve_queues(now=NOW)
    leave_queue(entry=first, now=NOW)
    serve_queues(now=NOW)
    assert states([first, second]) == ["REFUSED", "OFFERED"]
    assert WaitingEntry.objects.get(pk=first.pk).booking.state == "CANCELLED"


def test_an_offer_that_has_run_out_cannot_be_refused(train, holders) -> None:
    entry = join()
    release_booking(booking=holders[0], now=NOW)
    serve_queues(now=NOW)
    with pytest.raises(NotWaiting):
        leave_queue(entry=entry, now=later(30))


def test_a_letter_follows_joining_and_none_when_it_fails(train) -> None:
    with pytest.raises(SeatsFree):
        join()
    assert not Notification.objects.filter(kind="waiting_joined").exists()


def test_ended_entries_are_forgotten_with_their_address(train, holders) -> None:
    ended, waiting = join(), join()
    leave_queue(entry=ended, now=NOW)
    assert purge_old_data(now=NOW + timedelta(days=30))["waiting"] == 0
    assert purge_old_data(now=NOW + timedelta(days=30, seconds=1))["waiting"] == 1
    assert list(WaitingEntry.objects.all()) == [waiting]
    assert Booking.objects.count() == 2


def test_a_window_is_by_the_origins_clock(train) -> None:
    stop = wish().origin
    assert departure_window(origin=stop, day=DAY, end=time(18)) == (
        datetime(2027, 5, 15, tzinfo=MINSK),
        datetime(2027, 5, 15, 18, tzinfo=MINSK),
    )
    assert departure_window(origin=stop, day=DAY)[1] == datetime(2027, 5, 16, tzinfo=MINSK)


def at(hour: int, minute: int = 0, day: int = 14) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=MINSK)


@pytest.mark.parametrize(
    ("now", "sales_close", "ends"),
    [
        pytest.param(at(12), at(12, day=15), at(12, 30), id="half an hour by day"),
        pytest.param(at(12), at(12, 40), at(12, 20), id="half of what is left near departure"),
        pytest.param(at(12), at(12, 15), at(12, 10), id="ten minutes at least"),
        pytest.param(at(12), at(12, 8), at(12, 8), id="never beyond the close of sales"),
        pytest.param(at(21, 29), at(12, day=15), at(21, 59), id="just before the night"),
        pytest.param(at(21, 30), at(12, day=15), at(7, 30, 15), id="what would end in the night"),
        pytest.param(at(3, day=15), at(12, day=15), at(7, 30, 15), id="in the night"),
        pytest.param(at(6, 59, 15), at(12, day=15), at(7, 30, 15), id="at the end of the night"),
        pytest.param(at(7, day=15), at(12, day=15), at(7, 30, 15), id="in the morning"),
        pytest.param(at(23), at(6, day=15), at(5, day=15), id="the last hour is for others"),
        pytest.param(at(5, 30, 15), at(6, day=15), at(5, 45, 15), id="at night near departure"),
        pytest.param(
            at(23, 50, 31), at(9, 0, 31) + timedelta(days=1), at(7, 30, 31) + timedelta(days=1), id="month"
        ),
    ],
)
def test_an_offer_holds_until(now, sales_close, ends) -> None:
    found = offer_deadline(now=now.astimezone(UTC), sales_close_at=sales_close, zone="Europe/Minsk")
    assert found == ends


def _fresh(*entries: WaitingEntry) -> list[WaitingEntry]:
    return [WaitingEntry.objects.get(pk=entry.pk) for entry in entries]
