"""A benefit of a national law as data, and the reasons why it can or can't be used on a journey.

Reasons are values: an empty list means the benefit applies; warnings are told but refuse nothing. Ages are
whole years on the day of travel, which is the local date of departure from the passenger's first stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from bookings.fares.ages import age_on, birthday_in
from bookings.fares.limits import limit_problems
from bookings.fares.problem import Problem
from bookings.fares.tariff import Country, as_country

Scope = Literal["whole_route", "home_segment"]
TripsPeriod = Literal["month", "year"]

_MONTH_DAY: Final = re.compile(r"^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PassengerFacts:
    """What a price needs to know: whose documents ("" for a third state), the benefit asked for, the birth
    date.

    `number` is the place in the party, 1 to 4, and differs for each passenger of it. `spent` are the limits that the
    person has reached by other journeys, as TripLimit.spent_by writes them. `ancillaries` are the kinds that travel
    along and how many of each.
    """

    country: str = ""
    claimed_benefit: str | None = None
    birth_date: date | None = None
    number: int = 1
    spent: tuple[str, ...] = ()
    ancillaries: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.country:
            as_country(self.country)


@dataclass(frozen=True, slots=True)
class Benefit:
    """A dated rule of one country's law.

    `age_min`, `age_max` are inclusive whole years; with `through_birthday` age_max is a birthday, itself the
    last day. The season is inclusive MM-DD on both ends. `valid_until` is exclusive. `only_with` are the
    benefits of the person accompanied. `automatic`: given without asking when the birth date is known.
    `seat_classes`, `seat_modes` empty: every class, every way a train is sold. `companions_each`: so many for each one
    accompanied. `trips_per_day`, `free_trips` in a `trips_period`: so many trips a person, None for no limit.
    `quality` is S, P or U.
    """

    code: str
    country: Country
    discount_percent: Decimal
    season_from: str = ""
    season_to: str = ""
    age_min: int | None = None
    age_max: int | None = None
    through_birthday: bool = False
    scope: Scope = "whole_route"
    only_with: tuple[str, ...] = ()
    holder_any: bool = False
    automatic: bool = False
    seat_classes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    active: bool = True
    act: str = ""
    article: str = ""
    quality: str = "U"
    companions_each: int = 1
    seat_modes: tuple[str, ...] = ()
    trips_per_day: int | None = None
    free_trips: int | None = None
    trips_period: TripsPeriod = "year"

    def __post_init__(self) -> None:
        as_country(self.country)
        if not 0 <= self.discount_percent <= 100:
            raise ValueError(f"benefit {self.code}: a discount of {self.discount_percent} percent")
        counts = (self.companions_each, self.trips_per_day, self.free_trips)
        if any(number is not None and number < 1 for number in counts):
            raise ValueError(f"benefit {self.code}: companions and trips are counted from 1")
        if bool(self.season_from) != bool(self.season_to):
            raise ValueError(f"benefit {self.code}: a season needs both its first and its last day")
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValueError(f"benefit {self.code}: it ends before it begins")
        if any(end and not _is_month_day(end) for end in (self.season_from, self.season_to)):
            raise ValueError(
                f"benefit {self.code}: season {self.season_from}..{self.season_to} is not MM-DD..MM-DD"
            )

    @property
    def is_limited(self) -> bool:
        """This function tells whether a person may use it for so many trips only."""
        return self.trips_per_day is not None or self.free_trips is not None

    def in_force(self, day: date) -> bool:
        """This function tells whether the rule is valid on a day of travel; the end day is excluded."""
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_until is None or day < self.valid_until)

    def in_season(self, day: date) -> bool:
        """This function tells whether a day is within the season, both ends included; it may cross the New
        Year.
        """
        if not self.season_from:
            return True
        month_day = f"{day:%m-%d}"
        if self.season_from <= self.season_to:
            return self.season_from <= month_day <= self.season_to
        return month_day >= self.season_from or month_day <= self.season_to


def _is_month_day(text: str) -> bool:
    if not _MONTH_DAY.match(text):
        return False
    try:
        date.fromisoformat(f"2000-{text}")  # a leap year: 29 February is a day, 30 February none
    except ValueError:
        return False
    return True


def applies(
    benefit: Benefit,
    passenger: PassengerFacts,
    travel_date: date,
    party: Iterable[PassengerFacts] = (),
    seat_class: str = "economy",
    seat_mode: str = "",
) -> list[Problem]:
    """Why a benefit can't be used by a passenger on a day, with the others of the party.

    This function returns no blocking problem when it applies (see `grants`). Codes: wrong_law, not_active,
    not_in_force, out_of_season (with next_start), class_not_covered, train_not_covered, not_born, too_young, too_old,
    companion_alone, companion_taken, trips_of_day_used, trips_of_period_used; warnings: birth_date_missing,
    trips_of_day, trips_of_period.
    """
    return [
        *_law_problems(benefit, passenger),
        *_validity_problems(benefit, travel_date, seat_class),
        *_train_problems(benefit, seat_mode),
        *_age_problems(benefit, passenger, travel_date),
        *_companion_problems(benefit, passenger, party),
        *limit_problems(benefit, passenger, travel_date),
    ]


def grants(problems: Iterable[Problem]) -> bool:
    """This function tells whether nothing among the problems refuses; warnings don't."""
    return all(problem.warning for problem in problems)


