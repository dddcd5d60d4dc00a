"""Footnotes of a printed timetable in Russian, Belarusian and English. Pure: the words are tables, not translations.

The words mean exactly the days of the note: "кроме суббот, с 01.05 по 31.08; не ходит 04.07". Weekends are Saturday and
Sunday, public holidays those that the sheet lists, and a date that runs as another weekday counts as that weekday.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from timetables.service_days import EVERY_DAY
from timetables.service_notes import OnHolidays, ServiceNote, Sheet, Span

NBSP = "\u00a0"
WEEKEND = frozenset({6, 7})
MOST_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """One language. `on` and `besides` name weekdays from Monday on, then weekends and public holidays."""

    daily: str
    never: str
    on_word: str
    on: tuple[str, ...]
    besides_word: str
    besides: tuple[str, ...]
    and_word: str
    also_holidays: str
    since: str
    until: str
    also: str
    not_on: str
    only: str
    as_on: tuple[str, ...]
    short: tuple[str, ...]
    short_daily: str
    months: tuple[str, ...] = ()
    range_dash: str = "–"


# fmt: off
_RU = _Words(
    daily="ежедневно", never="не ходит", on_word="по",
    on=("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям",
        "выходным", "праздникам"),
    besides_word="кроме",
    besides=("понедельников", "вторников", "сред", "четвергов", "пятниц", "суббот", "воскресений",
             "выходных", "праздников"),
    and_word="и", also_holidays="но и по праздникам", since="с", until="по", also="также",
    not_on="не ходит", only="только",
    as_on=("как в понедельник", "как во вторник", "как в среду", "как в четверг", "как в пятницу", "как в субботу",
           "как в воскресенье"),
    short=("пн", "вт", "ср", "чт", "пт", "сб", "вс"), short_daily="ежедн.",
)
_BE = _Words(
    daily="штодзённа", never="не ходзіць", on_word="па",
    on=("панядзелках", "аўторках", "серадах", "чацвяргах", "пятніцах", "суботах", "нядзелях", "выхадных", "святах"),
    besides_word="акрамя",
    besides=("панядзелкаў", "аўторкаў", "серад", "чацвяргоў", "пятніц", "субот", "нядзель", "выхадных", "свят"),
    and_word="і", also_holidays="але і па святах", since="з", until="па", also="таксама",
    not_on="не ходзіць", only="толькі",
    as_on=("як у панядзелак", "як у аўторак", "як у сераду", "як у чацвер", "як у пятніцу", "як у суботу",
           "як у нядзелю"),
    short=("пн", "аў", "ср", "чц", "пт", "сб", "нд"), short_daily="штодз.",
)
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_EN = _Words(
    daily="daily", never="does not run", on_word="on", on=(*_DAYS, "weekends", "public holidays"),
    besides_word="except", besides=(*_DAYS, "weekends", "public holidays"),
    and_word="and", also_holidays="but also on public holidays", since="from", until="to",
    also="also on", not_on="not on", only="only on",
    as_on=("as on Monday", "as on Tuesday", "as on Wednesday", "as on Thursday", "as on Friday", "as on Saturday",
           "as on Sunday"),
    short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), short_daily="daily",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    range_dash=f"{NBSP}– ",
)
# fmt: on
_LANGUAGES = {"ru": _RU, "be": _BE, "en": _EN}
LANGUAGES = tuple(_LANGUAGES)


def write_note(note: ServiceNote, language: str) -> str:
    """Say on which days a service runs: "по пятницам, воскресеньям и праздникам, с 28.03 по 31.10".

    This function names dates without the year where the sheet has no such day twice.
    """
    words = _LANGUAGES[language]
    sheet = note.sheet
    if not note.weekdays and note.on_holidays is not OnHolidays.ALSO:
        dates = _dates(note.also, sheet, words)
        return f"{words.only} {dates}" if dates else words.never
    parts = [_days(note, words) + _spans(note, words)]
    if note.also:
        parts.append(f"{words.also} {_dates(note.also, sheet, words)}")
    if note.excepted:
        parts.append(f"{words.not_on} {_dates(note.excepted, sheet, words)}")
    return "; ".join(parts)


def write_short(note: ServiceNote, language: str) -> str:
    """This function writes the weekdays for the head of a column, "сб, вс"; nothing where only single days count."""
    words = _LANGUAGES[language]
    if note.weekdays == EVERY_DAY:
        return words.short_daily
    rows: list[list[int]] = []
    for weekday in sorted(note.weekdays):
        if rows and rows[-1][-1] == weekday - 1:
            rows[-1].append(weekday)
        else:
            rows.append([weekday])
    return ", ".join(piece for row in rows for piece in _short_pieces(row, words))


def _short_pieces(row: Sequence[int], words: _Words) -> list[str]:
    names = [words.short[weekday - 1] for weekday in row]
    return names if len(names) < 3 else [f"{names[0]}–{names[-1]}"]


def names_weekends(note: ServiceNote) -> bool:
    """This function tells whether a note's words speak of weekends, which a sheet has to explain."""
    return WEEKEND in (note.weekdays, EVERY_DAY - note.weekdays)


