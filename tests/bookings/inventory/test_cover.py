"""Seats in turn: whatever is free, no plan with fewer changes exists. Compared with trying everything."""

from collections.abc import Mapping, Sequence
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.inventory import SeatPlan, SeatRef, Span
from bookings.inventory.cover import FreeLegs, cover

Rank = tuple[int, bool, int] | tuple[int, int, bool]

LONGEST = 6


@st.composite
def trains(draw: st.DrawFn) -> tuple[list[FreeLegs], Span, int, dict[int, int]]:
    start = draw(st.integers(0, 2))
    span = Span(start, start + draw(st.integers(1, 5)))
    count = draw(st.integers(1, 4))
    legs = st.integers(0, 2 ** (span.end + 1) - 1)
    free = [
        FreeLegs(SeatRef(draw(st.integers(1, 2)), number), draw(legs) | draw(legs))
        for number in range(1, count + 1)
    ]
    stops = draw(st.dictionaries(st.integers(1, span.end), st.sampled_from([0, 30, 120]), max_size=LONGEST))
    return free, span, draw(st.integers(1, min(count, 3))), stops


def rank(changes: int, apart: bool, standing: int, size: int) -> Rank:
    return (changes, apart, -standing) if size > 1 else (changes, -standing, apart)


def rank_of(plan: SeatPlan, stops: Mapping[int, int]) -> Rank:
    changes = [part.start for parts in plan for part in parts[1:]]
    apart = len({part.seat.coach for parts in plan for part in parts}) > 1
    return rank(len(changes), apart, sum(stops[at] for at in changes), len(plan))


def best_of_all(free: Sequence[FreeLegs], span: Span, size: int, stops: Mapping[int, int]) -> Rank | None:
    """Go leg by leg through every way to seat the party, keeping each sum of changes and standing once."""
    ways: set[tuple[tuple[SeatRef, ...], frozenset[int], int, int]] = set()
    for leg in range(span.start, span.end):
        seated = list(permutations([one.seat for one in free if one.legs >> leg & 1], size))
        if leg == span.start:
            ways = {(now, coaches(now), 0, 0) for now in seated}
            continue
        ways = {
            (now, used | coaches(now), changes + moved, standing + moved * stops.get(leg, 0))
            for before, used, changes, standing in ways
            for now in seated
            for moved in [sum(one != other for one, other in zip(before, now, strict=True))]
            if not moved or leg in stops
        }
    return min(
        (rank(changes, len(used) > 1, standing, size) for _now, used, changes, standing in ways), default=None
    )


def coaches(seats: Sequence[SeatRef]) -> frozenset[int]:
    return frozenset(seat.coach for seat in seats)


@settings(max_examples=300, deadline=None)
@given(trains())
def test_no_plan_is_better_than_the_one_found(
    train: tuple[list[FreeLegs], Span, int, dict[int, int]],
) -> None:
    free, span, size, stops = train
    plan = cover(free, span, size=size, stops=stops)
    found = rank_of(plan, stops) if plan else None
    assert found == best_of_all(free, span, size, stops)


@given(trains())
def test_a_plan_seats_everybody_on_every_leg_where_it_is_free_and_nobody_twice(
    train: tuple[list[FreeLegs], Span, int, dict[int, int]],
) -> None:
    free, span, size, stops = train
    plan = cover(free, span, size=size, stops=stops) or ()
    legs_of = {one.seat: one.legs for one in free}
    used = [(part.seat, leg) for parts in plan for part in parts for leg in range(part.start, part.end)]
    assert len(used) == len(set(used)) == len(plan) * (span.end - span.start)
    assert all(legs_of[seat] >> leg & 1 for seat, leg in used)
    for parts in plan:
        assert (parts[0].start, parts[-1].end) == (span.start, span.end)
        for before, after in pairwise(parts):
            assert (before.end, before.seat != after.seat, after.start in stops) == (after.start, True, True)


def seat(number: int, legs: int, coach: int = 1) -> FreeLegs:
    return FreeLegs(SeatRef(coach, number), legs)


def test_seats_are_changed_where_the_train_stands_longest() -> None:
    plan = cover([seat(1, 0b0111), seat(2, 0b1110)], Span(0, 4), size=1, stops={1: 60, 2: 60, 3: 300})
    assert plan
    assert [(part.seat.number, part.start, part.end) for part in plan[0]] == [(1, 0, 3), (2, 3, 4)]


def test_a_party_keeps_together_before_it_looks_for_a_long_stop() -> None:
    free = [seat(1, 0b01), seat(2, 0b11), seat(3, 0b10), seat(1, 0b10, coach=2)]
    plan = cover(free, Span(0, 2), size=2, stops={1: 60})
    assert plan
    assert {part.seat.coach for parts in plan for part in parts} == {1}


def test_seats_are_not_changed_where_nobody_gets_on_or_off() -> None:
    assert cover([seat(1, 0b01), seat(2, 0b10)], Span(0, 2), size=1, stops={}) is None
