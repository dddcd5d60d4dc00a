"""What the laws say, on the day before, of and after each change; the article stands in the test's id."""

from datetime import date
from decimal import Decimal

import pytest

from bookings.fares import Benefit, PassengerFacts, grants
from bookings.fares.benefit import applies
from tests.bookings.fares.samples import BENEFITS, benefit, price_of

ADULT = PassengerFacts("BY", birth_date=date(1990, 1, 1), number=2)
FULL = "10.68 BYN"
FREE = "0.00 BYN"


def law(code: str, what: str) -> str:
    rule = benefit(code)
    return f"{rule.act} {rule.article} {code} {what}".replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("day", "price"),
    [
        pytest.param(date(2027, 4, 30), FULL, id=law("BY_PENSIONER_SEASON", "day before the season")),
        pytest.param(date(2027, 5, 1), "5.34 BYN", id=law("BY_PENSIONER_SEASON", "first day")),
        pytest.param(date(2027, 5, 2), "5.34 BYN", id=law("BY_PENSIONER_SEASON", "second day")),
        pytest.param(date(2027, 10, 30), "5.34 BYN", id=law("BY_PENSIONER_SEASON", "last day but one")),
        pytest.param(date(2027, 10, 31), "5.34 BYN", id=law("BY_PENSIONER_SEASON", "last day")),
        pytest.param(date(2027, 11, 1), FULL, id=law("BY_PENSIONER_SEASON", "day after the season")),
    ],
)
def test_a_belarusian_pensioner_pays_half_in_the_season(day, price):
    assert str(price_of(PassengerFacts("BY", "BY_PENSIONER_SEASON"), day=day).price) == price


@pytest.mark.parametrize(
    ("day", "price"),
    [
        pytest.param(date(2027, 5, 9), FREE, id=law("RU_CHILD_7", "day before the 7th birthday")),
        pytest.param(date(2027, 5, 10), FREE, id=law("RU_CHILD_7", "the 7th birthday")),
        pytest.param(date(2027, 5, 11), FULL, id=law("RU_CHILD_7", "day after the 7th birthday")),
    ],
)
def test_a_russian_child_travels_free_through_the_7th_birthday(day, price):
    assert str(price_of(PassengerFacts("RU", birth_date=date(2020, 5, 10)), ADULT, day=day).price) == price


@pytest.mark.parametrize(
    ("day", "price"),
    [
        pytest.param(date(2027, 5, 8), FREE, id=law("BY_CHILD_U7", "two days before the 7th birthday")),
        pytest.param(date(2027, 5, 9), FREE, id=law("BY_CHILD_U7", "day before the 7th birthday")),
        pytest.param(date(2027, 5, 10), FULL, id=law("BY_CHILD_U7", "the 7th birthday")),
    ],
)
def test_a_belarusian_child_travels_free_until_the_7th_birthday(day, price):
    assert str(price_of(PassengerFacts("BY", birth_date=date(2020, 5, 10)), ADULT, day=day).price) == price


@pytest.mark.parametrize(
    ("country", "last_free", "first_paid"),
    [
        pytest.param("RU", date(2027, 3, 1), date(2027, 3, 2), id=law("RU_CHILD_7", "born 29 February")),
        pytest.param("BY", date(2027, 2, 28), date(2027, 3, 1), id=law("BY_CHILD_U7", "born 29 February")),
    ],
)
def test_a_child_of_29_february_is_seven_on_1_march(country, last_free, first_paid):
    child = PassengerFacts(country, birth_date=date(2020, 2, 29))
    assert str(price_of(child, ADULT, day=last_free).price) == FREE
    assert str(price_of(child, ADULT, day=first_paid).price) == FULL