def names_holidays(note: ServiceNote) -> bool:
    """This function tells whether a note's words speak of public holidays, which a sheet has to list."""
    return note.on_holidays is not OnHolidays.AS_WEEKDAYS


def write_dates(days: Iterable[date], sheet: Sheet, language: str) -> str:
    """This function lists dates, three and more in a row as a range: "01.01–08.01, 09.05"."""
    return _dates(_rows(sorted(days)), sheet, _LANGUAGES[language])


def write_substitutes(substitutes: Mapping[date, int], sheet: Sheet, language: str) -> str:
    """This function says which dates run as another weekday: "14.03 (сб) – как в пятницу; 20.04 (пн) – …"."""
    words = _LANGUAGES[language]
    listed = sorted(day for day in substitutes if sheet.first <= day <= sheet.last)
    return "; ".join(
        f"{_date(day, sheet, words)}{NBSP}({words.short[day.weekday()]}) – {words.as_on[substitutes[day] - 1]}"
        for day in listed
    )


def _days(note: ServiceNote, words: _Words) -> str:
    missing = EVERY_DAY - note.weekdays
    also = note.on_holidays is OnHolidays.ALSO
    besides = note.on_holidays is OnHolidays.EXCEPT
    if len(note.weekdays) <= MOST_NAMED:
        listed = _joined(_named(note.weekdays, words.on) + [words.on[-1]] * also, words)
        return f"{words.on_word} {listed}" + f", {words.besides_word} {words.besides[-1]}" * besides
    left_out = _named(missing, words.besides) + [words.besides[-1]] * besides
    said = [words.daily] if not missing else []
    said += [f"{words.besides_word} {_joined(left_out, words)}"] if left_out else []
    said += [words.also_holidays] * (also and bool(missing))
    return ", ".join(said)


def _named(weekdays: Collection[int], forms: Sequence[str]) -> list[str]:
    if weekdays == WEEKEND:
        return [forms[-2]]
    return [forms[weekday - 1] for weekday in sorted(weekdays)]


def _joined(names: Sequence[str], words: _Words) -> str:
    head = ", ".join(names[:-1])
    return f"{head} {words.and_word} {names[-1]}" if head else names[-1]


def _spans(note: ServiceNote, words: _Words) -> str:
    sheet = note.sheet
    if note.spans == ((sheet.first, sheet.last),):
        return ""
    said = (_span(span, sheet, words) for span in note.spans)
    return ", " + f" {words.and_word} ".join(said)


def _span(span: Span, sheet: Sheet, words: _Words) -> str:
    first, last = (_date(day, sheet, words) for day in span)
    begins = [] if span[0] == sheet.first else [f"{words.since}{NBSP}{first}"]
    ends = [] if span[1] == sheet.last else [f"{words.until}{NBSP}{last}"]
    return " ".join(begins + ends)


def _dates(spans: Iterable[Span], sheet: Sheet, words: _Words) -> str:
    return ", ".join(piece for span in spans for piece in _pieces(span, sheet, words))


def _pieces(span: Span, sheet: Sheet, words: _Words) -> list[str]:
    first, last = (_date(day, sheet, words) for day in span)
    if span[0] == span[1]:
        return [first]
    return [first, last] if span[1] - span[0] == timedelta(days=1) else [f"{first}{words.range_dash}{last}"]


def _rows(days: Sequence[date]) -> list[Span]:
    rows: list[Span] = []
    for day in days:
        if rows and day - rows[-1][1] == timedelta(days=1):
            rows[-1] = (rows[-1][0], day)
        else:
            rows.append((day, day))
    return rows


def _date(day: date, sheet: Sheet, words: _Words) -> str:
    """Write a date as the language's railways print it, with its year only where the sheet is longer than a year."""
    year = day.year if _is_longer_than_a_year(sheet) else None
    if words.months:
        return f"{day.day}{NBSP}{words.months[day.month - 1]}" + (f"{NBSP}{year}" if year else "")
    return f"{day:%d.%m}" + (f".{year}" if year else "")


def _is_longer_than_a_year(sheet: Sheet) -> bool:
    first, last = sheet.first, sheet.last
    years = last.year - first.year
    return years > 1 or (years == 1 and (last.month, last.day) >= (first.month, first.day))
