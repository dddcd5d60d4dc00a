"""Any order of holds, seats in turn, payments, releases and ended holds, compared with a matrix of seats and legs."""

from dataclasses import dataclass, field

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
from bookings.inventory import HoldLost, SeatRef, SeatTaken, SoldOut, Span, Stretch
from tests.bookings.inventory.conftest import hold_again, let_hold_run_out
from tests.factories import make_booking, make_dated_trip, make_rolling_stock

LEGS = 4
SEATS = [(coach, number) for coach in (1, 2) for number in range(1, 6)]
PAIRS = [((coach, one), (coach, one + 1)) for coach in (1, 2) for one in (1, 3)]
ANYWHERE = dict.fromkeys(range(1, LEGS), 60)
SPANS = [Span(start, end) for start in range(LEGS) for end in range(start + 1, LEGS + 1)]
spans = st.sampled_from(SPANS)
seat_refs = st.sampled_from(SEATS).map(lambda place: SeatRef(*place))


Place = tuple[int, int]


@dataclass(eq=False)
class Party:
    """A booking as the model sees it. An ended one may or may not have been swept: the model does not know."""

    booking: object
    span: Span
    seats: dict[int, list[tuple[Place, Span]]] = field(default_factory=dict)
    ended: bool = False
    sold: bool = False

    @property
    def parts(self) -> list[tuple[Place, Span]]:
        return [part for parts in self.seats.values() for part in parts]

    def covers(self, place: Place, span: Span) -> bool:
        return any(place == own and bool(part.mask & span.mask) for own, part in self.parts)


class Inventory(RuleBasedStateMachine):
    """The train of two coaches with five seats each; parties are the only state."""

    @initialize()
    def open_trip(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.trip = make_dated_trip(stops=LEGS + 1, seats=make_rolling_stock(5, coaches=2))
        inventory.open_trip(dated_trip_id=self.trip.pk)
        self.parties: list[Party] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def free(self, span: Span, *, surely: bool = False, but: Party | None = None) -> list[tuple[int, int]]:
        """Seats that can be had; `surely`: without taking any that an ended hold may still cover."""
        blocking = [one for one in self.parties if (surely or not one.ended) and one is not but]
        return [place for place in SEATS if not any(one.covers(place, span) for one in blocking)]

    @rule(span=spans, people=st.integers(1, 4))
    def hold_any(self, span: Span, people: int) -> None:
        free, surely_free = self.free(span), self.free(span, surely=True)
        booking = make_booking(self.trip, span, passengers=people)
        try:
            held = hold_again(booking, passengers=people)
        except SoldOut as refused:
            assert refused.free_count == len(free) < people  # noqa: PT017 - right only when it happens
            return
        places = [one.seat.place for one in held]
        assert len(set(places)) == people
        assert set(places) <= set(free)
        if people == 1 and surely_free:
            assert places[0] <= surely_free[0]
        if people == 2 and any(set(pair) <= set(surely_free) for pair in PAIRS):
            assert tuple(places) in PAIRS
        self.parties.append(Party(booking, span, whole_way(places, span)))

    @rule(span=spans, people=st.integers(1, 2))
    def hold_in_turn(self, span: Span, people: int) -> None:
        asked = {self.trip.pk: Stretch(span, ANYWHERE)}
        plan = inventory.find_plans(stretches=asked, size=people).get(self.trip.pk)
        legs = [Span(leg, leg + 1) for leg in range(span.start, span.end)]
        assert (plan is not None) == all(len(self.free(leg)) >= people for leg in legs)
        if plan is None:
            return
        booking = make_booking(self.trip, span, passengers=people)
        held = inventory.hold_plan(
            booking_id=booking.pk, dated_trip_id=self.trip.pk, span=span, plan=plan, hold_seconds=600
        )
        seats = {
            number: [(part.seat.place, part.span) for part in parts]
            for number, parts in enumerate(held, start=1)
        }
        assert all(place in self.free(part) for parts in seats.values() for place, part in parts)
        self.parties.append(Party(booking, span, seats))

    @rule(span=spans, seats=st.lists(seat_refs, min_size=1, max_size=3, unique=True))
    def hold_chosen(self, span: Span, seats: list[SeatRef]) -> None:
        free = self.free(span)
        booking = make_booking(self.trip, span, passengers=len(seats))
        try:
            hold_again(booking, passengers=len(seats), seats=seats)
        except SeatTaken as refused:
            lost = {seat.place for seat in seats} - set(free)
            assert {seat.place for seat in refused.seats} == lost  # noqa: PT017 - right only when it happens
            return
        assert {seat.place for seat in seats} <= set(free)
        self.parties.append(Party(booking, span, whole_way([seat.place for seat in seats], span)))

    @precondition(lambda self: self.parties)
    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(self.parties))
        if party.sold:
            return
        still_free = all(place in self.free(part, but=party) for place, part in party.parts)
        try:
            inventory.confirm(booking_id=party.booking.pk, expected=len(party.seats))
        except HoldLost:
            assert party.ended
            assert inventory.regain(booking_id=party.booking.pk) == still_free
            if not still_free:
                self.parties.remove(party)
                inventory.release(booking_id=party.booking.pk)
                return
        assert still_free
        party.sold, party.ended = True, False

    @precondition(lambda self: self.parties)
    @rule(data=st.data(), seat=seat_refs)
    def move(self, data: st.DataObject, seat: SeatRef) -> None:
        party = data.draw(st.sampled_from([*self.parties]))
        passenger = data.draw(st.sampled_from(sorted(party.seats)))
        others = [part for number, parts in party.seats.items() if number != passenger for part in parts]
        free = seat.place in self.free(party.span, but=party) and seat.place not in {
            place for place, _ in others
        }
        try:
            with transaction.atomic():
                inventory.change_seats(
                    booking_id=party.booking.pk,
                    dated_trip_id=self.trip.pk,
                    span=party.span,
                    wanted={passenger: seat},
                )
        except HoldLost:
            assert party.ended
        except SeatTaken:
            assert not free
        else:
            assert free
            party.seats[passenger] = [(seat.place, party.span)]

    @precondition(lambda self: self.parties)
    @rule(data=st.data())
    def hold_runs_out(self, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(self.parties))
        if not party.sold:
            let_hold_run_out(party.booking)
            party.ended = True

    @precondition(lambda self: self.parties)
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(self.parties))
        freed = inventory.release(booking_id=party.booking.pk)
        assert freed == len(party.parts) or party.ended
        self.parties.remove(party)

    @rule()
    def sweep(self) -> None:
        swept = inventory.sweep_expired(dated_trip_id=self.trip.pk)
        assert set(swept) <= {party.booking.pk for party in self.parties if party.ended}
        self.parties = [party for party in self.parties if not party.ended]

    @invariant()
    def seats_left_agree(self) -> None:
        for span in SPANS:
            left = inventory.seats_left(spans={self.trip.pk: span})[self.trip.pk]
            assert left == len(self.free(span))

    @invariant()
    def no_seat_is_doubled(self) -> None:
        report = inventory.audit()
        assert (report.overlaps, report.mask_mismatches, report.seated_twice) == ([], [], [])


def whole_way(places: list[Place], span: Span) -> dict[int, list[tuple[Place, Span]]]:
    return {number: [(place, span)] for number, place in enumerate(places, start=1)}


@pytest.mark.django_db
def test_the_inventory_behaves_like_a_matrix_of_seats_and_legs() -> None:
    run_state_machine_as_test(
        Inventory,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
