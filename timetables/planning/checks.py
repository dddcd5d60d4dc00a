"""What is wrong with a plan, or looks wrong. Errors stop a publication; warnings need somebody's word.

Only what the data can know is said: the tables don't know how many tracks a line has, so opposite trains at one halt
are a warning, and two of one direction at one halt an error.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from timetables.planning.plan import NONE, NUMBERED, QUOTA, Call, Plan, Train
from timetables.planning.turns import check_turns

MINUTE = 60
DAY = 24 * 3600
LONGEST_SERVICE_DAY_S = 2 * DAY
LONG_DWELL_S = 30 * MINUTE
SLOWEST_KMH = 12
FAST_SHARE = 0.9  # of the top speed, from stop to stop: no train starts and brakes in no time
MOST_LEGS = 63  # what the seats' masks have room for

ERRORS = frozenset(
    {
        "few_calls", "backwards", "before_previous", "out_of_day", "end_must_stop", "no_calendar", "never_runs",
        "too_fast", "same_platform", "same_halt", "no_stock", "no_quota", "many_legs", "coaches_twice",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a train, and at a stop where there is one. `facts` fill the words."""

    code: str
    trip_id: str
    stop: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """This property tells an error from a warning."""
        return self.code in ERRORS

    @property
    def key(self) -> str:
        """This property names the problem for as long as it is the same one: other facts are another problem."""
        facts = repr(sorted(self.facts.items()))
        return hashlib.sha256(f"{self.code}|{self.trip_id}|{self.stop}|{facts}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the checks must know besides the plan.

    `days` are the dates on which each calendar runs in the period looked at, `speeds` the top speed of train sets in
    km/h, `halts` stops with no more than one track a direction, `present` the plan that is in force.
    """

    days: Mapping[str, frozenset[date]]
    speeds: Mapping[str, int] = field(default_factory=dict)
    halts: Collection[str] = ()
    present: Plan = field(default_factory=dict)


def check_plan(plan: Plan, around: Surroundings) -> list[Problem]:
    """This function lists everything there is to say about a plan, errors first, then by train in its own order."""
    found = [problem for train in plan.values() for problem in check_train(train, around)]
    found += _meetings(plan.values(), around)
    found += _same_numbers(plan, around)
    turns = check_turns(plan.values(), around.days)
    found += [Problem(turn.code, turn.trip_id, turn.stop, turn.facts) for turn in turns]
    found += _lost_service(plan, around)
    return sorted(found, key=lambda one: not one.is_error)


def check_train(train: Train, around: Surroundings) -> Iterator[Problem]:
    """This function goes through what is wrong with a train by itself."""
    if len(train.calls) < 2:
        yield Problem("few_calls", train.trip_id)
    else:
        yield from _check_times(train)
        yield from _check_running(train, around.speeds.get(train.rolling_stock))
        yield from _check_ends(train)
    yield from _check_days(train, around)
    yield from _check_sale(train)


def _check_times(train: Train) -> Iterator[Problem]:
    previous = 0
    for call in train.calls:
        if code := _time_fault(call, previous):
            yield Problem(code, train.trip_id, call.stop)
        elif call.departure - call.arrival > LONG_DWELL_S:
            minutes = (call.departure - call.arrival) // MINUTE
            yield Problem("long_dwell", train.trip_id, call.stop, {"minutes": minutes})
        previous = max(previous, call.departure)


def _time_fault(call: Call, previous: int) -> str:
    if not (0 <= call.arrival <= LONGEST_SERVICE_DAY_S and 0 <= call.departure <= LONGEST_SERVICE_DAY_S):
        return "out_of_day"
    if call.departure < call.arrival:
        return "backwards"
    return "before_previous" if call.arrival < previous else ""


def _check_running(train: Train, top_speed: int | None) -> Iterator[Problem]:
    for call, following in pairwise(train.calls):
        if call.km is None or following.km is None:
            yield Problem("unknown_km", train.trip_id, (call if call.km is None else following).stop)
            continue
        km, seconds = float(following.km - call.km), following.arrival - call.departure
        if seconds >= 0 and (code := _speed_fault(km, seconds, top_speed)):
            facts = {"km": round(km), "minutes": seconds // MINUTE, "top_speed": top_speed}
            yield Problem(code, train.trip_id, following.stop, facts)


def _speed_fault(km: float, seconds: int, top_speed: int | None) -> str:
    """Times are written in whole minutes, so half a minute at each end may be rounding."""
    if km < 0:
        return "km_backwards"
    if top_speed and km * 3600 > top_speed * (seconds + MINUTE):
        return "too_fast"
    if top_speed and km >= 1 and km * 3600 > FAST_SHARE * top_speed * (seconds + MINUTE):
        return "fast"
    return "slow" if km >= 1 and km * 3600 < SLOWEST_KMH * (seconds - MINUTE) else ""


def _check_ends(train: Train) -> Iterator[Problem]:
    first, last = train.calls[0], train.calls[-1]
    if first.pickup == NONE:
        yield Problem("end_must_stop", train.trip_id, first.stop)
    if last.drop_off == NONE:
        yield Problem("end_must_stop", train.trip_id, last.stop)


def _check_days(train: Train, around: Surroundings) -> Iterator[Problem]:
    if not train.calendar:
        yield Problem("no_calendar", train.trip_id)
    elif not around.days.get(train.calendar):
        yield Problem("never_runs", train.trip_id)


def _check_sale(train: Train) -> Iterator[Problem]:
    if train.seat_mode == NUMBERED and not train.rolling_stock:
        yield Problem("no_stock", train.trip_id)
    if train.seat_mode == QUOTA and not train.quota:
        yield Problem("no_quota", train.trip_id)
    if train.seat_mode in (NUMBERED, QUOTA) and len(train.calls) - 1 > MOST_LEGS:
        yield Problem("many_legs", train.trip_id)


@dataclass(frozen=True, slots=True)
class _Stay:
    train: Train
    call: Call


def _meetings(trains: Iterable[Train], around: Surroundings) -> Iterator[Problem]:
    """Find trains that stand at one stop at one time on a day on which both run."""
    stays: dict[str, list[_Stay]] = defaultdict(list)
    for train in trains:
        for call in train.calls:
            if not call.passes:
                stays[call.stop].append(_Stay(train, call))
    for stop, here in stays.items():
        for one, other in _pairs(here):
            code = _meeting_fault(one, other, stop in around.halts)
            if code and _same_day(one.train, other.train, around):
                yield Problem(code, other.train.trip_id, stop, {"other": one.train.name})


def _pairs(stays: Iterable[_Stay]) -> Iterator[tuple[_Stay, _Stay]]:
    """Go through the pairs of which the later comes before the earlier has left."""
    ordered = sorted(stays, key=lambda stay: (stay.call.arrival, stay.call.departure, stay.train.trip_id))
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.call.arrival > one.call.departure:
                break
            yield one, other


def _meeting_fault(one: _Stay, other: _Stay, at_halt: bool) -> str:
    if one.train.trip_id == other.train.trip_id or not _overlap(one.call, other.call):
        return ""
    if one.call.platform and one.call.platform == other.call.platform:
        return "same_platform"
    if not at_halt or (one.train.block and one.train.block == other.train.block):
        return ""
    return "same_halt" if one.train.direction == other.train.direction else "opposite_halt"


def _overlap(one: Call, other: Call) -> bool:
    """Two trains in the same minute are together; one may come in the minute in which the other has left."""
    if (one.arrival, one.departure) == (other.arrival, other.departure):
        return True
    return one.arrival < other.departure and other.arrival < one.departure


def _same_day(one: Train, other: Train, around: Surroundings) -> bool:
    days = around.days.get(one.calendar, frozenset())
    return not days.isdisjoint(around.days.get(other.calendar, frozenset()))


def _same_numbers(plan: Plan, around: Surroundings) -> Iterator[Problem]:
    """Name trains that people could not tell from an earlier one of their day."""
    known: dict[str, list[Train]] = defaultdict(list)
    for train in plan.values():
        same = next((other for other in known[train.number] if _same_day(train, other, around)), None)
        if train.number and same:
            yield Problem("same_number", train.trip_id, "", {"other": same.trip_id})
        known[train.number].append(train)


def _lost_service(plan: Plan, around: Surroundings) -> Iterator[Problem]:
    """Name the weekdays on which a direction of a line has trains now and will have none."""
    now, then = _served(around.present.values(), around), _served(plan.values(), around)
    for (route, direction), weekdays in sorted(now.items()):
        if lost := sorted(weekdays - then.get((route, direction), set())):
            facts = {"route": route, "direction": direction, "weekdays": tuple(lost)}
            yield Problem("no_service", "", "", facts)


def _served(trains: Iterable[Train], around: Surroundings) -> dict[tuple[str, int], set[int]]:
    served: dict[tuple[str, int], set[int]] = defaultdict(set)
    for train in trains:
        days = around.days.get(train.calendar, frozenset())
        served[train.route, train.direction] |= {day.isoweekday() for day in days}
    return served
