"""A line's poster as ready values: the same for the page and for the printed sheet."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _

from railway.lib import wording
from railway.lib.template_words import date_alone, day_and_month, language
from timetables.models import Route, Timetable
from timetables.queries.poster import Call, PosterCell, PosterRow, PosterTable, PosterTrain
from timetables.service_notes import ServiceNote, Sheet
from timetables.service_words import (
    names_holidays,
    names_weekends,
    write_dates,
    write_note,
    write_short,
    write_substitutes,
)
from timetables.web.looks import Badge, badge

COLOUR, NEUTRAL = re.compile("[0-9A-Fa-f]{6}"), "575170"
LONG_DWELL = dt.timedelta(minutes=3)
MARKS = {Call.REGULAR: "", Call.REQUEST: "×", Call.BOARDING: "↑", Call.ALIGHTING: "↓"}


@dataclass(frozen=True)
class Head:
    """The head of a train's column; `mark` is the number of its footnote."""

    number: str
    days: str
    mark: str
    part: bool


@dataclass(frozen=True)
class Cell:
    """A train at a stop: `first` is the arrival where both times are printed."""

    time: str = ""
    first: str = ""
    mark: str = ""
    passes: bool = False
    call: str = ""

    @property
    def none(self) -> bool:
        """This property tells that the train isn't there at all."""
        return not self.time and not self.passes


@dataclass(frozen=True)
class Row:
    """A stop, or the border with what is said there."""

    name: str
    km: str
    border: bool
    major: bool
    double: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Direction:
    """One table."""

    title: str
    trains: Sequence[Head]
    rows: Sequence[Row]

    @property
    def width(self) -> int:
        """This property is the number of the table's columns on the page."""
        return len(self.trains) + 2


@dataclass(frozen=True)
class Note:
    """A footnote: on which days the trains run that bear its number."""

    mark: str
    text: str


@dataclass(frozen=True)
class Poster:
    """All that a poster says."""

    line: str
    badge: Badge
    colour: str
    valid: str
    directions: Sequence[Direction]
    notes: Sequence[Note]
    days: Sequence[str]
    signs: Sequence[Note]
    lines: Sequence[str]
    demonstration: str
    edition: str


def make_poster(
    route: Route, sheet: Sheet, tables: Sequence[PosterTable], editions: Sequence[Timetable]
) -> Poster:
    """This function puts a line's timetable of some dates into the reader's language."""
    trains = [train for table in tables for train in table.trains]
    texts = _footnotes(trains)
    return Poster(
        line=route.name,
        badge=badge(route),
        colour=route.color if COLOUR.fullmatch(route.color) else NEUTRAL,
        valid=_valid(sheet),
        directions=[_direction(table, texts) for table in tables],
        notes=[Note(mark, text) for text, mark in texts.items()],
        days=_about_days([train.note for train in trains], sheet),
        signs=_signs(tables),
        lines=_about_line(tables),
        demonstration=_demonstration(trains),
        edition=", ".join(edition.name for edition in editions),
    )


def _valid(sheet: Sheet) -> str:
    same_year = sheet.first.year == sheet.last.year
    first = day_and_month(sheet.first) if same_year else date_alone(sheet.first)
    days = {"first": first, "last": date_alone(sheet.last)}
    return _("Valid from %(first)s to %(last)s") % days


def _footnotes(trains: Iterable[PosterTrain]) -> dict[str, str]:
    """Number the footnotes by their words, in the order in which a reader meets them."""
    notes = (train.note for train in trains if not train.note.is_daily)
    texts = dict.fromkeys(write_note(note, language()) for note in notes)
    return {text: str(number) for number, text in enumerate(texts, start=1)}


def _direction(table: PosterTable, footnotes: dict[str, str]) -> Direction:
    first, last = table.rows[0].stop, table.rows[-1].stop
    heads = [_head(train, footnotes) for train in table.trains]
    return Direction(
        f"{first.name} – {last.name}", heads, [_row(row, at, table) for at, row in enumerate(table.rows)]
    )


