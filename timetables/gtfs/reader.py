"""Reading a GTFS feed row by row from a folder or a zip, with what is wrong told by file, line and column."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn, TypeVar
from zoneinfo import available_timezones

from timetables.service_days import parse_time

T = TypeVar("T")
ENOUGH_PROBLEMS = 50
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


class FeedRefused(Exception):
    """The feed was not imported, and nothing of it was kept; `problems` say what to correct."""

    def __init__(self, problems: list[FeedProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class BadCell(Exception):
    """One cell cannot be read; `problem` says what would be right."""

    def __init__(self, problem: FeedProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a feed's file. Its functions read one cell and raise BadCell when it says something else."""

    file: str
    line: int
    cells: dict[str, str]

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

    def known(self, column: str, ids: dict[str, int], default: str | None = None) -> int:
        """This function returns the key of the row of another file that the cell refers to."""
        value = self.text(column, default)
        if value not in ids:
            self.bad(column, f"{value!r} is not defined in this feed")
        return ids[value]

    def _cell(self, column: str, default: int | None) -> str | int:
        value = self.cells.get(column, "")
        if value:
            return value
        if default is None:
            self.bad(column, "must not be blank")
        return default


class Feed:
    """An open feed. Problems are gathered in `problems`, so that one import tells of many."""

    def __init__(self, folder: Path | zipfile.Path) -> None:
        self.folder = folder
        self.problems: list[FeedProblem] = []

    def has(self, file: str) -> bool:
        """This function tells whether the feed has a file."""
        return (self.folder / file).is_file()

    def must_have(self, file: str) -> None:
        """This function reports a file that GTFS requires and the feed lacks."""
        if not self.has(file):
            self.report(FeedProblem(file, 0, "", "the file is missing"))

    def parsed(
        self, file: str, parse: Callable[[Row], T], *, needs: tuple[str, ...] = (), unique: str = ""
    ) -> Iterator[T]:
        """This function goes through a file, one parsed row at a time, and gathers the rows that can't be read.

        `needs` are columns the file must have, `unique` the one whose values must differ from row to row.
        It yields nothing for a file that isn't there and raises FeedRefused once there are enough problems.
        """
        seen: set[str] = set()
        for row in self._rows(file, needs):
            try:
                value = parse(row)
                if unique:
                    _check_new(row, unique, seen)
            except BadCell as bad:
                self.report(bad.problem)
            else:
                yield value

    def report(self, problem: FeedProblem) -> None:
        """This function notes a problem, and raises FeedRefused when there are enough of them to begin with."""
        self.problems.append(problem)
        if len(self.problems) >= ENOUGH_PROBLEMS:
            self.refuse_if_wrong()

    def refuse_if_wrong(self) -> None:
        """This function raises FeedRefused when any problem was noted."""
        if self.problems:
            raise FeedRefused(self.problems)

    def _rows(self, file: str, needs: tuple[str, ...]) -> Iterator[Row]:
        if not self.has(file):
            return
        with (self.folder / file).open("rb") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
            try:
                yield from self._read(file, csv.reader(text, strict=True), needs)
            except (UnicodeDecodeError, csv.Error) as error:
                self.report(FeedProblem(file, 0, "", f"must be CSV in UTF-8 ({error})"))

    def _read(self, file: str, lines: Iterator[list[str]], needs: tuple[str, ...]) -> Iterator[Row]:
        heading = [name.strip() for name in next(lines, [])]
        for column in needs:
            if column not in heading:
                self.report(FeedProblem(file, 1, column, "the column is missing"))
        if not set(needs) <= set(heading):
            return
        for cells in lines:
            line = getattr(lines, "line_num", 0)
            if len(cells) > len(heading):
                self.report(
                    FeedProblem(file, line, "", f"has {len(cells)} cells under {len(heading)} columns")
                )
            elif any(cells):
                yield Row(
                    file, line, {name: cell.strip() for name, cell in zip(heading, cells, strict=False)}
                )


def read_date(text: str) -> date:
    """This function reads a date written YYYYMMDD and raises ValueError for anything else."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(*(int(part) for part in match.groups()))


@contextmanager
def open_feed(path: Path) -> Iterator[Feed]:
    """Open a feed kept as a folder or as a zip, in whose root or single folder the files lie.

    This function raises FeedRefused when there is no feed at the path.
    """
    if path.is_dir():
        yield Feed(path)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield Feed(_root_of(zipfile.Path(archive)))
    else:
        raise FeedRefused([FeedProblem(path.name, 0, "", "a folder or a zip with a GTFS feed is needed")])


def _check_new(row: Row, column: str, seen: set[str]) -> None:
    value = row.cells.get(column, "")
    if value in seen:
        row.bad(column, f"{value!r} stands on an earlier line already")
    seen.add(value)


def _root_of(archive: zipfile.Path) -> zipfile.Path:
    if (archive / "stops.txt").is_file():
        return archive
    folders = [folder for folder in archive.iterdir() if folder.is_dir() and (folder / "stops.txt").is_file()]
    return folders[0] if len(folders) == 1 else archive
