"""Carrying out what becomes of the trains of coming days when an edition takes over, with a record for each change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from timetables.models import DatedStop, DatedTrip, ScheduleChange, Timetable
from timetables.operations.apply_calendar import BY_CALENDAR
from timetables.operations.future_days import DayPlan, Fate, plan_days

if TYPE_CHECKING:
    from railway.accounts.models import User

Kind = ScheduleChange.Kind
State = DatedTrip.State

_REPOINT = """
UPDATE timetables_datedtrip d SET trip_id = entering.id
FROM timetables_trip leaving, timetables_trip entering
WHERE leaving.id = d.trip_id AND entering.trip_id = leaving.trip_id AND entering.timetable_id = %s AND d.id = ANY(%s)
"""

_FOLLOW_STOPS = """
UPDATE timetables_datedstop s SET arrival_at = n.arrival_at, departure_at = n.departure_at, served = n.served,
    boarding = n.boarding, alighting = n.alighting, platform = n.platform
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bool[], %s::bool[], %s::bool[], %s::text[])
    AS n (id, arrival_at, departure_at, served, boarding, alighting, platform)
WHERE s.id = n.id
"""
_FOLLOW_DAYS = """
UPDATE timetables_datedtrip d SET departs_at = n.departs_at, arrives_at = n.arrives_at, rolling_stock_id = n.stock
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bigint[]) AS n (id, departs_at, arrives_at, stock)
WHERE d.id = n.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """From which editions to which, on service dates from `first` up to `until`, not included.

    `note` goes into every record of a change: the publication's key, and what each group of passengers gets.
    """

    leaving: Sequence[Timetable]
    entering: Timetable
    first: date
    until: date | None = None
    note: Mapping[str, Any]
    actor: "User | None"
    now: datetime


def plan_switch(switch: Switch) -> list[DayPlan]:
    """Say what becomes of each train concerned, in the caller's transaction, which holds the lock of making trains.

    Trains' rows are locked before it is asked who booked them, so that nobody books what is about to change.
    """
    plans = plan_days(
        leaving=switch.leaving, entering=switch.entering, first=switch.first, now=switch.now, lock=True
    )
    until = switch.until
    return [plan for plan in plans if until is None or plan.dated_trip.service_date < until]


def carry_out(plans: Sequence[DayPlan], switch: Switch) -> Counter[str]:
    """This function lets the trains of days follow their plans; it returns how many trains had each fate."""
    _take_away(plans)
    _repoint(plans, switch.entering)
    changes = [change for plan in plans for change in _changes(plan, switch)]
    _follow(plans)
    ScheduleChange.objects.bulk_create(changes)
    _cancel(plans)
    return Counter(plan.fate.value for plan in plans)


def restore_days(publication: int, switch: Switch) -> int:
    """This function lets the trains run again that a publication had cancelled; it returns how many."""
    days = DatedTrip.objects.filter(trip__timetable=switch.entering, state=State.CANCELLED)
    coming = days.filter(departs_at__gt=switch.now, service_date__gte=switch.first).order_by("pk")
    locked = list(coming.select_for_update(of=("self",), no_key=True))
    last = ScheduleChange.objects.filter(dated_trip__in=locked, kind__in=[Kind.CANCELLED, Kind.RESTORED])
    ours = {
        change.dated_trip_id
        for change in last.order_by("dated_trip_id", "-pk").distinct("dated_trip_id")
        if change.after.get("publication") == publication
    }
    back = [day for day in locked if day.pk in ours]
    DatedTrip.objects.filter(pk__in=ours).update(state=State.SCHEDULED)
    states = {"state": State.CANCELLED}, {"state": State.SCHEDULED, "reason": BY_CALENDAR}
    ScheduleChange.objects.bulk_create(_record(day, Kind.RESTORED, *states, switch) for day in back)
    return len(back)


def _take_away(plans: Iterable[DayPlan]) -> None:
    gone = [plan.dated_trip.pk for plan in plans if plan.fate in (Fate.REMADE, Fate.REMOVED)]
    DatedTrip.objects.filter(pk__in=gone).delete()


def _repoint(plans: Iterable[DayPlan], entering: Timetable) -> None:
    taken = [plan.dated_trip.pk for plan in plans if plan.fate in (Fate.KEPT, Fate.FOLLOWS)]
    with connection.cursor() as cursor:
        cursor.execute(_REPOINT, [entering.pk, taken])


def _follow(plans: Iterable[DayPlan]) -> None:
    stops: list[tuple[Any, ...]] = []
    days: list[tuple[Any, ...]] = []
    for plan in plans:
        if plan.fate is Fate.FOLLOWS and plan.followed:
            pairs = zip(plan.followed.was, plan.followed.stops, strict=True)
            stops += [_values(now) for was, now in pairs if _values(was) != _values(now)]
            stock = plan.trip.rolling_stock_id if plan.trip and plan.changes_stock else None
            stock = stock or plan.dated_trip.rolling_stock_id
            days.append((plan.dated_trip.pk, *_ends(plan.followed.stops), stock))
    with connection.cursor() as cursor:
        for statement, rows in ((_FOLLOW_STOPS, stops), (_FOLLOW_DAYS, days)):
            if rows:
                cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def _values(stop: DatedStop) -> tuple[Any, ...]:
    times = stop.pk, stop.arrival_at, stop.departure_at
    return (*times, stop.served, stop.boarding, stop.alighting, stop.platform)


def _ends(stops: Sequence[DatedStop]) -> tuple[datetime, datetime]:
    return stops[0].departure_at, stops[-1].arrival_at


def _cancel(plans: Iterable[DayPlan]) -> None:
    gone = [plan.dated_trip.pk for plan in plans if plan.fate is Fate.CANCELLED]
    DatedTrip.objects.filter(pk__in=gone).update(state=State.CANCELLED)


def _changes(plan: DayPlan, switch: Switch) -> Iterator[ScheduleChange]:
    day, followed = plan.dated_trip, plan.followed
    if plan.fate is Fate.CANCELLED:
        states = {"state": State.SCHEDULED}, {"state": State.CANCELLED, "reason": BY_CALENDAR}
        yield _record(day, Kind.CANCELLED, *states, switch)
    if plan.fate is not Fate.FOLLOWS or followed is None or day.state != State.SCHEDULED:
        return
    if followed.after:
        yield _record(day, Kind.RETIMED, dict(followed.before), dict(followed.after), switch)
    if plan.changes_stock and plan.trip and plan.trip.rolling_stock:
        old = {"rolling_stock": day.rolling_stock.code if day.rolling_stock else ""}
        new = {"rolling_stock": plan.trip.rolling_stock.code}
        yield _record(day, Kind.STOCK_CHANGED, old, new, switch)
    for kind, positions in ((Kind.STOP_DROPPED, followed.dropped), (Kind.STOP_RESTORED, followed.restored)):
        for position in positions:
            served = kind == Kind.STOP_RESTORED
            place = {"position": position, "stop_id": followed.stops[position].stop.stop_id}
            yield _record(day, kind, place | {"served": not served}, place | {"served": served}, switch)


def _record(
    day: DatedTrip, kind: ScheduleChange.Kind, before: dict[str, Any], after: dict[str, Any], switch: Switch
) -> ScheduleChange:
    return ScheduleChange(
        dated_trip=day,
        kind=kind,
        before=before,
        after={**after, **switch.note},
        made_at=switch.now,
        made_by=switch.actor,
    )
