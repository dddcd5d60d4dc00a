"""The waiting list under many hands: workers, buyers, passengers who leave, a worker that is killed; the control."""

import contextlib
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

from bookings import inventory
from bookings.inventory import SoldOut
from bookings.models import Booking, Notification, WaitingEntry
from bookings.operations import create_booking as creating
from bookings.operations.follow_queue import serve_queues
from bookings.operations.join_queue import NotWaiting, SeatsFree, change_waiting
from bookings.operations.leave_queue import leave_queue
from bookings.operations.load_rules import load_rules
from bookings.operations.release_booking import release_booking
from bookings.operations.serve_queue import serve_queue
from tests.bookings.true_line import NOW, book, make_true_train
from tests.bookings.waiting.waiting_world import fill, join, states, wish
from tests.races.conftest import Race, deadlocks
from timetables.models import DatedTrip

pytestmark = pytest.mark.django_db(transaction=True)
SEATS = 4


@pytest.fixture(autouse=True)
def _rules(transactional_db: None) -> None:
    load_rules()


@pytest.fixture
def train() -> DatedTrip:
    return make_true_train(seats=SEATS)


@pytest.fixture
def holders(train: DatedTrip) -> list[Booking]:
    return fill(train)


def offers() -> list[Booking]:
    return list(Booking.objects.filter(waiting_entry__isnull=False).order_by("waiting_entry__joined_at"))


def test_workers_that_serve_one_queue_offer_each_seat_once_in_order(race: Race, train, holders) -> None:
    entries = [join() for _ in range(6)]
    for booking in holders:
        release_booking(booking=booking, now=NOW)
    before = deadlocks()
    outcome = race(4, lambda _number: serve_queue(dated_trip_id=train.pk, now=NOW))
    assert not outcome.unexpected(inventory.Busy)
    serve_queues(now=NOW)
    assert states(entries) == ["OFFERED"] * SEATS + ["WAITING"] * 2
    assert Notification.objects.filter(kind="waiting_offer").count() == len(offers()) == SEATS
    assert inventory.audit().ok
    assert deadlocks() == before


def test_one_entry_on_two_trains_gets_one_offer(race: Race, train, holders) -> None:
    other = make_true_train(seats=SEATS)
    fill(other)
    entries = [join() for _ in range(4)]
    for booking in Booking.objects.filter(state="PREBOOKED"):
        release_booking(booking=booking, now=NOW)
    outcome = race(4, lambda number: serve_queue(dated_trip_id=(train, other)[number % 2].pk, now=NOW))
    assert not outcome.unexpected(inventory.Busy)
    serve_queues(now=NOW)
    assert states(entries) == ["OFFERED"] * 4
    assert len(offers()) == 4
    assert inventory.audit().ok


def buyers_and_queue(race: Race, train: DatedTrip, holders: list[Booking]) -> tuple[list[str], int]:
    """Seats come free one by one while buyers try for them all the time: who got them?"""
    entries = [join() for _ in range(SEATS)]
    freed = threading.Event()

    def either(number: int) -> None:
        if number == 0:
            for booking in holders:
                release_booking(booking=booking, now=NOW)
            freed.set()
            return
        while not freed.is_set():
            try_to_buy(train)
        try_to_buy(train)

    outcome = race(6, either)
    assert not outcome.errors
    serve_queues(now=NOW)
    bought = Booking.objects.filter(waiting_entry=None, state="PREBOOKED").count()
    assert inventory.audit().ok
    return states(entries), bought


def try_to_buy(train: DatedTrip) -> None:
    with contextlib.suppress(SoldOut, inventory.Busy):
        book(train)


def test_no_buyer_takes_a_freed_seat_past_the_queue(race: Race, train, holders) -> None:
    assert buyers_and_queue(race, train, holders) == (["OFFERED"] * SEATS, 0)


def test_the_control_without_the_guard_is_bought_empty(
    race: Race, train, holders, monkeypatch: pytest.MonkeyPatch
) -> None:
    for guard in ("let_queue_first", "look_before_writing"):
        monkeypatch.setattr(creating, guard, lambda **_asked: None)
    found, bought = buyers_and_queue(race, train, holders)
    assert bought > 0
    assert "WAITING" in found


def test_who_leaves_or_changes_while_the_queue_is_served_has_no_seat_or_keeps_it_whole(
    race: Race, train, holders
) -> None:
    entries = [join() for _ in range(SEATS)]
    for booking in holders:
        release_booking(booking=booking, now=NOW)

    def either(number: int) -> object:
        if number < 2:
            return serve_queue(dated_trip_id=train.pk, now=NOW)
        entry = entries[number - 2]
        if number % 2:
            return leave_queue(entry=entry, now=NOW)
        return change_waiting(entry=entry, wish=wish(2, email=entry.email), now=NOW)

    outcome = race(6, either)
    assert not outcome.unexpected(NotWaiting, inventory.Busy, SeatsFree)
    held = Booking.objects.filter(state="PREBOOKED", waiting_entry__isnull=False)
    offered = WaitingEntry.objects.filter(state="OFFERED")
    assert {one.pk for one in held} == {one.booking_id for one in offered}
    assert inventory.audit().ok


KILLED = textwrap.dedent("""
    import os, signal, sys
    import django
    django.setup()
    from datetime import datetime
    from bookings.operations import serve_queue as serving

    real = serving._note_offer
    done = []
    def die(entry, booking, now):
        if done:
            print("held", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(real(entry, booking, now))
    serving._note_offer = die
    serving.serve_queue(dated_trip_id=int(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]))
""")


def test_a_worker_killed_between_seats_and_offer_leaves_whole_offers_only(
    train, holders, service_env: dict[str, str]
) -> None:
    entries = [join() for _ in range(SEATS)]
    for booking in holders:
        release_booking(booking=booking, now=NOW)
    command = [sys.executable, "-c", KILLED, str(train.pk), NOW.isoformat()]
    env = service_env | {"DJANGO_SETTINGS_MODULE": "railway.settings"}
    died = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, "held\n"), died.stderr
    assert states(entries) == ["OFFERED", "WAITING", "WAITING", "WAITING"]
    assert inventory.audit().ok
    assert serve_queues(now=NOW) == SEATS - 1
    assert states(entries) == ["OFFERED"] * SEATS
    assert [booking.email for booking in offers()] == [entry.email for entry in entries]
    assert inventory.audit().ok
