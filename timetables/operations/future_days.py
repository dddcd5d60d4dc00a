"""What becomes of each train of coming days when one edition takes over from others. Works it out, changes nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.db.models import QuerySet

from timetables.models import Calendar, DatedStop, DatedTrip, ScheduleChange, Timetable, Trip
from timetables.models.service_rules import public_holiday_dates, rules_of
from timetables.operations.follow_plan import Followed, follow_plan
from timetables.planning.plan import Train
from timetables.queries.plans import train_of
from timetables.queries.sold import FutureDay, booked_trains
from timetables.service_days import CalendarRule, runs_on


class Fate(Enum):
    """What becomes of a train of a day."""

    KEPT = "kept"  # it belongs to the new edition's trip and is as it was
    FOLLOWS = "follows"  # it takes the new times and calls, as far as its frozen positions allow
    REMADE = "remade"  # nobody booked it: it is taken away, and made anew from the new trip
    CANCELLED = "cancelled"  # it doesn't run any more, and somebody booked it
    REMOVED = "removed"  # it doesn't run any more, and nobody booked it
    LEFT = "left"  # it has departed, or was cancelled before, and the new edition has no trip for it


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A train of a day, its fate, the new edition's trip where there is one, and how it follows."""

    dated_trip: DatedTrip
    fate: Fate
    trip: Trip | None = None
    followed: Followed | None = None
    is_booked: bool = False

    @property
    def changes_stock(self) -> bool:
        """This property tells that the day takes another train set; one sold in another way keeps what was sold."""
        day, trip = self.dated_trip, self.trip
        if self.fate is not Fate.FOLLOWS or trip is None or day.state != DatedTrip.State.SCHEDULED:
            return False
        return (
            trip.seat_mode == day.seat_mode
            and trip.rolling_stock_id is not None
            and trip.rolling_stock_id != day.rolling_stock_id
        )

    @property
    def sold_otherwise(self) -> bool:
        """This property tells that the day stays sold as it was, unlike its trip."""
        day, trip = self.dated_trip, self.trip
        sold = trip and (trip.seat_mode, trip.quota)
        return self.fate is Fate.FOLLOWS and sold != (day.seat_mode, day.quota)


class _Entering:
    """The trips of the edition that takes over, with their days, and the trains of days that they have already."""

    def __init__(self, timetable: Timetable) -> None:
        self.trips = {trip.trip_id: trip for trip in _trips([timetable])}
        self.plans = {name: train_of(trip) for name, trip in self.trips.items()}
        self.rules = _rules(self.trips.values())
        self.holidays: Collection[date] = public_holiday_dates()
        days = DatedTrip.objects.filter(trip__timetable=timetable)
        self.occupied = set(days.values_list("trip_id", "service_date"))

    def trip_for(self, day: DatedTrip) -> Trip | None:
        """Find the trip that runs on a train's day in its place."""
        trip = self.trips.get(day.trip.trip_id)
        if trip is None or (trip.pk, day.service_date) in self.occupied:
            return None
        return trip if runs_on(self.rules[trip.calendar_id], day.service_date, self.holidays) else None


def plan_days(
    *, leaving: Iterable[Timetable], entering: Timetable, first: date, now: datetime, lock: bool = False
) -> list[DayPlan]:
    """Say for each train of the leaving editions on service dates from `first` on what becomes of it.

    With `lock`, inside a transaction, the trains' rows are locked in order of their keys against everything, new
    bookings too. This function returns them in that order.
    """
    new = _Entering(entering)
    editions = list(leaving)
    old = {trip.pk: train_of(trip) for trip in _trips(editions)}
    days = _days(editions, first, lock)
    same = {pk for pk, train in old.items() if new.plans.get(train.trip_id) == train}
    changing = [day for day in days if day.trip_id not in same]
    booked = booked_trains([day.pk for day in changing])
    decided = _decided([day.pk for day in changing])
    stops = _stops(changing)
    found = []
    for day in days:
        context = _Context(old[day.trip_id], day.trip_id in same, day.pk in booked, day.pk in decided, now)
        found.append(_plan(day, stops.get(day.pk, []), new, context))
    return found


