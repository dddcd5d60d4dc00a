from dataclasses import replace
from datetime import date
from decimal import Decimal

from bookings.fares import Benefit, PassengerFacts, benefit_on
from tests.bookings.fares.samples import BENEFITS, DAY, benefit, price_of

ADULT = PassengerFacts("RU", birth_date=date(1990, 1, 1), number=2)


def used(*party: PassengerFacts, **options: object) -> str | None:
    line = price_of(*party, **options).reduction  # type: ignore[arg-type]  # passed on as they are
    return line.benefit if line else None


def told(*party: PassengerFacts, **options: object) -> list[str]:
    return [problem.code for problem in price_of(*party, **options).problems]  # type: ignore[arg-type]  # as above


def test_a_child_is_given_its_benefit_without_asking():
    assert used(PassengerFacts("BY", birth_date=date(2022, 1, 1)), ADULT) == "BY_CHILD_U7"
    assert used(PassengerFacts("RU", birth_date=date(2022, 1, 1)), ADULT) == "RU_CHILD_7"


def test_nobody_is_taken_for_a_child_without_a_birth_date():
    assert used(PassengerFacts("BY")) is None


def test_a_child_asked_for_is_believed_until_the_birth_date_is_known():
    assert used(PassengerFacts("BY", "BY_CHILD_U7"), ADULT) == "BY_CHILD_U7"
    assert told(PassengerFacts("BY", "BY_CHILD_U7"), ADULT) == ["birth_date_missing"]


def test_the_better_of_the_asked_and_the_automatic_one_is_used():
    half = Benefit("BY_HALF", "BY", Decimal(50))
    child = PassengerFacts("BY", "BY_HALF", birth_date=date(2022, 1, 1))
    assert used(child, ADULT, benefits=(*BENEFITS, half)) == "BY_CHILD_U7"


def test_of_two_equal_ones_the_asked_one_is_used():
    child = PassengerFacts("BY", "BY_DISABLED_CHILD", birth_date=date(2022, 1, 1))
    assert used(child, ADULT) == "BY_DISABLED_CHILD"


def test_benefits_are_not_added_together():
    quarter, third = Benefit("BY_A", "BY", Decimal(25)), Benefit("BY_B", "BY", Decimal(30), automatic=True)
    price = price_of(PassengerFacts("BY", "BY_A", date(1990, 1, 1)), benefits=(quarter, third))
    assert price.reduction is not None
    assert price.reduction.percent == 30


def test_half_of_the_whole_route_may_be_better_than_all_of_one_country():
    home = Benefit("BY_HOME", "BY", Decimal(100), scope="home_segment")
    half = Benefit("BY_HALF", "BY", Decimal(50), automatic=True)
    passenger = PassengerFacts("BY", "BY_HOME", date(1990, 1, 1))
    assert used(passenger, benefits=(home, half)) == "BY_HALF"


def test_benefits_are_weighed_in_one_currency():
    # 60 percent of Russia's 8.38 BYN is less than half of all 10.68; the bare numbers, 2.30 and 232.89, say otherwise.
    home = Benefit("RU_HOME", "RU", Decimal(60), scope="home_segment")
    half = Benefit("RU_HALF", "RU", Decimal(50), automatic=True)
    passenger = PassengerFacts("RU", "RU_HOME", date(1990, 1, 1))
    assert used(passenger, benefits=(home, half)) == "RU_HALF"


def test_a_benefit_of_the_other_law_is_not_given_and_it_is_said_why():
    assert used(PassengerFacts("RU", "BY_PENSIONER_SEASON")) is None
    assert told(PassengerFacts("RU", "BY_PENSIONER_SEASON")) == ["wrong_law"]


def test_an_unknown_benefit_is_said_to_be_unknown():
    assert told(PassengerFacts("BY", "BY_MOON_WALKER")) == ["unknown_benefit"]


def test_why_the_asked_one_fails_is_told_though_a_child_is_free_anyway():
    child = PassengerFacts("BY", "BY_LARGE_FAMILY", birth_date=date(2022, 1, 1))
    assert used(child, ADULT) == "BY_CHILD_U7"
    assert told(child, ADULT) == ["not_active"]


def test_a_child_of_a_third_state_travels_by_a_law_for_any_child():
    assert used(PassengerFacts("", birth_date=date(2022, 1, 1)), ADULT) in {"BY_CHILD_U7", "RU_CHILD_7"}


def test_a_russian_child_alone_is_free_with_a_warning():
    child = PassengerFacts("RU", birth_date=date(2022, 1, 1))
    price = price_of(child)
    assert not price.price
    assert [(problem.code, problem.warning) for problem in price.problems] == [("child_without_adult", True)]


def test_a_child_is_not_an_adult_for_another_child():
    child = PassengerFacts("RU", birth_date=date(2022, 1, 1))
    for other in (
        PassengerFacts("RU", birth_date=date(2012, 1, 1), number=2),
        PassengerFacts("BY", "BY_CHILD_U7", number=2),
    ):
        assert told(child, other) == ["child_without_adult"]
    for other in (ADULT, PassengerFacts("BY", "BY_PENSIONER_SEASON", number=2), PassengerFacts(number=2)):
        assert told(child, other) == []


def test_whoever_may_not_have_a_benefit_gives_none_to_a_companion():
    companion = PassengerFacts("BY", "BY_COMPANION")
    impostor = PassengerFacts("RU", "BY_DISABLED_1", number=2)
    grown_up = PassengerFacts("BY", "BY_DISABLED_CHILD", date(1990, 1, 1), number=2)
    for person in (impostor, grown_up):
        assert told(companion, person) == ["companion_alone"]
    assert used(companion, PassengerFacts("BY", "BY_DISABLED_1", number=2)) == "BY_COMPANION"


def test_the_version_in_force_on_the_day_counts():
    old = replace(benefit("BY_PENSIONER_SEASON"), season_to="09-30", valid_until=date(2027, 1, 1))
    new = replace(benefit("BY_PENSIONER_SEASON"), valid_from=date(2027, 1, 1))
    pensioner = PassengerFacts("BY", "BY_PENSIONER_SEASON")
    assert told(pensioner, benefits=(old, new), day=date(2026, 10, 1)) == ["out_of_season"]
    assert told(pensioner, benefits=(old, new), day=date(2027, 10, 1)) == []
    assert benefit_on([old, new], "BY_PENSIONER_SEASON", DAY) == old
    assert benefit_on([old, new], "NONE", DAY) is None
