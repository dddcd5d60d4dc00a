"""Reading a GTFS feed row by row from a folder or a zip, with what is wrong told by file, line and column."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from timetables.gtfs.progress import Progress
from timetables.gtfs.remarks import Remarks
from timetables.gtfs.row import BadCell, FeedProblem, Row
from timetables.gtfs.source import FeedRefused, Source, open_source

T = TypeVar("T")
ENOUGH_PROBLEMS = 50
LONGEST_LINE = 1_000_000
LONGEST_CELL = 100_000
_UTF_16 = (0xFF, 0xFE)
__all__ = ["Feed", "FeedRefused", "open_feed"]


class BadLine(Exception):
    """A line that no timetable has."""


class Feed:
    """An open feed. Problems are gathered in `problems`, so that one import tells of many; `remarks` refuse nothing.

    `prefix` stands before the codes of agencies, stops, routes and services, which all editions share.
    """

    def __init__(self, source: Source, *, prefix: str = "", progress: Progress | None = None) -> None:
        self.source = source
        self.prefix = f"{prefix}:" if prefix else ""
        self.progress = progress or Progress()
        self.problems: list[FeedProblem] = []
        self.remarks = Remarks()

    @property
    def files(self) -> list[str]:
        """This property names the files of the feed that have anything in them."""
        return sorted(name for name, size in self.source.sizes.items() if size)

    def has(self, file: str) -> bool:
        """This function tells whether the feed has a file that isn't empty."""
        return self.source.sizes.get(file, 0) > 0

    def must_have(self, file: str) -> None:
        """This function reports a file that GTFS requires and the feed lacks."""
        if not self.has(file):
            empty = file in self.source.sizes
            self.report(FeedProblem(file, 0, "", "the file is empty" if empty else "the file is missing"))

    def parsed(
        self, file: str, parse: Callable[[Row], T], *, needs: tuple[str, ...] = (), unique: str = ""
    ) -> Iterator[T]:
        """This function goes through a file, one parsed row at a time, and gathers the rows that can't be read.

        `needs` are columns the file must have, `unique` the one whose values must differ from row to row.
        It yields nothing for a file that isn't there and raises FeedRefused once there are enough problems.
        """
        seen: set[str] = set()
        for row in self.rows(file, needs):
            try:
                value = parse(row)
                if unique:
                    _check_new(row, unique, seen)
            except BadCell as bad:
                self.report(bad.problem)
            else:
                yield value

    def rows(self, file: str, needs: tuple[str, ...] = ()) -> Iterator[Row]:
        """This function goes through a file's rows as they are."""
        for heading, line, cells in self.lines(file, needs):
            named = {name: cell.strip() for name, cell in zip(heading, cells, strict=False) if name}
            yield Row(file, line, named, self.remarks.add, self.prefix)

    def lines(self, file: str, needs: tuple[str, ...] = ()) -> Iterator[tuple[list[str], int, list[str]]]:
        """This function goes through a file's rows that hold anything: the heading, the line's number, the cells."""
        if not self.has(file):
            return
        with self.source.open(file) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
            lines = csv.reader(self._checked(file, raw, text), strict=True)
            try:
                yield from self._read(file, lines, needs)
            except UnicodeDecodeError as error:
                self.report(FeedProblem(file, 0, "", _wrong_letters(error, lines.line_num)))
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                self.report(FeedProblem(file, 0, "", f"cannot be unpacked ({error})"))
            except (BadLine, csv.Error) as error:
                self.report(FeedProblem(file, lines.line_num, "", f"must be CSV in UTF-8 ({error})"))

    def report(self, problem: FeedProblem) -> None:
        """This function notes a problem, and raises FeedRefused when there are enough of them to begin with."""
        self.problems.append(problem)
        if len(self.problems) >= ENOUGH_PROBLEMS:
            self.refuse_if_wrong()

    def refuse_if_wrong(self) -> None:
        """This function raises FeedRefused when any problem was noted."""
        if self.problems:
            raise FeedRefused(self.problems)

    def _checked(self, file: str, raw: IO[bytes], text: io.TextIOWrapper) -> Iterator[str]:
        """Go through the lines without ever holding one that is longer than any timetable's, or that no text is."""
        number = 0
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise BadLine(f"a line of more than {LONGEST_LINE} characters")
            if "\0" in line:
                raise BadLine("a character with the code 0")
            number += 1
            if number % 2000 == 1:
                self.progress.reading(file, raw.tell())
            yield line

    def _read(
        self, file: str, lines: Iterator[list[str]], needs: tuple[str, ...]
    ) -> Iterator[tuple[list[str], int, list[str]]]:
        heading = [name.strip() for name in next(lines, [])]
        if not self._has_columns(file, heading, needs):
            return
        width = len(heading)
        for cells in lines:
            if not any(cells):
                continue
            line = getattr(lines, "line_num", 0)
            if len(cells) > width and any(cells[width:]):
                self.report(FeedProblem(file, line, "", f"has {len(cells)} cells under {width} columns"))
            elif max(map(len, cells)) > LONGEST_CELL:
                self.report(FeedProblem(file, line, "", f"a cell of more than {LONGEST_CELL} characters"))
            else:
                yield heading, line, cells[:width]

    def _has_columns(self, file: str, heading: list[str], needs: tuple[str, ...]) -> bool:
        wrong = [(column, "the column is missing") for column in needs if column not in heading]
        named = [name for name in heading if name]
        wrong += [(name, "the column stands twice") for name in set(named) if named.count(name) > 1]
        for column, message in wrong:
            self.report(FeedProblem(file, 1, column, message))
        return not wrong


@contextmanager
def open_feed(path: Path, *, prefix: str = "", progress: Progress | None = None) -> Iterator[Feed]:
    """Open a feed kept as a folder or as a zip.

    This function raises FeedRefused when there is no feed at the path, or one that no timetable is.
    """
    with open_source(path) as source:
        yield Feed(source, prefix=prefix, progress=progress)


def _wrong_letters(error: UnicodeDecodeError, line: int) -> str:
    byte = error.object[error.start]
    if line == 0 and byte in _UTF_16:
        return "must be CSV in UTF-8, this looks like UTF-16"
    return f"must be CSV in UTF-8: after line {line} there is the byte 0x{byte:02X}"


def _check_new(row: Row, column: str, seen: set[str]) -> None:
    value = row.cells.get(column, "")
    if value in seen:
        row.bad(column, f"{value!r} stands on an earlier line already")
    seen.add(value)
