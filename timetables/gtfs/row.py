"""One row of a GTFS file: its cells read as what GTFS says they are, or told to be something else."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NoReturn, TypeVar
from zoneinfo import available_timezones

from timetables.service_days import parse_time

T = TypeVar("T")
LONGEST_ID = 255
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_TIMEZONES = available_timezones()


@dataclass(frozen=True, slots=True)
class FeedProblem:
    """One thing to correct in a feed; `line` counts the heading as 1 and is 0 when the whole file is meant."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}"


class BadCell(Exception):
    """One cell cannot be read; `problem` says what would be right."""

    def __init__(self, problem: FeedProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _say_nothing(problem: FeedProblem) -> None:
    """This function is for rows whose faults nobody asks for."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a feed's file. Its functions read one cell and raise BadCell when it says something else.

    `remark` takes what is worth a word but no refusal; `prefix` stands before codes that all editions share.
    """

    file: str
    line: int
    cells: dict[str, str]
    remark: Callable[[FeedProblem], None] = _say_nothing
    prefix: str = ""

    def bad(self, column: str, message: str) -> NoReturn:
        """This function raises BadCell for one of the row's cells."""
        raise BadCell(FeedProblem(self.file, self.line, column, message))

    def text(self, column: str, default: str | None = None, *, longest: int = 200) -> str:
        """This function returns the cell, or `default` when it is blank; without a default it must not be."""
        value = self.cells.get(column, "")
        if len(value) > longest:
            self.bad(column, f"at most {longest} characters")
        if not value and default is None:
            self.bad(column, "must not be blank")
        return value or str(default)

    def code(self, column: str, default: str | None = None) -> str:
        """This function returns an id that all editions share, with the prefix of the feed."""
        return self.prefix + self.text(column, default, longest=LONGEST_ID - len(self.prefix))

    def try_read(self, read: Callable[[], T], default: T) -> T:
        """This function reads a cell the timetable can do without: a bad one is told and left out."""
        try:
            return read()
        except BadCell as bad:
            self.remark(bad.problem)
            return default

    def others(self, known: Collection[str]) -> dict[str, str] | None:
        """This function returns the cells of columns that have no place here; None when there are none."""
        found = {name: cell for name, cell in self.cells.items() if cell and name not in known}
        return found or None

    def whole(self, column: str, default: int | None = None, *, most: int = 2_000_000_000) -> int:
        """This function returns a whole number from 0 to `most`."""
        value = self._cell(column, default)
        if isinstance(value, int):
            return value
        if not (value.isascii() and value.isdigit()) or int(value) > most:
            self.bad(column, f"a whole number from 0 to {most}, got {value!r}")
        return int(value)

    def flag(self, column: str, *, default: bool | None = None) -> bool:
        """This function returns True for 1 and False for 0."""
        return bool(self.whole(column, None if default is None else int(default), most=1))

    def decimal(self, column: str) -> Decimal | None:
        """This function returns a number not below zero, to three decimals, or None for a blank cell."""
        if not (value := self.cells.get(column, "")):
            return None
        try:
            number = Decimal(value).quantize(Decimal("0.001"))
        except InvalidOperation:
            self.bad(column, f"a number, got {value!r}")
        if not 0 <= number < 1_000_000:
            self.bad(column, f"a number from 0 to 999999, got {value!r}")
        return number

    def degrees(self, column: str, most: int) -> float | None:
        """This function returns a latitude or longitude in WGS 84, or None for a blank cell."""
        if not (value := self.cells.get(column, "")):
            return None
        try:
            number = float(value)
        except ValueError:
            self.bad(column, f"degrees with a point, got {value!r}")
        if not -most <= number <= most:
            self.bad(column, f"degrees from -{most} to {most}, got {value!r}")
        return number

    def day(self, column: str) -> date:
        """This function returns a date written YYYYMMDD."""
        value = self.text(column)
        try:
            return read_date(value)
        except ValueError:
            self.bad(column, f"a date of the calendar written YYYYMMDD, got {value!r}")

    def time(self, column: str) -> int | None:
        """This function returns seconds of the service day, or None for a blank cell."""
        if not (value := self.cells.get(column, "")):
            return None
        try:
            return parse_time(value)
        except ValueError as error:
            self.bad(column, str(error))

    def timezone(self, column: str, default: str | None = None) -> str:
        """This function returns the name of a timezone, as Europe/Minsk."""
        value = self.text(column, default)
        if value and value not in _TIMEZONES:
            self.bad(column, f"a timezone such as Europe/Minsk, got {value!r}")
        return value

    def one_of(self, column: str, choices: list[str], default: str | None = None) -> str:
        """This function returns a word out of a list."""
        value = self.text(column, default)
        if value not in choices:
            self.bad(column, f"one of {', '.join(choices)}, got {value!r}")
        return value

    def known(self, column: str, ids: Mapping[str, int], *, shared: bool = False) -> int:
        """This function returns the key of the row of another file that the cell refers to, `shared` by editions."""
        value = self.text(column, longest=LONGEST_ID)
        if shared:
            return self._of(column, value, ids, self.prefix + value)
        return self._of(column, value, ids, value)

    def _of(self, column: str, value: str, ids: Mapping[str, int], code: str) -> int:
        if code not in ids:
            self.bad(column, f"{value!r} is not defined in this feed")
        return ids[code]

    def _cell(self, column: str, default: int | None) -> str | int:
        value = self.cells.get(column, "")
        if value:
            return value
        if default is None:
            self.bad(column, "must not be blank")
        return default


def read_date(text: str) -> date:
    """This function reads a date written YYYYMMDD and raises ValueError for anything else."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(*(int(part) for part in match.groups()))
