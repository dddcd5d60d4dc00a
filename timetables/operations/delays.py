"""How late a train is: as a whole, or stop by stop."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from timetables.models import DatedStop, DatedTrip, ScheduleChange
from timetables.operations.train_lock import (
    StopNotServed,
    lock_running,
    record_change,
    set_values,
    stops_in_order,
)

if TYPE_CHECKING:
    from railway.accounts.models import User

LONGEST_DELAY_S = 24 * 3600
EARLIEST_S = -3600
SPREAD = ("arrival_delay_s", "departure_delay_s")
REPORTED = ("reported_arrival_s", "reported_departure_s")


class DelayOutOfRange(Exception):
    """A delay is between an hour early and a day late; a whole train is never said to be early."""


class TimesRunBack(Exception):
    """With these delays the train would leave a stop before it arrives there; `position` is that stop."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


@dataclass(frozen=True, slots=True)
class StopDelay:
    """What is known of one stop, by position: seconds late on arrival and on departure, below 0 when early.

    None means that nothing is said: the stop takes the last known delay of those before it.
    """

    position: int
    arrival_s: int | None = None
    departure_s: int | None = None


@transaction.atomic
def delay_dated_trip(
    *, dated_trip: DatedTrip, delay_s: int, actor: "User | None", now: datetime
) -> ScheduleChange | None:
    """Say by how many seconds a train is late at all stops still before it, 0 when it is on time again.

    This function does nothing and returns None when that was said already; it raises DelayOutOfRange,
    TrainIsCancelled and TrainHasArrived.
    """
    if not 0 <= delay_s <= LONGEST_DELAY_S:
        raise DelayOutOfRange
    train = lock_running(dated_trip, now)
    stops = stops_in_order(train)
    first = _first_to_come(stops, now)
    _forget_from(stops, first)
    setattr(stops[first // 2], REPORTED[first % 2], delay_s)
    return _write(train, dated_trip, stops, actor, now)


@transaction.atomic
def report_delays(
    *, dated_trip: DatedTrip, delays: Sequence[StopDelay], actor: "User | None", now: datetime
) -> ScheduleChange | None:
    """Say how late a train is at some of its stops. Later stops take the last known delay, unless one is said here.

    What was said before of stops after the first one named is forgotten: the newest word counts. This function
    does nothing and returns None when all that was known already; it raises DelayOutOfRange, StopNotServed (no such
    position), TimesRunBack, TrainIsCancelled and TrainHasArrived.
    """
    said = {event: value for delay in delays for event, value in _events(delay) if value is not None}
    if not said or not all(EARLIEST_S <= value <= LONGEST_DELAY_S for value in said.values()):
        raise DelayOutOfRange
    train = lock_running(dated_trip, now)
    stops = stops_in_order(train)
    if not 0 <= max(said) // 2 < len(stops):
        raise StopNotServed
    _forget_from(stops, min(said))
    for event, value in said.items():
        setattr(stops[event // 2], REPORTED[event % 2], value)
    return _write(train, dated_trip, stops, actor, now)


def spread_delays(stops: Iterable[DatedStop]) -> None:
    """This function sets what is expected at each stop, in order: the delay said of it, else the last one before.

    Where only the departure is said, and the train would leave before it comes, it comes earlier too.
    """
    known = 0
    for stop in stops:
        arrival, departure = stop.reported_arrival_s, stop.reported_departure_s
        if arrival is None:
            arrival = known if departure is None else min(known, departure + _dwell_s(stop))
        known = stop.arrival_delay_s = arrival
        known = stop.departure_delay_s = known if departure is None else departure


def _dwell_s(stop: DatedStop) -> int:
    return int((stop.departure_at - stop.arrival_at).total_seconds())


def _events(delay: StopDelay) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
    """Number a train's arrivals and departures through: 2p is the arrival at position p, 2p + 1 the departure."""
    return (2 * delay.position, delay.arrival_s), (2 * delay.position + 1, delay.departure_s)


def _first_to_come(stops: Sequence[DatedStop], now: datetime) -> int:
    """Find the first arrival or departure that lies ahead; the departure where a train begins, if all do."""
    for event in range(1, 2 * len(stops)):
        stop, is_departure = stops[event // 2], event % 2
        planned = stop.departure_at if is_departure else stop.arrival_at
        if planned + timedelta(seconds=getattr(stop, SPREAD[is_departure])) >= now:
            return event
    return 2 * len(stops) - 1


def _forget_from(stops: Sequence[DatedStop], first: int) -> None:
    for event in range(first, 2 * len(stops)):
        setattr(stops[event // 2], REPORTED[event % 2], None)


def _write(
    train: DatedTrip, given: DatedTrip, stops: list[DatedStop], actor: "User | None", now: datetime
) -> ScheduleChange | None:
    was = {stop.position: _shown(stop) for stop in stops}
    spread_delays(stops)
    _refuse_running_back(stops)
    moved = [stop.position for stop in stops if was[stop.position] != _shown(stop)]
    DatedStop.objects.bulk_update(stops, [*SPREAD, *REPORTED])
    if not moved:
        return None
    before = {"delay_s": train.delay_s, "stops": {str(position): was[position] for position in moved}}
    set_values(train, given, delay_s=stops[-1].arrival_delay_s)
    is_now = {str(stop.position): _shown(stop) for stop in stops if stop.position in moved}
    after = {"delay_s": train.delay_s, "stops": is_now}
    return record_change(train, ScheduleChange.Kind.DELAYED, before, after, actor, now)


def _shown(stop: DatedStop) -> dict[str, Any]:
    return {name: getattr(stop, name) for name in SPREAD}


def _refuse_running_back(stops: Sequence[DatedStop]) -> None:
    previous = None
    for stop in stops:
        arrives = stop.arrival_at + timedelta(seconds=stop.arrival_delay_s)
        leaves = stop.departure_at + timedelta(seconds=stop.departure_delay_s)
        if stop.position == stops[0].position:
            arrives = min(arrives, leaves)
        if (previous is not None and arrives < previous) or leaves < arrives:
            raise TimesRunBack(stop.position)
        previous = leaves
