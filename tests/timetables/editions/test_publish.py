"""Publishing: trains of days follow the new edition from its first day, none is doubled or lost; and all comes back."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_stops
from tests.timetables.editions.world import (
    HORIZON,
    HOUR,
    MINUTE,
    NOW,
    SWITCH,
    TODAY,
    World,
    change,
    clocks,
    moved,
    publish,
    train,
    with_call,
)
from timetables.models import DatedTrip, ScheduleChange, Timetable
from timetables.operations import cancel_dated_trip, shift_trip
from timetables.operations.apply_calendar import apply_calendars
from timetables.operations.edit_draft import NotADraft
from timetables.operations.publish_edition import (
    BehindPublished,
    ProblemsLeft,
    ValidityOver,
    foresee_publication,
    publish_edition,
    supersede_ended,
)
from timetables.operations.revert_publication import PublishedSince, RevertedAlready, revert_publication
from timetables.planning.edits import drop_stop, duplicate
from timetables.queries.plans import read_plan

DAYS = [TODAY + timedelta(days=number) for number in range(HORIZON + 1)]


def running() -> Counter[tuple[str, date]]:
    """How many trains run of each number and day."""
    rows = DatedTrip.objects.filter(state="scheduled")
    return Counter(rows.values_list("trip__trip_id", "service_date"))


def editions() -> list[tuple[str, str, date, date | None]]:
    rows = Timetable.objects.order_by("name")
    return list(rows.values_list("name", "state", "valid_from", "valid_until"))


def test_trains_follow_from_the_first_day_and_the_days_before_stay(world: World) -> None:
    keys = {day: world.day("T1", day).pk for day in DAYS}
    draft = world.draft()
    change(draft, moved(draft, 10))
    publish(draft)
    for day in DAYS:
        train_of_day = world.day("T1", day)
        follows = day >= SWITCH
        assert train_of_day.pk == keys[day], "it is the same train, for whoever has booked it"
        assert train_of_day.trip.timetable == (draft if follows else world.edition)
        assert clocks(train_of_day)[0] == ("08:10" if follows else "08:00")
        assert train_of_day.departs_at == train_of_day.stops.get(position=0).departure_at
    assert editions() == [
        ("A", "published", date(2027, 1, 1), SWITCH),
        ("B", "published", SWITCH, None),
    ]
    changes = ScheduleChange.objects.all()
    assert {one.dated_trip_id for one in changes} == {keys[day] for day in DAYS if day >= SWITCH}
    assert {one.kind for one in changes} == {"retimed"}
    assert changes[0].after["remedies"]["moved"] == "tell"


def test_a_train_taken_out_goes_and_a_new_one_comes(world: World) -> None:
    draft = world.draft()
    change(draft, duplicate(train(draft), trip_id="T3", number="T3", seconds=2 * HOUR), gone=["T2"])
    publish(draft)
    assert running() == Counter(
        [("T1", day) for day in DAYS]
        + [("T2", day) for day in DAYS if day < SWITCH]
        + [("T3", day) for day in DAYS if day >= SWITCH]
    )
    assert not DatedTrip.objects.filter(state="cancelled").exists(), (
        "nobody had booked it: it is not there any more"
    )


def test_making_trains_neither_doubles_nor_loses_a_day_around_the_switch(world: World) -> None:
    draft = world.draft()
    change(draft, moved(draft, 10), duplicate(train(draft), trip_id="T3", number="T3", seconds=2 * HOUR))
    publish(draft)
    before = running()
    assert world.make_days() == 0
    assert set(before.values()) == {1}
    world.make_days(NOW + timedelta(days=5))
    last = TODAY + timedelta(days=5 + HORIZON)
    assert {name for name, day in running() if day == last} == {"T1", "T2", "T3"}


def test_an_edition_valid_from_today_leaves_what_has_departed_alone(world: World) -> None:
    draft = world.draft(valid_from=TODAY)
    change(draft, moved(draft, 10), moved(draft, 10, "T2"))
    publish(draft)
    assert clocks(world.day("T1", TODAY))[0] == "08:00"
    assert clocks(world.day("T2", TODAY))[0] == "18:10"
    assert set(running().values()) == {1}
    assert editions()[0] == ("A", "superseded", date(2027, 1, 1), TODAY)


def test_a_train_moved_to_a_time_that_is_over_today_stays_as_it_was_today(world: World) -> None:
    draft = world.draft(valid_from=TODAY)
    change(draft, moved(draft, -10 * 60, "T2"))
    publish(draft)
    assert clocks(world.day("T2", TODAY))[0] == "18:00"
    assert clocks(world.day("T2", DAYS[1]))[0] == "08:00"


def test_a_stop_is_dropped_and_added_where_nobody_has_booked(world: World) -> None:
    (new,) = make_stops(1)
    draft = world.draft()
    change(draft, with_call(drop_stop(train(draft), world.stops[2]), new.stop_id, 8 * HOUR + 15 * MINUTE, 2))
    publish(draft)
    stops = [stop.stop.stop_id for stop in world.day("T1", SWITCH).stops.order_by("position")]
    assert stops == [*world.stops[:2], new.stop_id, world.stops[3]]
    assert set(running().values()) == {1}


def test_a_decision_for_a_single_day_stays_decided(world: World) -> None:
    cancel_dated_trip(dated_trip=world.day("T1", SWITCH), actor=None, now=NOW, reason="snow")
    draft = world.draft()
    change(draft, moved(draft, 10))
    publication = publish(draft)
    assert world.day("T1", SWITCH).state == "cancelled"
    assert clocks(world.day("T1", SWITCH))[0] == "08:10", "it would run by the new times, if it did"
    revert_publication(publication=publication, actor=None, now=NOW)
    assert world.day("T1", SWITCH).state == "cancelled"


def test_other_days_of_service(world: World) -> None:
    sundays = world.make_calendar("SUNDAYS", [7])
    draft = world.draft()
    change(draft, replace(train(draft), calendar=sundays.service_id))
    publish(draft)
    assert {day for name, day in running() if name == "T1" and day >= SWITCH} == {
        day for day in DAYS if day >= SWITCH and day.isoweekday() == 7
    }
    applied = apply_calendars(now=NOW, actor=None)
    assert (applied.cancelled, applied.restored) == (0, 0), "the calendars' own job finds nothing left to do"


class TestRefusals:
    """Nothing is changed by a publication that is refused."""

    def test_errors(self, world: World) -> None:
        draft = world.draft()
        broken = train(draft)
        calls = (broken.calls[0].moved(HOUR), *broken.calls[1:])
        change(draft, replace(broken, calls=calls))
        with pytest.raises(ProblemsLeft) as refusal:
            publish(draft)
        assert {problem.code for problem in refusal.value.problems} == {"before_previous"}
        assert editions()[1][1] == "draft"

    def test_warnings_without_a_word(self, world: World) -> None:
        draft = world.draft()
        slow = train(draft)
        change(draft, replace(slow, calls=(*slow.calls[:3], slow.calls[3].moved(3 * HOUR))))
        with pytest.raises(ProblemsLeft):
            publish_edition(timetable=draft, remedies={}, actor=None, now=NOW)
        publish(draft)

    def test_a_first_day_that_is_over(self, world: World) -> None:
        with pytest.raises(ValidityOver):
            publish(world.draft(valid_from=TODAY - timedelta(days=1)))

    def test_what_was_published_meanwhile(self, world: World) -> None:
        draft = world.draft()
        shift_trip(trip=world.edition.trips.get(trip_id="T2"), minutes=3, actor=None, now=NOW)
        with pytest.raises(BehindPublished):
            publish(draft)

    def test_publishing_twice(self, world: World) -> None:
        draft = world.draft()
        publish(draft)
        with pytest.raises(NotADraft):
            publish_edition(timetable=draft, remedies={}, actor=None, now=NOW)


def picture() -> list[tuple[object, ...]]:
    """All trains of days as passengers see them."""
    rows = DatedTrip.objects.filter(state="scheduled").order_by("service_date", "departs_at", "trip__trip_id")
    return [(row.service_date, row.trip.trip_id, row.trip.timetable.name, clocks(row)) for row in rows]


def test_a_publication_is_taken_back_in_one_step(world: World) -> None:
    before, states = picture(), editions()
    (new,) = make_stops(1)
    draft = world.draft()
    change(
        draft,
        with_call(moved(draft, 20), new.stop_id, 8 * HOUR + 25 * MINUTE, 1),
        duplicate(train(draft), trip_id="T3", number="T3", seconds=3 * HOUR),
        gone=["T2"],
    )
    publication = publish(draft)
    assert picture() != before
    revert_publication(publication=publication, actor=None, now=NOW, reason="too early")
    assert picture() == before
    assert editions()[0] == states[0]
    assert editions()[1] == ("B", "superseded", SWITCH, SWITCH)
    assert world.make_days() == 0
    with pytest.raises(RevertedAlready):
        revert_publication(publication=publication, actor=None, now=NOW)


def test_publications_are_taken_back_from_the_last(world: World) -> None:
    before = picture()
    first = world.draft()
    change(first, moved(first, 10))
    one = publish(first)
    between = picture()
    second = world.draft(name="C", of=first, valid_from=SWITCH + timedelta(days=1))
    change(second, moved(second, 10))
    two = publish(second)
    assert editions()[1] == ("B", "published", SWITCH, SWITCH + timedelta(days=1))
    with pytest.raises(PublishedSince):
        revert_publication(publication=one, actor=None, now=NOW)
    revert_publication(publication=two, actor=None, now=NOW)
    assert picture() == between
    revert_publication(publication=one, actor=None, now=NOW)
    assert picture() == before


def test_an_edition_before_one_that_is_to_come_replaces_both(world: World) -> None:
    later = world.draft(valid_from=SWITCH + timedelta(days=1))
    change(later, moved(later, 10))
    publish(later)
    between = picture()
    sooner = world.draft(name="C", of=later, valid_from=SWITCH)
    change(sooner, moved(sooner, 20))
    publication = publish(sooner)
    assert {(name, state) for name, state, *_ in editions()} == {
        ("A", "published"), ("B", "superseded"), ("C", "published")
    }  # fmt: skip
    assert set(running().values()) == {1}
    revert_publication(publication=publication, actor=None, now=NOW)
    assert picture() == between


def test_taken_back_after_its_first_days_have_run(world: World) -> None:
    draft = world.draft()
    change(draft, moved(draft, 10))
    publication = publish(draft)
    later = NOW + timedelta(days=4)
    revert_publication(publication=publication, actor=None, now=later)
    assert clocks(world.day("T1", SWITCH))[0] == "08:10", "that train has run"
    assert clocks(world.day("T1", SWITCH + timedelta(days=2)))[0] == "08:00"
    assert set(running().values()) == {1}


def test_an_edition_whose_days_are_over_is_superseded(world: World) -> None:
    publish(world.draft())
    assert supersede_ended(now=NOW) == 0
    assert supersede_ended(now=NOW + timedelta(days=3)) == 1
    assert editions()[0][1] == "superseded"


def test_what_is_foreseen_is_what_happens(world: World) -> None:
    draft = world.draft()
    change(draft, moved(draft, 10), gone=["T2"])
    foreseen = foresee_publication(timetable=draft, now=NOW)
    summary = publish(draft).summary
    assert {name: count for name, count in summary.items() if name != "made"} == dict(foreseen.fates)
    assert foreseen.fates == {"follows": 4, "removed": 4}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.integers(0, HORIZON + 2),
    minutes=st.integers(-90, 90),
    other=st.sampled_from(["keep", "remove", "sundays", "drop"]),
)
def test_whatever_is_published_comes_back_as_it_was(
    world: World, first: int, minutes: int, other: str
) -> None:
    before, count = picture(), Timetable.objects.count()
    draft = world.draft(name=f"D{count}", valid_from=TODAY + timedelta(days=first))
    second = train(draft, "T2")
    if other == "sundays" and not world.calendar.__class__.objects.filter(service_id="SUNDAYS").exists():
        world.make_calendar("SUNDAYS", [7])
    wanted = [moved(draft, minutes)]
    if other in ("sundays", "drop"):
        wanted.append(
            replace(second, calendar="SUNDAYS") if other == "sundays" else drop_stop(second, world.stops[1])
        )
    change(draft, *wanted, gone=["T2"] if other == "remove" else [])
    publication = publish(draft)
    assert set(running().values()) == {1}
    assert set(read_plan(draft)) >= {"T1"}
    revert_publication(publication=publication, actor=None, now=NOW)
    assert picture() == before


def test_a_stop_is_missing_only_on_days_that_are_frozen(world: World) -> None:
    (new,) = make_stops(1)
    cancel_dated_trip(dated_trip=world.day("T1", SWITCH), actor=None, now=NOW, reason="snow")
    draft = world.draft()
    change(draft, with_call(train(draft), new.stop_id, 8 * HOUR + 15 * MINUTE, 2))
    assert foresee_publication(timetable=draft, now=NOW).without_stop == {new.stop_id: 1}
