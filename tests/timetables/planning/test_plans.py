"""Plans as values: kept as JSON, compared, edited."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timetables.planning.samples import HOUR, MINUTE, STOPS, make_train, plans, trains
from timetables.planning.differences import ADDED, CHANGED, REMOVED, compare
from timetables.planning.edits import HasStopAlready, add_stop, drop_stop, duplicate, shift
from timetables.planning.plan import Call, Train


@given(trains())
def test_a_train_kept_as_json_is_read_back_the_same(train: Train) -> None:
    assert Train.from_json(json.loads(json.dumps(train.to_json()))) == train


@given(plans(), plans())
def test_only_trains_that_differ_are_named_and_each_once(
    old: dict[str, Train], new: dict[str, Train]
) -> None:
    changes = {change.trip_id: change for change in compare(old, new)}
    assert changes.keys() == {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    for name, change in changes.items():
        kinds = {(True, False): ADDED, (False, True): REMOVED, (False, False): CHANGED}
        assert change.kind == kinds[name not in old, name not in new]
        if change.kind == CHANGED:
            assert change.cells or change.particulars


@given(trains(), st.integers(-60, 60).filter(bool))
def test_a_train_moved_as_a_whole_is_told_as_one_shift(train: Train, minutes: int) -> None:
    moved = shift(train, minutes * MINUTE)
    (change,) = compare({"T1": train}, {"T1": moved})
    assert change.shift == minutes * MINUTE
    assert shift(moved, -minutes * MINUTE) == train


def test_a_copy_has_a_name_of_its_own_and_no_set_of_coaches() -> None:
    copied = duplicate(make_train(block="X"), trip_id="T9", number="6799", seconds=HOUR)
    assert (copied.trip_id, copied.number, copied.block, copied.departs) == ("T9", "6799", "", 9 * HOUR)


def test_a_stop_is_added_where_the_line_has_it_with_the_kilometre_of_another_train() -> None:
    slow = make_train("T2", stops="ABCD")
    express = replace(slow, trip_id="T1", calls=(slow.calls[0], slow.calls[3]))
    longer = add_stop(express, Call("C", 8 * HOUR + 5, 8 * HOUR + 5), order=STOPS, plan=[slow])
    assert [(call.stop, call.km) for call in longer.calls] == [
        ("A", Decimal(0)),
        ("C", Decimal(20)),
        ("D", Decimal(30)),
    ]
    with pytest.raises(HasStopAlready):
        add_stop(longer, Call("C", 0, 0), order=STOPS, plan=[])


def test_a_stop_added_before_the_first_starts_the_kilometres_anew() -> None:
    longer = add_stop(
        make_train(stops="BC"),
        Call("A", 7 * HOUR, 7 * HOUR),
        order=STOPS,
        plan=[make_train("T2", stops="DCBA")],
    )
    assert [(call.stop, call.km) for call in longer.calls] == [
        ("A", Decimal(0)),
        ("B", Decimal(10)),
        ("C", Decimal(20)),
    ]


def test_a_stop_of_which_no_train_knows_the_kilometre_has_none() -> None:
    longer = add_stop(
        make_train(stops="AD"), Call("C", 0, 0), order=STOPS, plan=[make_train("T2", stops="AD")]
    )
    assert longer.calls[1].km is None


def test_the_kilometres_count_from_what_becomes_the_first_stop() -> None:
    shorter = drop_stop(make_train(), "A")
    assert [call.km for call in shorter.calls] == [Decimal(0), Decimal(10), Decimal(20)]


def test_a_train_moved_and_short_of_a_stop_is_told_as_both() -> None:
    (change,) = compare({"T1": make_train()}, {"T1": drop_stop(shift(make_train(), HOUR), "C")})
    assert change.shift == HOUR
    assert [cell.stop for cell in change.cells if cell.kind == REMOVED] == ["C"]