@pytest.mark.parametrize(
    ("day", "given"),
    [
        pytest.param(date(2022, 6, 21), False, id=law("RU_CHILD_7", "day before the amendment")),
        pytest.param(date(2022, 6, 22), True, id=law("RU_CHILD_7", "day of the amendment")),
        pytest.param(date(2022, 6, 23), True, id=law("RU_CHILD_7", "day after the amendment")),
    ],
)
def test_seven_years_are_free_in_russia_since_22_june_2022(day, given):
    assert (
        grants(applies(benefit("RU_CHILD_7"), PassengerFacts("RU", birth_date=date(2016, 1, 1)), day))
        is given
    )


@pytest.mark.parametrize(
    ("code", "day", "given"),
    [
        pytest.param(code, day, given, id=law(code, f"{what} the 18th birthday"))
        for code in ("BY_DISABLED_CHILD", "RU_NSU_DISABLED_CHILD")
        for day, given, what in [(date(2027, 5, 9), True, "day before"), (date(2027, 5, 10), False, "on")]
    ],
)
def test_a_disabled_child_is_a_child_until_18(code, day, given):
    passenger = PassengerFacts(code[:2], code, birth_date=date(2009, 5, 10))
    assert grants(applies(benefit(code), passenger, day)) is given


@pytest.mark.parametrize(
    ("code", "person"),
    [
        pytest.param(companion, person, id=law(companion, f"with {person}"))
        for companion in ("BY_COMPANION", "RU_COMPANION")
        for person in benefit(companion).only_with
    ],
)
def test_a_companion_travels_free_only_with_the_person(code, person):
    companion, accompanied = PassengerFacts("", code), PassengerFacts(code[:2], person, number=2)
    assert str(price_of(companion, accompanied).price) == FREE
    assert str(price_of(companion, ADULT).price) == FULL


ALL_YEAR = [
    rule for rule in BENEFITS
    if rule.active and not (rule.season_from or rule.only_with or rule.age_max is not None)
]  # fmt: skip


@pytest.mark.parametrize("rule", [pytest.param(rule, id=law(rule.code, "all year")) for rule in ALL_YEAR])
def test_the_other_active_benefits_are_free_all_year_on_the_whole_route(rule):
    for day in (date(2027, 1, 1), date(2027, 6, 30), date(2027, 12, 31)):
        assert str(price_of(PassengerFacts(rule.country, rule.code), day=day).price) == FREE


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in BENEFITS if not rule.active])
def test_what_is_not_settled_takes_nothing_off(rule):
    price = price_of(PassengerFacts(rule.country, rule.code))
    assert str(price.price) == FULL
    assert "not_active" in [problem.code for problem in price.problems]


def test_a_pensioner_has_no_benefit_in_business_class():
    price = price_of(PassengerFacts("BY", "BY_PENSIONER_SEASON"), seat_class="business")
    assert [problem.code for problem in price.problems] == ["class_not_covered"]
    assert str(price.price) == FULL


CROSSING = Benefit(
    "BY_WINTER", "BY", Decimal(50), season_from="11-15", season_to="02-29", act="act", article="1"
)


@pytest.mark.parametrize(
    ("day", "price"),
    [
        pytest.param(date(2027, 11, 14), FULL, id="act 1 BY_WINTER day before the season"),
        pytest.param(date(2027, 11, 15), "5.34 BYN", id="act 1 BY_WINTER first day"),
        pytest.param(date(2027, 12, 31), "5.34 BYN", id="act 1 BY_WINTER last day of the year"),
        pytest.param(date(2028, 1, 1), "5.34 BYN", id="act 1 BY_WINTER New Year"),
        pytest.param(date(2028, 2, 29), "5.34 BYN", id="act 1 BY_WINTER last day in a leap year"),
        pytest.param(date(2028, 3, 1), FULL, id="act 1 BY_WINTER day after"),
        pytest.param(date(2027, 2, 28), "5.34 BYN", id="act 1 BY_WINTER last day in a common year"),
        pytest.param(date(2027, 3, 1), FULL, id="act 1 BY_WINTER day after in a common year"),
    ],
)
def test_a_season_may_cross_the_new_year(day, price):
    assert str(price_of(PassengerFacts("BY", "BY_WINTER"), day=day, benefits=(CROSSING,)).price) == price
