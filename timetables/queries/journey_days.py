"""The days of trains kept in memory for the search of journeys, and how a process knows that they still hold.

The database notes each day that is touched (TimetableTouch, written by triggers, so by whatever door a train is
changed). A search reads how many notes there are, in one query, before it looks into memory. Days are read when they
are first asked for; the least used go when there are more than JOURNEY_DAYS_KEPT.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar, cast

from django.conf import settings
from django.db import connection

from timetables.journeys import Day
from timetables.queries.change_times import Stations, load_stations
from timetables.queries.load_day import LoadedDay, load_day

DAYS_BEFORE = 2  # a train may run into the second day after its own
Stamp = tuple[int, int]  # how many notes there are, and the sum of their numbers
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class KnownTrains:
    """All trains that run in a period. In `cautious` they arrive late and leave as planned; None: none is late."""

    stations: Stations
    planned: tuple[Day, ...]
    cautious: tuple[Day, ...] | None


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


def known_trains(first: datetime, last: datetime) -> KnownTrains | None:
    """Give the trains that run at any time from one instant to another, None when there is none.

    This function makes one query when all is in memory already; otherwise one more a day, and two for the stations.
    """
    stamps = _stamps(first, last)
    if not stamps:
        return None
    everywhere = next(iter(stamps.values()))[1]
    days = [
        _days.get(day, stamp, lambda day=day: load_day(day), most=_most(stamps))
        for day, (stamp, _all) in stamps.items()
    ]
    stations = _stations.get("all", (everywhere, settings.CHANGE_MINUTES), load_stations, most=1)
    late = any(day.cautious for day in days)
    return KnownTrains(
        stations,
        tuple(day.planned for day in days),
        tuple(day.cautious or day.planned for day in days) if late else None,
    )


def forget_days() -> None:
    """This function empties the memory of this process, for measurements and tests."""
    _days.clear()
    _stations.clear()


def _most(wanted: dict[date, tuple[Stamp, Stamp]]) -> int:
    return max(settings.JOURNEY_DAYS_KEPT, len(wanted))


def _stamps(first: datetime, last: datetime) -> dict[date, tuple[Stamp, Stamp]]:
    """Read the stamps of the service dates with a train in the period: of the day itself, and of what holds always."""
    dates = first.date() - timedelta(days=DAYS_BEFORE + 1), last.date() + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(_STAMPS, [*dates, first, last])
        rows = cast("list[tuple[date, int, int, int, int]]", cursor.fetchall())
    return {day: ((notes, total), (all_notes, all_total)) for day, notes, total, all_notes, all_total in rows}


_STAMPS = """
SELECT d.day::date, own.notes, own.total, everywhere.notes, everywhere.total
FROM generate_series(%s::date, %s::date, interval '1 day') AS d (day)
CROSS JOIN LATERAL (
    SELECT count(*) AS notes, coalesce(sum(id), 0)::bigint AS total
    FROM timetables_timetabletouch WHERE service_date = d.day) own
CROSS JOIN (
    SELECT count(*) AS notes, coalesce(sum(id), 0)::bigint AS total
    FROM timetables_timetabletouch WHERE service_date IS NULL) everywhere
WHERE EXISTS (
    SELECT FROM timetables_datedtrip t
    WHERE t.service_date = d.day AND t.arrives_at >= %s AND t.departs_at < %s)
ORDER BY d.day
"""
