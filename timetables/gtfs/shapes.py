"""The ways of trips: patterns of stops, and shapes drawn along them where a feed brought none.

A drawn shape joins the stops by straight lines, so it is a sketch of the track; its kilometres are those of the stops.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Any

from timetables.gtfs.columns import DRAWN_SHAPE
from timetables.gtfs.scope import Scope
from timetables.models import StopTime

Call = tuple[int, Decimal | None, bool]
FEWEST_POINTS = 2


@dataclass(slots=True)
class Ways:
    """Ways by what they are made of (key of the stop, kilometre, whether the train only passes), numbered in order."""

    calls: list[tuple[Call, ...]] = field(default_factory=list)
    of_trip: dict[int, int] = field(default_factory=dict)


def read_ways(scope: Scope) -> Ways:
    """This function reads the way of each trip in one pass over the stop times."""
    ways, known = Ways(), dict[tuple[Call, ...], int]()
    columns = ("trip_id", "stop_id", "shape_dist_traveled", "pickup_type", "drop_off_type")
    rows = scope.stop_times.order_by("trip_id", "stop_sequence").values_list(*columns)
    for trip, calls in groupby(rows.iterator(chunk_size=5000), key=lambda row: row[0]):
        way = tuple((stop, km, passes(pickup, drop_off)) for _, stop, km, pickup, drop_off in calls)
        number = known.setdefault(way, len(known))
        if number == len(ways.calls):
            ways.calls.append(way)
        ways.of_trip[trip] = number
    return ways


def passes(pickup_type: int, drop_off_type: int) -> bool:
    """This function tells that nobody gets on or off."""
    return pickup_type == drop_off_type == StopTime.Pickup.NONE


def drawn_shapes(ways: Ways, places: dict[int, tuple[str, float | None, float | None]]) -> dict[int, str]:
    """Name the shape along each way that has places enough to be drawn; `places` are code, latitude and longitude.

    A code holds as long as the stops and their kilometres do. This function returns shape codes by way.
    """
    return {
        number: DRAWN_SHAPE + _mark(way, places)
        for number, way in enumerate(ways.calls)
        if all(None not in places[stop][1:] for stop, _km, _passes in way) and len(way) >= FEWEST_POINTS
    }


def shape_rows(
    ways: Ways, shapes: dict[int, str], places: dict[int, tuple[str, float | None, float | None]]
) -> Iterator[tuple[Any, ...]]:
    """This function writes the rows of shapes.txt, each shape once, with kilometres where all its stops have them."""
    written: set[str] = set()
    for number, shape in sorted(shapes.items(), key=lambda item: item[1]):
        if shape in written:
            continue
        written.add(shape)
        way = ways.calls[number]
        measured = all(km is not None for _stop, km, _passes in way)
        for place, (stop, km, _passes) in enumerate(way, start=1):
            distance = f"{km.normalize():f}" if measured and km is not None else ""
            yield shape, *places[stop][1:], place, distance


def _mark(way: tuple[Call, ...], places: dict[int, tuple[str, float | None, float | None]]) -> str:
    parts = (f"{places[stop][0]} {km if km is None else km.normalize()}" for stop, km, _passes in way)
    return sha256("\n".join(parts).encode()).hexdigest()[:12]
