"""Kinds of season and multi-ride tickets as dated rules of each country, and the days on which they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal, get_args

from bookings.fares.benefit import Benefit
from bookings.fares.dated import Dated
from bookings.fares.section import Section
from bookings.fares.tariff import Country, as_country

SeasonDays = Literal["all", "workdays", "weekend"]
SEASON_DAYS: Final[tuple[SeasonDays, ...]] = get_args(SeasonDays)
ALL_BENEFITS: Final = "*"
_DAY = timedelta(days=1)
_SATURDAY: Final = 6


class NoSeasonRule(LookupError):
    """No rule of this kind of season ticket is in force for a section's country, or the countries' rules differ."""


@dataclass(frozen=True, slots=True)
class SeasonShape:
    """What a kind of season ticket is: its days, how long (in months or in days), how many trips (None: no limit)."""

    days: SeasonDays
    months: int = 0
    length_days: int = 0
    trips: int | None = None

    def __post_init__(self) -> None:
        if self.days not in SEASON_DAYS:
            raise ValueError(f"days {self.days!r}: expected one of {', '.join(SEASON_DAYS)}")
        if bool(self.months) == bool(self.length_days) or min(self.months, self.length_days) < 0:
            raise ValueError("a season ticket is of months or of days, from 1")
        if self.months > 12 or self.length_days > 366:
            raise ValueError("a season ticket is of a year at most")
        if self.trips is not None and self.trips < 1:
            raise ValueError("trips are counted from 1")

    def last_day(self, first: date) -> date:
        """This function gives the last day, included: of a month from the 5th, the 4th of the next one."""
        if self.length_days:
            return first + (self.length_days - 1) * _DAY
        month = first.month - 1 + self.months
        year, month = first.year + month // 12, month % 12 + 1
        return _day_in(year, month, first.day) - _DAY


@dataclass(frozen=True, slots=True)
class SeasonRule(Dated):
    """One country's rule of a kind of season ticket: its section costs so many single fares; dates half-open.

    `benefits` are the codes of those that reduce it, ALL_BENEFITS for any. `quality` is S, P or U.
    """

    code: str
    country: Country
    shape: SeasonShape
    single_fares: Decimal
    valid_from: date
    valid_until: date | None = None
    benefits: tuple[str, ...] = ()
    needs_benefit: bool = False
    act: str = ""
    article: str = ""
    quality: str = "U"

    def __post_init__(self) -> None:
        as_country(self.country)
        if self.single_fares <= 0:
            raise ValueError(f"season ticket {self.code}: {self.single_fares} single fares")
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError(f"season ticket {self.code}: the rule ends before it begins")

    def names(self, benefit: Benefit) -> bool:
        """This function tells whether a benefit reduces this kind of ticket."""
        return ALL_BENEFITS in self.benefits or benefit.code in self.benefits


def season_rules_on(
    rules: Iterable[SeasonRule], code: str, sections: Sequence[Section], day: date
) -> list[SeasonRule]:
    """The rule of each section, in their order, for a ticket of a kind that begins on a day.

    This function raises NoSeasonRule where a country has none, or where two describe different tickets.
    """
    listed = list(rules)
    found = [_rule_on(listed, code, section.country, day) for section in sections]
    if not found or len({(rule.shape, rule.needs_benefit) for rule in found}) > 1:
        raise NoSeasonRule(code)
    return found


def holds_on(
    days: SeasonDays,
    day: date,
    *,
    countries: Collection[str],
    holidays: Mapping[str, Collection[date]],
    substitutes: Mapping[date, int],
) -> bool:
    """Whether a season ticket of these days holds on a service day, for a section in these countries.

    `holidays` are days off by country; `substitutes` say as which weekday (1 for Monday) a moved day runs in both. This
    function decides for the passenger where the two countries differ: a working day of one is a working day, and a day
    off of one is a day off.
    """
    if days == "all":
        return True
    off = [_is_off(day, holidays.get(country, ()), substitutes) for country in countries]
    return any(off) if days == "weekend" else not all(off)


def _rule_on(rules: Iterable[SeasonRule], code: str, country: str, day: date) -> SeasonRule:
    found = [rule for rule in rules if (rule.code, rule.country) == (code, country) and rule.in_force(day)]
    if not found:
        raise NoSeasonRule(f"{code} in {country} on {day:%Y-%m-%d}")
    return max(found, key=lambda rule: rule.valid_from)


def _is_off(day: date, holidays: Collection[date], substitutes: Mapping[date, int]) -> bool:
    return day in holidays or substitutes.get(day, day.isoweekday()) >= _SATURDAY


def _day_in(year: int, month: int, day: int) -> date:
    """The day of a month; one that the month doesn't have is the first of the next."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)
