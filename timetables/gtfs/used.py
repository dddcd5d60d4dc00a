"""What the trips of a feed use: the rest of its network is kept for the export, but is nothing here."""

from collections.abc import Iterator
from dataclasses import dataclass

from timetables.gtfs.reader import Feed


@dataclass(frozen=True, slots=True)
class Used:
    """Codes of the feed itself, without a prefix."""

    stops: frozenset[str]
    routes: frozenset[str]
    services: frozenset[str]
    agencies: frozenset[str]


def used_in(feed: Feed) -> Used:
    """Read which stops trains call at and the stations these belong to, and the lines, services and railways of trips.

    This function reads four files once each; what is wrong in them is told by those who import them.
    """
    called = {row["stop_id"] for row in _columns(feed, "stop_times.txt", "stop_id")}
    stations = {
        row["parent_station"]
        for row in _columns(feed, "stops.txt", "stop_id", "parent_station")
        if row["parent_station"] and row["stop_id"] in called
    }
    routes: set[str] = set()
    services: set[str] = set()
    for row in _columns(feed, "trips.txt", "route_id", "service_id"):
        routes.add(row["route_id"])
        services.add(row["service_id"])
    lines = _columns(feed, "routes.txt", "route_id", "agency_id")
    agencies = {row["agency_id"] for row in lines if row["route_id"] in routes}
    return Used(frozenset(called | stations), frozenset(routes), frozenset(services), frozenset(agencies))


def _columns(feed: Feed, file: str, *names: str) -> Iterator[dict[str, str]]:
    """Go through a few columns of a file, without the cost of the others; a column that isn't there is blank."""
    places: dict[str, int] | None = None
    for heading, _line, cells in feed.lines(file):
        if places is None:
            places = {name: heading.index(name) for name in names if name in heading}
        row = dict.fromkeys(names, "")
        for name, place in places.items():
            if place < len(cells):
                row[name] = cells[place].strip()
        yield row
