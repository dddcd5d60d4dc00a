"""A train of a day, whose positions are frozen by what is sold, follows the new plan of its trip as far as it can.

A stop that the new plan leaves out stays in its place and is not served; a stop that the new plan adds can't be put in.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from timetables.models import DatedStop, DatedTrip
from timetables.planning.plan import NONE, Call, Train
from timetables.service_days import instant

FEWEST_MATCHES = 2


@dataclass(frozen=True, slots=True)
class Followed:
    """A train of a day as it would be. `left_out` are stops of the new plan that it can't have."""

    stops: tuple[DatedStop, ...]
    was: tuple[DatedStop, ...]
    left_out: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    dropped: tuple[int, ...] = ()
    restored: tuple[int, ...] = ()

    @property
    def differs(self) -> bool:
        """This property tells that anything about the day changes that passengers could notice."""
        return bool(self.after or self.dropped or self.restored)


def follow_plan(dated_trip: DatedTrip, stops: Sequence[DatedStop], old: Train, new: Train) -> Followed | None:
    """Work out a day's stops by the new plan of its trip; nothing is saved.

    `stops` are in order, with their names loaded; `old` is the plan that the day was made by, so that what was decided
    for this day alone can be told from it and stays. This function returns None where the new plan has fewer than two
    of the day's stops: that is another train.
    """
    places = _match(tuple(stop.stop.stop_id for stop in stops), tuple(call.stop for call in new.calls))
    if len(places) < FEWEST_MATCHES:
        return None
    matches = {at: new.calls[place] for at, place in places.items()}
    zone = ZoneInfo(dated_trip.trip.route.timezone)
    day = dated_trip.service_date
    times = {
        at: (instant(day, one.arrival, zone), instant(day, one.departure, zone))
        for at, one in matches.items()
    }
    moved = [_moved(stop, at, times, stops) for at, stop in enumerate(stops)]
    for at, stop in enumerate(moved):
        _serve(stop, stops[at], old, matches.get(at))
    taken = set(places.values())
    left_out = tuple(call.stop for at, call in enumerate(new.calls) if at not in taken and not call.passes)
    before, after = _retimed(stops, moved)
    served = [(was.served, now.served, _open(was), _open(now)) for was, now in zip(stops, moved, strict=True)]
    return Followed(
        tuple(moved),
        tuple(stops),
        left_out,
        before,
        after,
        tuple(
            at for at, (was, now, had, has) in enumerate(served) if (was and not now) or (now and had - has)
        ),
        tuple(at for at, (was, now, had, has) in enumerate(served) if not was and now),
    )


def _open(stop: DatedStop) -> set[str]:
    return {name for name in ("boarding", "alighting") if getattr(stop, name)}


@lru_cache(maxsize=512)  # the days of a trip are alike
def _match(stops: tuple[str, ...], calls: tuple[str, ...]) -> Mapping[int, int]:
    """Find each position's place in the new plan, both in order: the longest common way."""
    lengths = [[0] * (len(calls) + 1) for _ in range(len(stops) + 1)]
    for at in range(len(stops) - 1, -1, -1):
        for to in range(len(calls) - 1, -1, -1):
            skip = max(lengths[at + 1][to], lengths[at][to + 1])
            lengths[at][to] = lengths[at + 1][to + 1] + 1 if stops[at] == calls[to] else skip
    found: dict[int, int] = {}
    at = to = 0
    while at < len(stops) and to < len(calls):
        if stops[at] == calls[to]:
            found[at] = to
            at, to = at + 1, to + 1
        elif lengths[at + 1][to] >= lengths[at][to + 1]:
            at += 1
        else:
            to += 1
    return found


Times = tuple[datetime, datetime]


def _moved(stop: DatedStop, at: int, times: Mapping[int, Times], stops: Sequence[DatedStop]) -> DatedStop:
    now = copy.copy(stop)
    if at in times:
        now.arrival_at, now.departure_at = times[at]
    else:
        now.arrival_at = now.departure_at = _between(at, times, stops)
    return now


def _between(at: int, times: Mapping[int, Times], stops: Sequence[DatedStop]) -> datetime:
    """A stop that is left out is passed between its neighbours, as far along in time as it was."""
    earlier = max((place for place in times if place < at), default=None)
    later = min((place for place in times if place > at), default=None)
    if earlier is None or later is None:
        return times[later][0] if later is not None else times[earlier or 0][1]
    old_start, old_end = stops[earlier].departure_at, stops[later].arrival_at
    start, end = times[earlier][1], times[later][0]
    share = (stops[at].arrival_at - old_start) / (old_end - old_start) if old_end > old_start else 0.5
    minutes = int((end - start).total_seconds() * min(max(share, 0), 1)) // 60
    return start + timedelta(minutes=max(minutes, 0))


def _serve(now: DatedStop, was: DatedStop, old: Train, call: Call | None) -> None:
    """Set whether passengers get on and off; what was decided for this day alone stays decided."""
    if call is None or call.passes:
        now.served = was.served and not (was.boarding or was.alighting)
        return
    planned = old.call_at(call.stop)
    if planned is None or planned.passes or not (was.boarding or was.alighting):
        now.served = True
    now.boarding, now.alighting, now.platform = call.pickup != NONE, call.drop_off != NONE, call.platform


def _retimed(stops: Sequence[DatedStop], moved: Sequence[DatedStop]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the times that changed, before and after, as redate_trips does."""
    pairs = [
        (was, now)
        for was, now in zip(stops, moved, strict=True)
        if (was.arrival_at, was.departure_at) != (now.arrival_at, now.departure_at)
    ]
    if not pairs:
        return {}, {}
    return _write(stops, [was for was, _now in pairs]), _write(moved, [now for _was, now in pairs])


def _write(stops: Sequence[DatedStop], changed: Sequence[DatedStop]) -> dict[str, Any]:
    return {
        "departs_at": stops[0].departure_at.isoformat(),
        "arrives_at": stops[-1].arrival_at.isoformat(),
        "stops": {
            str(stop.position): {
                "stop_id": stop.stop.stop_id,
                "arrival_at": stop.arrival_at.isoformat(),
                "departure_at": stop.departure_at.isoformat(),
            }
            for stop in changed
        },
    }
