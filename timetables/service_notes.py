"""The days of a service as railways describe them: weekdays, a season, public holidays, and single days that differ.

Pure, as service days are. A note is made from the days themselves, so it always means exactly those days, whichever
rule or exceptions they come from; `service_words` says it in three languages.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from itertools import product

from timetables.service_days import EVERY_DAY, CalendarRule, in_season

Span = tuple[date, date]
ONE_DAY = timedelta(days=1)
DATE_COST, EDGE_COST = 2, 1


class OnHolidays(Enum):
    """What public holidays mean to a service besides its weekdays."""

    AS_WEEKDAYS = "as weekdays"
    ALSO = "also"
    EXCEPT = "except"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a printed timetable covers: both days included, with the days that its readers are told about once.

    `holidays` are its public holidays; `substitutes` are dates on which all trains run as on another weekday.
    """

    first: date
    last: date
    holidays: Collection[date] = ()
    substitutes: Mapping[date, int] = field(default_factory=dict)

    def days(self) -> Iterator[date]:
        """This function goes through its dates."""
        return map(self.first.__add__, map(timedelta, range((self.last - self.first).days + 1)))

    def weekday(self, day: date) -> int:
        """This function gives the weekday that a date runs as, 1 for Monday."""
        return self.substitutes.get(day, day.isoweekday())


@dataclass(frozen=True, slots=True)
class ServiceNote:
    """The days of a service on a sheet: on these weekdays within the spans, also on some days, not on others.

    Spans and days stand as (first, last), both included; a span may begin or end with the sheet.
    """

    sheet: Sheet
    weekdays: frozenset[int]
    on_holidays: OnHolidays
    spans: tuple[Span, ...]
    also: tuple[Span, ...] = ()
    excepted: tuple[Span, ...] = ()

    @property
    def is_daily(self) -> bool:
        """This property tells a service of every day of the sheet."""
        whole = self.spans == ((self.sheet.first, self.sheet.last),)
        plain = self.on_holidays is OnHolidays.AS_WEEKDAYS and not self.also and not self.excepted
        return whole and plain and self.weekdays == EVERY_DAY


def describe(days: Collection[date], sheet: Sheet, rule: CalendarRule | None = None) -> ServiceNote:
    """Describe the days of a service on a sheet in as few words as they need.

    The rule's own weekdays and season are preferred where they are as short as others. Days outside of the sheet are
    not looked at.
    This function returns a note that means exactly these days: see `days_of`.
    """
    every = tuple(sheet.days())
    wanted = frozenset(every).intersection(days)
    notes = []
    for spans in _possible_spans(wanted, sheet, rule):
        within = [day for day in every if _within(day, spans)]
        for weekdays, holidays in product(_possible_weekdays(wanted, within, sheet, rule), OnHolidays):
            note = ServiceNote(sheet, weekdays, holidays, spans)
            notes.append(_completed(note, frozenset(_plain_days(note, within)), wanted))
    return min(notes, key=_cost)


def days_of(note: ServiceNote) -> frozenset[date]:
    """This function gives the dates that a note means."""
    every = tuple(note.sheet.days())
    plain = _plain_days(note, (day for day in every if _within(day, note.spans)))
    kept = {day for day in plain if not _within(day, note.excepted)}
    return frozenset(kept | {day for day in every if _within(day, note.also)})


def _plain_days(note: ServiceNote, within: Iterable[date]) -> Iterator[date]:
    """Go through the days that weekdays and holidays take of those within the spans."""
    holidays, odd = note.sheet.holidays, note.on_holidays is not OnHolidays.AS_WEEKDAYS
    for day in within:
        if odd and day in holidays:
            if note.on_holidays is OnHolidays.ALSO:
                yield day
        elif note.sheet.weekday(day) in note.weekdays:
            yield day


def _completed(note: ServiceNote, base: frozenset[date], wanted: frozenset[date]) -> ServiceNote:
    """Add the single days by which a note's weekdays, holidays and spans miss those that are wanted."""
    also = _runs(sorted(wanted - base), lambda day: day in wanted)
    excepted = _runs(sorted(base - wanted), lambda day: day not in wanted)
    return ServiceNote(note.sheet, note.weekdays, note.on_holidays, note.spans, also, excepted)


def _runs(days: Sequence[date], may_lie_between: Callable[[date], bool]) -> tuple[Span, ...]:
    """Join dates into spans, over gaps of which every date may lie between."""
    spans: list[Span] = []
    for day in days:
        if spans and all(map(may_lie_between, _between(spans[-1][1], day))):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return tuple(spans)


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(1, (last - first).days)]


def _within(day: date, spans: Iterable[Span]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _possible_spans(
    wanted: Collection[date], sheet: Sheet, rule: CalendarRule | None
) -> list[tuple[Span, ...]]:
    """List the spans a note may name: the rule's seasons, the whole sheet, from the first day to the last."""
    whole: tuple[Span, ...] = ((sheet.first, sheet.last),)
    if not wanted:
        return [()]
    found = [
        whole,
        ((min(wanted), max(wanted)),),
        ((sheet.first, max(wanted)),),
        ((min(wanted), sheet.last),),
    ]
    if rule is not None:
        found.insert(0, _seasons(sheet, rule))
    return list(dict.fromkeys(found))


def _seasons(sheet: Sheet, rule: CalendarRule) -> tuple[Span, ...]:
    """Find the parts of a sheet that lie in a rule's period and season."""
    spans: list[Span] = []
    for day in sheet.days():
        if not rule.start_date <= day <= rule.end_date or not in_season(
            day, rule.season_from, rule.season_to
        ):
            continue
        if spans and spans[-1][1] == day - ONE_DAY:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return tuple(spans)


def _possible_weekdays(
    wanted: Collection[date], within: Iterable[date], sheet: Sheet, rule: CalendarRule | None
) -> list[frozenset[int]]:
    """List the weekdays a note may name: the rule's, those on most of which the service runs, none."""
    counts = {weekday: [0, 0] for weekday in EVERY_DAY}
    for day in within:
        counts[sheet.weekday(day)][day in wanted] += 1
    mostly = frozenset(weekday for weekday, (off, on) in counts.items() if on > off)
    own = [rule.weekdays] if rule is not None else []
    return list(dict.fromkeys([*own, mostly, frozenset()]))


def _cost(note: ServiceNote) -> int:
    """Weigh a note by what a reader has to take in; a single day is the heaviest."""
    dates = sum(DATE_COST if first == last else DATE_COST + 1 for first, last in note.also + note.excepted)
    edges = sum((first != note.sheet.first) + (last != note.sheet.last) for first, last in note.spans)
    named = min(len(note.weekdays), 1 + len(EVERY_DAY) - len(note.weekdays))
    return dates + edges * EDGE_COST + named + (note.on_holidays is not OnHolidays.AS_WEEKDAYS)
