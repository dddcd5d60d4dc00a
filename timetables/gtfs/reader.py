"""Reading a GTFS feed row by row from a folder or a zip, with what is wrong told by file, line and column."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from timetables.gtfs.row import BadCell, FeedProblem, Row

T = TypeVar("T")
ENOUGH_PROBLEMS = 50


class FeedRefused(Exception):
    """The feed was not imported, and nothing of it was kept; `problems` say what to correct."""

    def __init__(self, problems: list[FeedProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


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
