"""Stops, lines and days named in addresses; what can't be one is a page that isn't there."""

from datetime import date, timedelta

from django.http import Http404

from timetables import queries
from timetables.models import Route, Stop
from timetables.web.looks import slug

LONGEST_LOOK = timedelta(days=800)


def passenger_stops() -> list[Stop]:
    """This function lists the places where trains take passengers, stations before halts, by name."""
    return sorted(queries.passenger_stops(), key=lambda stop: (stop.kind != Stop.Kind.STATION, stop.name))


def stop_named(text: str, stops: list[Stop]) -> Stop:
    """This function finds a stop by its slug, else raises Http404."""
    for stop in stops:
        if slug(stop.stop_id) == text.lower():
            return stop
    raise Http404


def route_named(text: str, routes: list[Route]) -> Route:
    """This function finds a line by its slug, else raises Http404."""
    for route in routes:
        if slug(route.route_id) == text.lower():
            return route
    raise Http404


def day_named(text: str, today: date) -> date:
    """This function reads a date near enough to be asked for, else raises Http404."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if abs(day - today) > LONGEST_LOOK:
        raise Http404
    return day
