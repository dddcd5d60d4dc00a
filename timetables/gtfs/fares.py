"""Fare files of a feed. Timetables know no prices: whoever sells writes them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PatternStop:
    """A place on a train's way, at its kilometre from the first stop. Where trains only pass nobody gets on or off."""

    stop_id: str
    country: str
    km: Decimal | None
    is_border: bool
    passes: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way that trains of a line take."""

    route_id: str
    agency_id: str
    stops: tuple[PatternStop, ...]


@dataclass(slots=True)
class FareFiles:
    """Files by name with their headings and rows; each stop is a fare zone of its own, named by its code."""

    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Sequence[object]]] = field(default_factory=dict)


Writer = Callable[[Collection[Pattern], date], FareFiles]
_writers: list[Writer] = []


def fares_by(writer: Writer) -> Writer:
    """This function lets a seller write the fare files of a feed, by the prices of a day; it serves as a decorator."""
    _writers.append(writer)
    return writer


def fare_files(patterns: Collection[Pattern], day: date) -> FareFiles:
    """This function gives the fare files for these ways, none where nothing is sold in this installation."""
    return _writers[0](patterns, day) if _writers else FareFiles()
