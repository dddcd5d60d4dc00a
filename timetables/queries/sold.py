"""What is sold on trains that a new edition changes. Timetables don't know bookings: whoever sells says it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from timetables.models import DatedStop, DatedTrip, RollingStock

CANCELLED, STOP_LOST, SEAT_LOST, MOVED_FAR, MOVED = (
    "cancelled",
    "stop_lost",
    "seat_lost",
    "moved_far",
    "moved",
)
GROUPS = (CANCELLED, STOP_LOST, SEAT_LOST, MOVED_FAR, MOVED)  # the gravest first: each booking is in one


@dataclass(frozen=True, slots=True)
class FutureDay:
    """A train of a day as it would be: whether it runs, its stops by position as they are and will be, its set."""

    dated_trip: DatedTrip
    runs: bool
    was: Mapping[int, DatedStop]
    stops: Mapping[int, DatedStop]
    rolling_stock: RollingStock | None


@dataclass(frozen=True, slots=True)
class Touched:
    """Bookings that a change means the same for: `group` is one of GROUPS, by which a remedy is chosen.

    `least` and `most` are minutes by which the journeys move, later or earlier, where they do; `url` lists the bookings
    in the admin.
    """

    group: str
    bookings: int
    passengers: int
    url: str = ""
    least: int = 0
    most: int = 0


class Seller(Protocol):
    """Whoever sells seats of dated trips."""

    def booked(self, dated_trips: Collection[int]) -> set[int]:
        """This method tells which trains, by key, anybody ever booked: their positions can't change any more."""
        ...

    def foresee(self, days: Sequence[FutureDay]) -> list[Touched]:
        """This method says what the changes of these days would mean for live bookings, in groups."""
        ...

    def open_seats(self, now: datetime) -> object:
        """This method puts trains on sale that were just made."""
        ...


_sellers: list[Seller] = []


def sold_by(seller: Seller) -> None:
    """This function lets a seller be asked."""
    _sellers.append(seller)


def booked_trains(dated_trips: Collection[int]) -> set[int]:
    """This function tells which of these trains of a day anybody ever booked."""
    return {key for seller in _sellers for key in seller.booked(dated_trips)}


def foresee(days: Sequence[FutureDay]) -> list[Touched]:
    """This function asks the sellers what these changes would mean; nothing where nothing is sold."""
    return [touched for seller in _sellers for touched in seller.foresee(days)]


def open_seats(*, now: datetime) -> None:
    """This function lets the sellers put trains on sale that were just made, in the caller's transaction."""
    for seller in _sellers:
        seller.open_seats(now)
