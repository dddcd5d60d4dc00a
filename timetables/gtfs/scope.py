"""What an export writes: which editions, which of their trips, and by what codes.

A feed has one timezone and each code once. So of several published editions those are written whose lines keep the
timezone of the first; a trip's code that two of them have is told apart by the later one's first day; and of a calendar
that an edition uses only for a part of its days only that part is written.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from timetables.models import Calendar, Route, Stop, StopTime, Timetable, Trip
from timetables.models.service_rules import rules_of
from timetables.service_days import CalendarRule

Period = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Service:
    """A calendar as the feed has it: its code there, and its rule cut to the edition's days; None when none is left."""

    service_id: str
    calendar: Calendar
    rule: CalendarRule | None


@dataclass(slots=True)
class Scope:
    """The editions with their trips, and the codes of the feed where they are not those of the rows."""

    editions: list[Timetable]
    trips: QuerySet[Trip]
    services: dict[tuple[int, int], Service] = field(default_factory=dict)
    _renamed: dict[tuple[int, str], str] = field(default_factory=dict)

    def trip_id(self, edition: int, trip_id: str) -> str:
        """This function gives a trip's code in the feed, by the key of its edition."""
        return self._renamed.get((edition, trip_id), trip_id)

    def service_id(self, edition: int, calendar: int) -> str:
        """This function gives the code in the feed of the service of a calendar in an edition, by their keys."""
        return self.services[edition, calendar].service_id

    @property
    def stop_times(self) -> QuerySet[StopTime]:
        """This property selects the stop times of the trips."""
        return StopTime.objects.filter(trip__in=self.trips)

    @property
    def stops(self) -> QuerySet[Stop]:
        """This property selects the stops called at and the stations they belong to, by their codes."""
        called = Stop.objects.filter(pk__in=self.stop_times.values("stop"))
        stations = called.exclude(parent_station=None).values("parent_station")
        return Stop.objects.filter(Q(pk__in=called.values("pk")) | Q(pk__in=stations)).order_by("stop_id")

    @property
    def routes(self) -> QuerySet[Route]:
        """This property selects the lines with their railways, by their codes."""
        return (
            Route.objects.filter(pk__in=self.trips.values("route"))
            .select_related("agency")
            .order_by("route_id")
        )


def scope_of(timetable: Timetable | None = None) -> Scope:
    """This function selects one edition with all its days, or by default the published ones with theirs."""
    if timetable is not None:
        return _complete(Scope([timetable], Trip.objects.filter(timetable=timetable)), whole=True)
    published = Timetable.objects.filter(state=Timetable.State.PUBLISHED).order_by("valid_from", "pk")
    trips = Trip.objects.filter(timetable__state=Timetable.State.PUBLISHED)
    first = trips.order_by("timetable__valid_from", "timetable", "pk").select_related("route").first()
    if first is not None:
        trips = trips.filter(route__timezone=first.route.timezone)
    return _complete(Scope(list(published), trips), whole=False)


def _complete(scope: Scope, *, whole: bool) -> Scope:
    pairs = sorted(set(scope.trips.values_list("timetable", "calendar")))
    calendars = {one.pk: one for one in Calendar.objects.filter(pk__in={calendar for _, calendar in pairs})}
    rules = rules_of(calendars.values())
    by_key = {edition.pk: edition for edition in scope.editions}
    taken: dict[str, CalendarRule | None] = {}
    for edition in scope.editions:
        for calendar in (calendars[key] for number, key in pairs if number == edition.pk):
            rule = rules[calendar.pk] if whole else _cut(rules[calendar.pk], by_key[edition.pk])
            code = calendar.service_id
            if taken.setdefault(code, rule) != rule:
                code = _dated(code, edition)
            scope.services[edition.pk, calendar.pk] = Service(code, calendar, rule)
    if len(scope.editions) > 1:
        _rename_trips(scope)
    return scope


def _cut(rule: CalendarRule, edition: Timetable) -> CalendarRule | None:
    first = max(rule.start_date, edition.valid_from)
    until = edition.valid_until
    last = rule.end_date if until is None else min(rule.end_date, until - timedelta(days=1))
    exceptions = {
        day: runs
        for day, runs in rule.exceptions.items()
        if day >= edition.valid_from and (until is None or day < until)
    }
    if (first, last) == (rule.start_date, rule.end_date) and len(exceptions) == len(rule.exceptions):
        return rule
    return replace(rule, start_date=first, end_date=last, exceptions=exceptions) if first <= last else None


def _rename_trips(scope: Scope) -> None:
    twice = scope.trips.order_by().values("trip_id").annotate(times=Count("pk")).filter(times__gt=1)
    seen: set[str] = set()
    rows = scope.trips.filter(trip_id__in=twice.values("trip_id"))
    by_edition = {edition.pk: edition for edition in scope.editions}
    for edition, trip_id in rows.order_by("timetable__valid_from", "timetable").values_list(
        "timetable", "trip_id"
    ):
        if trip_id in seen:
            scope._renamed[edition, trip_id] = _dated(trip_id, by_edition[edition])
        seen.add(trip_id)


def _dated(code: str, edition: Timetable) -> str:
    return f"{code}@{edition.valid_from:%Y%m%d}"
