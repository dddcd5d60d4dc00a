"""Nobody buys past the queue: what a sale could take from those who wait is offered to them first."""

import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import inventory, operations
from bookings.inventory import SeatRef, SeatTaken, SoldOut
from bookings.models import Booking, WaitingEntry
from bookings.offers import OfferContent
from bookings.operations.confirm_exchange import confirm_exchange
from bookings.operations.create_journey import create_journey
from bookings.operations.offer_exchange import offer_exchange
from bookings.operations.release_booking import release_booking
from bookings.operations.retake_seats import retake_seats
from tests.bookings.exchange_world import buy
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.bookings.waiting.waiting_world import ADULT, join, later, states
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(train, holders) -> WaitingEntry:
    """Somebody waits for the train whose second seat comes free now; no job has looked yet."""
    entry = join()
    release_booking(booking=holders[1], now=NOW)
    return entry


def test_who_buys_before_any_job_has_run_serves_the_queue_and_hears_sold_out(train, waiting) -> None:
    with pytest.raises(SoldOut):
        book(train)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.booking.email) == ("OFFERED", waiting.email)
    assert inventory.audit().ok


def test_a_chosen_seat_is_no_way_round(train, waiting) -> None:
    with pytest.raises(SeatTaken):
        book(train, seats=[SeatRef(1, 2)])
    assert states([waiting]) == ["OFFERED"]


def test_what_the_queue_leaves_is_sold(train, holders, waiting) -> None:
    release_booking(booking=holders[0], now=NOW)
    assert book(train).state == "PREBOOKED"
    assert states([waiting]) == ["OFFERED"]


def test_what_nobody_who_waits_could_use_is_sold_at_once(train, holders) -> None:
    couple = join(2)
    release_booking(booking=holders[1], now=NOW)
    assert book(train).state == "PREBOOKED"
    assert states([couple]) == ["WAITING"]


def test_a_sale_of_a_part_that_nobody_waits_for_is_not_held_up() -> None:
    train = make_true_train(seats=1)
    book(train, destination="RUDNYA", email="a@example.org")
    entry = join(destination="RUDNYA")
    assert book(train, origin="RUDNYA").state == "PREBOOKED"
    assert states([entry]) == ["WAITING"]


def test_a_hold_that_has_ended_by_the_clock_is_the_queues_too(train, holders) -> None:
    entry = join()
    inventory.extend(booking_id=holders[0].pk, hold_seconds=-1)
    with pytest.raises(SoldOut):
        book(train)
    assert states([entry]) == ["OFFERED"]


def test_whose_hold_has_ended_takes_the_seats_again_after_the_queue(train, holders) -> None:
    entry = join()
    inventory.extend(booking_id=holders[0].pk, hold_seconds=-1)
    Booking.objects.filter(pk=holders[0].pk).update(hold_expires_at=NOW)
    with pytest.raises(SeatTaken):
        retake_seats(booking=holders[0], now=later(1))
    assert states([entry]) == ["OFFERED"]


def test_an_exchange_from_another_train_comes_after_the_queue(train, waiting) -> None:
    old = buy(make_true_train(day=DAY.replace(day=16)), ADULT)
    offer = offer_exchange(
        booking=old, dated_trip_id=train.pk, origin="VITEBSK", destination="SMOLENSK", now=NOW
    )
    with pytest.raises(SoldOut):
        confirm_exchange(offer=offer, channel="web", now=NOW)
    assert states([waiting]) == ["OFFERED"]


def test_who_has_seats_of_the_train_in_exchange_already_may_take_them_anew(train, holders) -> None:
    old = buy(make_true_train(day=DAY.replace(day=16)), ADULT)
    release_booking(booking=holders[1], now=NOW)
    asked = {"dated_trip_id": train.pk, "origin": "VITEBSK", "destination": "SMOLENSK", "now": NOW}
    first, second = (offer_exchange(booking=old, **asked) for _turn in range(2))
    confirm_exchange(offer=first, channel="web", now=NOW)
    entry = join()
    assert confirm_exchange(offer=second, channel="web", now=NOW).new_booking.dated_trip_id == train.pk
    assert states([entry]) == ["WAITING"]


def test_a_journey_with_a_waited_for_train_is_refused_whole_and_the_queue_served_later(
    train, waiting
) -> None:
    other = make_true_train(day=DAY.replace(day=16))
    total = Booking.objects.values_list("total", flat=True)[0]
    offers = [
        OfferContent(one.pk, "VITEBSK", "SMOLENSK", (ADULT,), "BYN", total, later(20))
        for one in (other, train)
    ]
    with pytest.raises(SoldOut):
        create_journey(offers=offers, channel="web", language="ru", now=NOW)
    assert not Booking.objects.filter(dated_trip=other).exists()


def test_who_cannot_be_offered_does_not_stop_the_sale(train, waiting) -> None:
    WaitingEntry.objects.filter(pk=waiting.pk).update(
        party=[{"country": "BY", "benefit": None, "birth_date": "2027-06-01"}]
    )
    assert book(train).state == "PREBOOKED"
    assert states([waiting]) == ["WAITING"]


def test_a_sale_where_nobody_waits_makes_no_query_more() -> None:
    """Whether anybody waits comes with the lock that each sale takes; only a train with a queue has it looked into."""
    waited, other = (make_true_train(seats=3, at=time(hour)) for hour in (7, 9))
    before = [_queries(one) for one in (waited, other)]
    join(3, departs_before=waited.departs_at + timedelta(hours=1))
    assert [_queries(one) for one in (waited, other)] == [before[0] + 4, before[1]]


def _queries(train: DatedTrip) -> int:
    with CaptureQueriesContext(connection) as queries:
        book(train)
    return len(queries)


def test_whatever_takes_seats_gives_way_to_the_queue() -> None:
    """A new way to take seats must look into the queue too, and have its test above."""
    folder = Path(operations.__file__).parent
    sources = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    taking = {name for name, text in sources.items() if re.search(r"inventory\.hold|hold_seats\(", text)}
    assert taking >= {"create_booking", "retake_seats", "confirm_exchange"}
    assert {name for name in taking if "let_queue_first(" not in sources[name]} == set()
