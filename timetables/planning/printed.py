"""Understanding a printed timetable pasted as text or CSV: stops by rows, trains by columns."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NO_TIMES, CELL, TOO_MANY, TOO_FEW = "no_times", "cell", "too_many", "too_few"
_CLOCK = re.compile(r"([0-4]?\d)[:.\-]([0-5]\d)", re.ASCII)
_BARE = re.compile(r"([0-4]?\d)([0-5]\d)", re.ASCII)
_EMPTY = frozenset({"", "-", "–", "—", "−", "|", "│", "↓", "·", "…", "...", "x", "х", "×", "="})
_PART = re.compile(r"[\s,(]+(?P<part>приб|прыб|arr|отпр|адпр|dep)\w*\.?\)?\s*$", re.IGNORECASE)
_KM = re.compile(r"(расстояние,?\s*)?(км|km)\.?", re.IGNORECASE)
_KM_AT_END = re.compile(r"(?<=[^\W\d])\s+\d{1,4}([.,]\d+)?$")
_ARRIVES = ("приб", "прыб", "arr")


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A place that was not understood: the line, from 1, its text, and why, as one of the codes above."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """Times of a train at a stop, in seconds of the service day; None where it passes or is not there."""

    arrival: int | None = None
    departure: int | None = None


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A stop as it is written, with a cell for each train."""

    line: int
    name: str
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """What was understood, and what was not. `numbers` are blank for trains without one."""

    numbers: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    not_understood: tuple[NotUnderstood, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line cut into the stop's name and the texts of its cells."""

    number: int
    text: str
    name: str
    cells: tuple[str, ...]

    @property
    def has_times(self) -> bool:
        return any(_times(cell) for cell in self.cells)


def read_printed(text: str) -> Printed:
    """Read a timetable as railways print it.

    Columns are parted by tabulators, semicolons, commas, or blanks; a line above the times names the trains; a stop
    may have a line for its arrival and one for its departure; a dash means that the train passes. A time that lies
    half a day before the last is one after midnight. This function never fails: what it can't read it names.
    """
    lines = _cut(text)
    first = next((at for at, line in enumerate(lines) if line.has_times), len(lines))
    body = lines[first:]
    numbers, faults = _head(lines[:first], _width(body))
    rows: list[PrintedRow] = []
    for line in body:
        row, found = _row(line, len(numbers))
        faults += found
        if row:
            _take_in(rows, row, line)
    return Printed(numbers, _past_midnight(rows), tuple(faults))


def _width(body: Sequence[_Line]) -> int:
    """How many trains most lines with times have a cell for."""
    counted = Counter(len(line.cells) for line in body if line.has_times)
    return max(counted, key=lambda width: (counted[width], width), default=0)


def _cut(text: str) -> list[_Line]:
    numbered = [(at, line) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
    mark = next((mark for mark in "\t;," if _is_parted([line for _at, line in numbered], mark)), "")
    lines = [_cut_at(mark, at, line) if mark else _cut_blanks(at, line) for at, line in numbered]
    return _without_km(lines)


def _is_parted(lines: Sequence[str], mark: str) -> bool:
    return sum(mark in line for line in lines) * 2 > len(lines)


def _cut_at(mark: str, number: int, text: str) -> _Line:
    name, *cells = next(csv.reader([text], delimiter=mark))
    return _Line(number, text, name.strip(), tuple(cell.strip() for cell in cells))


def _cut_blanks(number: int, text: str) -> _Line:
    words = text.split()
    start = len(words)
    while start and (words[start - 1] in _EMPTY or _times(words[start - 1], bare_digits=4)):
        start -= 1
    if start == len(words):  # a word behind the times: let it be named as the odd one
        start = next((at for at in range(1, start) if _times(words[at], bare_digits=4)), start)
    name = " ".join(words[:start])
    return _Line(number, text, _KM_AT_END.sub("", name), tuple(words[start:]))


def _without_km(lines: list[_Line]) -> list[_Line]:
    """Leave out a column whose head says kilometres."""
    heads = (cells.index(cell) for line in lines for cells in [line.cells] for cell in cells if _is_km(cell))
    at = next(heads, None)
    if at is None:
        return lines
    return [replace(line, cells=line.cells[:at] + line.cells[at + 1 :]) for line in lines]


def _is_km(cell: str) -> bool:
    return _KM.fullmatch(cell) is not None


def _head(lines: Sequence[_Line], width: int) -> tuple[tuple[str, ...], list[NotUnderstood]]:
    """Find the trains' numbers in the last line above the times; what else stands there is not understood."""
    faults = [NotUnderstood(line.number, line.text.strip(), NO_TIMES) for line in lines]
    if lines:
        numbers = _numbers(lines[-1])
        if numbers and len(numbers) >= width:
            return numbers, faults[:-1]
    return ("",) * width, faults


def _numbers(line: _Line) -> tuple[str, ...]:
    if line.cells and not set(line.cells) <= _EMPTY:
        cells = line.cells
        while cells and not cells[-1]:
            cells = cells[:-1]
        return cells
    return tuple(word for word in line.text.split() if any(letter.isdigit() for letter in word))


def _row(line: _Line, width: int) -> tuple[PrintedRow | None, list[NotUnderstood]]:
    cells = line.cells
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    if not line.has_times:
        is_passed = bool(line.name) and set(cells) <= _EMPTY and bool(cells)
        return None, [] if is_passed else [NotUnderstood(line.number, line.text.strip(), NO_TIMES)]
    if len(cells) != width:
        why = TOO_MANY if len(cells) > width else TOO_FEW
        return None, [NotUnderstood(line.number, line.text.strip(), why)]
    faults = [
        NotUnderstood(line.number, cell, CELL) for cell in cells if cell not in _EMPTY and not _times(cell)
    ]
    return PrintedRow(line.number, line.name, tuple(_times(cell) or PrintedCell() for cell in cells)), faults


def _times(text: str, bare_digits: int = 3) -> PrintedCell | None:
    """Read "8.25", "0825", "08:25/08:30" or the like; None for anything else."""
    parts = [part for part in re.split(r"[/\s–]+", text.strip()) if part]
    clocks = [_clock(part, bare_digits) for part in parts]
    if not clocks or len(clocks) > 2 or None in clocks:
        return None
    return PrintedCell(clocks[0], clocks[-1])


def _clock(text: str, bare_digits: int) -> int | None:
    found = _CLOCK.fullmatch(text) or (_BARE.fullmatch(text) if len(text) >= bare_digits else None)
    if found is None or int(found[1]) > 47:
        return None
    return int(found[1]) * HOUR + int(found[2]) * MINUTE


def _take_in(rows: list[PrintedRow], row: PrintedRow, line: _Line) -> None:
    """Add a row; the second line of a stop fills in the departures of the first, or its arrivals."""
    part = _PART.search(f" {line.name}")
    name = f" {line.name}"[: part.start()].strip() if part else line.name
    same = bool(rows) and (name == rows[-1].name or (not name and part is not None))
    if not same:
        rows.append(replace(row, name=name))
        return
    arrives = part is not None and part["part"].lower() in _ARRIVES
    pairs = zip_longest(rows[-1].cells, row.cells, fillvalue=PrintedCell())
    rows[-1] = replace(rows[-1], cells=tuple(_both(old, new, arrives) for old, new in pairs))


def _both(old: PrintedCell, new: PrintedCell, arrives: bool) -> PrintedCell:
    first, second = (new, old) if arrives else (old, new)
    arrival = second.departure if first.arrival is None else first.arrival
    departure = first.arrival if second.departure is None else second.departure
    return PrintedCell(arrival, departure)


def _past_midnight(rows: Sequence[PrintedRow]) -> tuple[PrintedRow, ...]:
    last = [0] * max((len(row.cells) for row in rows), default=0)
    done = []
    for row in rows:
        cells = []
        for at, cell in enumerate(row.cells):
            if cell.arrival is None or cell.departure is None:
                cells.append(cell)
                continue
            arrival = _later(last[at], cell.arrival)
            departure = _later(arrival, cell.departure)
            last[at] = departure
            cells.append(PrintedCell(arrival, departure))
        done.append(replace(row, cells=tuple(cells)))
    return tuple(done)


def _later(previous: int, seconds: int) -> int:
    while seconds < DAY and previous - seconds >= DAY // 2:
        seconds += DAY
    return seconds
