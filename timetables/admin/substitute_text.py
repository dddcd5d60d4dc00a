"""Reading days that run as another weekday as an operator types them: "14.03 пт, 25.04.2026 = понедельник"."""

import re
from dataclasses import dataclass, field
from datetime import date

_SPLIT = re.compile(r"[\n;,]+")
_DAY = re.compile(
    r"(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)\.(\d\d?)(?:\.(\d{4})(?!\d))?)\D*?(?=[1-7]\b|[^\W\d]|$)"
)
_WEEKDAYS = {
    1: ("пн", "пон", "пан", "mo"),
    2: ("вт", "аў", "ау", "tu"),
    3: ("ср", "сер", "we"),
    4: ("чт", "чет", "чц", "чац", "th"),
    5: ("пт", "пят", "fr"),
    6: ("сб", "суб", "sa"),
    7: ("вс", "вос", "нд", "няд", "su"),
}


@dataclass(slots=True)
class TypedDays:
    """What was understood, and the pieces that were not."""

    days: dict[date, int] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)


def read_substitutes(text: str, year: int) -> TypedDays:
    """Read dates with their weekdays, a year being understood; other words don't matter.

    This function leaves a piece aside that names no date, no weekday, or the same date with another weekday.
    """
    found = TypedDays()
    for piece in filter(None, map(str.strip, _SPLIT.split(text))):
        day, weekday = _read(piece, year)
        if day is None or weekday is None or found.days.get(day, weekday) != weekday:
            found.unclear.append(piece)
        else:
            found.days[day] = weekday
    return found


def _read(piece: str, year: int) -> tuple[date | None, int | None]:
    match = _DAY.match(piece)
    if match is None:
        return None, None
    numbers = (match[1], match[2], match[3]) if match[1] else (match[6] or year, match[5], match[4])
    try:
        day = date(*map(int, numbers))
    except ValueError:
        return None, None
    return day, _weekday(piece[match.end() :], day)


def _weekday(words: str, day: date) -> int | None:
    """Find the only weekday that words name, by its number or the beginning of its name, the date's own left aside."""
    if words.strip() in {"1", "2", "3", "4", "5", "6", "7"}:
        return int(words)
    named = {
        number
        for word in re.findall(r"[^\W\d]+", words.casefold())
        for number, beginnings in _WEEKDAYS.items()
        if word.startswith(beginnings)
    }
    others = named - {day.isoweekday()} or named
    return others.pop() if len(others) == 1 else None
