"""What the operator types into the grid."""

import pytest

from timetables.admin.cells import CellNotUnderstood, Passes, Shift, Times, read_cell, write_cell
from timetables.admin.columns import StopFacts, read_column

H = 3600


@pytest.mark.parametrize("text", ["0825", "825", "8.25", "8:25", "08:25", " 08:25 ", "8-25"])
def test_a_time_is_understood_as_railway_people_write_it(text: str) -> None:
    assert read_cell(text) == Times(None, 8 * H + 25 * 60)


def test_two_times_are_arrival_and_departure() -> None:
    assert read_cell("13:45/13:50") == Times(13 * H + 45 * 60, 13 * H + 50 * 60)


@pytest.mark.parametrize(("text", "seconds"), [("+10", 600), ("-5", -300), ("−5", -300), ("+ 2", 120)])
def test_a_sign_shifts(text: str, seconds: int) -> None:
    assert read_cell(text) == Shift(seconds)


@pytest.mark.parametrize("text", ["", "  ", "–"])
def test_an_empty_cell_passes(text: str) -> None:
    assert read_cell(text) == Passes()


@pytest.mark.parametrize("text", ["8:75", "noon", "48:00", "8", "12345", "08:25/", "+", "08:25/x"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(CellNotUnderstood):
        read_cell(text)


def test_hours_pass_midnight() -> None:
    assert write_cell(25 * H, 25 * H + 600) == "25:00/25:10"


STOPS = [
    StopFacts(1, 7 * H, 7 * H, passes=False),
    StopFacts(2, 7 * H + 600, 7 * H + 660, passes=False),
    StopFacts(3, 7 * H + 900, 7 * H + 900, passes=True, timing_point=True),
    StopFacts(4, 7 * H + 1200, 7 * H + 1200, passes=False),
]


def times(typed: dict[int, str]) -> list[tuple[int, int]]:
    return [(stop.arrival - 7 * H, stop.departure - 7 * H) for stop in read_column(STOPS, typed).stops]


def test_plus_ten_moves_its_cell_and_all_later_ones() -> None:
    assert times({2: "+10"}) == [(0, 0), (1200, 1260), (1500, 1500), (1800, 1800)]


def test_one_time_keeps_the_dwell() -> None:
    assert times({2: "7:12"})[1] == (660, 720)


def test_the_border_stays_between_its_neighbours() -> None:
    result = read_column(STOPS, {2: "7:17/7:18"})
    assert not result.errors
    assert result.stops[1].departure <= result.stops[2].arrival <= result.stops[3].arrival


def test_a_time_before_the_last_one_is_an_error_at_its_cell() -> None:
    result = read_column(STOPS, {4: "6:59"})
    assert (4, "backwards") in [(error.sequence, error.code) for error in result.errors]


def test_an_untouched_train_changes_nothing() -> None:
    result = read_column(STOPS, {stop.sequence: stop.text for stop in STOPS})
    assert (result.changed, result.errors) == (frozenset(), ())


def test_the_ends_of_a_train_must_stop() -> None:
    assert read_column(STOPS, {1: ""}).errors[0].code == "end_must_stop"


def test_a_train_may_run_past_midnight() -> None:
    late = [StopFacts(1, 23 * H, 23 * H, False), StopFacts(2, 24 * H, 24 * H, False)]
    assert read_column(late, {2: "0:20"}).stops[1].arrival == 24 * H + 1200
