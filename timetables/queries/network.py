"""The network: its stops and lines. What only drafts use is nothing to passengers yet."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from timetables.models import Route, Stop, StopTime, Timetable, Trip


def passenger_stops() -> QuerySet[Stop]:
    """This function selects the stops where passengers get on and off: no posts, no border points, none of drafts."""
    return Stop.objects.exclude(kind__in=[Stop.Kind.BORDER, Stop.Kind.POST]).filter(_is_known())


def stop_by_code(code: str) -> Stop | None:
    """This function gives the passenger stop of a code such as VITEBSK, in one query; None for an unknown one."""
    return passenger_stops().filter(stop_id=code).first()


def lines() -> QuerySet[Route]:
    """This function selects the lines with their railways, without those that only drafts have trips of."""
    trips = Trip.objects.filter(route=OuterRef("pk"))
    live = trips.exclude(timetable__state=Timetable.State.DRAFT)
    return Route.objects.filter(Exists(live) | ~Exists(trips)).select_related("agency")


def _is_known() -> Q:
    """Tell stops that trains of an edition in force or before call at, or none at all, from those of drafts alone."""
    calls = StopTime.objects.filter(stop=OuterRef("pk"))
    below = StopTime.objects.filter(stop__parent_station=OuterRef("pk"))
    live, live_below = (
        found.exclude(trip__timetable__state=Timetable.State.DRAFT) for found in (calls, below)
    )
    return Exists(live) | Exists(live_below) | (~Exists(calls) & ~Exists(below))
