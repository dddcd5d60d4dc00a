from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.fares import Benefit, PassengerFacts, age_on, applies, grants, next_season_start
from bookings.fares.ages import birthday_in
from bookings.fares.tariff import UnknownCountry
from tests.bookings.fares.samples import DAY, days

births = st.dates(date(1930, 1, 1), date(2025, 12, 31))
month_days = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: f"{day:%m-%d}")


def rule(**changes: object) -> Benefit:
    fields: dict[str, object] = {"code": "BY_TEST", "country": "BY", "discount_percent": Decimal(50)}
    return Benefit(**{**fields, **changes})  # type: ignore[arg-type]  # the fields are named above


def codes(
    benefit: Benefit, passenger: PassengerFacts, day: date = DAY, party: tuple[PassengerFacts, ...] = ()
) -> list[str]:
    return [problem.code for problem in applies(benefit, passenger, day, party)]


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2020, 5, 10), date(2027, 5, 9), 6),
        (date(2020, 5, 10), date(2027, 5, 10), 7),
        (date(2020, 5, 10), date(2027, 5, 11), 7),
        (date(2020, 2, 29), date(2027, 2, 28), 6),
        (date(2020, 2, 29), date(2027, 3, 1), 7),
        (date(2020, 2, 29), date(2028, 2, 28), 7),
        (date(2020, 2, 29), date(2028, 2, 29), 8),
        (date(2020, 5, 10), date(2020, 5, 10), 0),
        (date(2020, 5, 10), date(2020, 5, 9), -1),
    ],
)
def test_a_year_is_added_on_the_birthday_and_on_1_march_for_29_february(born, day, age):
    assert age_on(born, day) == age


@given(births, days)
def test_age_grows_by_one_on_birthdays_only(born, day):
    grown = age_on(born, day) - age_on(born, day - timedelta(days=1))
    assert grown == (1 if day == birthday_in(born, day.year) else 0)


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), True),
        (date(2027, 3, 15), True),
        (date(2027, 3, 16), False),
    ],
)
def test_a_season_may_cross_the_new_year(day, inside):
    assert rule(season_from="11-01", season_to="03-15").in_season(day) is inside


@given(month_days, month_days, days)
def test_the_next_season_begins_after_the_day_within_it_and_not_before_it_must(first, last, day):
    benefit = rule(season_from=first, season_to=last)
    start = next_season_start(benefit, day)
    assert timedelta() < start - day <= timedelta(days=366)
    assert benefit.in_season(start) or (first, last) == ("02-29", "02-29")
    if not benefit.in_season(day):
        assert not any(benefit.in_season(day + timedelta(days=n)) for n in range((start - day).days))


def test_out_of_season_says_when_it_begins_again():
    problem = applies(rule(season_from="05-01", season_to="10-31"), PassengerFacts("BY"), date(2026, 11, 1))[
        0
    ]
    assert problem.code == "out_of_season"
    assert problem.params["next_start"] == "2027-05-01"


@pytest.mark.parametrize(
    ("changes", "country", "expected"),
    [
        ({}, "BY", []),
        ({}, "RU", ["wrong_law"]),
        ({}, "", ["wrong_law"]),
        ({"holder_any": True}, "", []),
        ({"holder_any": True}, "RU", ["wrong_law"]),
        ({"active": False}, "BY", ["not_active"]),
        ({"seat_classes": ("business",)}, "BY", ["class_not_covered"]),
        ({"seat_classes": ("business", "economy")}, "BY", []),
        ({"valid_from": date(2026, 7, 16)}, "BY", ["not_in_force"]),
        ({"valid_from": date(2026, 7, 15)}, "BY", []),
        ({"valid_until": date(2026, 7, 15)}, "BY", ["not_in_force"]),
        ({"valid_until": date(2026, 7, 16)}, "BY", []),
    ],
)
def test_law_validity_and_class_are_asked_for(changes, country, expected):
    assert codes(rule(**changes), PassengerFacts(country)) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2020, 7, 16), ["too_young"]),
        (date(2020, 7, 15), []),
        (date(2007, 7, 16), []),
        (date(2007, 7, 15), ["too_old"]),
        (date(2026, 7, 16), ["not_born"]),
        (None, ["birth_date_missing"]),
    ],
)
def test_the_age_window_is_inclusive_whole_years(born, expected):
    assert codes(rule(age_min=6, age_max=18), PassengerFacts("BY", birth_date=born)) == expected


def test_a_missing_birth_date_is_assumed_with_a_warning():
    assert grants(applies(rule(age_max=6), PassengerFacts("BY"), DAY))


def test_a_companion_needs_the_person_in_the_party():
    companion = rule(only_with=("BY_SICK",), holder_any=True)
    me = PassengerFacts("BY", "BY_TEST", number=1)
    assert codes(companion, me, party=(me,)) == ["companion_alone"]
    assert codes(companion, me, party=(me, PassengerFacts("BY", "BY_OTHER", number=2))) == ["companion_alone"]
    assert codes(companion, me, party=(me, PassengerFacts("BY", "BY_SICK", number=2))) == []


def test_one_companion_goes_with_one_person():
    companion = rule(only_with=("BY_SICK",), holder_any=True)
    sick, first, second = (
        PassengerFacts("BY", code, number=n) for n, code in enumerate(["BY_SICK", "BY_TEST", "BY_TEST"], 1)
    )
    party = (sick, first, second)
    assert codes(companion, first, party=party) == []
    assert codes(companion, second, party=party) == ["companion_taken"]
    assert codes(companion, second, party=(*party, PassengerFacts("BY", "BY_SICK", number=4))) == []


def test_a_companion_may_be_of_any_citizenship():
    companion = rule(only_with=("BY_SICK",), holder_any=True)
    sick = PassengerFacts("BY", "BY_SICK", number=1)
    for country in ("BY", "RU", ""):
        me = PassengerFacts(country, "BY_TEST", number=2)
        assert codes(companion, me, party=(sick, me)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"country": "PL"},
        {"discount_percent": Decimal(101)},
        {"discount_percent": Decimal(-1)},
        {"season_from": "05-01"},
        {"season_from": "5-1", "season_to": "10-31"},
        {"season_from": "13-01", "season_to": "10-31"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes):
    with pytest.raises(ValueError, match=r"benefit|country"):
        rule(**changes)


def test_a_passenger_s_law_is_one_of_the_two_or_none():
    with pytest.raises(UnknownCountry):
        PassengerFacts("PL")