def _head(train: PosterTrain, footnotes: dict[str, str]) -> Head:
    mark = footnotes.get(write_note(train.note, language()), "")
    return Head(train.number, write_short(train.note, language()), mark, bool(mark))


def _row(row: PosterRow, at: int, table: PosterTable) -> Row:
    if row.stop.is_border:
        return Row(_border(at, table), "", border=True, major=False, double=False, cells=())
    km = "" if row.km is None else wording.write_number(row.km, language(), places=0)
    double = any(_dwells(cell) for cell in row.cells)
    major = all(cell.arrival or cell.departure for cell in row.cells)
    cells = [_cell(cell, both=double) for cell in row.cells]
    return Row(row.stop.name, km, border=False, major=major, double=double, cells=cells)


def _border(at: int, table: PosterTable) -> str:
    around = [row.stop for row in (*table.rows[at - 1 : at], *table.rows[at + 1 : at + 2])]
    return _("border: %(before)s – %(after)s") % {"before": around[0].name, "after": around[-1].name}


def _dwells(cell: PosterCell) -> bool:
    return bool(cell.arrival and cell.departure and cell.departure - cell.arrival >= LONG_DWELL)


def _cell(cell: PosterCell, *, both: bool) -> Cell:
    shown = cell.departure or cell.arrival
    if shown is None:
        return Cell(passes=cell.passes)
    first = f"{cell.arrival:%H:%M}" if both and _dwells(cell) and cell.arrival else ""
    return Cell(f"{shown:%H:%M}", first, MARKS[cell.call], call=_calls()[cell.call])


def _calls() -> dict[Call, str]:
    return {
        Call.REGULAR: "",
        Call.REQUEST: _("on request: tell the crew, or show yourself on the platform"),
        Call.BOARDING: _("boarding only"),
        Call.ALIGHTING: _("alighting only"),
    }


def _about_days(notes: Sequence[ServiceNote], sheet: Sheet) -> list[str]:
    """Tell once what all footnotes build upon."""
    said = []
    if any(note.is_daily for note in notes):
        said.append(_("Trains without a number in a circle run daily."))
    if any(map(names_weekends, notes)):
        said.append(_("Weekends are Saturday and Sunday."))
    if sheet.holidays and any(map(names_holidays, notes)):
        dates = write_dates(sheet.holidays, sheet, language())
        said.append(_("Public holidays: %(dates)s.") % {"dates": dates})
    if moved := write_substitutes(sheet.substitutes, sheet, language()):
        said.append(_("Days that run as another: %(dates)s.") % {"dates": moved})
    return said


def _signs(tables: Iterable[PosterTable]) -> list[Note]:
    cells = list(chain.from_iterable(row.cells for table in tables for row in table.rows))
    stops = chain.from_iterable(row.cells for table in tables for row in table.rows if not row.stop.is_border)
    passes = any(cell.passes for cell in stops)
    signs = [Note("–", _("the train passes without stopping"))] if passes else []
    met = {cell.call for cell in cells}
    signs += [Note(MARKS[call], words) for call, words in _calls().items() if words and call in met]
    return signs


def _about_line(tables: Iterable[PosterTable]) -> list[str]:
    """Tell whose time is printed, and what the border asks for."""
    rows = [row for table in tables for row in table.rows]
    zones = dict.fromkeys(zone for row in rows if not row.stop.is_border for zone in _zone(row))
    said = [_("Times are local to each station: %(zones)s.") % {"zones": "; ".join(zones)}]
    if any(_dwells(cell) for row in rows for cell in row.cells):
        said.append(_("Two times in a cell are arrival and departure."))
    if any(row.stop.is_border for row in rows):
        said.append(_("Carry your passport; for a child, the birth certificate."))
    return said


def _zone(row: PosterRow) -> list[str]:
    times = (moment for cell in row.cells if (moment := cell.departure or cell.arrival))
    return [wording.write_zone(moment, row.stop.timezone, language()) for moment in list(times)[:1]]


def _demonstration(trains: Iterable[PosterTrain]) -> str:
    if not any(train.demonstration for train in trains):
        return ""
    return _(
        "Demonstration: train numbers, most times, fares and seat plans are samples. "
        "Check with the carrier before you travel."
    )
