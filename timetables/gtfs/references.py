"""Whether what a kept row names is in the feed that is written: trips may have gone since the row came in."""

from collections.abc import Iterator
from typing import Any

from timetables.gtfs.columns import REFERENCES, TABLES
from timetables.gtfs.rest import kept_rows
from timetables.gtfs.scope import Scope

_OWN = {
    "agency.txt": "agency_id",
    "stops.txt": "stop_id",
    "routes.txt": "route_id",
    "calendar.txt": "service_id",
}


class References:
    """The codes of each file of an export, read when first asked for."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._codes: dict[str, set[str]] = {}

    def hold(self, file: str, row: dict[str, Any]) -> bool:
        """This function tells that all that a kept row of a file refers to is in this feed."""
        own = _OWN.get(file)
        named = [(other, row.get(column)) for column, other in REFERENCES.items() if column != own]
        if file == "translations.txt":
            named = [(TABLES.get(row.get("table_name", ""), ""), row.get("record_id"))]
        return all(code in self._of(other) for other, code in named if other and code)

    def _of(self, file: str) -> set[str]:
        if file not in self._codes:
            self._codes[file] = set(self._read(file))
        return self._codes[file]

    def _read(self, file: str) -> Iterator[str]:
        scope = self._scope
        if file == "agency.txt":
            yield from (route.agency.agency_id for route in scope.routes)
            yield from (row.get("agency_id", "") for row in kept_rows(scope.editions, file))
        elif file == "stops.txt":
            yield from scope.stops.values_list("stop_id", flat=True)
            yield from (row.get("stop_id", "") for row in kept_rows(scope.editions, file))
        elif file == "routes.txt":
            yield from scope.routes.values_list("route_id", flat=True)
            yield from (row.get("route_id", "") for row in kept_rows(scope.editions, file))
        elif file == "calendar.txt":
            yield from (one.service_id for one in scope.services.values())
            for kept in ("calendar.txt", "calendar_dates.txt"):
                yield from (row.get("service_id", "") for row in kept_rows(scope.editions, kept))
        else:
            pairs = scope.trips.order_by().values_list("timetable", "trip_id")
            yield from (scope.trip_id(edition, trip_id) for edition, trip_id in pairs)
