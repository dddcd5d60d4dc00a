"""The days of trains kept in memory for the search of journeys, and how a process knows that they still hold.

The database notes each day that is touched (TimetableTouch, written by triggers, so by whatever door a train is
changed). A search reads how many notes there are, in one query, before it looks into memory. Days are read when they
are first asked for; the least used go when there are more than JOURNEY_DAYS_KEPT.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from threading import Lock
from typing import Generic, TypeVar, cast

from django.conf import settings
from django.db import connection

from timetables.queries.change_times import Stations, load_stations
from timetables.queries.load_day import LoadedDay, load_day

DAYS_BEFORE = 2  # a train may run into the second day after its own
Stamp = tuple[int, int]  # how many notes there are, and the sum of their numbers
Period = tuple[datetime, datetime]
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class KnownTrains:
    """All trains that run in a period, by service date; they are read when asked for."""

    stamps: Mapping[date, tuple[Stamp, Stamp]]

    @property
    def stations(self) -> Stations:
        """This property holds the times to change, good for every day."""
        everywhere = next(iter(self.stamps.values()))[1]
        return _stations.get("all", (everywhere, settings.CHANGE_MINUTES), load_stations, most=1)

    @property
    def days(self) -> list[LoadedDay]:
        """This property holds the trains of each service date."""
        most = max(settings.JOURNEY_DAYS_KEPT, len(self.stamps))
        return [
            _days.get(day, stamp, partial(load_day, day), most=most)
            for day, (stamp, _all) in self.stamps.items()
        ]


class Memory(Generic[Kept]):
    """The values last asked for, each as good as the stamp it was read with. Threads may share it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Hashable, Kept]] = OrderedDict()
        self._lock, self._reading = Lock(), Lock()

    def get(self, key: Hashable, stamp: Hashable, read: Callable[[], Kept], *, most: int) -> Kept:
        """This function gives the value of a key, read anew when its stamp is another; `most` values stay.

        Threads that want the same value wait for the one that reads it.
        """
        if found := self._find(key, stamp):
            return found[1]
        with self._reading:
            if found := self._find(key, stamp):
                return found[1]
            value = read()
        with self._lock:
            self._kept[key] = (stamp, value)
            self._kept.move_to_end(key)
            while len(self._kept) > most:
                self._kept.popitem(last=False)
        return value

    def clear(self) -> None:
        """This function forgets everything."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def _find(self, key: Hashable, stamp: Hashable) -> tuple[Hashable, Kept] | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != stamp:
                return None
            self._kept.move_to_end(key)
            return found


_days: Memory[LoadedDay] = Memory()
_stations: Memory[Stations] = Memory()


def known_trains(periods: Sequence[Period]) -> list[KnownTrains | None]:
    """Give the trains that run at any time of each period, None where there is none.

    This function makes one query. Another one a day, and two for the stations, come when what is asked for is not in
    memory.
    """
    if not periods:
        return []
    first, last = [period[0] for period in periods], [period[1] for period in periods]
    with connection.cursor() as cursor:
        cursor.execute(_STAMPS, [first, last, DAYS_BEFORE + 1])
        rows = cast("list[tuple[int, date, int, int, int, int]]", cursor.fetchall())
    found: dict[int, dict[date, tuple[Stamp, Stamp]]] = {}
    for number, day, notes, total, all_notes, all_total in rows:
        found.setdefault(number, {})[day] = (notes, total), (all_notes, all_total)
    return [KnownTrains(found[number]) if number in found else None for number in range(1, len(periods) + 1)]


def forget_days() -> None:
    """This function empties the memory of this process, for measurements and tests."""
    _days.clear()
    _stations.clear()


_STAMPS = """
SELECT p.number, d.day::date, own.notes, own.total, everywhere.notes, everywhere.total
FROM unnest(%s::timestamptz[], %s::timestamptz[]) WITH ORDINALITY AS p (first, last, number)
CROSS JOIN LATERAL generate_series(p.first::date - %s, p.last::date + 1, interval '1 day') AS d (day)
CROSS JOIN LATERAL (
    SELECT count(*) AS notes, coalesce(sum(id), 0)::bigint AS total
    FROM timetables_timetabletouch WHERE service_date = d.day) own
CROSS JOIN (
    SELECT count(*) AS notes, coalesce(sum(id), 0)::bigint AS total
    FROM timetables_timetabletouch WHERE service_date IS NULL) everywhere
WHERE EXISTS (
    SELECT FROM timetables_datedtrip t
    WHERE t.service_date = d.day AND t.arrives_at >= p.first AND t.departs_at < p.last)
ORDER BY p.number, d.day
"""
