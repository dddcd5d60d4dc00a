"""Seating a party together: which free seats make the closest company. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

LOOK_AHEAD = 11  # seats after the first one that may keep it company: three rows
ROW_STEP = 4  # from window to window of one row is no farther than to the next row
LAST_COLUMN_BEFORE_AISLE = 2
BEST_SPREAD = {2: 1, 3: 1 + 3, 4: 1 + 3 + 4}  # side by side; with one across the aisle; a whole row


@dataclass(frozen=True, slots=True)
class FreeSeat:
    """A seat that is free for the whole stretch, with its place on the plan of its coach."""

    id: int
    coach: int
    number: int
    row: int
    column: int


def groups_together(free: Sequence[FreeSeat], size: int) -> Iterator[list[int]]:
    """Offer places for a party, the closest together first and of equals the lowest.

    This function yields ids of `size` seats of one coach, lazily: where neighbours exist near the front, the rest of
    the train is not looked at. `free` is in order of coach and number.
    """
    yield from side_by_side(free, size)
    looser = [group for group in _groups(free, size) if group[0] > BEST_SPREAD[size]]
    looser.sort(key=lambda group: group[0])
    yield from (ids for _spread, ids in looser)


def side_by_side(free: Sequence[FreeSeat], size: int) -> Iterator[list[int]]:
    """This function yields only the places than which there are no closer ones, the lowest first."""
    return (ids for spread, ids in _groups(free, size) if spread <= BEST_SPREAD[size])


def _groups(free: Sequence[FreeSeat], size: int) -> Iterator[tuple[int, list[int]]]:
    for _coach, seats in groupby(free, key=lambda seat: seat.coach):
        in_coach = list(seats)
        for index in range(len(in_coach) - size + 1):
            yield _company(in_coach[index], in_coach[index + 1 : index + 1 + LOOK_AHEAD], size)


def _company(first: FreeSeat, others: Sequence[FreeSeat], size: int) -> tuple[int, list[int]]:
    near = sorted((_distance(first, other), index) for index, other in enumerate(others))[: size - 1]
    members = [first, *(others[index] for _distance, index in near)]
    members.sort(key=lambda seat: seat.number)
    return sum(distance for distance, _index in near), [seat.id for seat in members]


def _distance(one: FreeSeat, other: FreeSeat) -> int:
    return ROW_STEP * abs(one.row - other.row) + abs(_across(one) - _across(other))


def _across(seat: FreeSeat) -> int:
    return seat.column + (seat.column > LAST_COLUMN_BEFORE_AISLE)
