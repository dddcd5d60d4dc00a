"""Reading the trains of a service date for the search of journeys: one query, one row a train."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from django.db import connection

from timetables.journeys import Day, Run, build_day
from timetables.models import DatedTrip

BOARDING, ALIGHTING, GOES_NO_FURTHER = 1, 2, 4
Row = tuple[int, list[int], list[int], list[int], list[int], list[int] | None, list[int] | None]


@dataclass(frozen=True, slots=True)
class LoadedDay:
    """The trains of a service date that run, as planned.

    `cautious` are the same trains as one should reckon with them: they arrive as late as is expected, but leave on
    time, for a late train may make up its time. None when all are on time.
    """

    planned: Day
    cautious: Day | None


def load_day(day: date) -> LoadedDay:
    """This function reads the trains of a service date, cancelled ones left out, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, [BOARDING, ALIGHTING, GOES_NO_FURTHER, day, DatedTrip.State.SCHEDULED])
        rows: list[Row] = cursor.fetchall()
    planned = [run for row in rows for run in _runs(row)]
    if not any(row[5] for row in rows):
        return LoadedDay(build_day(planned), None)
    return LoadedDay(build_day(planned), build_day(run for row in rows for run in _runs(_cautious(row))))


def _cautious(row: Row) -> Row:
    train, stops, flags, arrivals, departures, late_arrivals, late_departures = row
    if late_arrivals is None or late_departures is None:
        return row
    arrivals = [at + max(0, late) for at, late in zip(arrivals, late_arrivals, strict=True)]
    departures = [at + min(0, late) for at, late in zip(departures, late_departures, strict=True)]
    return train, stops, flags, arrivals, departures, None, None


def _runs(row: Row) -> Iterator[Run]:
    """Cut a train where it does not run, and leave out the points where nobody gets on or off."""
    train, stops, flags, arrivals, departures, *_late = row
    for piece in _pieces(tuple(flags)):
        pick = piece.pick
        yield Run(
            train,
            pick(stops),
            piece.positions,
            piece.boards,
            piece.alights,
            pick(arrivals),
            pick(departures),
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a train's way: `pick` takes its calls out of a column."""

    pick: Callable[[Sequence[int]], tuple[int, ...]]
    positions: tuple[int, ...]
    boards: tuple[bool, ...]
    alights: tuple[bool, ...]


@lru_cache(maxsize=4096)  # many trains call alike
def _pieces(flags: tuple[int, ...]) -> list[_Piece]:
    ends = [at for at, flag in enumerate(flags, start=1) if flag & GOES_NO_FURTHER]
    ranges = pairwise((0, *ends, len(flags)))
    calls = [[at for at in range(*one) if flags[at] & (BOARDING | ALIGHTING)] for one in ranges]
    return [
        _Piece(
            itemgetter(*part),
            tuple(part),
            tuple(bool(flags[at] & BOARDING) for at in part),
            tuple(bool(flags[at] & ALIGHTING) for at in part),
        )
        for part in calls
        if len(part) > 1
    ]


_RUNS = """
SELECT s.dated_trip_id,
    array_agg(s.stop_id ORDER BY s.position),
    array_agg((s.served AND s.boarding)::int * %s + (s.served AND s.alighting)::int * %s
        + s.departure_cancelled::int * %s ORDER BY s.position),
    array_agg(extract(epoch FROM s.arrival_at)::bigint ORDER BY s.position),
    array_agg(extract(epoch FROM s.departure_at)::bigint ORDER BY s.position),
    CASE WHEN bool_or(s.arrival_delay_s > 0 OR s.departure_delay_s < 0)
        THEN array_agg(s.arrival_delay_s ORDER BY s.position) END,
    CASE WHEN bool_or(s.arrival_delay_s > 0 OR s.departure_delay_s < 0)
        THEN array_agg(s.departure_delay_s ORDER BY s.position) END
FROM timetables_datedstop s JOIN timetables_datedtrip d ON d.id = s.dated_trip_id
WHERE d.service_date = %s AND d.state = %s
GROUP BY s.dated_trip_id
ORDER BY s.dated_trip_id
"""
