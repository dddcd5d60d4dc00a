"""How long changes of train take: the rows of Transfer, stops of one station, else the setting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

from django.conf import settings

from timetables.journeys import ChangeTimes
from timetables.models import Stop, Transfer


@dataclass(frozen=True, slots=True)
class Stations:
    """The times to change, and for each station the stops that are parts of it."""

    changes: ChangeTimes
    parts: Mapping[int, tuple[int, ...]]

    def from_here(self, stop: int) -> dict[int, int]:
        """This function gives a stop, its parts, and what can be walked to from it, with the seconds of the walk."""
        return dict(self.changes.on_foot.get(stop, ())) | self._here(stop)

    def to_here(self, stop: int) -> dict[int, int]:
        """This function gives a stop, its parts, and from where one can walk to it, with the seconds of the walk."""
        walks = {
            start: seconds
            for start, ways in self.changes.on_foot.items()
            for end, seconds in ways
            if end == stop
        }
        return walks | self._here(stop)

    def _here(self, stop: int) -> dict[int, int]:
        return dict.fromkeys((stop, *self.parts.get(stop, ())), 0)


def load_stations() -> Stations:
    """This function reads the times to change and the parts of stations in two queries."""
    default = settings.CHANGE_MINUTES * 60
    rows = Transfer.objects.values_list("from_stop", "to_stop", "transfer_type", "min_transfer_time")
    times = {(start, end): _seconds(kind, said, default) for start, end, kind, said in rows}
    parts = _parts(Stop.objects.exclude(parent_station=None).values_list("parent_station", "pk"))
    ways: dict[tuple[int, int], int | None] = dict.fromkeys(_within(parts), default)
    ways |= {way: seconds for way, seconds in times.items() if way[0] != way[1]}
    on_foot: dict[int, list[tuple[int, int]]] = {}
    for (start, end), seconds in ways.items():
        if seconds is not None:
            on_foot.setdefault(start, []).append((end, seconds))
    at = {start: seconds for (start, end), seconds in times.items() if start == end}
    return Stations(ChangeTimes(default, at, {stop: tuple(found) for stop, found in on_foot.items()}), parts)


def _seconds(kind: int, said: int | None, default: int) -> int | None:
    if kind == Transfer.Type.IMPOSSIBLE:
        return None
    if said is not None:
        return said
    return 0 if kind == Transfer.Type.TIMED else default


def _parts(rows: Iterable[tuple[int | None, int]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for station, part in rows:
        if station is not None:
            found.setdefault(station, []).append(part)
    return {station: tuple(stops) for station, stops in found.items()}


def _within(parts: Mapping[int, tuple[int, ...]]) -> Iterable[tuple[int, int]]:
    for station, stops in parts.items():
        yield from permutations((station, *stops), 2)
