"""Two people's work on one plan: nobody's is lost, and where both wrote into one cell it is said."""

from dataclasses import replace

from hypothesis import given

from tests.timetables.planning.samples import MINUTE, make_train, plans
from timetables.planning.merge import merge
from timetables.planning.plan import Train

Plan = dict[str, Train]


@given(plans(), plans())
def test_what_one_alone_changed_is_what_holds(base: Plan, mine: Plan) -> None:
    for merged in (merge(base, mine, base), merge(base, base, mine), merge(base, mine, mine)):
        assert merged.plan == mine
        assert not merged.conflicts


@given(plans(), plans(), plans())
def test_a_train_that_only_one_touched_is_taken_from_them(base: Plan, mine: Plan, theirs: Plan) -> None:
    merged = merge(base, mine, theirs)
    in_conflict = {conflict.trip_id for conflict in merged.conflicts}
    for name in base.keys() | mine.keys() | theirs.keys():
        versions = base.get(name), mine.get(name), theirs.get(name)
        if versions[2] == versions[0]:
            assert merged.plan.get(name) == versions[1]
        elif versions[1] == versions[0]:
            assert merged.plan.get(name) == versions[2]
        else:
            assert name in in_conflict or name in merged.plan or versions[1] == versions[2]


@given(plans(), plans(), plans())
def test_each_cell_is_somebodys(base: Plan, mine: Plan, theirs: Plan) -> None:
    chosen = [conflict.key for conflict in merge(base, mine, theirs).conflicts]
    for taken in ([], chosen):
        for name, train in merge(base, mine, theirs, take_theirs=taken).plan.items():
            known = {call for plan in (mine, theirs) if name in plan for call in plan[name].calls}
            assert set(train.calls) <= known


def moved(train: Train, place: int, minutes: int) -> Train:
    calls = list(train.calls)
    calls[place] = calls[place].moved(minutes * MINUTE)
    return replace(train, calls=tuple(calls))


def test_different_cells_of_one_train_are_merged_silently() -> None:
    base = make_train()
    merged = merge({"T1": base}, {"T1": moved(base, 1, 2)}, {"T1": moved(base, 2, 3)})
    assert not merged.conflicts
    assert merged.plan["T1"] == moved(moved(base, 1, 2), 2, 3)


def test_the_same_cell_is_a_conflict_with_both_values_and_either_may_be_chosen() -> None:
    base = make_train()
    mine, theirs = moved(base, 1, 2), moved(base, 1, 3)
    merged = merge({"T1": base}, {"T1": mine}, {"T1": theirs})
    (conflict,) = merged.conflicts
    assert (conflict.cell, conflict.mine, conflict.theirs) == ("B", mine.calls[1], theirs.calls[1])
    assert merged.plan["T1"] == mine
    assert merge({"T1": base}, {"T1": mine}, {"T1": theirs}, take_theirs=[conflict.key]).plan["T1"] == theirs


def test_a_train_changed_by_one_and_removed_by_the_other_is_a_conflict_about_the_whole() -> None:
    base, mine = make_train(), make_train(calendar="SUNDAYS")
    merged = merge({"T1": base}, {"T1": mine}, {})
    (conflict,) = merged.conflicts
    assert (conflict.cell, conflict.theirs) == ("", None)
    assert merged.plan == {"T1": mine}
    assert merge({"T1": base}, {"T1": mine}, {}, take_theirs=[conflict.key]).plan == {}


def test_a_stop_that_both_dropped_or_one_added_is_as_they_meant_it() -> None:
    base = make_train(stops="ABCD")
    short, long = (
        make_train(stops="ABD"),
        replace(base, calls=(*base.calls, replace(base.calls[-1], stop="E"))),
    )
    short = replace(short, calls=tuple(base.call_at(call.stop) for call in short.calls))
    assert [call.stop for call in merge({"T1": base}, {"T1": short}, {"T1": long}).plan["T1"].calls] == list(
        "ABDE"
    )
