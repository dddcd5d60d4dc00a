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
FROM_DAY = ["arrival_at", "departure_at", "served", "boarding", "alighting", "platform"]

_REPOINT = """
UPDATE timetables_datedtrip d SET trip_id = entering.id
FROM timetables_trip leaving, timetables_trip entering
WHERE leaving.id = d.trip_id AND entering.trip_id = leaving.trip_id AND entering.timetable_id = %s AND d.id = ANY(%s)
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


def switch_days(switch: Switch) -> Counter[str]:
    """Let the trains of days follow the edition that takes over, in the caller's transaction.

    The caller holds the lock of making trains. Trains' rows are locked before it is asked who booked them, so that
    nobody books what is about to change. This function returns how many trains had each fate.
    """
    plans = [
        plan
        for plan in plan_days(
            leaving=switch.leaving, entering=switch.entering, first=switch.first, now=switch.now, lock=True
        )
        if switch.until is None or plan.dated_trip.service_date < switch.until
    ]
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
    stops: list[DatedStop] = []
    days: list[DatedTrip] = []
    for plan in plans:
        if plan.fate is Fate.FOLLOWS and plan.followed:
            stops += plan.followed.stops
            day = plan.dated_trip
            day.departs_at, day.arrives_at = _ends(plan.followed.stops)
            if plan.changes_stock and plan.trip:
                day.rolling_stock = plan.trip.rolling_stock
            days.append(day)
    DatedStop.objects.bulk_update(stops, FROM_DAY, batch_size=1000)
    DatedTrip.objects.bulk_update(days, ["departs_at", "arrives_at", "rolling_stock"], batch_size=1000)


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
        after=after | switch.note,
        made_at=switch.now,
        made_by=switch.actor,
    )
