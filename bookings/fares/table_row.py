"""One row of a CSV table whose cells know where they stand, so that a mistake names its file, line and
column.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import NoReturn, TypeVar

from bookings.fares.acts import LANGUAGES, Texts

T = TypeVar("T")


class TableError(ValueError):
    """A table that can't be read: which file, line, column, and why; `others` are the faults of later rows."""

    def __init__(self, path: Path, line: int, column: str, reason: str) -> None:
        self.path, self.line, self.column, self.reason = path, line, column, reason
        self.others: list[TableError] = []
        super().__init__(f"{path.name}, line {line}, column {column}: {reason}")


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row by column name."""

    path: Path
    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """This function gives the cell without outer spaces; raises TableError when the table has no such
        column.
        """
        if column not in self.cells:
            self.refuse(column, "the table has no such column")
        return self.cells[column].strip()

    def text_or(self, column: str, usual: str) -> str:
        """This function gives the cell's text, and what is usual where it is empty or the table has no such column."""
        return self.cells.get(column, "").strip() or usual

    def texts(self, stem: str) -> Texts:
        """This function gives the three languages of columns such as name_ru, name_be, name_en."""
        return Texts(*(self.text(f"{stem}_{language}") for language in LANGUAGES))

    def required(self, column: str) -> str:
        """This function gives the cell's text; raises TableError when it is empty."""
        return self.text(column) or self.refuse(column, "must not be empty")

    def flag(self, column: str) -> bool:
        """This function reads yes or no."""
        return self.one_of(column, ("yes", "no")) == "yes"

    def one_of(self, column: str, choices: tuple[str, ...]) -> str:
        """This function gives the text when it is one of the choices; raises TableError otherwise."""
        text = self.text(column)
        return (
            text if text in choices else self.refuse(column, f"{text!r} is not one of {', '.join(choices)}")
        )

    def one_of_or(self, column: str, choices: tuple[str, ...], usual: str) -> str:
        """This function does the same, and gives what is usual for an empty cell or a column the table lacks."""
        return self.one_of(column, choices) if self.text_or(column, "") else usual

    def decimal(self, column: str) -> Decimal:
        """This function reads an exact number; raises TableError for anything else, an empty cell too."""
        return self._read(column, Decimal, "a number such as 29.48")

    def whole(self, column: str) -> int:
        """This function reads a whole number; raises TableError for anything else, an empty cell too."""
        return self._read(column, int, "a whole number")

    def whole_or_none(self, column: str) -> int | None:
        """This function reads a whole number; None when empty."""
        return self.whole(column) if self.text(column) else None

    def day(self, column: str) -> date:
        """This function reads a date YYYY-MM-DD, or DD.MM.YYYY as a spreadsheet leaves it.

        It raises TableError for anything else, an empty cell too.
        """
        return self._read(column, _day, "a date YYYY-MM-DD")

    def day_or_none(self, column: str) -> date | None:
        """This function reads a date YYYY-MM-DD; None when empty."""
        return self.day(column) if self.text(column) else None

    def refuse(self, column: str, reason: str) -> NoReturn:
        """This function raises the TableError of a cell."""
        raise TableError(self.path, self.line, column, reason)

    def _read(self, column: str, reader: Callable[[str], T], expected: str) -> T:
        text = self.text(column)
        try:
            return reader(text)
        except (ValueError, InvalidOperation):
            self.refuse(column, f"{text!r} is not {expected}")


def rows_of(path: Path) -> Iterator[TableRow]:
    """The rows of a UTF-8 CSV file with a heading line.

    This function raises TableError for a row that is longer or shorter than the heading.
    """
    return rows_of_text(path.read_bytes().decode("utf-8-sig"), path)


def rows_of_text(text: str, path: Path) -> Iterator[TableRow]:
    """This function does the same for the text of a file, its cells parted by commas or, as by Excel, by semicolons."""
    heading = text.partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter)
    for cells in reader:
        if None in cells or None in cells.values():
            raise TableError(
                path, reader.line_num, "the last one", "the row and the heading differ in length"
            )
        yield TableRow(path, reader.line_num, cells)


def made(row: TableRow, make: Callable[[TableRow], T]) -> T:
    """Make a value object of a row.

    This function raises TableError of the row as a whole for what the object refuses as one: a season with one end, a
    discount over 100.
    """
    try:
        return make(row)
    except TableError:
        raise
    except ValueError as error:
        raise TableError(row.path, row.line, "the row as a whole", str(error)) from error


def made_all(rows: Iterable[TableRow], make: Callable[[TableRow], T]) -> list[T]:
    """This function makes value objects of all rows, or raises the first row's TableError with the others in it."""
    read: list[T] = []
    faults: list[TableError] = []
    for row in rows:
        try:
            read.append(made(row, make))
        except TableError as fault:
            faults.append(fault)
    if faults:
        faults[0].others = faults[1:]
        raise faults[0]
    return read


def _day(text: str) -> date:
    parts = text.split(".")
    return date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else text)
