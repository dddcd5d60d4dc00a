"""What is wrong with a plan is found, and nothing is said of one that is right."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from tests.timetables.planning.samples import HOUR, MINUTE, SUNDAYS, SURROUNDINGS, make_train, trains
from timetables.planning.checks import ERRORS, Problem, check_plan
from timetables.planning.plan import Call, Train
from timetables.queries.draft_checks import Checked


def found(*plan: Train, **around: Any) -> list[tuple[str, str, str]]:
    problems = check_plan({train.trip_id: train for train in plan}, replace(SURROUNDINGS, **around))
    return [(problem.code, problem.trip_id, problem.stop) for problem in problems]


def changed(place: int, **fields: Any) -> Train:
    train = make_train()
    calls = list(train.calls)
    calls[place] = replace(calls[place], **fields)
    return replace(train, calls=tuple(calls))


def test_a_sound_plan_has_no_problems() -> None:
    assert found(make_train(), make_train("T2", at=12 * HOUR)) == []


@given(trains())
def test_times_that_run_forward_are_never_called_backward(train: Train) -> None:
    codes = {code for code, _train, _stop in found(train)}
    assert not codes & {"backwards", "before_previous", "out_of_day", "few_calls", "end_must_stop"}


@pytest.mark.parametrize(
    ("train", "code", "stop"),
    [
        (changed(1, departure=8 * HOUR), "backwards", "B"),
        (changed(1, arrival=7 * HOUR, departure=7 * HOUR), "before_previous", "B"),
        (changed(3, arrival=49 * HOUR, departure=49 * HOUR), "out_of_day", "D"),
        (changed(0, pickup=1), "end_must_stop", "A"),
        (changed(3, drop_off=1), "end_must_stop", "D"),
        (changed(1, arrival=8 * HOUR + 3 * MINUTE, departure=8 * HOUR + 3 * MINUTE), "too_fast", "B"),
        (changed(1, arrival=8 * HOUR + 4.5 * MINUTE, departure=8 * HOUR + 5 * MINUTE), "fast", "B"),
        (changed(3, arrival=10 * HOUR, departure=10 * HOUR), "slow", "D"),
        (changed(2, departure=9 * HOUR), "long_dwell", "C"),
        (changed(2, km=None), "unknown_km", "C"),
        (make_train(calls=()), "few_calls", ""),
        (make_train(calendar=""), "no_calendar", ""),
        (make_train(calendar="NEVER"), "never_runs", ""),
        (make_train(seat_mode="numbered", rolling_stock=""), "no_stock", ""),
        (make_train(seat_mode="quota"), "no_quota", ""),
    ],
)
def test_each_fault_is_named_where_it_is(train: Train, code: str, stop: str) -> None:
    assert (code, "T1", stop) in found(train)


def test_two_trains_of_one_direction_cannot_stand_at_one_halt() -> None:
    codes = found(make_train(), make_train("T2"))
    assert ("same_halt", "T2", "B") in codes
    assert not [code for code in codes if code[2] in "ACD"], "at a station there may be tracks enough"


def test_opposite_trains_at_one_halt_are_a_warning_for_the_tracks_are_not_known() -> None:
    codes = found(make_train(), make_train("T2", at=8 * HOUR - 10 * MINUTE, stops="DCB", direction=1))
    assert ("opposite_halt", "T2", "B") in codes or ("opposite_halt", "T1", "B") in codes
    assert "opposite_halt" not in ERRORS


def test_trains_of_different_days_do_not_meet() -> None:
    mondays = frozenset(day for day in SURROUNDINGS.days["DAILY"] if day.isoweekday() == 1)
    days = {**SURROUNDINGS.days, "MONDAYS": mondays}
    assert not found(make_train(calendar=SUNDAYS), make_train("T2", calendar="MONDAYS"), days=days)


def test_one_platform_takes_one_train() -> None:
    one = changed(2, platform="2", departure=8 * HOUR + 25 * MINUTE)
    other = replace(make_train("T2", at=7 * HOUR + 55 * MINUTE), direction=1)
    other = replace(
        other,
        calls=(
            *other.calls[:2],
            Call("C", 8 * HOUR + 22 * MINUTE, 8 * HOUR + 23 * MINUTE, platform="2"),
            other.calls[3],
        ),
    )
    assert ("same_platform", "T2", "C") in found(one, other)
    elsewhere = replace(other, calls=tuple(replace(call, platform="1") for call in other.calls))
    assert not [code for code, _train, _stop in found(one, elsewhere) if code == "same_platform"]


def test_one_set_of_coaches_cannot_be_in_two_trains() -> None:
    out, back = make_train(block="X"), make_train("T2", at=8 * HOUR + 20 * MINUTE, stops="DCBA", block="X")
    assert ("coaches_twice", "T2", "D") in found(out, back)
    assert "coaches_twice" not in [code for code, *_ in found(out, replace(back, block="Y"))]


def test_a_set_of_coaches_starts_where_it_is() -> None:
    out, again = make_train(block="X"), make_train("T2", at=12 * HOUR, block="X")
    assert ("coaches_elsewhere", "T2", "A") in found(out, again)
    back = make_train("T2", at=12 * HOUR, stops="DCBA", block="X")
    assert found(out, back) == []
    late = replace(back, calls=tuple(call.moved(-3 * HOUR - 28 * MINUTE) for call in back.calls))
    assert ("short_turn", "T2", "D") in found(out, late)


def test_a_weekday_that_loses_all_its_trains_is_named() -> None:
    present = {"T1": make_train()}
    (problem,) = check_plan({"T1": make_train(calendar=SUNDAYS)}, replace(SURROUNDINGS, present=present))
    assert problem.code == "no_service"
    assert problem.facts["weekdays"] == (1, 2, 3, 4, 5, 6)


def test_a_number_used_twice_on_a_day_is_named() -> None:
    assert ("same_number", "T2", "") in found(make_train(), make_train("T2", at=12 * HOUR, number="T1"))


def test_a_word_accepts_the_very_warning_and_no_other() -> None:
    warning, other = Problem("slow", "T1", "B", {"km": 1}), Problem("slow", "T1", "B", {"km": 2})
    error, known = Problem("backwards", "T1", "B"), Problem("slow", "T2", "B")
    checked = Checked([warning, other, known], frozenset({known.key}))
    assert checked.left({warning.key: "works"}) == [other], "what is in force already needs no word"
    assert Checked([error, warning], frozenset({error.key})).left({}) == [error]
