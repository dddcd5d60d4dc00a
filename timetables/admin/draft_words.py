"""Problems and differences of a draft in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from railway.lib.template_words import language, minutes
from railway.lib.wording import WEEKDAYS
from timetables.admin.draft_cells import write_call
from timetables.models import SeatMode, Trip
from timetables.planning.checks import Problem
from timetables.planning.differences import ADDED, REMOVED, TrainChange
from timetables.planning.plan import Call, Train

PROBLEMS: Mapping[str, Any] = {
    "few_calls": gettext_lazy("a train calls at two stops at least"),
    "backwards": gettext_lazy("the departure is earlier than the arrival"),
    "before_previous": gettext_lazy("the time is earlier than at the stop before"),
    "out_of_day": gettext_lazy("a time lies between 00:00 and 48:00 of the service day"),
    "end_must_stop": gettext_lazy("a train calls at its first and last stop"),
    "no_calendar": gettext_lazy("choose a calendar"),
    "never_runs": gettext_lazy("its calendar has no day in the period of this edition"),
    "too_fast": gettext_lazy(
        "%(km)s km in %(minutes)s min is more than the train set can do, %(top_speed)s km/h"
    ),
    "fast": gettext_lazy(
        "%(km)s km in %(minutes)s min leaves no time to start and brake (%(top_speed)s km/h at most)"
    ),
    "slow": gettext_lazy("%(km)s km in %(minutes)s min is slower than 12 km/h"),
    "km_backwards": gettext_lazy("the kilometres run backwards here"),
    "long_dwell": gettext_lazy("the train stands for %(minutes)s min"),
    "unknown_km": gettext_lazy("the kilometre is not known, so no price can be worked out"),
    "same_platform": gettext_lazy("train %(other)s is at the same platform at that time"),
    "same_halt": gettext_lazy("train %(other)s of the same direction is at this halt at that time"),
    "opposite_halt": gettext_lazy(
        "meets train %(other)s at this halt: possible only where the line has two tracks"
    ),
    "same_number": gettext_lazy("train %(other)s has the same number on the same day"),
    "coaches_twice": gettext_lazy("its coaches are still on the way as train %(other)s"),
    "coaches_elsewhere": gettext_lazy("its coaches are at %(at)s, where train %(other)s ends"),
    "short_turn": gettext_lazy("its coaches come as train %(other)s only %(minutes)s min before"),
    "no_stock": gettext_lazy("choose the train set whose seats are sold"),
    "no_quota": gettext_lazy("write how many places are sold"),
    "many_legs": gettext_lazy("a train sold by seats has 64 stops at most"),
    "no_service": gettext_lazy("%(route)s, %(direction)s: no train any more on %(weekdays)s"),
    "not_understood": gettext_lazy(
        "write a time as 0825, a shift as +10, x to take the stop out, or leave it empty to pass"
    ),
}
PARTICULARS: Mapping[str, Any] = {
    "route": gettext_lazy("line"),
    "calendar": gettext_lazy("calendar"),
    "direction": gettext_lazy("direction"),
    "number": gettext_lazy("train number"),
    "headsigns": gettext_lazy("headsign"),
    "rolling_stock": gettext_lazy("train set"),
    "seat_mode": gettext_lazy("how it is sold"),
    "quota": gettext_lazy("places kept for sale"),
    "collects_passenger_data": gettext_lazy("collects passengers' documents"),
    "demonstration": gettext_lazy("times are demonstration data"),
    "block": gettext_lazy("set of coaches (block)"),
    "wheelchair": gettext_lazy("wheelchair access (GTFS)"),
    "bikes": gettext_lazy("bicycles (GTFS)"),
}
PASSES = gettext_lazy("passes")


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called: stops, calendars, train sets, lines."""

    stops: Mapping[str, str]
    calendars: Mapping[str, str]
    stock: Mapping[str, str]
    routes: Mapping[str, str]


def problem_words(problem: Problem, names: Names) -> str:
    """This function tells a problem in the active language, without the train and the stop."""
    facts = dict(problem.facts)
    if "at" in facts:
        facts["at"] = names.stops.get(facts["at"], facts["at"])
    if "weekdays" in facts:
        facts["weekdays"] = ", ".join(WEEKDAYS[language()][day - 1] for day in facts["weekdays"])
        facts["route"] = names.routes.get(facts["route"], facts["route"])
        facts["direction"] = Trip.Direction(facts["direction"]).label
    return str(PROBLEMS[problem.code]) % facts


def typing_fault(code: str) -> str:
    """This function tells why cells can't be taken: there `backwards` is a time before that of the stop before."""
    return str(PROBLEMS["before_previous" if code == "backwards" else code]) if code else ""


def change_words(change: TrainChange, names: Names) -> list[str]:
    """This function tells in the active language how a train differs, a sentence a difference."""
    if change.kind == ADDED:
        return [
            _("new: %(way)s, %(calendar)s")
            % {"way": _way(change.train, names), "calendar": _calendar(change.train, names)}
        ]
    if change.kind == REMOVED:
        return [_("does not run any more: %(way)s") % {"way": _way(change.train, names)}]
    return [*_times(change, names), *_particulars(change, names)]


def _times(change: TrainChange, names: Names) -> list[str]:
    said = [_shift_words(change.shift)] if change.shift is not None else []
    for cell in change.cells:
        old, new = cell.old, cell.new
        if change.shift is not None and old is not None:
            old = old.moved(change.shift)
        if write_call(old) == write_call(new) and (old is None) == (new is None):
            continue
        words = f"{call_words(cell.old)} → {call_words(new)}"
        said.append(f"{names.stops.get(cell.stop, cell.stop)}: {words}")
    return said


def _shift_words(seconds: int) -> str:
    words = (
        _("the whole train %(minutes)s later") if seconds > 0 else _("the whole train %(minutes)s earlier")
    )
    return words % {"minutes": minutes(abs(seconds) // 60)}


def call_words(call: Call | None) -> str:
    """This function writes a call, also where the train passes or has no such stop."""
    return "–" if call is None else write_call(call) or str(PASSES)


def _particulars(change: TrainChange, names: Names) -> list[str]:
    if change.old is None or change.new is None:
        return []
    return [
        f"{PARTICULARS[name]}: {value_words(name, change.old, names)} → {value_words(name, change.new, names)}"
        for name in change.particulars
    ]


def value_words(name: str, train: Train, names: Names) -> str:
    """This function writes a particular of a train."""
    value = getattr(train, name)
    writers: dict[str, Callable[[Any], Any]] = {
        "route": lambda code: names.routes.get(code, code),
        "calendar": lambda code: names.calendars.get(code, code),
        "rolling_stock": lambda code: names.stock.get(code, code),
        "direction": lambda number: Trip.Direction(number).label,
        "seat_mode": lambda mode: SeatMode(mode).label,
        "headsigns": lambda signs: " / ".join(filter(None, signs)),
    }
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(writers.get(name, str)(value) if value not in (None, "") else "–") or "–"


def _way(train: Train, names: Names) -> str:
    if not train.calls:
        return "–"
    first, last = train.calls[0], train.calls[-1]
    start, end = (names.stops.get(call.stop, call.stop) for call in (first, last))
    return f"{start} {write_call(first)} – {end} {write_call(last)}"


def _calendar(train: Train, names: Names) -> str:
    return names.calendars.get(train.calendar, train.calendar)
