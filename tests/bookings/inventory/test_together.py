"""Which free seats make the closest company."""

import pytest

from bookings.inventory.together import FreeSeat, groups_together


def free(*numbers: int, coach: int = 1) -> list[FreeSeat]:
    """Seats of a coach with four in a row, two on each side of the aisle."""
    return [FreeSeat(100 * coach + n, coach, n, (n - 1) // 4 + 1, (n - 1) % 4 + 1) for n in numbers]


@pytest.mark.parametrize(
    ("seats", "size", "best"),
    [
        ([1, 2, 3, 4], 2, [1, 2]),
        ([2, 3, 7, 8], 2, [7, 8]),
        ([2, 3, 6], 2, [2, 3]),
        ([1, 5, 10], 2, [1, 5]),
        ([1, 2, 3, 4, 5], 3, [1, 2, 3]),
        ([1, 2, 5, 8], 3, [1, 2, 5]),
        ([2, 3, 5, 6, 7, 8], 4, [5, 6, 7, 8]),
        ([1, 2, 5, 6, 11, 12], 4, [1, 2, 5, 6]),
    ],
    ids=[
        "the first pair",
        "a pair rather than two across the aisle",
        "two across the aisle rather than in two rows",
        "two behind each other",
        "three in a row",
        "a pair and the seat behind",
        "a whole row",
        "a block of two rows",
    ],
)
def test_a_party_is_offered_first(seats: list[int], size: int, best: list[int]) -> None:
    first = next(groups_together(free(*seats), size))
    assert [seat - 100 for seat in first] == best


def test_a_party_is_not_spread_over_coaches() -> None:
    assert list(groups_together(free(1) + free(1, coach=2), 2)) == []


def test_every_place_offered_is_of_free_seats_once() -> None:
    for group in groups_together(free(*range(1, 30, 2)), 3):
        assert len(set(group)) == 3
