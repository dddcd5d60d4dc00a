"""What was sold for trains that somebody is about to change. Timetables don't know bookings: whoever sells says it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sold:
    """Live bookings of some trains and their passengers; `url` lists them in the admin."""

    bookings: int
    passengers: int
    url: str


@dataclass(frozen=True, slots=True)
class Concern:
    """The part of a train that a change concerns, by positions: journeys over it, or those that begin or end there."""

    start: int
    end: int
    ends_only: bool = False


Counter = Callable[[Collection[int], Concern | None], Sold]
_counters: list[Counter] = []


def tell_by(counter: Counter) -> Counter:
    """This function lets a seller say, for dated trips by key, what it has sold; it serves as a decorator."""
    _counters.append(counter)
    return counter


def count_sold(dated_trips: Collection[int], concern: Concern | None = None) -> Sold | None:
    """This function returns what was sold for these trains, all of it or what a change of a part concerns.

    None where nothing is sold in this installation.
    """
    return _counters[0](dated_trips, concern) if _counters else None
