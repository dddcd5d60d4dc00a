"""Any order of joining, leaving, freeing, refusing, expiring and buying, against a simple model of a fair queue.

The model knows only who waits, in which order, how many they are and for which part of the way, and which legs of which
seat are taken. After each step the queue is served: each offer must go to the first whom the free seats then fitted,
and afterwards nobody may be left waiting whom the free seats fit.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bookings import inventory
from bookings.inventory import SoldOut
from bookings.models import Booking, WaitingEntry
from bookings.operations.expire_holds import expire_holds
from bookings.operations.follow_queue import serve_queues
from bookings.operations.join_queue import SeatsFree, TooManyWaiting
from bookings.operations.leave_queue import leave_queue
from bookings.operations.release_booking import release_booking
from tests.bookings.true_line import NOW, book, make_true_train
from tests.bookings.waiting.waiting_world import ADULT, fill, join

SEATS, LEGS = 4, 4
WAYS = {("VITEBSK", "SMOLENSK"): (0, 4), ("VITEBSK", "RUDNYA"): (0, 3), ("RUDNYA", "SMOLENSK"): (3, 4)}


@dataclass(frozen=True)
class Waiter:
    """One who waits, as the model knows them."""

    pk: int
    way: tuple[int, int]
    size: int


class Queue(RuleBasedStateMachine):
    """One train of four seats, full at first."""

    @initialize()
    def open_train(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.train = make_true_train(seats=SEATS)
        fill(self.train, destination="RUDNYA")
        fill(self.train, origin="RUDNYA")
        self.waiting: list[Waiter] = []
        self.minutes = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- What people do

    @rule(way=st.sampled_from(sorted(WAYS)), size=st.integers(1, 3))
    def join(self, way: tuple[str, str], size: int) -> None:
        self.minutes += 1
        try:
            with transaction.atomic():
                entry = join(size, origin=way[0], destination=way[1], now=self.now)
        except SeatsFree:
            assert self._fits(Waiter(0, WAYS[way], size), self._taken())
            return
        except TooManyWaiting:
            return
        joined, taken = Waiter(entry.pk, WAYS[way], size), self._taken()
        assert not self._fits(joined, taken) or [one for one in self.waiting if self._fits(one, taken)]
        self.waiting.append(joined)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        gone = data.draw(st.sampled_from(self.waiting))
        leave_queue(entry=WaitingEntry.objects.get(pk=gone.pk), now=self.now)
        self.waiting.remove(gone)

    @precondition(lambda self: self._held())
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        """A holder gives seats back; where they were an offer, it is refused."""
        release_booking(booking=data.draw(st.sampled_from(self._held())), now=self.now)

    @precondition(lambda self: self._held())
    @rule(data=st.data(), recorded=st.booleans())
    def let_run_out(self, data: st.DataObject, recorded: bool) -> None:
        booking = data.draw(st.sampled_from(self._held()))
        Booking.objects.filter(pk=booking.pk).update(hold_expires_at=self.now)
        inventory.extend(booking_id=booking.pk, hold_seconds=-1)
        if recorded:
            expire_holds(now=self.now)

    @rule(way=st.sampled_from(sorted(WAYS)), size=st.integers(1, 2))
    def buy(self, way: tuple[str, str], size: int) -> None:
        """Somebody who doesn't wait may have only what nobody who waits could use."""
        known, taken = self._offers(), self._taken()
        try:
            book(self.train, *[ADULT] * size, origin=way[0], destination=way[1], now=self.now)
        except SoldOut:
            self._replay(known, taken)
            assert not self._fits(Waiter(0, WAYS[way], size), taken)
        else:
            self._replay(known, taken)
            assert not [one for one in self.waiting if self._fits(one, taken)]

    @rule()
    def serve(self) -> None:
        known, taken = self._offers(), self._taken()
        serve_queues(now=self.now)
        self._replay(known, taken)
        assert not [one for one in self.waiting if self._fits(one, taken)]

    # --- What must be true after each step

    @invariant()
    def the_model_knows_who_waits(self) -> None:
        self.waiting = [one for one in self.waiting if self._waits(one)]
        waiting = WaitingEntry.objects.filter(state="WAITING").order_by("joined_at", "pk")
        assert [one.pk for one in self.waiting] == list(waiting.values_list("pk", flat=True))

    @invariant()
    def one_offer_an_entry_and_the_seats_add_up(self) -> None:
        offers = list(WaitingEntry.objects.exclude(booking=None).values_list("booking", flat=True))
        assert len(offers) == len(set(offers))
        assert inventory.audit().ok

    # --- How the model follows

    def _offers(self) -> set[int]:
        return set(WaitingEntry.objects.exclude(booking=None).values_list("booking", flat=True))

    def _replay(self, known: set[int], taken: list[set[int]]) -> None:
        """Each new offer must have gone to the first in the queue whom the seats fitted at that moment."""
        for booking in Booking.objects.filter(pk__in=self._offers() - known).order_by("pk"):
            first = next(one for one in self.waiting if self._fits(one, taken))
            assert first.pk == booking.waiting_entry.pk
            self.waiting.remove(first)
            self._take(booking, taken)

    @property
    def now(self):
        return NOW + timedelta(seconds=self.minutes)

    def _waits(self, one: Waiter) -> bool:
        return WaitingEntry.objects.get(pk=one.pk).state == "WAITING"

    def _held(self) -> list[Booking]:
        return list(Booking.objects.filter(state="PREBOOKED", hold_expires_at__gt=self.now).order_by("pk"))

    def _taken(self) -> list[set[int]]:
        """The legs taken of each seat, by those whose hold lasts, however it is recorded."""
        taken: list[set[int]] = [set() for _seat in range(SEATS)]
        for booking in self._held():
            self._take(booking, taken)
        return taken

    def _take(self, booking: Booking, taken: list[set[int]]) -> None:
        for seat in inventory.seats_of(booking_ids=[booking.pk])[booking.pk].values():
            taken[seat.number - 1].update(range(booking.from_position, booking.to_position))

    def _fits(self, one: Waiter, taken: list[set[int]]) -> bool:
        legs = set(range(*one.way))
        return sum(not legs & seat for seat in taken) >= one.size


@pytest.mark.django_db
@pytest.mark.urls("tests.bookings.web_urls")
def test_a_queue_is_served_fairly_whatever_happens() -> None:
    run_state_machine_as_test(
        Queue,
        settings=settings(
            max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
