"""Footnotes of a printed timetable: whatever the rule, the words mean exactly the days on which the service runs.

The words are read back by a reader of its own, which knows the three languages but nothing of how notes are made.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timetables.service_days import EVERY_DAY, CalendarRule, running_days
from timetables.service_notes import Sheet, days_of, describe
from timetables.service_words import LANGUAGES, write_dates, write_note, write_short, write_substitutes

YEAR = (date(2027, 1, 1), date(2027, 12, 31))
HOLIDAYS = frozenset(
    date(2027, month, day) for month, day in [(1, 1), (1, 7), (3, 8), (5, 1), (5, 9), (7, 3)]
)


@dataclass(frozen=True)
class Language:
    """How one language is read: the beginnings of its weekdays, and its small words as patterns."""

    weekdays: tuple[str, ...]
    weekends: str
    holidays: str
    daily: str
    never: str
    besides: str
    span: str
    also: str
    not_on: str
    only: str
    months: str = ""


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
READERS = {
    "ru": Language(
        ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресен"), "выходн", "праздник",
        "ежедневно", "не ходит", "кроме", r"(?:с (\S+))? ?(?:по (\S+))?", "также ", "не ходит ", "только ",
    ),
    "be": Language(
        ("панядзел", "аўтор", "серад", "чацв", "пятніц", "субот", "нядзел"), "выхадн", "свят",
        "штодзённа", "не ходзіць", "акрамя", r"(?:з (\S+))? ?(?:па (\S+))?", "таксама ", "не ходзіць ", "толькі ",
    ),
    "en": Language(
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "weekends", "public holidays", "daily", "does not run",
        "except", r"(?:from (\d+ \w+))? ?(?:to (\d+ \w+))?", "also on ", "not on ", "only on ", MONTHS,
    ),
}  # fmt: skip


def read(text: str, language: str, sheet: Sheet) -> set[date]:
    """The dates of a sheet that a footnote means."""
    words, text = READERS[language], text.replace("\u00a0", " ")
    if text == words.never:
        return set()
    if text.startswith(words.only):
        return read_dates(text.removeprefix(words.only), words, sheet)
    head, *rest = text.split("; ")
    spans, head = read_spans(head, words, sheet)
    found = {day for day in sheet.days() if in_any(day, spans) and read_days(day, head, words, sheet)}
    for part in rest:
        if part.startswith(words.also):
            found |= read_dates(part.removeprefix(words.also), words, sheet)
        else:
            assert part.startswith(words.not_on), part
            found -= read_dates(part.removeprefix(words.not_on), words, sheet)
    return found


def read_days(day: date, head: str, words: Language, sheet: Sheet) -> bool:
    """Whether weekdays and holidays of the beginning of a footnote take a date."""
    taken, _comma, left = head.partition(words.besides)
    if taken.endswith(", "):
        taken = taken.removesuffix(", ")
    left, _but, again = left.partition(", ")
    if day in sheet.holidays and (words.holidays in taken or words.holidays in again):
        return True
    if day in sheet.holidays and words.holidays in left:
        return False
    weekday = sheet.substitutes.get(day, day.isoweekday())
    named = weekday in read_weekdays(taken, words) if taken and words.daily not in taken else True
    return named and weekday not in read_weekdays(left, words)


def read_weekdays(text: str, words: Language) -> set[int]:
    found = {number for number, name in enumerate(words.weekdays, start=1) if re.search(rf"\b{name}", text)}
    return found | ({6, 7} if words.weekends in text else set())


def read_spans(head: str, words: Language, sheet: Sheet) -> tuple[list[tuple[date, date]], str]:
    """The seasons at the end of the first part, and the part without them."""
    days, _comma, last = head.rpartition(", ")
    pieces = re.split(" и | і | and ", last)
    spans = [re.fullmatch(words.span, piece) for piece in pieces]
    if not days or not all(spans) or not re.search(r"\d", last):
        return [(sheet.first, sheet.last)], head
    edges = [(one[1], one[2]) for one in spans if one]
    return [(read_date(a, words, sheet) if a else sheet.first, read_date(b, words, sheet) if b else sheet.last)
            for a, b in edges], days  # fmt: skip


def read_dates(text: str, words: Language, sheet: Sheet) -> set[date]:
    found: set[date] = set()
    for piece in text.split(", "):
        first, *last = re.split(" ?– ?", piece)
        start = read_date(first, words, sheet)
        end = read_date(last[0], words, sheet) if last else start
        assert start <= end
        found |= {start + timedelta(days=number) for number in range((end - start).days + 1)}
    return found


def read_date(text: str, words: Language, sheet: Sheet) -> date:
    """A date with its year, or the only one of the sheet with that day and month."""
    if words.months:
        day, month, *year = text.split()
        numbers = [int(day), words.months.split().index(month) + 1, *map(int, year)]
    else:
        numbers = [int(part) for part in text.split(".")]
    fitting = [one for one in sheet.days() if [one.day, one.month, one.year][: len(numbers)] == numbers]
    assert len(fitting) == 1, (text, fitting)
    return fitting[0]


def in_any(day: date, spans: list[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


@st.composite
def services(draw: st.DrawFn) -> tuple[CalendarRule, Sheet]:
    """A rule and a sheet: a year, a year over New Year, a season, a day; odd days near each other."""
    first, last = draw(
        st.sampled_from([YEAR, (date(2026, 12, 13), date(2027, 12, 11)), (date(2027, 4, 2), date(2027, 9, 30)),
                         (date(2027, 5, 9), date(2027, 5, 9)), (date(2028, 1, 1), date(2028, 12, 31))])
    )  # fmt: skip
    days = st.dates(first, last)
    near = st.dates(date(2027, 4, 28), date(2027, 5, 20))
    season = draw(st.sampled_from([("", ""), ("05-01", "08-31"), ("11-01", "03-31"), ("02-29", "06-15")]))
    start = draw(st.sampled_from([date(2026, 1, 1), first]) | days)
    rule = CalendarRule(
        weekdays=draw(st.frozensets(st.integers(1, 7))),
        start_date=start,
        end_date=draw(st.just(max(start, last)) | st.dates(start, max(start, last))),
        season_from=season[0],
        season_to=season[1],
        plus_public_holidays=draw(st.booleans()),
        exceptions=draw(st.dictionaries(near | days, st.booleans(), max_size=8)),
        substitutes=draw(st.dictionaries(near, st.integers(1, 7), max_size=4)),
    )
    common = {day: weekday for day, weekday in rule.substitutes.items() if draw(st.booleans())}
    return rule, Sheet(first=first, last=last, holidays=HOLIDAYS, substitutes=common)


@given(services())
@settings(max_examples=100, deadline=None)
def test_the_words_mean_exactly_the_days_on_which_the_service_runs(service):
    rule, sheet = service
    days = set(running_days(rule, sheet.first, sheet.last, sheet.holidays))
    note = describe(days, sheet, rule)
    assert days_of(note) == days
    for language in LANGUAGES:
        assert read(write_note(note, language), language, sheet) == days, write_note(note, language)


@given(st.frozensets(st.dates(*YEAR), max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_set_of_days_is_said_without_a_rule(days):
    sheet = Sheet(first=YEAR[0], last=YEAR[1], holidays=HOLIDAYS)
    for language in LANGUAGES:
        assert read(write_note(describe(days, sheet), language), language, sheet) == days


@given(services(), st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_listed_days_read_back(service, language):
    _rule, sheet = service
    listed = {day for day in sheet.days() if day in HOLIDAYS or 3 < day.day < 8}
    if listed:
        assert (
            read_dates(write_dates(listed, sheet, language).replace("\u00a0", " "), READERS[language], sheet)
            == listed
        )


SHEET = Sheet(first=YEAR[0], last=YEAR[1], holidays=HOLIDAYS, substitutes={date(2027, 2, 20): 5})


@pytest.mark.parametrize(
    ("weekdays", "changes", "words"),
    [
        (EVERY_DAY, {}, "ежедневно"),
        (EVERY_DAY - {6}, {}, "кроме суббот"),
        ({6, 7}, {"plus_public_holidays": True}, "по выходным и праздникам"),
        (EVERY_DAY, {"season_from": "05-31", "season_to": "09-13"}, "ежедневно, с 31.05 по 13.09"),
        ({5, 7}, {"plus_public_holidays": True, "season_from": "03-28", "season_to": "10-31"},
         "по пятницам, воскресеньям и праздникам, с 28.03 по 31.10"),
        ({1, 2, 3, 4, 5}, {}, "кроме выходных"),
        ({6}, {"season_from": "11-01", "season_to": "03-31"}, "по субботам, по 31.03 и с 01.11"),
        (EVERY_DAY, {"exceptions": dict.fromkeys(HOLIDAYS, False)}, "ежедневно, кроме праздников"),
        (set(), {"exceptions": {date(2027, 5, 5): True}}, "только 05.05"),
        (set(), {}, "не ходит"),
        ({7}, {"exceptions": {date(2027, 7, 4): False, date(2027, 7, 11): False, date(2027, 7, 10): True}},
         "по воскресеньям; также 10.07; не ходит 04.07, 11.07"),
        (EVERY_DAY, {"exceptions": {date(2027, 7, 1) + timedelta(days=n): False for n in range(15)}},
         "ежедневно; не ходит 01.07–15.07"),
    ],
)  # fmt: skip
def test_words_are_those_that_railways_print(weekdays, changes, words):
    rule = CalendarRule(
        weekdays=frozenset(weekdays),
        start_date=date(2026, 4, 2),
        end_date=date(2028, 12, 31),
        substitutes=dict(SHEET.substitutes),
        **changes,
    )
    days = set(running_days(rule, *YEAR, HOLIDAYS))
    assert write_note(describe(days, SHEET, rule), "ru").replace("\u00a0", " ") == words


def test_a_feed_that_lists_dates_alone_is_read_as_weekdays():
    days = {day for day in SHEET.days() if SHEET.weekday(day) in {6, 7} and 5 <= day.month <= 8}
    assert (
        write_note(describe(days, SHEET), "en").replace("\u00a0", " ") == "on weekends, from 1 May to 29 Aug"
    )


def test_years_are_named_where_the_sheet_has_a_day_twice():
    sheet = Sheet(first=date(2027, 1, 1), last=date(2028, 12, 31))
    assert write_note(describe({date(2028, 5, 9)}, sheet), "be") == "толькі 09.05.2028"


@pytest.mark.parametrize(
    ("weekdays", "short"),
    [(EVERY_DAY, "ежедн."), ({6, 7}, "сб, вс"), ({1, 2, 3, 4, 5}, "пн–пт"), (EVERY_DAY - {6}, "пн–пт, вс")],
)
def test_the_head_of_a_column_has_the_weekdays_in_short(weekdays, short):
    rule = CalendarRule(weekdays=frozenset(weekdays), start_date=YEAR[0], end_date=YEAR[1])
    sheet = Sheet(first=YEAR[0], last=YEAR[1])
    assert write_short(describe(set(running_days(rule, *YEAR)), sheet, rule), "ru") == short


def test_days_that_run_as_another_are_said_once_for_all_trains():
    assert (
        write_substitutes(SHEET.substitutes, SHEET, "ru").replace("\u00a0", " ")
        == "20.02 (сб) – как в пятницу"
    )
    assert write_substitutes({}, SHEET, "en") == ""
