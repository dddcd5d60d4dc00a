"""A draft is worked on in steps; nothing in force notices, nothing anybody did is lost."""

import pytest

from tests.timetables.editions.world import NOW, TODAY, World, change, moved, publish, train
from timetables.models import DatedTrip, DraftStep, ScheduleChange, StopTime, Timetable, Trip
from timetables.operations.copy_edition import NameTaken
from timetables.operations.edit_draft import NotADraft, NothingToDo, edit_draft, redo_step, undo_step
from timetables.operations.edit_trips import SeenOtherwise
from timetables.operations.merge_published import MergeConflicts, is_behind, merge_published
from timetables.operations.retime import shift_trip
from timetables.operations.write_plan import copy_trips
from timetables.planning.edits import duplicate
from timetables.queries.plans import read_plan


def test_a_copy_has_the_same_trips_and_no_days(world: World) -> None:
    days = DatedTrip.objects.count()
    draft = world.draft()
    assert read_plan(draft) == read_plan(world.edition)
    assert (draft.state, draft.based_on) == ("draft", world.edition)
    assert DatedTrip.objects.count() == days
    with pytest.raises(NameTaken):
        world.draft()


def test_a_copy_takes_the_same_queries_for_one_train_and_for_three(world, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(12):
        draft = world.draft()
    one = train(draft)
    change(draft, *(duplicate(one, trip_id=name, number=name, seconds=60) for name in ("T3", "T4", "T5")))
    with django_assert_num_queries(12):
        world.draft(name="C", of=draft)


def test_edits_of_a_draft_change_nothing_that_is_in_force(world: World) -> None:
    draft, before = world.draft(), read_plan(world.edition)
    change(draft, moved(draft, 10), gone=["T2"])
    assert read_plan(draft) == {"T1": moved(world.edition, 10)}
    assert read_plan(world.edition) == before
    assert not ScheduleChange.objects.exists()
    assert not StopTime.history.filter(trip__timetable=draft).exists()


def test_steps_are_taken_back_and_done_again_one_by_one(world: World) -> None:
    draft = world.draft()
    states = [read_plan(draft)]
    for step in (
        lambda: change(draft, moved(draft, 5)),
        lambda: change(draft, gone=["T2"]),
        lambda: change(draft, moved(draft, 5)),
    ):
        step()
        states.append(read_plan(draft))
    for state in reversed(states[:-1]):
        undo_step(timetable=draft)
        assert read_plan(draft) == state
    with pytest.raises(NothingToDo):
        undo_step(timetable=draft)
    for state in states[1:]:
        redo_step(timetable=draft)
        assert read_plan(draft) == state
    with pytest.raises(NothingToDo):
        redo_step(timetable=draft)


def test_a_new_step_forgets_what_was_taken_back(world: World) -> None:
    draft = world.draft()
    change(draft, moved(draft, 5))
    undo_step(timetable=draft)
    change(draft, moved(draft, 7))
    with pytest.raises(NothingToDo):
        redo_step(timetable=draft)
    assert [step.number for step in draft.steps.all()] == [1]


def test_a_train_seen_otherwise_is_not_overwritten(world: World) -> None:
    draft = world.draft()
    seen = {"T1": train(draft)}
    change(draft, moved(draft, 5))
    with pytest.raises(SeenOtherwise):
        edit_draft(
            timetable=draft, seen=seen, trains={"T1": None}, kind=DraftStep.Kind.REMOVED, actor=None, now=NOW
        )
    assert "T1" in read_plan(draft)


def test_what_was_published_cannot_be_worked_on(world: World) -> None:
    with pytest.raises(NotADraft):
        change(world.edition, moved(world.edition, 5))


def test_what_a_trip_has_beyond_its_plan_stays(world: World) -> None:
    draft = world.draft()
    Trip.objects.filter(timetable=draft, trip_id="T1").update(extra={"cars_allowed": "1"})
    StopTime.objects.filter(trip__timetable=draft, trip__trip_id="T1", stop_sequence=1).update(
        extra={"zone": "9"}
    )
    change(draft, moved(draft, 5))
    trip = Trip.objects.get(timetable=draft, trip_id="T1")
    assert trip.extra == {"cars_allowed": "1"}
    assert [row.extra for row in trip.stop_times.order_by("stop_sequence")] == [
        None,
        {"zone": "9"},
        None,
        None,
    ]


class TestPublishedMeanwhile:
    """Quick edits of the published edition come into the draft, cell by cell."""

    def test_other_trains_are_taken_over(self, world: World) -> None:
        draft = world.draft()
        change(draft, moved(draft, 10))
        assert not is_behind(draft)
        shift_trip(trip=world.edition.trips.get(trip_id="T2"), minutes=3, actor=None, now=NOW)
        assert is_behind(draft)
        merge_published(timetable=draft, choices={}, actor=None, now=NOW)
        draft.refresh_from_db()
        assert not is_behind(draft)
        assert read_plan(draft)["T2"] == train(world.edition, "T2")
        assert read_plan(draft)["T1"].departs == train(world.edition).departs + 600

    @pytest.mark.parametrize(("choice", "minutes"), [("mine", 10), ("theirs", 3)])
    def test_the_same_cells_are_asked_for(self, world: World, choice: str, minutes: int) -> None:
        draft = world.draft()
        start = train(draft).departs
        change(draft, moved(draft, 10))
        shift_trip(trip=world.edition.trips.get(trip_id="T1"), minutes=3, actor=None, now=NOW)
        with pytest.raises(MergeConflicts) as refusal:
            merge_published(timetable=draft, choices={}, actor=None, now=NOW)
        assert is_behind(draft)
        choices = {conflict.key: choice for conflict in refusal.value.conflicts}
        merge_published(timetable=draft, choices=choices, actor=None, now=NOW)
        assert train(draft).departs == start + minutes * 60

    def test_it_cannot_be_taken_back(self, world: World) -> None:
        draft = world.draft()
        change(draft, moved(draft, 10))
        shift_trip(trip=world.edition.trips.get(trip_id="T2"), minutes=3, actor=None, now=NOW)
        merge_published(timetable=draft, choices={}, actor=None, now=NOW)
        with pytest.raises(NothingToDo):
            undo_step(timetable=draft)


def test_a_draft_of_an_old_edition_is_compared_with_the_one_in_force(world: World) -> None:
    old = Timetable.objects.create(
        name="old",
        state=Timetable.State.SUPERSEDED,
        valid_from=world.edition.valid_from,
        based_on=world.edition,
    )
    draft = world.draft(of=old)
    assert read_plan(draft) == {}
    assert draft.draft.base.keys() == {"T1", "T2"}
    assert not is_behind(draft)


def test_a_draft_that_came_with_a_feed_is_worked_on_like_any_other(world: World) -> None:
    draft = Timetable.objects.create(name="feed", valid_from=TODAY)
    copy_trips(world.edition, draft)
    change(draft, moved(draft, 5))
    assert not is_behind(draft)
    undo_step(timetable=draft)
    publish(draft)
    draft.refresh_from_db()
    assert draft.state == "published"
