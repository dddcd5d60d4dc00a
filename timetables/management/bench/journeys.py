"""The search of journeys on the two lines, and on a railway of 2,000 stops and 5,000 trains a day beside them."""

import datetime as dt
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any

from timetables.journeys import Ends
from timetables.journeys import find_journeys as search
from timetables.management.bench.fill import PREFIX, bench_stops, fill_network
from timetables.management.bench.network import Network
from timetables.models import DatedStop, DatedTrip, Stop
from timetables.queries import find_journeys, find_trips
from timetables.queries.days import day_bounds
from timetables.queries.journey_days import forget_days, known_trains
from timetables.queries.load_day import load_day

LARGE = Network(stops=2000, lines=250, trains_a_day=5000)
DAYS_BEFORE, DAYS = 1, 3
PAIRS, TRIES = 40, 40
SMALL_ENDS = ("VITEBSK", "ORSHA"), ("VITEBSK", "SMOLENSK")
Pair = tuple[Stop, Stop]


def measure_journeys(*, today: dt.date, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure the two lines alone, then with the made-up railway beside them; times in milliseconds.

    This function leaves the railway in the database.
    """
    day = today + dt.timedelta(days=2)
    stops = {stop.stop_id: stop for stop in Stop.objects.all()}
    (changing, direct) = ((stops[start], stops[end]) for start, end in SMALL_ENDS)
    small = _measure([changing] * TRIES, [direct] * TRIES, day)
    say("the made-up railway is written")
    fill_network(LARGE, first=day - dt.timedelta(days=DAYS_BEFORE), days=DAYS)
    again = _measure([changing] * TRIES, [direct] * TRIES, day)
    large = _measure(_pairs(), _direct_pairs(day), day)
    return {
        "two_lines": small,
        "two_lines_beside_large": again,
        "large": large,
        "growth": {
            name: round(large[name] / small[name], 2)
            for name in ("search_ms", "whole_query_ms", "direct_sql_ms", "read_day_ms", "day_kb", "calls")
        },
        "search_over_direct_sql": {
            "two_lines": round(small["whole_query_ms"] / small["direct_sql_ms"], 2),
            "large": round(large["whole_query_ms"] / large["direct_sql_ms"], 2),
        },
    }


def _measure(pairs: Sequence[Pair], direct: Sequence[Pair], day: dt.date) -> dict[str, float]:
    forget_days()
    read = [_ms(partial(load_day, day)) for _ in range(3)]
    find_journeys(origin=pairs[0][0], destination=pairs[0][1], date=day)  # into memory
    searched = [_ms(partial(_search, pair, day)) for pair in pairs]
    found = [find_journeys(origin=start, destination=end, date=day) for start, end in pairs[:10]]
    whole = [_ms(partial(find_journeys, origin=pair[0], destination=pair[1], date=day)) for pair in pairs]
    sql = [_ms(partial(find_trips, origin=pair[0], destination=pair[1], date=day)) for pair in direct]
    loaded = load_day(day).planned
    return {
        "trains": loaded.trains,
        "calls": loaded.calls,
        "journeys_a_search": round(statistics.mean(len(one) for one in found), 1),
        "search_ms": round(statistics.median(searched), 2),
        "search_p95_ms": round(_p95(searched), 2),
        "whole_query_ms": round(statistics.median(whole), 2),
        "direct_sql_ms": round(statistics.median(sql), 2),
        "read_day_ms": round(statistics.median(read), 1),
        "day_kb": round(_kilobytes(day), 1),
    }


def _search(pair: Pair, day: dt.date) -> None:
    """The search in memory alone, with the query whether the memory still holds, as every search makes it."""
    start, end = day_bounds(day, pair[0])
    (known,) = known_trains([(start, end + dt.timedelta(days=1))])
    if known:
        ends = Ends({pair[0].pk: 0}, {pair[1].pk: 0})
        days = [one.planned for one in known.days]
        first, last = int(start.timestamp()), int(end.timestamp())
        search(days, known.stations.changes, ends, first=first, last=last)


def _pairs() -> list[Pair]:
    chance, stops = Random(1), bench_stops()  # noqa: S311 - the same pairs each time
    return [(one, two) for one, two in (chance.sample(stops, 2) for _ in range(PAIRS))]


def _direct_pairs(day: dt.date) -> list[Pair]:
    """Take the third and the seventeenth stop of some trains."""
    trains = DatedTrip.objects.filter(service_date=day, trip__trip_id__startswith=PREFIX)
    step = max(1, trains.count() // PAIRS)
    keys = list(trains.order_by("pk").values_list("pk", flat=True))[::step][:PAIRS]
    calls = DatedStop.objects.filter(dated_trip__in=keys, position__in=(2, 16)).select_related("stop")
    by_train: dict[int, list[Stop]] = {}
    for call in calls.order_by("dated_trip", "position"):
        by_train.setdefault(call.dated_trip_id, []).append(call.stop)
    return [(one, two) for one, two in by_train.values()]


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _kilobytes(day: dt.date) -> float:
    """This function weighs what a day keeps in memory."""
    tracemalloc.start()
    kept = load_day(day)
    weight = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return weight / 1024 if kept else 0.0


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]
