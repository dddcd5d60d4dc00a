"""The words of the inventory: stretches of a trip, seats, and what a plan shows. They hold no database rows."""

from dataclasses import dataclass
from typing import Any, Literal

MASK_LEGS = 63  # a bigint's bits, the sign left alone
QUOTA_COACH = 0  # a place without a number lives in coach 0
GONE = (
    "gone"  # the kind of a seat that the train set, exchanged since, has no longer: kept, but not sold again
)

ORDINARY, WHEELCHAIR, COMPANION = "seat", "wheelchair", "companion"

SeatShown = Literal["free", "taken", "yours"]


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of a dated trip from stop position `start` up to position `end`; leg i leads from i to i + 1."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MASK_LEGS:
            raise ValueError(f"no stretch of a trip: {self.start} to {self.end}")

    @property
    def mask(self) -> int:
        """This property is the stretch as bits, bit i for leg i."""
        return ((1 << (self.end - self.start)) - 1) << self.start


def span_of(mask: int) -> Span:
    """This function reads a stretch from its bits."""
    return Span((mask & -mask).bit_length() - 1, mask.bit_length())


@dataclass(frozen=True, slots=True, order=True)
class SeatRef:
    """A seat as people name it. In `quota` mode the coach is 0 and the number is kept but not shown."""

    coach: int
    number: int
    kind: str = "seat"

    @property
    def place(self) -> tuple[int, int]:
        """This property is the seat without its kind, which callers often don't know."""
        return self.coach, self.number


@dataclass(frozen=True, slots=True)
class SeatPart:
    """A passenger's seat from one stop position to another: the whole way, or one of several seats in turn."""

    seat: SeatRef
    start: int
    end: int

    @property
    def span(self) -> Span:
        """This property is the stretch on this seat."""
        return Span(self.start, self.end)


# The seats of each of a party in turn, in the order of the party. A whole way on one seat is one part.
SeatPlan = tuple[tuple[SeatPart, ...], ...]


def changes_in(plan: SeatPlan) -> int:
    """This function counts how often somebody of a party changes seats."""
    return sum(len(parts) - 1 for parts in plan)


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """Which passenger of a booking has which seat."""

    passenger_no: int
    seat: SeatRef


@dataclass(frozen=True, slots=True)
class SeatState:
    """One seat on the plan of a coach, and whether it can be had for a stretch."""

    coach: int
    number: int
    row: int
    column: int
    kind: str
    is_window: bool
    has_table: bool
    state: SeatShown


@dataclass(frozen=True, slots=True)
class CoachMap:
    """The plan of one coach; `layout` is what it draws besides seats."""

    number: int
    layout: dict[str, Any]
    bicycle_places: int
    seats: list[SeatState]
