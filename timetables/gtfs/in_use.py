"""What other editions use: a draft that comes in by a feed must not change it under the passengers' feet."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any

from django.db.models import Model

from timetables.gtfs.reader import Feed
from timetables.gtfs.row import FeedProblem
from timetables.gtfs.upsert import Guard
from timetables.models import Agency, Calendar, Route, Stop, StopTime, Timetable, Trip

FAR_KM = 20
KM_A_DEGREE = 111.2
Keys = Collection[int]


@dataclass(frozen=True, slots=True)
class Guards:
    """Guards of what all editions share; none of them for a feed that goes into the published edition itself."""

    agencies: Guard | None = None
    stops: Guard | None = None
    routes: Guard | None = None


def guards_for(feed: Feed, edition: Timetable | None) -> Guards:
    """Watch over what is in use when a feed goes into a draft.

    A row in use that the feed describes otherwise stays as it is, which the remarks tell. This function's guards report
    a problem when a code evidently means another thing here than in the feed.
    """
    if edition is None or edition.state != Timetable.State.DRAFT:
        return Guards()
    return Guards(
        Guard(_agencies_in_use, _teller(feed, "agency.txt", "agency_id", _is_another_agency)),
        Guard(stops_in_use, _teller(feed, "stops.txt", "stop_id", _is_another_stop)),
        Guard(_routes_in_use, _teller(feed, "routes.txt", "route_id", _is_another_route)),
    )


def calendars_in_use(keys: Keys, edition: Timetable) -> set[int]:
    """This function picks the calendars that other editions use, drafts too."""
    others = Trip.objects.exclude(timetable=edition)
    return set(Calendar.objects.filter(pk__in=keys, trips__in=others).distinct().values_list("pk", flat=True))


def stops_in_use(keys: Keys) -> set[int]:
    """This function picks the stops that trains of editions other than drafts call at."""
    calls = StopTime.objects.exclude(trip__timetable__state=Timetable.State.DRAFT)
    return set(calls.filter(stop__in=keys).values_list("stop_id", flat=True).distinct())


def _routes_in_use(keys: Keys) -> set[int]:
    trips = Trip.objects.exclude(timetable__state=Timetable.State.DRAFT)
    return set(trips.filter(route__in=keys).values_list("route_id", flat=True).distinct())


def _agencies_in_use(keys: Keys) -> set[int]:
    trips = Trip.objects.exclude(timetable__state=Timetable.State.DRAFT)
    used = Agency.objects.filter(pk__in=keys, route__trips__in=trips).distinct()
    return {agency.pk for agency in used}


def _teller(
    feed: Feed, file: str, column: str, is_another: Callable[[Any, Any], bool]
) -> Callable[[Model, Model, list[str]], None]:
    def tell(stored: Model, given: Model, columns: list[str]) -> None:
        code = getattr(stored, column)
        if is_another(stored, given):
            told = f"{code!r} is another thing here already ({stored}); import this feed with a prefix of its own"
            feed.report(FeedProblem(file, 0, column, told))
            return
        shown = ", ".join(
            f"{name} {getattr(stored, name)!r}, not {getattr(given, name)!r}" for name in columns
        )
        feed.remarks.add(FeedProblem(file, 0, column, f"{code!r} is in use and stays as it is: {shown}"))

    return tell


def _is_another_agency(stored: Agency, given: Agency) -> bool:
    return stored.timezone != given.timezone or (stored.name != given.name and stored.url != given.url)


def _is_another_route(stored: Route, given: Route) -> bool:
    return stored.agency_id != given.agency_id


def _is_another_stop(stored: Stop, given: Stop) -> bool:
    names = {stored.name_ru, stored.name_be, stored.name_en} & {given.name_ru, given.name_be, given.name_en}
    return not names - {""} and _apart_km(stored, given) > FAR_KM


def _apart_km(one: Stop, other: Stop) -> float:
    if None in (one.lat, one.lon, other.lat, other.lon):
        return 0.0
    north, south = float(one.lat or 0), float(other.lat or 0)
    east = (float(one.lon or 0) - float(other.lon or 0)) * cos(radians((north + south) / 2))
    return hypot(north - south, east) * KM_A_DEGREE