def next_season_start(benefit: Benefit, day: date) -> date:
    """The first day after `day` on which the benefit's season begins. This function raises ValueError without
    a season.
    """
    if not benefit.season_from:
        raise ValueError(f"benefit {benefit.code} holds all year")
    month, day_of_month = (int(part) for part in benefit.season_from.split("-"))
    # 2000 is a leap year, so any MM-DD exists in it; birthday_in then moves 29 February in common years.
    first = date(2000, month, day_of_month)
    this_year = birthday_in(first, day.year)
    return this_year if this_year > day else birthday_in(first, day.year + 1)


def _law_problems(benefit: Benefit, passenger: PassengerFacts) -> list[Problem]:
    if benefit.country == passenger.country:
        return []
    # "Any person" of a companion is truly anyone, for the law is that of the person accompanied; the other
    # benefits for any person serve citizens of third states, since a citizen of the two states travels by the
    # law of their own document.
    if benefit.holder_any and (benefit.only_with or not passenger.country):
        return []
    return [Problem("wrong_law", {"benefit": benefit.code, "law": benefit.country})]


def _validity_problems(benefit: Benefit, day: date, seat_class: str) -> list[Problem]:
    problems = []
    if not benefit.active:
        problems.append(Problem("not_active", {"benefit": benefit.code}))
    if not benefit.in_force(day):
        problems.append(Problem("not_in_force", {"benefit": benefit.code, "date": day.isoformat()}))
    if not benefit.in_season(day):
        problems.append(_out_of_season(benefit, day))
    if benefit.seat_classes and seat_class not in benefit.seat_classes:
        problems.append(Problem("class_not_covered", {"benefit": benefit.code, "class": seat_class}))
    return problems


def _train_problems(benefit: Benefit, seat_mode: str) -> list[Problem]:
    if not benefit.seat_modes or seat_mode in benefit.seat_modes:
        return []
    return [Problem("train_not_covered", {"benefit": benefit.code})]


def _out_of_season(benefit: Benefit, day: date) -> Problem:
    start = next_season_start(benefit, day)
    season = {
        "season_from": benefit.season_from,
        "season_to": benefit.season_to,
        "next_start": start.isoformat(),
    }
    return Problem("out_of_season", {"benefit": benefit.code, **season})


def _age_problems(benefit: Benefit, passenger: PassengerFacts, day: date) -> list[Problem]:
    if benefit.age_min is None and benefit.age_max is None:
        return []
    if passenger.birth_date is None:
        return [Problem("birth_date_missing", {"benefit": benefit.code}, warning=True)]
    age = age_on(passenger.birth_date, day)
    params = {"benefit": benefit.code, "age": str(age)}
    if age < 0:
        return [Problem("not_born", params)]
    if benefit.age_min is not None and age < benefit.age_min:
        return [Problem("too_young", {**params, "limit": str(benefit.age_min)})]
    if benefit.age_max is not None and _is_too_old(benefit, benefit.age_max, passenger.birth_date, day):
        return [Problem("too_old", {**params, "limit": str(benefit.age_max)})]
    return []


def _is_too_old(benefit: Benefit, age_max: int, birth_date: date, day: date) -> bool:
    if benefit.through_birthday:
        return age_on(birth_date, day - _DAY) >= age_max
    return age_on(birth_date, day) > age_max


def _companion_problems(
    benefit: Benefit, passenger: PassengerFacts, party: Iterable[PassengerFacts]
) -> list[Problem]:
    if not benefit.only_with:
        return []
    others = [other for other in party if other.number != passenger.number]
    accompanied = sum(other.claimed_benefit in benefit.only_with for other in others)
    earlier = sum(
        other.claimed_benefit == benefit.code and other.number < passenger.number for other in others
    )
    if not accompanied:
        return [
            Problem("companion_alone", {"benefit": benefit.code, "only_with": ",".join(benefit.only_with)})
        ]
    if earlier >= accompanied * benefit.companions_each:
        return [Problem("companion_taken", {"benefit": benefit.code})]
    return []
