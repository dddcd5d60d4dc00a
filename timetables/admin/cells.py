"""What an operator may type into a cell of the timetable grid. Pure text and numbers; times in seconds of the day."""

import re
from dataclasses import dataclass

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_CLOCK = re.compile(r"(\d{1,2})[:.,\- ]?([0-5]\d)", re.ASCII)
_SHIFT = re.compile(r"([+\-−])\s*(\d{1,3})", re.ASCII)
PASSES_WORDS = frozenset({"", "-", "–", "—"})


class CellNotUnderstood(ValueError):
    """The text is neither a time, a pair of times, a shift nor empty."""


@dataclass(frozen=True, slots=True)
class Passes:
    """The train does not stop here."""


@dataclass(frozen=True, slots=True)
class Shift:
    """This cell and all later ones move by so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Times:
    """The typed times; `arrival` is None when only one time was typed."""

    arrival: int | None
    departure: int


Cell = Passes | Shift | Times


def read_cell(text: str) -> Cell:
    """This function understands 0825, 8.25, 08:25, 08:25/08:30, +10, -5 and an empty cell (passes).

    Hours may pass 24 for a train after midnight. Raises CellNotUnderstood for anything else.
    """
    text = text.strip()
    if text in PASSES_WORDS:
        return Passes()
    if shift := _SHIFT.fullmatch(text):
        return Shift(int(shift[2]) * MINUTE * (1 if shift[1] == "+" else -1))
    arrival, slash, departure = text.partition("/")
    if not slash:
        return Times(None, read_clock(text))
    return Times(read_clock(arrival), read_clock(departure))


def read_clock(text: str) -> int:
    """This function returns the seconds of 8:25, 0825 or 25:10. Raises CellNotUnderstood."""
    found = _CLOCK.fullmatch(text.strip())
    if not found or int(found[1]) > 47:
        raise CellNotUnderstood(text)
    return int(found[1]) * HOUR + int(found[2]) * MINUTE


def write_clock(seconds: int) -> str:
    """This function writes seconds of the service day as 08:25; after midnight 24:10 and so on."""
    return f"{seconds // HOUR:02d}:{seconds % HOUR // MINUTE:02d}"


def write_cell(arrival: int, departure: int) -> str:
    """This function writes one time where arrival and departure are the same minute, else both."""
    first, second = write_clock(arrival), write_clock(departure)
    return second if first == second else f"{first}/{second}"


def after(previous: int, seconds: int) -> int:
    """This function moves a clock time to the next day when it would else lie 12 hours or more before the last."""
    return seconds + DAY if seconds < DAY and previous - seconds >= DAY // 2 else seconds
