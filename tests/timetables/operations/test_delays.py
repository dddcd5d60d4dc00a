"""How late a train is said to be, as a whole or stop by stop, and what follows for the stops after."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_dated_trip
from timetables.models import DatedStop, DatedTrip, ScheduleChange
from timetables.operations import (
    DelayOutOfRange,
    StopDelay,
    StopNotServed,
    TimesRunBack,
    TrainHasArrived,
    TrainIsCancelled,
    cancel_dated_trip,
    delay_dated_trip,
    report_delays,
)
from timetables.operations.delays import spread_delays
from timetables.queries import trip_stops

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 5, 14, 12, 0, tzinfo=UTC)
DWELL_S = 60


@pytest.fixture
def train() -> DatedTrip:
    """Five stops, ten minutes apart."""
    return make_dated_trip(stops=5)


def report(train: DatedTrip, *delays: StopDelay, minutes: int = -60) -> ScheduleChange | None:
    return report_delays(dated_trip=train, delays=delays, actor=None, now=at(train, minutes))


def at(train: DatedTrip, minutes: int):
    return train.departs_at + timedelta(minutes=minutes)


def minutes(train: DatedTrip) -> list[tuple[int, int]]:
    stops = trip_stops(train.pk)
    return [(stop.arrival_delay_s // 60, stop.departure_delay_s // 60) for stop in stops]


def test_later_stops_take_the_last_known_delay_unless_one_is_said(train: DatedTrip) -> None:
    report(train, StopDelay(1, 120, 300), StopDelay(3, 60))
    assert minutes(train) == [(0, 0), (2, 5), (5, 5), (1, 1), (1, 1)]
    assert train.delay_s == 60


def test_a_departure_caught_up_brings_the_arrival_with_it(train: DatedTrip) -> None:
    report(train, StopDelay(1, 300, 300), StopDelay(2, departure_s=60))
    assert minutes(train)[1:3] == [(5, 5), (1, 1)]


def test_the_change_tells_the_stops_that_moved(train: DatedTrip) -> None:
    change = report(train, StopDelay(3, 240, 240))
    assert change
    assert (change.kind, set(change.after["stops"])) == ("delayed", {"3", "4"})
    assert change.before["stops"]["3"] == {"arrival_delay_s": 0, "departure_delay_s": 0}
    assert (change.before["delay_s"], change.after["delay_s"]) == (0, 240)


def test_the_newest_word_counts_for_all_stops_after_it(train: DatedTrip) -> None:
    report(train, StopDelay(3, 300, 300))
    report(train, StopDelay(1, 600, 600))
    assert minutes(train) == [(0, 0), (10, 10), (10, 10), (10, 10), (10, 10)]


def test_what_was_said_of_stops_before_it_stays(train: DatedTrip) -> None:
    report(train, StopDelay(1, 600, 600))
    report(train, StopDelay(3, 60, 60))
    assert minutes(train) == [(0, 0), (10, 10), (10, 10), (1, 1), (1, 1)]


def test_a_train_may_leave_early(train: DatedTrip) -> None:
    report(train, StopDelay(0, departure_s=-180))
    assert minutes(train)[0] == (-3, -3)
    assert trip_stops(train.pk)[1].expected_arrival == at(train, 7)


def test_saying_the_same_again_changes_nothing(train: DatedTrip) -> None:
    report(train, StopDelay(1, 120, 120))
    assert report(train, StopDelay(1, 120, 120)) is None
    assert ScheduleChange.objects.count() == 1


def test_a_whole_train_is_late_at_the_stops_ahead_only(train: DatedTrip) -> None:
    delay_dated_trip(dated_trip=train, delay_s=120, actor=None, now=at(train, -5))
    delay_dated_trip(dated_trip=train, delay_s=600, actor=None, now=at(train, 13))
    assert minutes(train) == [(0, 2), (2, 2), (10, 10), (10, 10), (10, 10)]


def test_a_whole_train_that_is_on_time_again_forgets_every_stop(train: DatedTrip) -> None:
    report(train, StopDelay(1, 120, 300), StopDelay(3, 60, 60))
    delay_dated_trip(dated_trip=train, delay_s=0, actor=None, now=at(train, -60))
    assert minutes(train) == [(0, 0)] * 5


@pytest.mark.parametrize(
    "delays",
    [
        [StopDelay(2, 60, -60)],
        [StopDelay(1, 1200, 1200), StopDelay(2, 0, 0)],
        [StopDelay(2, -900, 0)],
    ],
    ids=["leaves before it arrives", "arrives before it left the stop before", "is there before it left"],
)
def test_times_that_run_back_are_refused_and_nothing_is_written(
    train: DatedTrip, delays: list[StopDelay]
) -> None:
    with pytest.raises(TimesRunBack):
        report(train, *delays)
    assert minutes(train) == [(0, 0)] * 5
    assert not DatedStop.objects.exclude(reported_arrival_s=None, reported_departure_s=None).exists()


@pytest.mark.parametrize("seconds", [-3601, 24 * 3600 + 1])
def test_a_delay_is_between_an_hour_early_and_a_day_late(train: DatedTrip, seconds: int) -> None:
    with pytest.raises(DelayOutOfRange):
        report(train, StopDelay(0, departure_s=seconds))


def test_nothing_said_is_no_report(train: DatedTrip) -> None:
    with pytest.raises(DelayOutOfRange):
        report(train, StopDelay(1))


@pytest.mark.parametrize("position", [-1, 5, 10**6])
def test_a_stop_that_is_not_there_is_refused(train: DatedTrip, position: int) -> None:
    with pytest.raises(StopNotServed):
        report(train, StopDelay(position, 60, 60))


def test_a_cancelled_or_arrived_train_is_not_late(train: DatedTrip) -> None:
    with pytest.raises(TrainHasArrived):
        report(train, StopDelay(1, 60, 60), minutes=41)
    report(train, StopDelay(4, 300), minutes=0)
    assert report(train, StopDelay(4, 360), minutes=44), "a late train has not arrived by its plan"
    cancel_dated_trip(dated_trip=train, actor=None, now=at(train, -60))
    with pytest.raises(TrainIsCancelled):
        report(train, StopDelay(1, 60, 60))


said = st.none() | st.integers(-60, 600)


@given(st.lists(st.tuples(said, said), min_size=1, max_size=8))
def test_each_event_has_its_own_word_or_the_last_before_it(
    words: list[tuple[int | None, int | None]],
) -> None:
    leaves = NOW + timedelta(seconds=DWELL_S)
    stops = [
        DatedStop(arrival_at=NOW, departure_at=leaves, reported_arrival_s=one, reported_departure_s=other)
        for one, other in words
    ]
    spread_delays(stops)
    known = 0
    for (arrival, departure), stop in zip(words, stops, strict=True):
        if arrival is not None:
            assert stop.arrival_delay_s == arrival
        elif departure is not None and known > departure + DWELL_S:
            assert stop.arrival_delay_s == departure + DWELL_S, "it comes as it leaves, at the latest"
        else:
            assert stop.arrival_delay_s == known
        known = stop.arrival_delay_s if departure is None else departure
        assert stop.departure_delay_s == known