def future_days(plans: Iterable[DayPlan]) -> Iterator[FutureDay]:
    """This function shows booked trains that change as a seller must see them."""
    for plan in plans:
        day = plan.dated_trip
        if not plan.is_booked or day.state == DatedTrip.State.CANCELLED:
            continue
        if plan.fate is Fate.CANCELLED:
            yield FutureDay(day, False, {}, {}, day.rolling_stock)
        elif plan.followed and (plan.followed.differs or plan.changes_stock):
            stock = plan.trip.rolling_stock if plan.trip and plan.changes_stock else day.rolling_stock
            was, now = (
                {stop.position: stop for stop in stops} for stops in (plan.followed.was, plan.followed.stops)
            )
            yield FutureDay(day, True, was, now, stock)


@dataclass(frozen=True, slots=True)
class _Context:
    old: Train
    same: bool
    booked: bool
    decided: bool
    now: datetime


def _plan(day: DatedTrip, stops: Sequence[DatedStop], new: _Entering, context: _Context) -> DayPlan:
    trip = new.trip_for(day)
    departed = day.departs_at <= context.now
    if trip is None:
        return _without_trip(day, departed, context)
    if context.same or departed:
        return DayPlan(day, Fate.KEPT, trip, is_booked=context.booked)
    plan = new.plans[trip.trip_id]
    if _may_be_remade(day, stops, trip, plan, context):
        return DayPlan(day, Fate.REMADE, trip)
    followed = follow_plan(day, stops, context.old, plan)
    if followed is None:
        return _without_trip(day, departed, context)
    if followed.stops[0].departure_at <= context.now:
        return DayPlan(day, Fate.KEPT, trip, is_booked=context.booked)  # the new time is over already
    return DayPlan(day, Fate.FOLLOWS, trip, followed, context.booked)


def _without_trip(day: DatedTrip, departed: bool, context: _Context) -> DayPlan:
    if departed or day.state == DatedTrip.State.CANCELLED:
        return DayPlan(day, Fate.LEFT, is_booked=context.booked)
    fate = Fate.CANCELLED if context.booked or context.decided else Fate.REMOVED
    return DayPlan(day, fate, is_booked=context.booked)


def _may_be_remade(
    day: DatedTrip, stops: Sequence[DatedStop], trip: Trip, plan: Train, context: _Context
) -> bool:
    """A day that nobody booked or decided anything about is made anew where its pattern or sale changes."""
    if context.booked or context.decided or day.state != DatedTrip.State.SCHEDULED:
        return False
    pattern = [stop.stop.stop_id for stop in stops] != [call.stop for call in plan.calls]
    sale = (day.seat_mode, day.quota) != (trip.seat_mode, trip.quota)
    return pattern or sale


def _trips(editions: Collection[Timetable]) -> QuerySet[Trip]:
    trips = Trip.objects.filter(timetable__in=editions).order_by("pk")
    related = trips.select_related("route", "calendar", "rolling_stock")
    return related.prefetch_related("stop_times__stop")


def _rules(trips: Iterable[Trip]) -> Mapping[int, CalendarRule]:
    return rules_of(Calendar.objects.filter(pk__in={trip.calendar_id for trip in trips}))


def _days(editions: Collection[Timetable], first: date, lock: bool) -> list[DatedTrip]:
    days = DatedTrip.objects.filter(trip__timetable__in=editions, service_date__gte=first).order_by("pk")
    related = days.select_related("trip__route", "rolling_stock")
    return list(related.select_for_update(of=("self",)) if lock else related)


def _stops(days: list[DatedTrip]) -> dict[int, list[DatedStop]]:
    found: dict[int, list[DatedStop]] = {}
    rows = DatedStop.objects.filter(dated_trip__in=days).select_related("stop")
    for row in rows.order_by("dated_trip_id", "position"):
        found.setdefault(row.dated_trip_id, []).append(row)
    return found


def _decided(days: Collection[int]) -> set[int]:
    """Find the trains about which somebody decided anything but new times for that day alone, no edition for many."""
    changes = ScheduleChange.objects.filter(dated_trip__in=days).exclude(kind=ScheduleChange.Kind.RETIMED)
    by_hand = changes.exclude(after__has_key="publication")
    return set(by_hand.values_list("dated_trip_id", flat=True))
